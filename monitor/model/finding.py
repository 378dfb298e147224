"""
What is said of a link or a box, how sure it is, and what becomes of it.

A `Signal` is one rule's statement about one subject. A `Case` is what all signals of one moment
say together about one subject. A `Finding` is a case over time: suspected until it has been seen
often enough, then open; a person verifies or rejects it; it is resolved when it was clearly gone
for long enough, and frozen while nobody can see.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from monitor.model.link import Link
from monitor.model.signal import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.verdict import Told, Verdict, Word

__all__ = [
    "ID_DIGITS",
    "Band",
    "Case",
    "Family",
    "Finding",
    "FindingKind",
    "Judgement",
    "SeenDay",
    "Sentence",
    "Signal",
    "State",
    "Strength",
    "Told",
    "Transition",
    "Verdict",
    "Word",
    "id_of_key",
]


ID_DIGITS = 10


class Band(StrEnum):
    """How sure: a note, indicated (terindikasi), technical proof (bukti teknis)."""

    NOTE = "note"
    INDICATED = "indicated"
    PROOF = "proof"


class State(StrEnum):
    """Where a finding stands in its life."""

    SUSPECTED = "suspected"
    """Seen, and not yet often enough to be said."""
    OPEN = "open"
    EXEMPT = "exempt"
    """Seen, and covered by a waiver: shown with its letter, never hidden."""
    VERIFIED = "verified"
    """A person confirmed it."""
    REJECTED = "rejected"
    """A person found it to be wrong (salah deteksi)."""
    MERGED = "merged"
    """Another view of a finding that is said: shown as its part, and not said again."""
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    What all signals of one moment say together about one subject of a site.

    `key` is stable: site, kind and fingerprint, never an address that changes or an ifIndex.
    `confidence` is a ratio. `rules` are those that spoke; `waiver` is the letter that exempts it,
    `waiver_until` its last day. `macs` are those at the far end of its link; `part_of` is the key
    of the finding of which this is only another view.
    """

    key: str
    kind: FindingKind
    agency: str
    site: str
    device: str
    subject: str
    link: str
    signals: tuple[Signal, ...]
    confidence: float
    band: Band
    text: Sentence
    waiver: str = ""
    waiver_until: date | None = None
    macs: frozenset[str] = frozenset()
    part_of: str = ""

    @property
    def strength(self) -> Strength:
        """The strongest signal."""
        return min((signal.strength for signal in self.signals), key=list(Strength).index)

    def speaks(self, weak: Collection[str]) -> bool:
        """Whether anything more than a hint is of another family than the weak ones."""
        return any(
            signal.strength is not Strength.HINT and signal.family not in weak
            for signal in self.signals
        )

    @property
    def rules(self) -> frozenset[str]:
        """The rules that spoke."""
        return frozenset(signal.rule for signal in self.signals)

    @property
    def pattern(self) -> tuple[Told, ...]:
        """What its evidence is, by rule."""
        found: dict[str, Told] = {}
        for signal in self.signals:
            told = found.get(signal.rule, Told(signal.rule, signal.strength, frozenset()))
            about = told.about | {signal.about} if signal.about else told.about
            strength = min(told.strength, signal.strength, key=list(Strength).index)
            found[signal.rule] = Told(signal.rule, strength, about)
        return tuple(found[rule] for rule in sorted(found))


class SeenDay(NamedTuple):
    """A local day on which a suspicion was seen, and whether by proof."""

    day: date
    is_proof: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    What one look at a device says.

    `ran` are the rules that apply to the device and are enabled. `inconclusive` gives for every
    one that could not look, why. `fresh` are those that looked at readings made in this very poll,
    whole or cut short: only what they say counts for a finding. `seen` are those of them that
    could see everything: only their silence counts against one. `errors` are mistakes of rules.
    `left_out` counts what was not judged since the device shows too much of it (`monitor.bounds`):
    observations by their kind, links, cases, signals. `trimmed` counts what was judged and is not
    kept as evidence: `signals`, rows of `evidence`, `values` that were cut.
    `coverage` is the share of what rules can find that they could look for.
    """

    device: str
    time_s: float
    links: tuple[Link, ...] = ()
    cases: tuple[Case, ...] = ()
    inconclusive: Mapping[str, str] = field(default_factory=dict)
    ran: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    errors: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    trimmed: Mapping[str, int] = field(default_factory=dict)
    coverage: float = 0.0

    @property
    def signals(self) -> tuple[Signal, ...]:
        """All signals of all cases."""
        return tuple(signal for case in self.cases for signal in case.signals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    A case over time. Times are Unix seconds.

    `polls` are the last looks, newest last: whether it was seen. `clean` counts the successful,
    complete looks in a row that did not see it. `recurrences` counts how often it came back.
    Until it opens, `seen_s` adds up the time between looks in a row that saw it, and `days` are the
    last days on which it was seen. `verdict` is a person's last word on it.
    """

    case: Case
    state: State
    first_seen_s: float
    last_seen_s: float
    opened_s: float | None = None
    resolved_s: float | None = None
    frozen: bool = False
    recurrences: int = 0
    polls: tuple[bool, ...] = ()
    clean: int = 0
    seen_s: float = 0.0
    days: tuple[SeenDay, ...] = ()
    verdict: Verdict | None = None

    @property
    def key(self) -> str:
        """The key of its case."""
        return self.case.key

    @property
    def id(self) -> str:
        """What people call it by: short, and the same for ever."""
        return id_of_key(self.key)

    @property
    def rejection(self) -> Verdict | None:
        """The verdict that it is wrong, if that is the last word on it."""
        is_rejected = self.verdict is not None and self.verdict.word is Word.REJECTED
        return self.verdict if is_rejected else None

    @property
    def is_said(self) -> bool:
        """Whether it is shown and alerted on as a violation."""
        return self.state in (State.OPEN, State.VERIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """
    A change in a finding's life: append-only history with its cause and evidence.

    `who` and `note` are of the person whose decision (by its number) was carried out.
    """

    key: str
    time_s: float
    before: State | None
    after: State
    cause: str
    case: Case
    who: str = ""
    note: str = ""
    decision: int | None = None


def id_of_key(key: str) -> str:
    """Return the id of the finding with this key: the start of the key's SHA-256."""
    return hashlib.sha256(key.encode("utf-8", "backslashreplace")).hexdigest()[:ID_DIGITS]
