"""
How much each signal counts, when a finding opens and closes, and when a city works.

Signals come in three strengths: proof, strong, hint. The strongest signal of each family counts
once, as a probability that the others may all be wrong: confidence = 1 - product of (1 - weight).
Caps keep confidence low where nothing independent confirms it, for a false accusation costs more
than a late one; hysteresis keeps a finding from opening on one odd answer, or closing on one.
All of it differs between cities, so all of it is configuration; these are the defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Weights:
    """What one signal of each strength is worth, as a probability."""

    proof: float = 0.90
    strong: float = 0.55
    hint: float = 0.15


@dataclass(frozen=True, slots=True)
class Bands:
    """Confidence from which a finding is indicated (terindikasi) or technical proof (bukti)."""

    indicated: float = 0.40
    proof: float = 0.85


@dataclass(frozen=True, slots=True)
class Caps:
    """
    The most that confidence may be.

    `uncorroborated`: without one proof or two strong signals of different families.
    `weak_families`: when only the families of `weak` speak.
    """

    uncorroborated: float = 0.60
    weak_families: float = 0.35
    weak: frozenset[str] = frozenset({"text", "traffic"})


@dataclass(frozen=True, slots=True)
class Hysteresis:
    """
    How long something must be seen, or stay unseen, before it is said.

    Proof opens after `proof_polls` of the last `proof_window` polls. A strong signal opens after
    `strong_polls` polls and `strong_s` seconds of being seen, both: the time between polls in a row
    that saw it is added up, `gap_s` at most each. Proof on `proof_days` days opens too, and a
    strong signal on `strong_days`, of the last `suspicion_s` seconds; for so long a suspicion that
    went away is remembered. A finding closes after `clear_polls` successful, clean, complete polls;
    back within `recurring_s` seconds it is the same finding. What is read again sooner than
    `apart_s` counts for nothing: traps bring polls forward, and anybody can send a trap.
    """

    proof_polls: int = 3
    proof_window: int = 4
    strong_polls: int = 3
    strong_s: float = 2 * 3600.0
    gap_s: float = 1800.0
    proof_days: int = 3
    strong_days: int = 5
    suspicion_s: float = 7 * 86400.0
    clear_polls: int = 10
    recurring_s: float = 30 * 86400.0
    apart_s: float = 30.0


_MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a city works. `working_days` counts Monday as 0; hours are local wall-clock time."""

    timezone: tzinfo = UTC
    working_days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    opens: time = time(7, 30)
    closes: time = time(16, 0)
    holidays: frozenset[date] = frozenset()

    def local(self, time_s: float) -> datetime:
        """Return the local time of a moment given in Unix seconds."""
        return datetime.fromtimestamp(time_s, self.timezone)

    def day_of(self, time_s: float) -> date:
        """Return the local day of a moment: the day that contracts and waivers go by."""
        return self.local(time_s).date()

    def is_working_day(self, day: date) -> bool:
        """Whether offices are open on that day."""
        return day.weekday() in self.working_days and day not in self.holidays

    def is_working_time(self, time_s: float) -> bool:
        """Whether offices are open at that moment (Unix seconds)."""
        now = self.local(time_s)
        return self.is_working_day(now.date()) and self.opens <= now.time() < self.closes

    def working_s(self, since_s: float, until_s: float) -> float:
        """
        Return how many seconds offices were open between two moments (Unix seconds).

        After `_MOST_DAYS` days it goes on as if offices had always been open.
        """
        first, last = self.day_of(since_s), self.day_of(until_s)
        days = (last - first).days
        if days > _MOST_DAYS:
            return until_s - since_s
        open_s = 0.0
        for day in (first + timedelta(days=number) for number in range(days + 1)):
            if self.is_working_day(day):
                opens, closes = (
                    datetime.combine(day, moment, self.timezone).timestamp()
                    for moment in (self.opens, self.closes)
                )
                open_s += max(min(closes, until_s) - max(opens, since_s), 0.0)
        return open_s


@dataclass(frozen=True, slots=True)
class RuleOverride:
    """An administrator's word on one rule. `at_most` is the greatest strength its signals may
    have (`proof`, `strong`, `hint`), `family` the family they count in; `None` leaves the rule's.
    `thresholds` are numbers of the rule by their names.
    """

    at_most: str | None = None
    family: str | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Baselines:
    """
    How what is usual is learnt: traffic and clients by slots of `slot_s` seconds.

    `period_slots` slots later it is the same time again (168 hours: a week), `day_slots` are a day.
    """

    slot_s: float = 3600.0
    period_slots: int = 168
    day_slots: int = 24


@dataclass(frozen=True, slots=True)
class Policy:
    """
    How this city judges.

    `expected_routing` names the protocols a default route should come by, in the words of
    IANAipRouteProtocol (`ospf`, `bgp`; a static route is `netmgmt`), empty where any may; a
    site's own plan goes before it. `idle_backup_counts`: whether a foreign line
    that is connected but carries nothing is a violation. `coverage_floor`: the share of what could
    be seen of an agency from which it may be called compliant. `stale_after_s`: after so long in
    working hours without an answer, what a device last showed counts for nothing any more.
    """

    weights: Weights = Weights()
    bands: Bands = Bands()
    caps: Caps = Caps()
    hysteresis: Hysteresis = Hysteresis()
    calendar: Calendar = Calendar()
    baselines: Baselines = Baselines()
    disabled_rules: frozenset[str] = frozenset()
    overrides: Mapping[str, RuleOverride] = field(default_factory=dict)
    expected_routing: frozenset[str] = frozenset()
    idle_backup_counts: bool = True
    coverage_floor: float = 0.5
    stale_after_s: float = 3600.0
