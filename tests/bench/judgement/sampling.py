"""
When it is enough to ask: densely after each change, sparsely while nothing changes.

Production asks every 60 seconds, 45 days are 65,000 polls of each device. Most of them repeat the
answer of the one before, and repeating an answer has an end: what is known of a device is the last
snapshot, which the same answer gives again; what becomes of findings is moved by counts (3 of 4
polls, 10 clean ones) and by hours (2 of strong signals), and once both are passed the next poll of
the same answer changes nothing. So from every change on a device is asked as in production, every
60 seconds for more than 30 polls and then at the slow pace until well over the 2 hours and the 10
clean whole readings are passed; after that skipping polls that would repeat the answer leaves the
same state behind. What is no change is the clients and counters that follow the hour of the day:
they are read once an hour in working time, as baselines per hour of the week want them.

Three things make this exact or on the safe side:

- Before a change one whole reading is made at a random moment within the slow interval before, so
  that the next whole reading is due when it would have been. The first poll after a change comes at
  a random part of a minute.
- What one device shows is judged by what others said of themselves. Whatever changes that has an
  effect on the device that sees it, so it is asked densely too.
- Devices to which nothing happens are asked densely now and then as well, or how often a device is
  asked would tell that something has.
- What passes is told by counters from one whole reading to the next. Before each sparse reading of
  a device with traffic comes one a slow interval earlier, so rates are of production's span, and
  Kominfo's routers, against which they are held, are asked as in production.
- A bad line (polls lost or cut) is itself a change with an end. Noise at single polls strikes those
  that are made: with a thousand a device, as often as the judge looks.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

FAST_S = 60.0
SLOW_S = 900.0
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How long it is asked densely after a change, and how seldom when nothing changes."""

    dense_s: float = 32 * FAST_S
    settling_s: float = 3.25 * HOUR_S
    working_s: float = HOUR_S
    resting_s: float = 4 * HOUR_S
    working_hours: tuple[int, int] = (7, 17)
    is_paired: bool = False
    """Whether a whole reading is made a slow interval before each sparse one too."""


_DECOY_S = 15 * 24 * HOUR_S
"""How far apart, on average, moments are at which a device is asked densely for no reason."""
HOURLY = Policy(is_paired=True)
"""Devices with traffic and clients: routers, and switches, which learn who is there."""
SELDOM = Policy(working_s=6 * HOUR_S, resting_s=6 * HOUR_S)
"""Printers, servers, the data centre: nothing of theirs follows the hour."""


COUNTING = Policy(settling_s=0.0, working_s=SLOW_S, resting_s=SLOW_S)
"""Kominfo's own routers, as the daemon asks them: they count what passes at everybody's far end."""


def every_minute(
    _events_s: Sequence[float], start_s: float, end_s: float, _policy: Policy, rng: Random
) -> Iterator[float]:
    """Yield the moments at which the daemon asks: every minute to the end."""
    now_s = start_s + rng.uniform(0, FAST_S)
    while now_s < end_s:
        yield now_s
        now_s += FAST_S


def at_changes(
    events_s: Sequence[float], start_s: float, end_s: float, policy: Policy, rng: Random
) -> Iterator[float]:
    """Yield the moments at which one device is asked, in order; days begin at `start_s`."""
    apart = sorted(rng.uniform(start_s, end_s) for _ in range(round((end_s - start_s) / _DECOY_S)))
    events = sorted(at for at in (*events_s, *apart) if start_s < at < end_s)
    moments = [start_s, *events]
    now_s = start_s + rng.uniform(0, FAST_S)
    phase_s = rng.uniform(0, HOUR_S)
    while now_s < end_s:
        yield now_s
        last_s = moments[bisect_right(moments, now_s) - 1]
        next_s = _next(now_s, last_s, start_s, phase_s, policy)
        if policy.is_paired and next_s - now_s > 1.5 * SLOW_S:
            next_s -= SLOW_S
        at = bisect_right(moments, now_s)
        if at < len(moments) and next_s >= moments[at]:
            next_s = _towards(now_s, moments[at], rng)
        now_s = next_s


def _next(now_s: float, last_s: float, start_s: float, phase_s: float, policy: Policy) -> float:
    since_s = now_s - last_s
    if since_s < policy.dense_s:
        return now_s + FAST_S
    if since_s < policy.settling_s:
        return now_s + SLOW_S
    hour = (now_s - start_s) % (24 * HOUR_S) / HOUR_S
    first, last = policy.working_hours
    step_s = policy.working_s if first <= hour < last else policy.resting_s
    # A second more, or a moment that is a multiple of the step would be its own successor.
    passed_s = now_s + 1.0 - start_s - phase_s
    return start_s + phase_s + (passed_s // step_s + 1) * step_s


def _towards(now_s: float, event_s: float, rng: Random) -> float:
    """Come to a change: one whole reading before it, then the first fast poll behind it."""
    if event_s - now_s > SLOW_S:
        return event_s - rng.uniform(0.02, 0.98) * SLOW_S
    return event_s + rng.uniform(0.01, 1.0) * FAST_S
