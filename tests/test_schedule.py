"""When devices are polled; with short intervals, and no reliance on being quick."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from monitor.schedule import Schedule

LIMIT_S = 30.0
Work = Callable[[str], Awaitable[None]]


async def _until(is_done: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        # What is waited for is counted by the schedule itself, which tells nobody.
        while not is_done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def _run(
    work: Work, interval_s: float, names: list[str], is_done: Callable[[Schedule], bool]
) -> Schedule:
    schedule = Schedule(work, interval_s)

    async def play() -> None:
        schedule.start(names)
        try:
            await _until(lambda: is_done(schedule))
        finally:
            schedule.stop()
            await asyncio.sleep(0.05)

    asyncio.run(play())
    return schedule


def _errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


def test_every_device_is_polled_again_and_again() -> None:
    runs: Counter[str] = Counter()

    async def work(name: str) -> None:
        runs[name] += 1

    _run(work, 0.1, ["a", "b", "c"], lambda _: all(runs[name] >= 3 for name in "abc"))


def test_first_polls_are_spread_over_the_interval_in_order() -> None:
    starts: dict[str, float] = {}

    async def work(name: str) -> None:
        starts.setdefault(name, asyncio.get_running_loop().time())

    names = [f"r{number}" for number in range(8)]
    _run(work, 1.6, names, lambda _: len(starts) == len(names))
    assert list(starts) == names
    # Each is due a fifth of a second after the one before; none may come early.
    assert starts["r7"] - starts["r0"] > 1.0


def test_a_poll_that_still_runs_is_not_started_twice_and_the_skipped_are_counted() -> None:
    running: Counter[str] = Counter()
    most: Counter[str] = Counter()
    others = 0

    async def work(name: str) -> None:
        nonlocal others
        running[name] += 1
        most[name] = max(most[name], running[name])
        if name == "slow":
            await asyncio.sleep(LIMIT_S)
        others += name != "slow"
        running[name] -= 1

    _run(work, 0.1, ["slow", "quick"], lambda s: s.skipped >= 3 and others >= 3)
    assert most == {"slow": 1, "quick": 1}


def test_nothing_is_started_after_the_stop() -> None:
    runs = 0

    async def work(_name: str) -> None:
        nonlocal runs
        runs += 1

    async def play() -> None:
        schedule = Schedule(work, 0.05)
        schedule.start(["a"])
        await _until(lambda: runs >= 2)
        schedule.stop()
        await asyncio.sleep(0.05)
        before = runs
        await asyncio.sleep(0.3)
        assert runs == before
        schedule.stop()

    asyncio.run(play())


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("is_waited_for", [False, True])
def test_what_is_due_in_the_very_turn_of_the_stop_is_no_error(
    caplog: pytest.LogCaptureFixture, turns: int, is_waited_for: bool
) -> None:
    async def work(_name: str) -> None:
        await asyncio.sleep(LIMIT_S)

    async def play() -> None:
        schedule = Schedule(work, 0.05)
        schedule.start(["a"])
        # The start, looking for jobs, submitting and beginning one take a turn of the loop each.
        for _ in range(turns):
            await asyncio.sleep(0)
        if is_waited_for:
            await schedule.end()
        else:
            schedule.stop()
        await asyncio.sleep(0.2)

    asyncio.run(play())
    assert _errors(caplog) == []


def test_it_can_be_stopped_twice_in_one_turn(caplog: pytest.LogCaptureFixture) -> None:
    async def work(_name: str) -> None:
        """Do nothing."""

    async def play() -> None:
        schedule = Schedule(work, 60)
        schedule.start(["a"])
        schedule.stop()
        schedule.stop()
        await asyncio.sleep(0.05)

    asyncio.run(play())
    assert _errors(caplog) == []


def test_a_poll_that_starts_after_its_time_is_counted_as_late() -> None:
    runs = 0

    async def work(_name: str) -> None:
        nonlocal runs
        runs += 1

    schedule = _run(work, 0.1, ["a"], lambda _: runs >= 2)
    assert schedule.late == 0
    assert 0 <= schedule.lateness_s < 5


def test_a_city_without_devices_is_quiet() -> None:
    async def work(_name: str) -> None:
        raise AssertionError

    schedule = _run(work, 0.1, [], lambda _: True)
    assert (schedule.late, schedule.skipped) == (0, 0)


def test_a_schedule_that_was_not_started_can_be_stopped() -> None:
    async def work(_name: str) -> None:
        raise AssertionError

    Schedule(work, 60).stop()


def test_devices_come_and_go_while_it_runs() -> None:
    runs: Counter[str] = Counter()

    async def work(name: str) -> None:
        runs[name] += 1

    async def play() -> None:
        schedule = Schedule(work, 0.1)
        schedule.start(["stays", "goes"])
        try:
            await _until(lambda: runs["stays"] >= 2 and runs["goes"] >= 2)
            schedule.update(["stays", "comes"])
            gone, stayed = runs["goes"], runs["stays"]
            await _until(lambda: runs["comes"] >= 2 and runs["stays"] >= stayed + 2)
            # One that had been submitted may still have run.
            assert runs["goes"] <= gone + 1
        finally:
            schedule.stop()
            await asyncio.sleep(0.05)

    asyncio.run(play())


def test_a_device_can_be_brought_forward_and_an_unknown_one_is_nothing() -> None:
    runs: Counter[str] = Counter()

    async def work(name: str) -> None:
        runs[name] += 1

    async def play() -> None:
        schedule = Schedule(work, 3600)
        schedule.start(["first", "later"])
        try:
            await _until(lambda: runs["first"] == 1)
            schedule.now("nobody")
            schedule.now("later")
            await _until(lambda: runs["later"] == 1)
            assert runs["first"] == 1
        finally:
            schedule.stop()
            await asyncio.sleep(0.05)

    asyncio.run(play())


def test_what_runs_at_the_end_is_cut_short_and_has_ended_when_the_end_returns() -> None:
    happened: list[str] = []

    async def work(name: str) -> None:
        happened.append(f"{name} began")
        try:
            await asyncio.sleep(3600)
            happened.append(f"{name} went on")
        finally:
            happened.append(f"{name} ended")

    async def run() -> None:
        schedule = Schedule(work, 60)
        schedule.start(["one"])
        await _until(lambda: bool(happened))
        await schedule.end()
        assert happened == ["one began", "one ended"]

    asyncio.run(asyncio.wait_for(run(), 30))


def test_when_the_clock_is_set_all_runs_begin_anew() -> None:
    runs: Counter[str] = Counter()
    moved_s = 0.0

    async def work(name: str) -> None:
        runs[name] += 1

    async def play() -> None:
        nonlocal moved_s
        schedule = Schedule(work, 600, wall_clock=lambda: time.time() + moved_s, watch_s=0.05)
        schedule.start(["a"])
        await _until(lambda: runs["a"] == 1)
        # The next run is ten minutes away, or an hour and ten by a clock that was set back.
        moved_s = -3600.0
        await _until(lambda: runs["a"] == 2)
        await schedule.end()

    asyncio.run(play())


def test_a_schedule_in_which_nothing_begins_any_more_is_not_moving() -> None:
    now_s = 1000.0

    async def work(_name: str) -> None:
        """Do nothing."""

    async def play() -> tuple[bool, bool, bool]:
        nonlocal now_s
        schedule = Schedule(work, 3600.0, monotonic=lambda: now_s)
        idle = schedule.is_moving
        schedule.start(["a", "b"])
        now_s += 3 * 3600.0
        on_time = schedule.is_moving
        now_s += 3 * 3600.0
        stuck = schedule.is_moving
        schedule.update([])
        assert schedule.is_moving, "with nothing to poll nothing is stuck"
        schedule.stop()
        return idle, on_time, stuck

    assert asyncio.run(play()) == (True, True, False)


def test_who_is_asked_for_while_it_runs_runs_again_when_it_has_ended() -> None:
    runs: list[str] = []

    async def play() -> None:
        gate = asyncio.Event()

        async def work(name: str) -> None:
            runs.append(name)
            await gate.wait()

        schedule = Schedule(work, 3600.0)
        schedule.start(["a"])
        await _until(lambda: len(runs) == 1)
        for _ in range(5):
            schedule.now("a")
        gate.set()
        await _until(lambda: len(runs) == 2)
        await asyncio.sleep(0.05)
        schedule.stop()
        await asyncio.sleep(0.05)
        assert schedule.skipped == 0

    asyncio.run(play())
    assert runs == ["a", "a"]


def test_who_runs_out_of_turn_keeps_its_place_among_the_others() -> None:
    starts: dict[str, list[float]] = {"a": [], "b": [], "c": [], "d": []}

    async def work(name: str) -> None:
        starts[name].append(asyncio.get_running_loop().time())

    async def play() -> None:
        schedule = Schedule(work, 0.8)
        schedule.start(starts)
        await _until(lambda: all(starts.values()))
        for name in starts:
            schedule.now(name)
        await _until(lambda: all(len(times) >= 4 for times in starts.values()))
        schedule.stop()
        await asyncio.sleep(0.05)

    asyncio.run(play())
    # Two of them are a fifth of a second apart by their places; all at once they were once.
    assert starts["d"][2] - starts["a"][2] > 0.3
