"""
How a table was read, and what every observation carries of the rows it came from.

"Nothing there" and "could not look" are different answers; everything that judges depends on it.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable


class TableStatus(StrEnum):
    """How the reading of a table ended, from best to worst."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    """Cut short: by a time-out, the row cap, the time budget or an error of the agent."""
    ABSENT = "absent"
    """The agent answers, and has no row of it."""
    REFUSED = "refused"
    """The agent answers, and does not let this user see it."""
    WITHHELD = "withheld"
    """The agent shows others and not a row of this one, which whatever answers by IP has."""


class Pace(StrEnum):
    """The two paces of polling."""

    FAST = "fast"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Varbind:
    """One object instance as read, for evidence: dotted OID, SMI type, printable value."""

    oid: str
    type: str
    value: str


@runtime_checkable
class SourceRow(Protocol):
    """The row of a table an observation came from."""

    @property
    def table(self) -> str:
        """Name of the table in its MIB."""

    def varbinds(self) -> tuple[Varbind, ...]:
        """Every cell of the row as read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What every observation carries: the rows it was decoded from."""

    rows: tuple[SourceRow, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TableReading:
    """
    How the reading of one table went: rows understood, rows skipped, and why it ended early.

    `cut` counts values that were too long, of which the beginning was kept.
    """

    name: str
    status: TableStatus
    rows: int = 0
    skipped: int = 0
    reason: str = ""
    cut: int = 0
