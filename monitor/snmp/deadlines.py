"""
Waking requests whose time is over.

A timer of the event loop for each request costs more than reading its answer's head, and nearly all
are cancelled. One tick for all, only while somebody waits, is exact enough for waits of a quarter
of a second and more.
"""

from asyncio import AbstractEventLoop
from typing import Protocol

_TICK_S = 0.02


class Waiter(Protocol):
    """Something that is woken."""

    def wake(self) -> None:
        """Stop waiting."""
        ...


class Deadlines:
    """Wakes each waiter that is still there when its time has come."""

    __slots__ = ("_loop", "_ticking", "_waiting")

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        self._ticking = False
        self._waiting: dict[Waiter, float] = {}

    def add(self, waiter: Waiter, at_s: float) -> None:
        """Wake at this time of the loop, or up to a tick later."""
        self._waiting[waiter] = at_s
        if not self._ticking:
            self._ticking = True
            self._loop.call_later(_TICK_S, self._tick)

    def discard(self, waiter: Waiter) -> None:
        """Wake no more."""
        self._waiting.pop(waiter, None)

    def _tick(self) -> None:
        now_s = self._loop.time()
        due = [waiter for waiter, at_s in self._waiting.items() if at_s <= now_s]
        for waiter in due:
            del self._waiting[waiter]
            waiter.wake()
        self._ticking = bool(self._waiting)
        if self._ticking:
            self._loop.call_later(_TICK_S, self._tick)
