"""
Findings against labels: what was found, how soon, and who was accused wrongly.

A finding counts when it is said (opened); suspicions and exempt findings accuse nobody. A breach is
found by the first right finding about it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt
from statistics import median

from tests.bench.judgement.simulate import Outcome
from tests.bench.judgement.witness import Said
from tests.measured_city.estate import DAY_S
from tests.measured_city.labels import Guilt, Level

BANDS = ((0.40, 0.55), (0.55, 0.65), (0.65, 0.75), (0.75, 0.85), (0.85, 0.95), (0.95, 1.01))
"""Of confidence, lower end included; the last one has 1.0 too."""


@dataclass(frozen=True, slots=True)
class Case:
    """A breach, and the first right finding about it, if any."""

    seed: int
    guilt: Guilt
    found: Said | None

    @property
    def delay_s(self) -> float | None:
        """How long it took to be said."""
        return None if self.found is None else self.found.time_s - self.guilt.start_s


@dataclass(frozen=True, slots=True)
class Accusation:
    """A finding that was said: the breach it is right about, or what else is odd at the site."""

    seed: int
    said: Said
    guilt: Guilt | None
    beside: tuple[str, ...] = ()
    is_at_own_work: bool = False
    """Whether Kominfo's own unannounced work, or its registry, is at the site."""
    day: float = 0.0
    end_s: float = 0.0

    @property
    def is_right(self) -> bool:
        """Whether it is about a breach."""
        return self.guilt is not None


@dataclass(slots=True)
class Row:
    """One kind of breach over all seeds."""

    kind: str
    level: Level
    cases: int = 0
    delays_s: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The part that was found."""
        return len(self.delays_s) / self.cases if self.cases else 1.0


@dataclass(slots=True)
class Score:
    """All seeds together."""

    cases: list[Case] = field(default_factory=list)
    accusations: list[Accusation] = field(default_factory=list)
    site_days: float = 0.0
    polls: int = 0
    waived: int = 0
    exempted: int = 0
    innocences: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rule_errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, outcome: Outcome) -> None:
        """Add a seed."""
        labels = outcome.labels
        first: dict[int, Said] = {}
        for said in sorted(outcome.said, key=lambda one: one.time_s):
            guilt = labels.told_by(said.site, said.device, said.kind, said.subject, said.time_s)
            beside = () if guilt else tuple(labels.innocences_of(said.site))
            is_own = any(one.is_own_work for one in labels.innocences if one.site == said.site)
            day = (said.time_s - outcome.start_s) / DAY_S
            self.accusations.append(
                Accusation(outcome.seed, said, guilt, beside, is_own, day, outcome.end_s)
            )
            for one in labels.guilts:
                if one.is_told_by(said.site, said.device, said.kind, said.subject, said.time_s):
                    first.setdefault(id(one), said)
        self.cases += [Case(outcome.seed, one, first.get(id(one))) for one in labels.guilts]
        self.site_days += outcome.site_days
        self.polls += outcome.polls
        for innocence in labels.innocences:
            self.innocences[innocence.kind] += 1
            self.waived += innocence.is_waived
            self.exempted += innocence.is_waived and innocence.site in outcome.exempt
        for rule, count in outcome.rule_errors.items():
            self.rule_errors[rule] += count

    def counted(self) -> list[Case]:
        """List the breaches that are in the figures."""
        return [case for case in self.cases if not case.guilt.left_out]

    def left_out(self) -> dict[str, tuple[int, int]]:
        """Return for every reason to leave breaches out how many there are, and how many were
        found all the same.
        """
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for case in self.cases:
            reason = case.guilt.left_out
            if case.guilt.level is Level.INVISIBLE:
                reason = reason or "SNMP does not show it"
            if reason:
                counts[reason][0] += 1
                counts[reason][1] += case.found is not None
        return {reason: (cases, found) for reason, (cases, found) in sorted(counts.items())}

    def rows(self) -> list[Row]:
        """Return every kind of breach, the visible ones first."""
        rows: dict[tuple[str, Level], Row] = {}
        for case in self.counted():
            key = (case.guilt.kind, case.guilt.level)
            row = rows.setdefault(key, Row(*key))
            row.cases += 1
            if case.delay_s is not None:
                row.delays_s.append(case.delay_s)
        order = list(Level)
        return sorted(rows.values(), key=lambda row: (order.index(row.level), row.kind))

    def recall(self, level: Level) -> tuple[int, int]:
        """Return how many of a level were found, and how many there were."""
        cases = [case for case in self.counted() if case.guilt.level is level]
        return sum(case.found is not None for case in cases), len(cases)

    def false(self, band: str = "") -> list[Accusation]:
        """List the false accusations, of one band or of all."""
        return [
            one
            for one in self.accusations
            if not one.is_right and (not band or one.said.band == band)
        ]

    def missed(self) -> list[Case]:
        """List the breaches that nobody spoke of, though they can be seen."""
        return [
            case
            for case in self.counted()
            if case.found is None and case.guilt.level is not Level.INVISIBLE
        ]

    def proof_delay_s(self) -> float | None:
        """Return the median time until something was said with proof from the start."""
        delays = [
            case.delay_s
            for case in self.counted()
            if case.found and case.delay_s is not None and "with proof" in case.found.cause
        ]
        return median(delays) if delays else None

    def repeated(self) -> int:
        """Count breaches that were said under more than one name, of one kind of finding."""
        keys: dict[tuple[int, int, str], set[str]] = defaultdict(set)
        for one in self.accusations:
            if one.guilt is not None:
                keys[one.seed, id(one.guilt), one.said.kind].add(one.said.key)
        return sum(len(found) > 1 for found in keys.values())

    def stale(self) -> list[Accusation]:
        """List what was still said more than two days after its breach had ended."""
        return [
            one
            for one in self.accusations
            if one.guilt is not None
            and one.guilt.end_s + 2 * DAY_S < one.end_s
            and (one.said.closed_s or one.end_s) > one.guilt.end_s + 2 * DAY_S
        ]

    def calibration(self) -> list[tuple[str, int, float, float]]:
        """Return for every band: name, how many were said, mean confidence, part that was right."""
        found = []
        for low, high in BANDS:
            inside = [one for one in self.accusations if low <= one.said.confidence < high]
            if inside:
                said = sum(one.said.confidence for one in inside) / len(inside)
                right = sum(one.is_right for one in inside) / len(inside)
                found.append((f"{low:.2f}-{min(high, 1.0):.2f}", len(inside), said, right))
        return found

    def by_kind_of_finding(self) -> list[tuple[str, int, int]]:
        """Return for every kind of finding how many were said, and how many were right."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for one in self.accusations:
            counts[one.said.kind][0] += 1
            counts[one.said.kind][1] += one.is_right
        return sorted((kind, said, right) for kind, (said, right) in counts.items())

    def by_innocence(self) -> list[tuple[str, int, int, int]]:
        """Return for every innocent kind: cases, false accusations in the proof band, others."""
        wrong: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for one in self.false():
            for kind in set(one.beside) or {"nothing odd at the site"}:
                wrong[kind][one.said.band != "proof"] += 1
        kinds = sorted({*self.innocences, *wrong})
        return [(kind, self.innocences.get(kind, 0), *wrong[kind]) for kind in kinds]  # type: ignore[misc]


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value below which a part of all lies (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))]


def interval(ratio: float, number: int) -> tuple[float, float]:
    """Return the 95 % interval of a ratio of so many (Wilson's score interval)."""
    z2 = 1.96**2
    middle = (ratio + z2 / (2 * number)) / (1 + z2 / number)
    half = (1.96 / (1 + z2 / number)) * sqrt(
        ratio * (1 - ratio) / number + z2 / (4 * number * number)
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def most(count: int) -> float:
    """Return the most that is behind so many rare events, at 95 % (Poisson, one-sided, exact)."""
    low, high = float(count), count + 10 * sqrt(count + 1.0)
    for _ in range(60):
        middle = (low + high) / 2
        term = exp(-middle)
        below = term
        for number in range(1, count + 1):
            term *= middle / number
            below += term
        low, high = (middle, high) if below > 0.05 else (low, middle)
    return high


def scored(outcomes: Iterable[Outcome]) -> Score:
    """Score several seeds together."""
    score = Score()
    for outcome in outcomes:
        score.take(outcome)
    return score
