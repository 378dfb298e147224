"""
Polls at once, for whoever asks, and not too often.

A device that has something to say often says it many times, and anybody can send a trap: so each is
polled once in `gap_s` seconds, however many ask. Who asks sooner is polled when the time has come,
so that what happened last is seen.
"""

import asyncio
from collections.abc import Callable, Collection

GAP_S = 2.0


class Prompter:
    """Calls `poll_now(name)`; lives in one event loop. `prompted` counts since the start."""

    def __init__(self, poll_now: Callable[[str], None], gap_s: float = GAP_S) -> None:
        self._poll_now = poll_now
        self._gap_s = gap_s
        self._last_s: dict[str, float] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self.prompted = 0

    def prompt(self, name: str) -> None:
        """Have a device polled now, or as soon as may be."""
        if name in self._waiting:
            return
        loop = asyncio.get_running_loop()
        wait_s = self._last_s.get(name, -self._gap_s) + self._gap_s - loop.time()
        if wait_s <= 0:
            self._go(name)
        else:
            self._waiting[name] = loop.call_later(wait_s, self._go, name)

    def keep(self, names: Collection[str]) -> None:
        """Forget all but these."""
        for name in self._last_s.keys() - set(names):
            del self._last_s[name]
            if name in self._waiting:
                self._waiting.pop(name).cancel()

    def stop(self) -> None:
        """Poll nobody any more."""
        self.keep(())

    def _go(self, name: str) -> None:
        self._waiting.pop(name, None)
        self._last_s[name] = asyncio.get_running_loop().time()
        self.prompted += 1
        self._poll_now(name)
