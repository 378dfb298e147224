"""
What a metrics page takes beside the polls, what holds up the loop meanwhile, and for how long.

    python -m tests.bench.stops [--devices 10000] [--pages 3]

From a minute after the first full picture, so many pages for each setting of how long a thread may
have the interpreter, 12 s apart, while a small question is asked all the time. CPU is by the two
threads' own clocks (`tests.bench.stops_noted`). Pages and CPU are told from the least to the most,
stops as the longest of all pages.
"""

import argparse
import json
import signal
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench import pulse
from tests.bench.scale import first_picture
from tests.bench.stops_noted import SWITCHES_S
from tests.bench.town.stage import HTTP, Daemon, town

_SETTLED_S = 60.0
_PAUSE_S = 12.0


@dataclass(frozen=True, slots=True)
class Run:
    """One setting: from question to end of each page, waits, sorted, and what the daemon noted."""

    took_s: list[float]
    waited_s: list[float]
    noted: list[dict[str, Any]]


def main() -> None:
    """Run the daemon, fetch pages, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=3)
    given = parser.parse_args()
    screen = Console()
    with tempfile.TemporaryDirectory() as name, town(given.devices):
        notes = Path(name, "notes")
        noting = "tests.bench.stops_noted"
        with Daemon(Path(name), given.devices, noting, (str(notes),)) as daemon:
            with screen.status(f"The start of {given.devices} devices …"):
                daemon.wait()
                picture_s = first_picture(daemon, given.devices)
                daemon.rest(_SETTLED_S)
            screen.print(f"{given.devices} devices, first picture after {picture_s:.0f} s")
            runs = []
            for switch_s in SWITCHES_S:
                with screen.status(f"Threads that change after {switch_s * 1000:g} ms …"):
                    runs.append(_run(daemon, notes, given.pages))
                daemon.signal(signal.SIGUSR1)
    screen.print(_costs(runs))
    screen.print(_stops(runs))


def _run(daemon: Daemon, notes: Path, pages: int) -> Run:
    # So the first one, too, is of what was polled in that time, and no more.
    daemon.scrape()
    notes.unlink(missing_ok=True)
    scrapes = []
    with pulse.taken(HTTP) as beats:
        for _ in range(pages):
            daemon.rest(_PAUSE_S)
            scrape = daemon.scrape()
            if scrape is not None:
                scrapes.append(scrape)
    spans = [(one.begun_s, one.begun_s + one.took_s) for one in scrapes]
    noted = [json.loads(line) for line in notes.read_text().splitlines()]
    return Run([one.took_s for one in scrapes], pulse.during(beats, spans), noted)


def _costs(runs: list[Run]) -> Table:
    table = Table(
        "threads change after", "page, s", "its thread's CPU, s", "the loop's CPU meanwhile, s",
        "look, ms", "waited: median, p99, most, ms", box=None,
    )  # fmt: skip
    for run in runs:
        waits = [run.waited_s[len(run.waited_s) * share // 100] for share in (50, 99)]
        table.add_row(
            f"{run.noted[0]['switch_s'] * 1000:g} ms",
            _span(run.took_s),
            _span(one["page_cpu_s"] for one in run.noted),
            _span(one["loop_cpu_s"] for one in run.noted),
            _span((one["look_s"] * 1000 for one in run.noted), ".0f"),
            ", ".join(f"{wait * 1000:.0f}" for wait in (*waits, run.waited_s[-1])),
        )
    return table


def _stops(runs: list[Run]) -> Table:
    table = Table("threads change after", "longest", "ms", "CPU, ms", "what", box=None)
    kinds: dict[str, Callable[[dict[str, Any]], float]] = {
        "turn": lambda stop: float(stop["wall_s"]),
        "callback": lambda stop: float(stop["cpu_s"]),
        "collection": lambda stop: float(stop["wall_s"]),
    }
    for run in runs:
        for kind, length in kinds.items():
            stop = max((one[kind] for one in run.noted), key=length)
            table.add_row(
                f"{run.noted[0]['switch_s'] * 1000:g} ms", kind, f"{stop['wall_s'] * 1000:.1f}",
                f"{stop['cpu_s'] * 1000:.1f}", stop["what"],
            )  # fmt: skip
    return table


def _span(values: Iterable[float], form: str = ".2f") -> str:
    found = sorted(values)
    return f"{found[0]:{form}} to {found[-1]:{form}}"


if __name__ == "__main__":
    main()
