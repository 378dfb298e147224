"""What would become of cases and links, if something else were declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.model.finding import Case
from monitor.model.link import Link

CHANGES = ("flagged", "cleared", "frozen", "stronger", "weaker", "changed")
"""What may happen to a case, the gravest first."""


class Standing(StrEnum):
    """What becomes of a case if all stays as it is, from nothing to proof."""

    NOTHING = "nothing"
    NOTE = "note"
    """Hints, which accuse nobody."""
    PART = "part"
    """Another finding of the site stands for it."""
    FROZEN = "frozen"
    """Nobody looks at its device any more."""
    REJECTED = "rejected"
    EXEMPT = "exempt"
    INDICATED = "indicated"
    PROOF = "proof"

    @property
    def is_said(self) -> bool:
        """Whether people are told of it."""
        return self in (Standing.INDICATED, Standing.PROOF)


@dataclass(frozen=True, slots=True)
class Change:
    """A case that stands otherwise than before; `case` is the newer one where there are two."""

    case: Case
    before: Standing
    after: Standing

    @property
    def what(self) -> str:
        """Say in a word what happens to it: one of `CHANGES`."""
        if self.after is Standing.FROZEN:
            return "frozen" if self.before.is_said else "changed"
        if self.before.is_said != self.after.is_said:
            return "flagged" if self.after.is_said else "cleared"
        if self.before.is_said:
            return "stronger" if self.after is Standing.PROOF else "weaker"
        return "changed"


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link whose status is another; `None` where it is none of the device's links."""

    device: str
    name: str
    before: Link | None
    after: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """
    Everything that would change, and what it was judged by: `devices` that were read.

    `unseen` are polled devices that nobody has looked at, `old` those that were last read too long
    ago, and when (Unix seconds).
    """

    changes: tuple[Change, ...]
    links: tuple[LinkChange, ...]
    devices: int
    unseen: tuple[str, ...] = ()
    old: Mapping[str, float]
