"""
What a person decided about a finding, on its way into the finding's history.

The command that takes it writes it down; whoever holds the findings carries it out, once.
"""

from dataclasses import dataclass
from enum import StrEnum


class Choice(StrEnum):
    """What may be decided."""

    VERIFY = "verify"
    REJECT = "reject"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. `number` counts them in the store, `key` is the finding's; Unix seconds."""

    number: int
    key: str
    choice: Choice
    who: str
    note: str
    time_s: float
