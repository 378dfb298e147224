"""
What is said of a link or a box, how sure it is, and what becomes of it.

A `Signal` is one rule's statement about one subject. A `Case` is what all signals of one moment
say together about one subject. A `Finding` is a case over time: suspected until it has been seen
often enough, then open; a person verifies or rejects it; it is resolved when it was clearly gone
for long enough, and frozen while nobody can see.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.model.link import Link
from monitor.model.reading import Varbind


class Family(StrEnum):
    """What a signal reads; signals of one family do not confirm one another."""

    ROUTING = "routing"
    ADDRESSING = "addressing"
    INTERFACE = "interface"
    LAYER_2 = "layer-2"
    TEXT = "text"
    SERVER = "server"
    TRAFFIC = "traffic"
    LIFECYCLE = "lifecycle"


class Strength(StrEnum):
    """How much a signal says by itself."""

    PROOF = "proof"
    STRONG = "strong"
    HINT = "hint"


class FindingKind(StrEnum):
    """What kind of breach of the regulation it would be."""

    FOREIGN_UPLINK = "foreign_uplink"
    FOREIGN_NEIGHBOUR = "foreign_neighbour"
    FOREIGN_SERVER = "foreign_server"
    TAMPERING = "tampering"
    SILENT_BYPASS = "silent_bypass"


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
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in the two languages of the users."""

    en: str
    id: str

    def in_language(self, language: str) -> str:
        """Return the sentence in `id` or `en`."""
        return self.id if language == "id" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """
    One rule's statement. `subject` is what it is about, in words that last: a link's name, a
    neighbour's MAC. `link` names the link it concerns, where there is one. `evidence` are the
    rows as read.
    """

    rule: str
    family: Family
    strength: Strength
    kind: FindingKind
    subject: str
    text: Sentence
    link: str = ""
    evidence: tuple[Varbind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    What all signals of one moment say together about one subject of a site.

    `key` is stable: site, kind and fingerprint, never an address that changes or an ifIndex.
    `confidence` is a ratio. `rules` are those that spoke; `waiver` is the letter that exempts it.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    What one look at a device says.

    `ran` are the rules that apply to the device and are enabled. `inconclusive` gives for every
    one that could not look, why. `fresh` are those that looked at readings made in this very poll,
    whole or cut short: only what they say counts for a finding. `seen` are those of them that
    could see everything: only their silence counts against one. `errors` are mistakes of rules.
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

    @property
    def key(self) -> str:
        """The key of its case."""
        return self.case.key

    @property
    def is_said(self) -> bool:
        """Whether it is shown and alerted on as a violation."""
        return self.state in (State.OPEN, State.VERIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A change in a finding's life: append-only history with its cause and evidence."""

    key: str
    time_s: float
    before: State | None
    after: State
    cause: str
    case: Case
    who: str = ""
