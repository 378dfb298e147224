"""What would become of cases and links, if something else were declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.model.declared import Maintenance
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
class Cover:
    """A prefix that accounts for something, and `where` it stands in the registry."""

    where: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Change:
    """
    A case that stands otherwise than before; `case` is the newer one where there are two.

    `by` are the prefixes that account for what it is about now, and did not before.
    """

    case: Case
    before: Standing
    after: Standing
    by: tuple[Cover, ...] = ()

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
    """
    A link whose status is another; `None` where it is none of the device's links.

    `by` are the prefixes that account for it now, and did not before.
    """

    device: str
    name: str
    before: Link | None
    after: Link | None
    by: tuple[Cover, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """
    Announced work during which nothing would count at some devices.

    `cases` are those that would be said of them now; none of them opens, or is cleared, meanwhile.
    """

    work: Maintenance
    devices: tuple[str, ...]
    cases: tuple[Case, ...]

    @property
    def days(self) -> float:
        """For how many days."""
        return (self.work.end - self.work.start).total_seconds() / 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """
    Everything that would change, and what it was judged by: `devices` that were read.

    `unseen` are polled devices that nobody has looked at, `old` those that were last read too long
    ago, and when (Unix seconds). `silences` is work that only the new registry announces.
    """

    changes: tuple[Change, ...]
    links: tuple[LinkChange, ...]
    devices: int
    silences: tuple[Silence, ...] = ()
    unseen: tuple[str, ...] = ()
    old: Mapping[str, float]
