"""
What is true in the city, which the judge never sees.

A `Guilt` is one breach of the regulation: what it is, how well it can be seen, and which findings
would be right about it. An `Innocence` is something that looks odd and is none, to know what a
false accusation was about.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Guilt:
    """
    A breach at a site from one moment to another. Right about it are findings of `kinds`, where
    `subjects` are given only about one of them; and findings of `also`, whatever their subject.
    """

    kind: str
    level: Level
    site: str
    device: str
    kinds: frozenset[str]
    start_s: float
    end_s: float
    subjects: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    sessions_s: tuple[tuple[float, float], ...] = field(default=(), repr=False)

    def is_told_by(self, site: str, kind: str, subject: str, time_s: float) -> bool:
        """Whether a finding of this kind about this subject, opened then, is right."""
        if site != self.site or not self.start_s <= time_s <= self.end_s + CLEARING_S:
            return False
        if subject.partition("#")[0] in self.subjects or kind in self.also:
            return True
        return kind in self.kinds and not self.subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Innocence:
    """Something at a site that is no breach, and could be taken for one."""

    kind: str
    site: str
    device: str = ""
    is_waived: bool = False


@dataclass(slots=True)
class Labels:
    """Everything true of one city."""

    guilts: list[Guilt] = field(default_factory=list)
    innocences: list[Innocence] = field(default_factory=list)

    def told_by(self, site: str, kind: str, subject: str, time_s: float) -> Guilt | None:
        """Find the breach that a finding is right about."""
        return next(
            (one for one in self.guilts if one.is_told_by(site, kind, subject, time_s)), None
        )

    def innocences_of(self, site: str) -> Iterable[str]:
        """Name what is odd at a site and no breach."""
        return [one.kind for one in self.innocences if one.site == site]
