"""Cases and looks for the tests of findings' lives, and a device's memory of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from monitor.life import Step, blinded, looked
from monitor.model.decision import Choice, Decision
from monitor.model.finding import (
    Band,
    Case,
    Family,
    Finding,
    FindingKind,
    Judgement,
    Sentence,
    Signal,
    State,
    Strength,
    Transition,
)
from monitor.model.policy import Policy
from monitor.verdicts import decided

ROUTE, ADDRESS = "foreign-next-hop", "foreign-public-address"
BOTH = frozenset({ROUTE, ADDRESS})
KEY = "dinkes|foreign_uplink|r1/ether2"
START_S = 1_778_500_000.0
WAIVED_UNTIL = date(2026, 5, 11)


def signal(rule: str = ROUTE, strength: Strength = Strength.PROOF, about: str = "") -> Signal:
    return Signal(
        rule=rule,
        family=Family.ROUTING,
        strength=strength,
        kind=FindingKind.FOREIGN_UPLINK,
        subject="ether2",
        text=Sentence(en="a route leaves by ether2", id="rute keluar lewat ether2"),
        link="ether2",
        about=about,
    )


def case(
    *signals: Signal,
    key: str = KEY,
    device: str = "r1",
    waiver: str = "",
    confidence: float = 0.9,
) -> Case:
    """A case of proof, unless its signals are given."""
    return Case(
        key=key,
        kind=FindingKind.FOREIGN_UPLINK,
        agency="dinkes",
        site="dinkes-1",
        device=device,
        subject="ether2",
        link="ether2",
        signals=signals or (signal(),),
        confidence=confidence,
        band=Band.PROOF,
        text=Sentence(en="ether2 is foreign.", id="ether2 asing."),
        waiver=waiver,
        waiver_until=WAIVED_UNTIL if waiver else None,
    )


STRONG = case(signal(strength=Strength.STRONG), confidence=0.55)
HINT = case(signal(strength=Strength.HINT), confidence=0.15)


@dataclass
class Memory:
    """All findings, a clock of one look a minute, and everything that was told of them."""

    policy: Policy = field(default_factory=Policy)
    known: dict[str, Finding] = field(default_factory=dict)
    saved: dict[str, Finding] = field(default_factory=dict)
    told: list[Transition] = field(default_factory=list)
    now_s: float = START_S

    def look(
        self,
        *cases: Case,
        seen: frozenset[str] = BOTH,
        inconclusive: Iterable[str] = (),
        ran: frozenset[str] = BOTH,
        device: str = "r1",
        after_s: float = 60.0,
    ) -> Step:
        """Look at a device; all rules run and look unless told."""
        self.now_s += after_s
        blind = dict.fromkeys(inconclusive, "Route refused")
        judgement = Judgement(
            device=device,
            time_s=self.now_s,
            cases=cases,
            inconclusive=blind,
            ran=ran.union(seen, *(one.rules for one in cases)),
            fresh=seen - blind.keys(),
            seen=seen - blind.keys(),
        )
        return self._keep(looked(self.known, judgement, self.policy))

    def miss(self, device: str = "r1", reason: str = "no answer") -> Step:
        """Find a device silent."""
        self.now_s += 60
        return self._keep(blinded(self.known.values(), device, self.now_s, reason))

    def decide(
        self, key: str, choice: Choice, *, number: int = 1, who: str = "Sari", note: str = "so"
    ) -> Step:
        """Let a person decide."""
        self.now_s += 1
        decision = Decision(
            number=number, key=key, choice=choice, who=who, note=note, time_s=self.now_s
        )
        return self._keep(decided(self.known, decision, self.now_s))

    def looks(self, count: int, *cases: Case, after_s: float = 60.0) -> "Memory":
        for _ in range(count):
            self.look(*cases, after_s=after_s)
        return self

    @property
    def finding(self) -> Finding:
        return self.known[KEY]

    def state(self) -> State:
        return self.finding.state

    def _keep(self, step: Step) -> Step:
        self.known |= {finding.key: finding for finding in step.findings}
        for key in step.dropped:
            del self.known[key]
        self.saved |= {finding.key: finding for finding in step.changed}
        self.told += step.transitions
        return step
