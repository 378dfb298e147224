"""The same error once in a while: ten thousand silent devices must not fill a disk with log."""

import logging
import time
from collections.abc import Callable

_EVERY_S = 300.0


class Throttle:
    """Lets one message of each kind through every five minutes and counts the others."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}
        self._held: dict[str, int] = {}

    def error(self, log: logging.Logger, kind: str, message: str) -> None:
        """Log an error, unless one of its kind was logged a moment ago."""
        now = self._clock()
        if now - self._last.get(kind, -_EVERY_S) < _EVERY_S:
            self._held[kind] = self._held.get(kind, 0) + 1
            return
        held = self._held.pop(kind, 0)
        self._last[kind] = now
        more = f" ({held} more like it were not logged)" if held else ""
        log.error("%s%s", message, more)
