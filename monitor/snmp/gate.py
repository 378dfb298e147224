"""A limited number of slots, given in the order of asking, but to who is underway before others."""

import asyncio
from collections import deque


class Gate:
    """Slots for requests in flight; inert without a loop, so it can be made before one runs."""

    __slots__ = ("_free", "_waiting")

    def __init__(self, slots: int) -> None:
        self._free = slots
        self._waiting: deque[asyncio.Future[None]] = deque()

    def try_enter(self) -> bool:
        """Take a slot if one is free."""
        if self._free:
            self._free -= 1
            return True
        return False

    async def enter(self, *, is_underway: bool = False) -> None:
        """Take a slot, waiting for one if need be; who is underway waits for nobody who is not."""
        if self.try_enter():
            return
        future = asyncio.get_running_loop().create_future()
        if is_underway:
            self._waiting.appendleft(future)
        else:
            self._waiting.append(future)
        try:
            await future
        except asyncio.CancelledError:
            # Given a slot in the very moment of being cancelled, it passes it on.
            if not future.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        """Give the slot to who waits longest, or back."""
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(None)
                return
        self._free += 1
