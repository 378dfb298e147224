"""
What is true in the city, which the judge never sees.

A `Guilt` is one breach of the regulation: what it is, how well it can be seen, and which findings
would be right about it: of which kind, about which subject, on which device. An `Innocence` is
something that looks odd and is none, to know what a false accusation was about.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

CLEARING_S = 6 * 3600.0
"""How long after the end of a breach a finding about it may still be opened: its evidence is from
before, and closing takes ten whole readings."""


class Level(StrEnum):
    """How well SNMP can see it."""

    VISIBLE = "visible"
    CONCEALED = "concealed"
    INVISIBLE = "invisible"


@dataclass(frozen=True, slots=True)
class Right:
    """
    A finding that would be right: its kind, about one of `subjects`, on one of `devices`.

    A subject is what a finding is about in its own words: an interface, the MAC address or name of
    a box, a device. No subject is one of the devices as a whole.
    """

    kind: str
    devices: frozenset[str]
    subjects: frozenset[str] = frozenset()

    def fits(self, device: str, kind: str, subject: str) -> bool:
        """Whether a finding is this one."""
        about = subject.partition("#")[0]
        return kind == self.kind and device in self.devices and about in (self.subjects or {device})


@dataclass(frozen=True, slots=True, kw_only=True)
class Guilt:
    """
    A breach at a site from one moment to another. Any of `rights` is right about it.

    `left_out` says why it is in no figure, if it is in none; it is counted beside them. `effort` is
    what an evader puts into not being seen, from 1 to 3; 0 is nobody's trick.
    """

    kind: str
    level: Level
    site: str
    device: str
    start_s: float
    end_s: float
    rights: tuple[Right, ...]
    left_out: str = ""
    effort: int = 0
    sessions_s: tuple[tuple[float, float], ...] = field(default=(), repr=False)

    def is_told_by(self, site: str, device: str, kind: str, subject: str, time_s: float) -> bool:
        """Whether a finding of this kind, on this device, about this subject, is right then."""
        if site != self.site or not self.start_s <= time_s <= self.end_s + CLEARING_S:
            return False
        return any(one.fits(device, kind, subject) for one in self.rights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Innocence:
    """
    Something at a site that is no breach, and could be taken for one.

    `is_own_work`: Kominfo itself has done it unannounced, or has not written it down.
    """

    kind: str
    site: str
    device: str = ""
    is_waived: bool = False
    is_own_work: bool = False


@dataclass(slots=True)
class Labels:
    """Everything true of one city."""

    guilts: list[Guilt] = field(default_factory=list)
    innocences: list[Innocence] = field(default_factory=list)

    def told_by(
        self, site: str, device: str, kind: str, subject: str, time_s: float
    ) -> Guilt | None:
        """Find the breach that a finding is right about."""
        return next(
            (one for one in self.guilts if one.is_told_by(site, device, kind, subject, time_s)),
            None,
        )

    def innocences_of(self, site: str) -> Iterable[str]:
        """Name what is odd at a site and no breach."""
        return [one.kind for one in self.innocences if one.site == site]
