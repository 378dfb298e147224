"""The collector looks when there is much more, and once a day; never by itself."""

import asyncio
import gc
import weakref
from collections.abc import Callable

from monitor.garbage import tend

_DAY_S = 86_400.0
_FEW = 1_000


def _many() -> int:
    """Return more than any part of all there is that may be a reason to look."""
    return len(gc.get_objects()) + gc.get_freeze_count()


class Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


class Tended:
    """Lets it turn a few times, does something, and lets it turn a few times more."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def run(self, *deeds: Callable[[], object]) -> None:
        asyncio.run(self._run(deeds))

    async def _run(self, deeds: tuple[Callable[[], object], ...]) -> None:
        task = asyncio.create_task(tend(lambda: self.now_s, few=_FEW, moment_s=0.0))
        await _turns()
        for deed in deeds:
            deed()
            await _turns()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def pass_a_day(self) -> None:
        self.now_s += _DAY_S


async def _turns() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


def test_a_ring_that_was_out_of_sight_goes_within_a_day() -> None:
    tended = Tended()
    kept = [Ring()]
    ring = weakref.ref(kept[0])
    is_there: list[bool] = []

    def tell() -> None:
        is_there.append(ring() is not None)

    tended.run(kept.clear, tell, tended.pass_a_day, tell)
    assert is_there == [True, False]


def test_rings_go_when_they_are_many() -> None:
    rings: list[weakref.ref[Ring]] = []
    gone: list[bool] = []

    def make_many() -> None:
        rings.append(weakref.ref(Ring()))
        for _ in range(_many()):
            Ring()

    Tended().run(make_many, lambda: gone.append(rings[0]() is None))
    assert gone == [True]


def test_what_came_to_stay_is_looked_through_once() -> None:
    kept: list[list[int]] = []
    frozen: list[int] = []
    Tended().run(
        lambda: kept.extend([number] for number in range(_many())),
        lambda: frozen.append(gc.get_freeze_count()),
    )
    assert frozen[0] >= len(kept)
    assert gc.get_freeze_count() == 0


def test_no_collection_starts_by_itself() -> None:
    generations: list[int] = []

    def make_some() -> None:
        def note(phase: str, about: dict[str, int]) -> None:
            generations.append(about["generation"])

        gc.callbacks.append(note)
        kept = [[number] for number in range(_FEW // 2)]
        gc.callbacks.remove(note)
        assert len(kept) == _FEW // 2

    Tended().run(make_some)
    assert generations == []
    assert gc.isenabled()
