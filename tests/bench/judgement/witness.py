"""
What the daemon said, noted where its store would write it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.model.finding import Finding, State, Transition


@dataclass(slots=True)
class Said:
    """A finding that was said: when, how surely at most while it was said, and in which words."""

    key: str
    kind: str
    site: str
    device: str
    subject: str
    time_s: float
    confidence: float
    band: str
    text: str
    cause: str
    rules: frozenset[str]
    closed_s: float | None = None


class Witness:
    """Stands where the store stands."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.exempt: set[str] = set()
        self._open: dict[str, Said] = {}

    def save(self, findings: Iterable[Finding], transitions: Iterable[Transition]) -> None:
        """Note openings, and how sure what is open has become."""
        for transition in transitions:
            self._moved(transition)
        for finding in findings:
            said = self._open.get(finding.key)
            if said is not None and finding.case.confidence > said.confidence:
                said.confidence = finding.case.confidence
                said.band = finding.case.band.value
                said.text = finding.case.text.en
                said.rules = finding.case.rules

    def save_memories(self, memories: Mapping[str, bytes]) -> None:
        """Keep nothing: this daemon never starts again."""

    def _moved(self, transition: Transition) -> None:
        case = transition.case
        if transition.after is State.EXEMPT:
            self.exempt.add(case.site)
        if transition.after is State.OPEN and transition.before is State.OPEN:
            return
        if transition.after is not State.OPEN:
            closed = self._open.pop(transition.key, None)
            if closed is not None:
                closed.closed_s = transition.time_s
            return
        said = Said(
            key=transition.key,
            kind=case.kind.value,
            site=case.site,
            device=case.device,
            subject=case.subject,
            time_s=transition.time_s,
            confidence=case.confidence,
            band=case.band.value,
            text=case.text.en,
            cause=transition.cause,
            rules=case.rules,
        )
        self.said.append(said)
        self._open[transition.key] = said
