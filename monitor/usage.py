"""
What is usual on an uplink, and how a day compares with it.

Traffic and clients are summed up by slots (an hour) and compared with the same slots of the weeks
before and those beside them, by median and median absolute deviation: one odd week moves neither.
A slot that was not seen for most of its time is no sample, nor is one of a holiday. What may be a
bypass is not learnt either, or it would be what is usual after a while.
"""

from dataclasses import dataclass, replace
from statistics import median

from monitor.levels import NONE, level, middle, number
from monitor.model.memory import DAYS, SAMPLES, Day, OpenSlot, Usage
from monitor.model.policy import Baselines, Policy

_LEAST_COVERED = 0.5
"""Of a slot, for it to be a sample."""
_LEAST_SAMPLES = 5
_LEAST_RATE = 250.0
"""Octets per second: below, a line is idle, and a tenth of nothing tells nothing."""
_LEAST_CLIENTS = 3
_LEAST_SLOTS = 3
"""Working slots of a day that must have been compared."""
_NOT_LEARNT = 0.3
"""A share of the usual traffic; less, with the usual clients, may be a bypass."""
_HALF = 0.5
_DEVIATIONS = 3.0
_PER_MILLE = 1000.0
_DAY_BYTES = 4


@dataclass(frozen=True, slots=True)
class Sighting:
    """
    What a look shows of an uplink at `time_s`: `octets` since the look before, `elapsed_s` ago.

    `octets` is `None` where it can not be told, `clients` where no table told any. `flapped`:
    whether the line changed its state since the look before.
    """

    time_s: float
    elapsed_s: float = 0.0
    octets: int | None = None
    clients: int | None = None
    flapped: bool = False


def new_usage(time_s: float, policy: Policy) -> Usage:
    """Return the usage of a line that nothing is known of yet."""
    nothing = bytes(policy.baselines.period_slots * SAMPLES)
    return Usage(rates=nothing, clients=nothing, open=OpenSlot(number=slot_of(time_s, policy)))


def slot_of(time_s: float, policy: Policy) -> int:
    """Return the number of the slot of local time that a moment is in."""
    local = policy.calendar.local(time_s)
    offset = local.utcoffset()
    return int((time_s + (offset.total_seconds() if offset else 0.0)) // policy.baselines.slot_s)


def sighted(usage: Usage, seen: Sighting, policy: Policy) -> Usage:
    """Take one look into account, and close the slots and days that are over."""
    slot = slot_of(seen.time_s, policy)
    if _is_foreign(usage, policy.baselines) or slot < usage.open.number:
        # Other slots were configured, or the clock was set back.
        usage = new_usage(seen.time_s, policy)
    if slot > usage.open.number:
        usage = _closed(usage, slot, policy)
    now = usage.open
    is_open = seen.octets is not None and 0 < seen.elapsed_s <= policy.baselines.slot_s
    most = [count for count in (now.clients, seen.clients) if count is not None]
    return replace(
        usage,
        open=replace(
            now,
            octets=now.octets + (seen.octets or 0 if is_open else 0),
            covered_s=now.covered_s + (seen.elapsed_s if is_open else 0.0),
            clients=max(most, default=None),
            flaps=now.flaps + (seen.flapped and policy.calendar.is_working_time(seen.time_s)),
        ),
    )


def days_of(usage: Usage) -> list[Day]:
    """Return the working days that are known, oldest first."""
    rows = (usage.days[at : at + _DAY_BYTES] for at in range(0, len(usage.days), _DAY_BYTES))
    return [Day(_ratio(row[0]), _ratio(row[1]), number(row[2]), flaps=row[3]) for row in rows]


def usual(levels: bytes, slot: int, baselines: Baselines) -> tuple[float, float] | None:
    """Return median and deviation of a slot's levels, its neighbours' included."""
    size = baselines.period_slots
    places = {(slot + step) % size for step in (-1, 0, 1)}
    found = b"".join(levels[at * SAMPLES : (at + 1) * SAMPLES] for at in sorted(places))
    known = bytes(one for one in found if one != NONE)
    return middle(known) if len(known) >= _LEAST_SAMPLES else None


def _is_foreign(usage: Usage, baselines: Baselines) -> bool:
    return len(usage.rates) != baselines.period_slots * SAMPLES


def _closed(usage: Usage, slot: int, policy: Policy) -> Usage:
    """Close the open slot, and its day if that is over; open `slot`."""
    done, baselines = usage.open, policy.baselines
    start_s = _start_of(done.number, policy)
    is_seen = done.covered_s >= _LEAST_COVERED * baselines.slot_s
    rate = done.octets / done.covered_s if is_seen else None
    clients = done.clients if is_seen else None
    traffic_ratio = _compared(usage.rates, done.number, rate, _LEAST_RATE, baselines)
    clients_ratio = _compared(usage.clients, done.number, clients, _LEAST_CLIENTS, baselines)
    day = policy.calendar.local(start_s).date()
    is_holiday = day in policy.calendar.holidays
    if not is_holiday and not _may_be_bypass(traffic_ratio, clients_ratio):
        usage = replace(
            usage,
            rates=_learnt(usage.rates, done.number, level(rate), baselines),
            clients=_learnt(usage.clients, done.number, level(clients), baselines),
        )
    following = replace(done, number=slot, octets=0, covered_s=0.0, clients=None)
    if policy.calendar.is_working_time(start_s + baselines.slot_s / 2):
        following = replace(
            following,
            traffic_ratios=done.traffic_ratios + bytes((_level_of_ratio(traffic_ratio),)),
            clients_ratios=done.clients_ratios + bytes((_level_of_ratio(clients_ratio),)),
            rates=done.rates + bytes((level(rate),)),
        )
    if slot // baselines.day_slots != done.number // baselines.day_slots:
        usage = _with_day(usage, following, is_working=policy.calendar.is_working_day(day))
        following = OpenSlot(number=slot)
    return replace(usage, open=following)


def _start_of(slot: int, policy: Policy) -> float:
    # Local time to Unix time; where it jumps an hour this may be off by that hour, once.
    local_s = slot * policy.baselines.slot_s
    offset = policy.calendar.local(local_s).utcoffset()
    return local_s - (offset.total_seconds() if offset else 0.0)


def _compared(
    levels: bytes, slot: int, seen: float | None, least: float, baselines: Baselines
) -> float | None:
    """Return what was seen as a share of the usual; within the usual spread it is 1."""
    found = usual(levels, slot, baselines)
    if found is None or seen is None:
        return None
    centre, deviation = found
    expected = number(round(centre))
    if expected is None or expected < least:
        return None
    if abs(level(seen) - centre) <= _DEVIATIONS * deviation:
        return 1.0
    return seen / expected


def _may_be_bypass(traffic_ratio: float | None, clients_ratio: float | None) -> bool:
    is_low = traffic_ratio is not None and traffic_ratio < _NOT_LEARNT
    return is_low and clients_ratio is not None and clients_ratio >= _HALF


def _learnt(levels: bytes, slot: int, new: int, baselines: Baselines) -> bytes:
    if new == NONE:
        return levels
    at = slot % baselines.period_slots * SAMPLES
    kept = levels[at : at + SAMPLES - 1]
    return levels[:at] + bytes((new,)) + kept + levels[at + SAMPLES :]


def _with_day(usage: Usage, done: OpenSlot, *, is_working: bool) -> Usage:
    if not is_working:
        return usage
    row = bytes(
        (
            _median_level(done.traffic_ratios),
            _median_level(done.clients_ratios),
            _median_level(done.rates),
            min(done.flaps, 255),
        )
    )
    return replace(usage, days=(usage.days + row)[-DAYS * _DAY_BYTES :])


def _median_level(levels: bytes) -> int:
    known = [one for one in levels if one != NONE]
    return round(median(known)) if len(known) >= min(_LEAST_SLOTS, max(len(levels), 1)) else NONE


def _level_of_ratio(ratio: float | None) -> int:
    return NONE if ratio is None else level(ratio * _PER_MILLE)


def _ratio(of: int) -> float | None:
    found = number(of)
    return None if found is None else found / _PER_MILLE
