"""What one rule says of one subject: its family, its strength, a sentence, and the rows as read."""

from dataclasses import dataclass
from enum import StrEnum

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
    rows as read. `about` is whom it points at, never an address that changes: a provider, a
    neighbour's MAC, a remote AS, a tunnel's far end; empty where nobody knows.
    """

    rule: str
    family: Family
    strength: Strength
    kind: FindingKind
    subject: str
    text: Sentence
    link: str = ""
    evidence: tuple[Varbind, ...] = ()
    about: str = ""
