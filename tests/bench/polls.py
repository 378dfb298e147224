"""
What a poll costs the whole daemon, everything included: CPU-seconds for a thousand.

    python -m tests.bench.polls [--devices 500] [--seconds 60]

Fast polls are measured with the interval of slow ones put far away, slow polls by asking for both
at the same pace. Nobody looks at the page meanwhile; `tests.bench.scale` measures that.
"""

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.town.stage import Daemon, town

_FAR_S = 86_400.0
_SETTLE_S = 5.0


def main() -> None:
    """Measure both paces and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    screen = Console()
    table = Table("pace", "polls", "CPU s for 1,000", "requests a poll", box=None)
    for pace, interval_s in (("fast", 5.0), ("slow", 20.0)):
        with screen.status(f"{pace} polls …"):
            polls, cpu_s, requests = measured(pace, given.devices, interval_s, given.seconds)
        cost = f"{cpu_s / polls * 1000:.3f}"
        table.add_row(pace, str(polls), cost, f"{requests / polls:.1f}")
    screen.print(table)


def measured(pace: str, devices: int, interval_s: float, seconds: float) -> tuple[int, float, int]:
    """Return how many polls there were, the CPU-seconds they took, and the requests."""
    slow_s = _FAR_S if pace == "fast" else interval_s
    intervals = {"fast_s": interval_s, "slow_s": slow_s}
    with (
        tempfile.TemporaryDirectory() as name,
        town(devices) as tell,
        Daemon(Path(name), devices, intervals=intervals) as daemon,
    ):
        daemon.wait()
        daemon.rest(2 * interval_s + _SETTLE_S)
        first = daemon.scrape()
        before = daemon.used()
        tell(forget=True)
        daemon.rest(seconds)
        polls = int(tell(punctuality=interval_s)["polls"])
        after = daemon.used()
        last = daemon.scrape()
    assert first is not None
    assert last is not None
    sent = last.value("opd_snmp_requests_total") - first.value("opd_snmp_requests_total")
    return polls, after.cpu_s - before.cpu_s, int(sent)


if __name__ == "__main__":
    main()
