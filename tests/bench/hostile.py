"""
What twenty hostile devices cost the other 980: how late those are polled, and memory.

    python -m tests.bench.hostile [--devices 1000] [--hostile 20] [--good 10] [--minutes 60]

First a good day: all devices answer as they should, for `--good` minutes. Then a daemon and a town
of their own, in which the last devices are hostile in every way there is, for `--minutes`, and send
traps (`tests.bench.town.hostile`). The metrics page is fetched every 15 seconds in both. It fails
where the others' polls come more than a second later than on the good day (99th percentile), more
of them are missed, or the daemon takes twice its memory at any moment.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from tests.bench.scale import SCRAPE_S, first_picture
from tests.bench.town.hostile import PORT as HOSTILE_PORT
from tests.bench.town.hostile import WAYS
from tests.bench.town.stage import ROOT, Daemon, Scrape, town

_TRAP_PORT = 26_163
_FAST_S, _SLOW_S = 60.0, 900.0
_LATER_S = 1.0
_TIMES = 2.0


@dataclass(frozen=True, slots=True)
class Day:
    """How late the honest devices were polled, the most memory at a time, CPU, and hold-ups."""

    polls: int
    missed: int
    late_p50_s: float
    late_p99_s: float
    most_mb: float
    cpu_share: float
    held_s: float


def main() -> None:
    """Run both days, print them, and fail where the hostile one costs the others."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=1000)
    parser.add_argument("--hostile", type=int, default=20)
    parser.add_argument("--good", type=float, default=10.0)
    parser.add_argument("--minutes", type=float, default=60.0)
    given = parser.parse_args()
    screen = Console()
    with screen.status(f"A good day of {given.devices} devices …"):
        good = day(given.devices, 0, given.good * 60)
    screen.print(f"good: {good}")
    with screen.status(f"A day with {given.hostile} hostile ones …"):
        bad = day(given.devices, given.hostile, given.minutes * 60)
    screen.print(_table(good, bad))
    if faults := tuple(_faults(good, bad)):
        raise SystemExit("\n".join(faults))


def day(devices: int, hostile: int, seconds: float) -> Day:
    """Run the daemon beside a town for so long after its first full picture of the honest."""
    honest = devices - hostile
    attack = attackers(honest, hostile) if hostile else nullcontext()
    sections: dict[str, Any] = {
        "intervals": {"fast_s": _FAST_S, "slow_s": _SLOW_S},
        "traps": f"127.0.0.1:{_TRAP_PORT}",
    }
    with (
        tempfile.TemporaryDirectory() as name,
        town(devices, dead=[honest, devices]) as tell,
        attack,
        _watching(Path(name), devices, honest, sections) as daemon,
    ):
        daemon.wait()
        first_picture(daemon, honest)
        tell(forget=True)
        before = daemon.used()
        most, last = _watched(daemon, before.time_s + seconds)
        after = daemon.used()
        punctual = tell(punctuality=_FAST_S)
    return Day(
        polls=int(punctual["polls"]),
        missed=int(punctual["missed"]),
        late_p50_s=punctual["p50_s"],
        late_p99_s=punctual["p99_s"],
        most_mb=most / 2**20,
        cpu_share=(after.cpu_s - before.cpu_s) / (after.time_s - before.time_s),
        held_s=max(last.values("opd_loop_held_seconds"), default=0.0) if last else 0.0,
    )


def _watching(folder: Path, devices: int, honest: int, sections: dict[str, Any]) -> Daemon:
    """Make the daemon, with the port of the attackers for the devices behind the honest ones."""
    daemon = Daemon(folder, devices, **sections)
    registry = folder / "registry.yaml"
    declared = yaml.load(registry.read_text(encoding="utf-8"), yaml.CSafeLoader)
    polled = [one for one in declared["devices"] if "port" in one]
    for one in polled[honest:]:
        one["port"] = HOSTILE_PORT
    registry.write_text(yaml.dump(declared, Dumper=yaml.CSafeDumper), encoding="utf-8")
    return daemon


@contextmanager
def attackers(first: int, count: int) -> Iterator[None]:
    """Let the hostile devices answer and send traps, until the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.town.hostile", "--first", str(first),
         "--count", str(count), "--traps", str(_TRAP_PORT)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        if not process.stdout.readline():
            raise SystemExit("The hostile devices did not start: see what they said above.")
        yield
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def _watched(daemon: Daemon, end_s: float) -> tuple[int, Scrape | None]:
    """Look every second what it takes, and fetch its page; return the most, and the last page."""
    most, last = 0, None
    page_s = time.monotonic()
    while (now_s := time.monotonic()) < end_s:
        if now_s >= page_s:
            page_s += SCRAPE_S
            last = daemon.scrape() or last
        daemon.rest(1.0)
        most = max(most, daemon.used().resident)
    return most, last


def _faults(good: Day, bad: Day) -> Iterator[str]:
    if bad.late_p99_s > good.late_p99_s + _LATER_S:
        yield f"The others are polled {bad.late_p99_s - good.late_p99_s:.1f} s later (p99)."
    if bad.missed > good.missed:
        yield f"{bad.missed} polls of the others were missed; {good.missed} on the good day."
    if bad.most_mb >= _TIMES * good.most_mb:
        yield f"Memory is {bad.most_mb / good.most_mb:.2f} times that of the good day."


def _table(good: Day, bad: Day) -> Table:
    table = Table(
        "", "polls", "missed", "late p50/p99 s", "most MB", "CPU %", "loop held s", box=None,
        title=f"{len(WAYS)} ways",
    )  # fmt: skip
    for name, one in (("good day", good), ("hostile day", bad)):
        table.add_row(
            name, str(one.polls), str(one.missed), f"{one.late_p50_s:.2f}/{one.late_p99_s:.2f}",
            f"{one.most_mb:.0f}", f"{one.cpu_share * 100:.1f}", f"{one.held_s:.3f}",
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main()
