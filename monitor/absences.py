"""
How long a device was not seen while people worked, over a day and a week.

One that is switched off for most of the day, and on for moments, is never silent for long and
seldom seen: what it does in between nobody knows.
"""

from collections import deque
from dataclasses import dataclass, field

from monitor.model.policy import Calendar

_DAY_S, _WEEK_S = 86_400.0, 7 * 86_400.0
_SEVERAL = 3
"""Absences of a day: a cut of power is one, and over when it is."""
_HALF = 0.5
_MOST = 512


@dataclass(slots=True)
class Absences:
    """When absences ended (Unix seconds), and how much working time each took, in seconds."""

    ended: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=_MOST))

    def note(self, end_s: float, working_s: float) -> None:
        """Note an absence that is over."""
        if working_s > 0:
            self.ended.append((end_s, working_s))

    def are_too_many(self, now_s: float, calendar: Calendar) -> bool:
        """Whether most of the working time of a day, piece by piece, or of a week was not seen."""
        if not self.ended:
            return False
        day = [gone_s for end_s, gone_s in self.ended if now_s - end_s < _DAY_S]
        if len(day) >= _SEVERAL and sum(day) > _HALF * calendar.working_s(now_s - _DAY_S, now_s):
            return True
        week = sum(gone_s for end_s, gone_s in self.ended if now_s - end_s < _WEEK_S)
        return week > _HALF * calendar.working_s(now_s - _WEEK_S, now_s) > 0
