"""
When people work: how busy a site is in each hour, from which traffic and clients follow.

An hour's activity is a ratio of the busiest; octets are its integral over time, so counters may be
read at any moment, in any order of sites. Days are local days from the start of the simulation.
"""

from collections.abc import Callable, Collection
from itertools import accumulate
from random import Random

HOUR_S = 3600.0
_OFFICE = (
    0.02, 0.02, 0.02, 0.02, 0.02, 0.03, 0.08, 0.35, 0.75, 0.95, 1.0, 0.9,
    0.6, 0.8, 0.95, 0.8, 0.45, 0.15, 0.08, 0.05, 0.04, 0.03, 0.02, 0.02,
)  # fmt: skip
_ROUND_THE_CLOCK = (
    0.35, 0.32, 0.3, 0.3, 0.3, 0.32, 0.4, 0.6, 0.85, 1.0, 1.0, 0.95,
    0.85, 0.9, 0.95, 0.9, 0.8, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4,
)  # fmt: skip
_WEEKEND = 0.08
_CLIENTS_AT_REST = 0.12


class Activity:
    """One site's activity in every hour of the simulation."""

    def __init__(
        self,
        rng: Random,
        days: int,
        start_s: float,
        *,
        closed: Collection[int] = (),
        is_round_the_clock: bool = False,
        opens_on: Callable[[int], bool] = lambda day: day % 7 < 5,
    ) -> None:
        self._start_s = start_s
        curve = _ROUND_THE_CLOCK if is_round_the_clock else _OFFICE
        self.levels: list[float] = []
        for day in range(days + 1):
            is_open = is_round_the_clock or (opens_on(day) and day not in closed)
            scale = rng.uniform(0.85, 1.15) * (1.0 if is_open else _WEEKEND)
            self.levels += [
                max(0.01, scale * level * rng.lognormvariate(0.0, 0.18)) for level in curve
            ]
        self._sums = [0.0, *accumulate(level * HOUR_S for level in self.levels)]

    def level(self, time_s: float) -> float:
        """Return the ratio of the busiest at a moment."""
        return self.levels[self._hour(time_s)]

    def integral(self, time_s: float) -> float:
        """Return the seconds of full activity since the start."""
        hour = self._hour(time_s)
        passed_s = time_s - self._start_s - hour * HOUR_S
        return self._sums[hour] + self.levels[hour] * passed_s

    def present(self, time_s: float, number: int) -> int:
        """Return how many of so many clients are there."""
        level = min(1.0, self.level(time_s))
        ratio = _CLIENTS_AT_REST + (1 - _CLIENTS_AT_REST) * min(1.0, level * 1.4)
        return max(1, round(number * ratio)) if number else 0

    def _hour(self, time_s: float) -> int:
        hour = int((time_s - self._start_s) // HOUR_S)
        return min(max(hour, 0), len(self.levels) - 1)
