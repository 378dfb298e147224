"""What holds up the loop is measured by its cause, and long work lets others in."""

import asyncio

import pytest

from monitor.holdups import BREATH_S, Holdups, Meter, Timed, breathing
from monitor.steps import Steps, finished, in_parts
from tests.fakes import FakeStore


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def _work(clock: Clock, steps: int, each_s: float) -> Steps[str]:
    for _ in range(steps):
        clock.now_s += each_s
        yield None
    return "done"


def test_long_work_lets_others_in_and_short_work_does_not() -> None:
    async def turns_during(each_s: float) -> int:
        clock, turns = Clock(), 0

        async def other() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        assert await breathing(_work(clock, 10, each_s), clock) == "done"
        task.cancel()
        return turns

    assert asyncio.run(turns_during(BREATH_S * 1.5)) >= 9
    assert asyncio.run(turns_during(BREATH_S / 100)) == 0


def test_what_is_in_no_hurry_is_done_at_once() -> None:
    assert finished(_work(Clock(), 3, 1.0)) == "done"


def test_parts_hold_every_item_once() -> None:
    assert list(in_parts(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(in_parts((), 2)) == []


def test_the_longest_step_of_each_cause_is_told() -> None:
    clock, processor = Clock(), Clock()
    holdups = Holdups(clock)
    meter = Meter(holdups, processor)

    async def poll() -> str:
        clock.now_s += 0.2
        processor.now_s += 0.1
        await asyncio.sleep(0)
        clock.now_s += 0.05
        meter.does("judging")
        clock.now_s += 0.3
        with holdups.noting("store"):
            clock.now_s += 1.0
        return "read"

    assert asyncio.run(meter.measured(poll())) == "read"
    told = holdups.longest()
    assert told == pytest.approx({"decoding": 0.2, "judging": 0.3, "store": 1.0})
    assert meter.cost_s == pytest.approx(0.1)


def test_what_was_long_ago_is_told_no_more() -> None:
    clock = Clock()
    holdups = Holdups(clock)
    holdups.note("judging", 3.0)
    clock.now_s += 301
    assert holdups.longest() == {"judging": 3.0}
    clock.now_s += 301
    assert holdups.longest() == {}


def test_work_that_is_measured_fails_and_is_cancelled_as_ever() -> None:
    meter = Meter(Holdups(Clock()), Clock())

    async def failing() -> None:
        await asyncio.sleep(0)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        asyncio.run(meter.measured(failing()))

    ended: list[str] = []

    async def endless() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append("yes")

    async def cancelled() -> None:
        task = asyncio.create_task(meter.measured(endless()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert ended == ["yes"]


def test_what_nobody_accounts_for_is_the_lateness_of_a_timer() -> None:
    clock = Clock()
    holdups = Holdups(clock)

    async def work() -> None:
        task = asyncio.create_task(holdups.watch())
        await asyncio.sleep(0)
        clock.now_s += 5.0
        holdups.note("judging", 2.0)
        await asyncio.sleep(0.2)
        task.cancel()

    asyncio.run(work())
    assert holdups.longest()["other"] == pytest.approx(2.95)


def test_writes_to_the_store_are_measured() -> None:
    clock, store = Clock(), FakeStore()

    def slow() -> None:
        clock.now_s += 0.7

    store.on_save = slow
    holdups = Holdups(clock)
    Timed(store, holdups).save((), ())
    Timed(store, holdups).save_memories({"r1": b""})
    assert holdups.longest() == pytest.approx({"store": 0.7})
    assert store.memories == {"r1": b""}
