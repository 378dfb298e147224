"""
Where the time of a poll goes, step by step, without sockets and scheduling.

    python -m tests.bench.steps [--rounds 5]

The scene is the guard's: a hundred devices of every kind, polled and taken in by a city. Each step
is timed by the CPU time of the process; what the responder takes is left out. What is printed are
shares, and seconds for a thousand polls on this machine.
"""

import argparse
import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from monitor.model.reading import Pace
from tests.bench.guard import DEVICES, Scene, Wire, scene_in

STEPS = {
    "rows into observations": ("monitor.reading", "decode_rows"),
    "observations into a snapshot": ("monitor.poller", "_snapshot"),
    "fast laid over slow": ("monitor.device_state", "overlaid"),
    "links": ("monitor.city", "linked"),
    "rules, cases": ("monitor.city", "judge"),
    "memory": ("monitor.city", "remembered"),
    "findings": ("monitor.city", "looked"),
}
_ASKING = "asking: requests, walks, answers"
_REST = "the rest of taking it in"


class Clock:
    """Adds up CPU time by step."""

    def __init__(self) -> None:
        self.spent_s: defaultdict[str, float] = defaultdict(float)

    def timed(self, step: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same function, its time noted."""

        def run(*given: Any, **named: Any) -> Any:
            begun_s = time.process_time()
            try:
                return work(*given, **named)
            finally:
                self.spent_s[step] += time.process_time() - begun_s

        return run


@contextmanager
def noted(clock: Clock, wire: Wire) -> Iterator[None]:
    """Note the time of each step in here, and of the responder."""
    kept = []
    for step, (module, name) in STEPS.items():
        owner = import_module(module)
        kept.append((owner, name, getattr(owner, name)))
        setattr(owner, name, clock.timed(step, getattr(owner, name)))
    respond = wire.town.respond
    wire.town.respond = clock.timed("responder", respond)  # type: ignore[method-assign]
    try:
        yield
    finally:
        wire.town.respond = respond  # type: ignore[method-assign]
        for owner, name, work in kept:
            setattr(owner, name, work)


def main() -> None:
    """Poll a few rounds at each pace, and print where the time went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with TemporaryDirectory() as folder:
        scene = scene_in(Path(folder))
    asyncio.run(scene.poll(Pace.SLOW))
    screen = Console()
    for pace in (Pace.FAST, Pace.SLOW):
        table = Table("step", "share", "s for 1,000", title=f"{pace} poll", box=None)
        spent = spent_s(scene, pace, rounds)
        whole_s = sum(spent.values())
        for step, seconds in sorted(spent.items(), key=lambda one: -one[1]):
            each = f"{seconds / rounds / DEVICES * 1000:.3f}"
            table.add_row(step, f"{seconds / whole_s:.0%}", each)
        screen.print(table)


def spent_s(scene: Scene, pace: Pace, rounds: int) -> dict[str, float]:
    """Return the CPU-seconds of each step over some rounds."""
    clock = Clock()
    took = clock.timed("took", scene.city.took)
    scene.city.took = took  # type: ignore[method-assign]
    with noted(clock, scene.wire):
        begun_s = time.process_time()
        for _ in range(rounds):
            scene.clock[0] += 60.0
            asyncio.run(scene.poll(pace))
        whole_s = time.process_time() - begun_s
    del scene.city.took
    spent = clock.spent_s
    whole_s -= spent.pop("responder")
    taken_s = spent.pop("took")
    within = ("links", "rules, cases", "memory", "findings", "fast laid over slow")
    spent[_REST] = taken_s - sum(spent[step] for step in within)
    spent[_ASKING] = (
        whole_s
        - taken_s
        - sum(spent[step] for step in ("rows into observations", "observations into a snapshot"))
    )
    return spent


if __name__ == "__main__":
    main()
