"""
The daemon, noting of each metrics page what it took and what held up the loop meanwhile.

    python -m tests.bench.stops_noted FILE run --config CONFIG

Each page adds a line of JSON to FILE (`Noted`). The signal USR1 moves on to the next of
`SWITCHES_S`. Noting is a few calls for each callback of the loop, which makes all a little slower
than it is.
"""

import asyncio
import gc
import itertools
import json
import selectors
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import exporters.web
from monitor import app
from monitor.__main__ import main as run
from monitor.model.city import CityView

SWITCHES_S = (0.0005, 0.005, 0.001, 0.0001)
"""How long a thread may have the interpreter before another one gets it; first as it is."""


@dataclass(slots=True)
class Stop:
    """Something that held up the loop: seconds by the wall, those of the loop's CPU, and what."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    what: str = ""


@dataclass(slots=True)
class Noted:
    """
    One page: `look_s` of the loop's CPU, `page_cpu_s` of its thread's, and `loop_cpu_s` of the
    loop's while it was written; then the longest of each kind of stop in that time.
    """

    switch_s: float
    look_s: float = 0.0
    page_cpu_s: float = 0.0
    loop_cpu_s: float = 0.0
    turn: Stop = field(default_factory=Stop)
    callback: Stop = field(default_factory=Stop)
    collection: Stop = field(default_factory=Stop)


class Notes:
    """Notes by the hooks that `put` puts in place."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._switches_s = itertools.cycle(SWITCHES_S)
        self._switch_s = next(self._switches_s)
        self._now = Noted(self._switch_s)
        self._loop_clock = time.pthread_getcpuclockid(threading.main_thread().ident or 0)
        self._turn = (0.0, 0.0)
        self._callbacks = 0
        self._collecting = (0.0, 0.0)

    def put(self) -> None:
        """Put the hooks in place; the daemon is to run afterwards, in this thread."""
        app._SWITCH_S = self._switch_s
        signal.signal(signal.SIGUSR1, lambda _number, _frame: self._next_switch())
        _hook(app.Daemon, "view", self._looking)
        _hook(exporters.web, "page", self._writing)
        _hook(asyncio.Handle, "_run", self._calling)
        _hook(selectors.EpollSelector, "select", self._selecting)
        gc.callbacks.append(self._collects)

    def _next_switch(self) -> None:
        self._switch_s = next(self._switches_s)
        sys.setswitchinterval(self._switch_s)

    def _looking(self, view: Callable[[Any], CityView]) -> Callable[[Any], CityView]:
        def looked(daemon: Any) -> CityView:
            begun_s = time.thread_time()
            city = view(daemon)
            self._now = Noted(self._switch_s, look_s=time.thread_time() - begun_s)
            return city

        return looked

    def _writing(self, page: Callable[..., Any]) -> Callable[..., Any]:
        def written(*given: Any) -> Any:
            cpu_s = time.thread_time()
            loop_s = time.clock_gettime(self._loop_clock)
            made = page(*given)
            now = self._now
            now.page_cpu_s = time.thread_time() - cpu_s
            now.loop_cpu_s = time.clock_gettime(self._loop_clock) - loop_s
            with self._file.open("a") as file:
                file.write(json.dumps(asdict(now)) + "\n")
            return made

        return written

    def _calling(self, call: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def called(handle: Any) -> None:
            begun = time.monotonic(), time.thread_time()
            call(handle)
            self._callbacks += 1
            longest = self._now.callback
            cpu_s = time.thread_time() - begun[1]
            if cpu_s > longest.cpu_s:
                what = _name(handle._callback)
                self._now.callback = Stop(time.monotonic() - begun[0], cpu_s, what)

        return called

    def _selecting(self, select: Callable[..., Any]) -> Callable[..., Any]:
        def selected(selector: Any, timeout: float | None = None) -> Any:
            if threading.current_thread() is not threading.main_thread():
                return select(selector, timeout)
            wall_s, cpu_s = time.monotonic() - self._turn[0], time.thread_time() - self._turn[1]
            if self._turn[0] and wall_s > self._now.turn.wall_s:
                self._now.turn = Stop(wall_s, cpu_s, f"{self._callbacks} callbacks")
            found = select(selector, timeout)
            self._turn, self._callbacks = (time.monotonic(), time.thread_time()), 0
            return found

        return selected

    def _collects(self, phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            self._collecting = time.monotonic(), time.thread_time()
            return
        wall_s = time.monotonic() - self._collecting[0]
        if wall_s > self._now.collection.wall_s:
            what = f"generation {about['generation']}, {threading.current_thread().name}"
            cpu_s = time.thread_time() - self._collecting[1]
            self._now.collection = Stop(wall_s, cpu_s, what)


def _hook(owner: object, name: str, around: Callable[[Any], Any]) -> None:
    setattr(owner, name, around(getattr(owner, name)))


def _name(callback: object) -> str:
    about = getattr(callback, "__self__", None)
    task = about if isinstance(about, asyncio.Task) else None
    named = task.get_coro() if task else callback
    return str(getattr(named, "__qualname__", named))


def main() -> None:
    """Put the hooks in place and run the daemon by the rest of the command line."""
    Notes(Path(sys.argv.pop(1))).put()
    run()


if __name__ == "__main__":
    main()
