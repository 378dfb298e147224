"""The collector looks when there is much more, and once a day; never by itself."""

import asyncio
import gc
import weakref
from collections.abc import Callable

from monitor.garbage import resident, tend

_DAY_S = 86_400.0
_FEW = 5_000


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
        self.octets = 100 * 2**20
        self.collections: list[int] = []

    def run(self, *deeds: Callable[[], object]) -> None:
        asyncio.run(self._run(deeds))

    async def _run(self, deeds: tuple[Callable[[], object], ...]) -> None:
        task = asyncio.create_task(
            tend(lambda: self.now_s, memory=lambda: self.octets, few=_FEW, moment_s=0.0)
        )
        await _turns()
        gc.callbacks.append(self._note)
        for deed in deeds:
            deed()
            await _turns()
        gc.callbacks.remove(self._note)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def _note(self, phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            self.collections.append(about["generation"])

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
    tended = Tended()
    kept: list[list[int]] = []
    frozen: list[int] = []
    tended.run(
        lambda: kept.extend([number] for number in range(_many())),
        lambda: frozen.append(gc.get_freeze_count()),
        lambda: kept.append([0]),
    )
    assert frozen[0] >= len(kept) - 1
    assert gc.get_freeze_count() == 0
    assert tended.collections == [2]


def test_much_memory_is_a_reason_too() -> None:
    tended = Tended()

    def grow() -> None:
        tended.octets += 40 * 2**20

    tended.run(lambda: None, grow, lambda: None)
    assert tended.collections == [2]


def test_no_collection_starts_by_itself() -> None:
    tended = Tended()
    number = 2 * gc.get_threshold()[0]
    kept: list[list[int]] = []
    assert number < _FEW
    tended.run(lambda: kept.extend([one] for one in range(number)))
    assert len(kept) == number
    assert tended.collections == []
    assert gc.isenabled()


def test_memory_is_told_by_the_system() -> None:
    assert 10 * 2**20 < resident() < 2**40
