"""
How long a device was not seen while people worked, over a day and a week.

One that is switched off for most of the day, and on for moments, is never silent for long and
seldom seen: what it does in between nobody knows.
"""

from collections import deque
from dataclasses import dataclass, field

from monitor.model.policy import Calendar

_DAY_S = 86_400.0
_PIECES_IN_DAYS = ((1, 3), (3, 2), (7, 1))
"""Days, and absences in them from which on they count: a cut of power is one, and then over."""
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
        """Whether most of the working time of a day, of three or of a week was not seen."""
        return bool(self.ended) and any(
            self._is_too_much(now_s, days * _DAY_S, pieces, calendar)
            for days, pieces in _PIECES_IN_DAYS
        )

    def _is_too_much(self, now_s: float, within_s: float, pieces: int, calendar: Calendar) -> bool:
        gone = [gone_s for end_s, gone_s in self.ended if now_s - end_s < within_s]
        whole_s = calendar.working_s(now_s - within_s, now_s)
        return len(gone) >= pieces and whole_s > 0 and sum(gone) > _HALF * whole_s
