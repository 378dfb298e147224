"""
What the daemon takes for a town of some size: CPU, memory, lateness, its page.

    python -m tests.bench.scale [--devices 100 --devices 1000 ...] [--minutes 3] [--fast 60]

A responder of its own process answers; only the daemon's process is measured. Between the first
full picture and the end its page is fetched every 15 seconds, as Prometheus does. For a minute more
a small question is asked all the time beside that: how long it waits while a page is made is how
long the loop is held up. The table ends with a fit of what grows with the number of devices.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from tests.bench import pulse
from tests.bench.town.stage import HTTP, Daemon, Scrape, Used, town

SIZES = (100, 1000, 5000, 10_000)
SCRAPE_S = 15.0
_FIRST_S = 300.0
_PULSE_S = 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """One size: what it took, per second of steady state where nothing else is said."""

    devices: int
    picture_s: float
    cpu_share: float
    resident_mb: float
    late_p50_s: float
    late_p99_s: float
    missed: int
    failed: int
    page_s: float
    page_mb: float
    held_p99_s: float
    held_s: float
    start_cpu_s: float


def main() -> None:
    """Run each size, and print a table and the fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, action="append")
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--fast", type=float, default=60.0, help="seconds between fast polls")
    parser.add_argument("--slow", type=float, default=900.0, help="seconds between slow polls")
    given = parser.parse_args()
    screen = Console()
    runs = []
    for devices in given.devices or SIZES:
        with screen.status(f"{devices} devices …"):
            runs.append(measured(devices, given.minutes * 60, given.fast, given.slow))
        screen.print(f"{devices} devices: {runs[-1]}")
    screen.print(_table(runs))
    for line in fits(runs):
        screen.print(line)


def measured(devices: int, seconds: float, fast_s: float, slow_s: float) -> Run:
    """Run the daemon beside a town of this size for so long after its first full picture."""
    with tempfile.TemporaryDirectory() as name, town(devices) as tell:
        intervals = {"fast_s": fast_s, "slow_s": slow_s}
        with Daemon(Path(name), devices, intervals=intervals) as daemon:
            daemon.wait()
            picture_s = first_picture(daemon, devices)
            # The second whole reading comes early for some: the steady state is behind it.
            tell(forget=True)
            before, start = daemon.used(), daemon.used()
            scrapes = _scraped(daemon, start.time_s + seconds)
            after = daemon.used()
            punctual = tell(punctuality=fast_s)
            held = _held(daemon)
    last = scrapes[-1]
    return Run(
        devices=devices,
        picture_s=picture_s,
        cpu_share=_rate(before, after),
        resident_mb=after.resident / 2**20,
        late_p50_s=punctual["p50_s"],
        late_p99_s=punctual["p99_s"],
        missed=int(punctual["missed"]),
        failed=int(last.value("opd_snmp_timeouts_total")),
        page_s=median(one.took_s for one in scrapes),
        page_mb=last.size / 2**20,
        held_p99_s=held[len(held) * 99 // 100],
        held_s=held[-1],
        start_cpu_s=before.cpu_s,
    )


def first_picture(daemon: Daemon, devices: int) -> float:
    """
    Wait until all have been read, and return how long that took, to the second.

    The page is fetched meanwhile, as Prometheus does, since that is part of a start.
    """
    begun_s = time.monotonic()
    page_s = begun_s + SCRAPE_S
    while (now_s := time.monotonic()) - begun_s < _FIRST_S:
        if daemon.read() >= devices:
            return now_s - begun_s
        if now_s >= page_s:
            page_s += SCRAPE_S
            daemon.scrape()
        daemon.rest(1.0)
    raise SystemExit(f"In {_FIRST_S:g} s not all of {devices} devices were read.")


def _held(daemon: Daemon) -> list[float]:
    """Return how long the loop kept small questions waiting while pages were made, sorted."""
    with pulse.taken(HTTP) as beats:
        scrapes = _scraped(daemon, time.monotonic() + _PULSE_S)
    return pulse.during(beats, [(one.begun_s, one.begun_s + one.took_s) for one in scrapes])


def _scraped(daemon: Daemon, end_s: float) -> list[Scrape]:
    found = []
    while time.monotonic() < end_s:
        begun_s = time.monotonic()
        scrape = daemon.scrape()
        if scrape is not None:
            found.append(scrape)
        time.sleep(max(0.0, min(begun_s + SCRAPE_S, end_s) - time.monotonic()))
    return found


def _rate(before: Used, after: Used) -> float:
    return (after.cpu_s - before.cpu_s) / (after.time_s - before.time_s)


def fits(runs: list[Run]) -> list[str]:
    """Say how CPU and memory grow, by least squares of their logarithms: 1 is linear."""
    from math import log

    told = []
    for name, values in (
        ("CPU", [(one.devices, one.cpu_share) for one in runs]),
        ("memory", [(one.devices, one.resident_mb) for one in runs]),
        ("page", [(one.devices, one.page_s) for one in runs]),
    ):
        if len(values) < 2:
            continue
        points = [(log(x), log(max(y, 1e-9))) for x, y in values]
        mean_x = sum(x for x, _ in points) / len(points)
        mean_y = sum(y for _, y in points) / len(points)
        slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum(
            (x - mean_x) ** 2 for x, _ in points
        )
        told.append(f"{name} grows with the number of devices to the power of {slope:.2f}")
    return told


def _table(runs: list[Run]) -> Table:
    table = Table(
        "devices", "picture s", "CPU %", "MB", "late p50/p99 s", "missed", "time-outs",
        "page s", "page MB", "loop held p99/most ms", box=None,
    )  # fmt: skip
    for one in runs:
        table.add_row(
            str(one.devices), f"{one.picture_s:.0f}", f"{one.cpu_share * 100:.1f}",
            f"{one.resident_mb:.0f}", f"{one.late_p50_s:.2f}/{one.late_p99_s:.2f}",
            str(one.missed), str(one.failed), f"{one.page_s:.2f}", f"{one.page_mb:.1f}",
            f"{one.held_p99_s * 1000:.0f}/{one.held_s * 1000:.0f}",
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main()
