"""What stays is put out of the collector's sight, and what is in cycles goes in the end."""

import asyncio
import gc
import weakref
from collections.abc import Callable

from monitor.garbage import tend

_DAY_S = 86_400.0


class Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def _tended(meanwhile: Callable[[], None], clock: Callable[[], float]) -> None:
    """Let it turn a few times, do something, and let it turn a few times more."""

    async def run() -> None:
        task = asyncio.create_task(tend(clock, 0.0))
        for _ in range(3):
            await asyncio.sleep(0)
        meanwhile()
        for _ in range(6):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def test_what_stays_is_out_of_sight_until_the_end() -> None:
    counts: list[int] = []
    _tended(lambda: counts.append(gc.get_freeze_count()), lambda: 0.0)
    assert counts[0] > 1_000
    assert gc.get_freeze_count() == 0


def test_a_ring_that_was_just_made_goes_at_once() -> None:
    rings: list[weakref.ref[Ring]] = []
    _tended(lambda: rings.append(weakref.ref(Ring())), lambda: 0.0)
    assert rings[0]() is None


def test_a_ring_that_was_out_of_sight_goes_within_a_day() -> None:
    now_s = [0.0]
    kept = [Ring()]
    ring = weakref.ref(kept[0])
    gc.disable()
    try:
        _tended(kept.clear, lambda: now_s[0])
        assert ring() is not None

        def dropped_and_a_day_later() -> None:
            kept.clear()
            now_s[0] += _DAY_S

        kept.append(Ring())
        ring = weakref.ref(kept[0])
        _tended(dropped_and_a_day_later, lambda: now_s[0])
        assert ring() is None
    finally:
        gc.enable()
