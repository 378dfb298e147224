"""
How punctual the polls of living devices are on bad days, beside a good one.

    python -m tests.bench.bad_days [--devices 1000] [--minutes 2]

Each day is a run of its own: a fifth of the devices dead; half of them dead at once and back at
once; one packet in ten lost; one device that takes a second for each answer; one with a million
interfaces. Lateness is told by the responder: when each poll's first question came, against the
most punctual of the same device.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.town.stage import Daemon, Orders, town

_FAST_S = 10.0
_SLOW_S = 120.0


@dataclass(frozen=True, slots=True)
class Day:
    """What goes wrong at the beginning, and what becomes of it when half of the day is over."""

    name: str
    begins: Callable[[Orders, int], None]
    goes_on: Callable[[Orders, int], None] = lambda _tell, _devices: None


def _nothing(_tell: Orders, _devices: int) -> None:
    return


DAYS = (
    Day("a good day", _nothing),
    Day("a fifth dead", lambda tell, devices: tell(dead=[0, devices // 5])),
    Day(
        "half dead at once, back at once",
        lambda tell, devices: tell(dead=[0, devices // 2]),
        lambda tell, devices: tell(dead=[0, 0]),
    ),
    Day("one packet in ten lost", lambda tell, _: tell(loss=0.1)),
    Day("one device of a second an answer", lambda tell, _: tell(slow=7)),
    Day("one device of a million rows", lambda tell, _: tell(endless=7)),
)


def main() -> None:
    """Live through each day, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=2.0)
    given = parser.parse_args()
    screen = Console()
    table = Table(
        "day", "polls of the living", "missed", "late p50 s", "late p99 s", "most s", box=None
    )
    for day in DAYS:
        with screen.status(f"{day.name} …"):
            told = lived(day, given.devices, given.minutes * 60)
        table.add_row(
            day.name, str(int(told["polls"])), str(int(told["missed"])), f"{told['p50_s']:.3f}",
            f"{told['p99_s']:.3f}", f"{told['most_s']:.2f}",
        )  # fmt: skip
    screen.print(table)


def lived(day: Day, devices: int, seconds: float) -> dict[str, float]:
    """Run the daemon through one day; return how punctual it was with those that live."""
    intervals = {"fast_s": _FAST_S, "slow_s": _SLOW_S}
    with (
        tempfile.TemporaryDirectory() as name,
        town(devices) as tell,
        Daemon(Path(name), devices, intervals=intervals) as daemon,
    ):
        daemon.wait()
        daemon.rest(2 * _FAST_S)
        day.begins(tell, devices)
        tell(forget=True)
        begun_s = time.monotonic()
        daemon.rest(seconds / 2)
        half: dict[str, float] = tell(punctuality=_FAST_S)
        day.goes_on(tell, devices)
        daemon.rest(max(0.0, begun_s + seconds - time.monotonic()))
        whole: dict[str, float] = tell(punctuality=_FAST_S)
    # Those that came back had no polls that began while they were dead: they are not told of twice.
    return half if day.name.startswith("half dead") else whole


if __name__ == "__main__":
    main()
