"""
What holds up the loop, for how long and by what; and work that lets others in between its steps.

Everything the daemon does in its loop is done by one thread: while it judges a device, no answer is
taken in and no poll begins. So work that takes long goes in steps (`breathing`), each is measured,
and the longest of the last minutes is told by its cause. What nobody accounts for shows in the
lateness of a timer (`watch`).
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, Final, Generic, Protocol, TypeVar

from monitor.model.finding import Finding, Transition
from monitor.steps import Steps, finished

Result = TypeVar("Result")
Clock = Callable[[], float]

BREATH_S: Final = 0.02
"""After so long others are let in; a step more may come on top."""
_WINDOW_S: Final = 300.0
_TICK_S: Final = 0.05


# One thread: many would take the interpreter from the loop more often than they give it back.
_ASIDE: Final = ThreadPoolExecutor(1, "aside")
_METER: "ContextVar[Meter | None]" = ContextVar("meter", default=None)


class Holdups:
    """
    The longest hold-up of the loop by its cause, in the last five to ten minutes.

    `clock` gives seconds of a clock that never jumps.
    """

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self.clock = clock
        self._now: dict[str, float] = {}
        self._before: dict[str, float] = {}
        self._since_s = clock()
        self.told_s = 0.0

    def note(self, cause: str, seconds: float) -> None:
        """Note for how long a step held up the loop."""
        self.told_s += seconds
        if seconds > self._now.get(cause, 0.0):
            self._now[cause] = seconds

    @contextmanager
    def noting(self, cause: str) -> Iterator[None]:
        """Note for how long the block holds up the loop."""
        begun_s = self.clock()
        try:
            yield
        finally:
            self.note(cause, self.clock() - begun_s)

    def longest(self) -> dict[str, float]:
        """Return the longest by cause, in seconds; nothing of what did not occur."""
        self._turn()
        causes = self._now.keys() | self._before.keys()
        return {
            cause: max(self._now.get(cause, 0.0), self._before.get(cause, 0.0))
            for cause in sorted(causes)
        }

    async def watch(self) -> None:
        """Note what holds up the loop beside what is noted, until cancelled."""
        while True:
            begun_s, told_s = self.clock(), self.told_s
            await asyncio.sleep(_TICK_S)
            late_s = self.clock() - begun_s - _TICK_S - (self.told_s - told_s)
            self.note("other", max(0.0, late_s))
            self._turn()

    def _turn(self) -> None:
        if self.clock() - self._since_s >= _WINDOW_S:
            self._before, self._now = self._now, {}
            self._since_s = self.clock()


class Writes(Protocol):
    """A store, as far as writing to it is measured."""

    def save(self, findings: Iterable[Finding], transitions: Iterable[Transition]) -> None:
        """Write findings and records of the history."""

    def save_memories(self, memories: Mapping[str, bytes]) -> None:
        """Write what is remembered of devices."""


class Timed:
    """A store whose writes are measured: the loop waits for the disk to confirm them."""

    def __init__(self, store: Writes, holdups: Holdups) -> None:
        self._store, self._holdups = store, holdups

    def save(self, findings: Iterable[Finding], transitions: Iterable[Transition]) -> None:
        """Write findings and records of the history; raises `StoreError`."""
        with self._holdups.noting("store"):
            self._store.save(findings, transitions)

    def save_memories(self, memories: Mapping[str, bytes]) -> None:
        """Write what is remembered of devices; raises `StoreError`."""
        with self._holdups.noting("store"):
            self._store.save_memories(memories)


class Meter:
    """
    Measures the work of one poll: every step of it that the loop takes.

    `cause` is what it does now. `cost_s` is the processor's time in all, by `processor`, which does
    not go on while the machine does something else.
    """

    def __init__(self, holdups: Holdups, processor: Clock = time.thread_time) -> None:
        self._holdups = holdups
        self._processor = processor
        self._began_s = self._begun_s = self._within_s = 0.0
        self._cause = "decoding"
        self.cost_s = 0.0

    def does(self, cause: str) -> None:
        """Say what it does from now on."""
        self.end()
        self._cause = cause
        self.begin()

    def begin(self) -> None:
        """Begin a step."""
        self._begun_s, self._began_s = self._holdups.clock(), self._processor()
        self._within_s = self._holdups.told_s

    def end(self) -> None:
        """End a step."""
        took_s = self._holdups.clock() - self._begun_s
        within_s = self._holdups.told_s - self._within_s
        self._holdups.note(self._cause, max(0.0, took_s - within_s))
        self.cost_s += self._processor() - self._began_s

    async def measured(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do some work, and measure its steps."""
        token = _METER.set(self)
        try:
            return await _Measured(work, self)
        finally:
            _METER.reset(token)


class _Measured(Generic[Result]):
    """Work that is measured from each time it goes on until it waits again."""

    def __init__(self, work: Coroutine[Any, Any, Result], meter: Meter) -> None:
        self._work, self._meter = work, meter

    def __await__(self) -> Generator[Any, Any, Result]:
        work, meter = self._work, self._meter
        step: Callable[[], Any] = lambda: work.send(None)  # noqa: E731
        try:
            while True:
                meter.begin()
                try:
                    waits_for = step()
                except StopIteration as end:
                    result: Result = end.value
                    return result
                finally:
                    meter.end()
                try:
                    value = yield waits_for
                    step = lambda given=value: work.send(given)  # type: ignore[misc]  # noqa: E731
                except BaseException as error:  # noqa: BLE001 - it is the work's to deal with
                    step = lambda told=error: work.throw(told)  # type: ignore[misc]  # noqa: E731
        finally:
            work.close()


async def done_aside(work: Callable[[], Result]) -> Result:
    """
    Do some work in a thread of its own, one piece at a time, while the loop goes on.

    The work must touch nothing that the loop changes. What it costs is the poll's.
    """
    meter = _METER.get()

    def timed() -> tuple[Result, float]:
        begun_s = time.thread_time()
        return work(), time.thread_time() - begun_s

    result, cost_s = await asyncio.get_running_loop().run_in_executor(_ASIDE, timed)
    if meter is not None:
        meter.cost_s += cost_s
    return result


async def breathing(steps: Steps[Result], clock: Clock = time.perf_counter) -> Result:
    """Do some work in steps, and let others in whenever it has taken a moment."""
    begun_s = clock()
    given: Any = None
    while True:
        try:
            aside, given = steps.send(given), None
        except StopIteration as end:
            result: Result = end.value
            return result
        if aside is not None:
            given = await done_aside(partial(finished, aside))
            begun_s = clock()
        if clock() - begun_s >= BREATH_S:
            await asyncio.sleep(0)
            begun_s = clock()
