"""
The same message once in a while: ten thousand silent devices must not fill a disk with log.

Of each device one message of a kind is let through in `every_s` seconds, and of a kind twenty in a
minute, whoever they are of. How many were held back is said with the next.
"""

import logging
import time
from collections import deque
from collections.abc import Callable

EVERY_S = 300.0
_MOST = 20
_WINDOW_S = 60.0


class Throttle:
    """Lets messages through, and counts the others."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last_s: dict[tuple[str, str], float] = {}
        self._recent_s: dict[str, deque[float]] = {}
        self._held: dict[str, int] = {}

    def error(self, log: logging.Logger, kind: str, message: str) -> None:
        """Log an error, unless one of its kind was logged a moment ago."""
        self.say(log, logging.ERROR, kind, message)

    def say(
        self,
        log: logging.Logger,
        level: int,
        kind: str,
        message: str,
        *,
        device: str = "",
        every_s: float = EVERY_S,
    ) -> None:
        """Log a message about a device, or the whole, unless there were many of its kind."""
        now_s = self._clock()
        last_s = self._last_s.get((kind, device))
        recent = self._recent_s.setdefault(kind, deque(maxlen=_MOST))
        is_crowded = len(recent) == _MOST and now_s - recent[0] < _WINDOW_S
        if is_crowded or (last_s is not None and now_s - last_s < every_s):
            self._held[kind] = self._held.get(kind, 0) + 1
            return
        held = self._held.pop(kind, 0)
        self._last_s[kind, device] = now_s
        recent.append(now_s)
        more = f" ({held} more like it were not logged)" if held else ""
        log.log(level, "%s%s", message, more, extra={"device": device} if device else None)

    def forget(self, kind: str, device: str) -> None:
        """Let the next message of a kind about a device through: things were otherwise between."""
        self._last_s.pop((kind, device), None)
