"""
What a poll costs the whole daemon, everything included: CPU-seconds for a thousand.

    python -m tests.bench.polls [--devices 500] [--seconds 30] [--rounds 2]

Fast polls are measured with the interval of slow ones put far away, slow polls by asking for both
at the same pace. Nobody looks at the page meanwhile; `tests.bench.scale` measures that.

Where Debian's prometheus-snmp-exporter is installed, it asks the same devices for the same columns,
in turn with the daemon: `tests.bench.polls_asked` tells which those are, and every page must have a
sample for each value that the daemon takes. It judges nothing, and is measured in three ways:

    at once     fifty pages at a time, as fast as it can: its cheapest
    spread      over the same interval as the daemon's polls, as Prometheus scrapes
    sparing     at once, without columns that are empty, as whoever knows each device asks

The table gives medians of the rounds, and below it stands which goals are met; that does not change
the exit status. It takes six minutes.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from rich.console import Console
from rich.table import Table

from monitor.model.reading import Pace
from tests.bench import exporter_peer
from tests.bench.exporter_peer import Page
from tests.bench.polls_asked import Asked, asked_by_polls, module
from tests.bench.town.responder import PORT
from tests.bench.town.shapes import host, shapes
from tests.bench.town.stage import Daemon, town

_FAR_S = 86_400.0
_SETTLE_S = 5.0
_INTERVALS_S = {Pace.FAST: 5.0, Pace.SLOW: 20.0}
_MOST_S = {Pace.FAST: 0.35, Pace.SLOW: 2.5}
_MOST_OF_EXPORTER = 0.6
_DAEMON = "daemon"
_AT_ONCE, _SPREAD, _SPARING = "exporter at once", "exporter spread", "exporter sparing"


@dataclass(frozen=True, slots=True)
class Cost:
    """Polls, or pages, and the CPU-seconds they took; `requests` only where they are counted."""

    polls: int
    cpu_s: float
    requests: int = 0

    @property
    def of_thousand_s(self) -> float:
        """CPU-seconds for a thousand."""
        return self.cpu_s / self.polls * 1000


Costs = dict[tuple[Pace, str], list[Cost]]


def main() -> None:
    """Measure both paces in turn with the exporter, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    screen = Console()
    has_exporter = exporter_peer.is_installed()
    if not has_exporter:
        screen.print(f"{exporter_peer.PROGRAM} is not installed: the daemon alone.")
    with screen.status("what polls ask …"), town(given.devices):
        asked = asked_by_polls(min(given.devices, len(shapes())))
    costs: Costs = {}
    for at in range(1, given.rounds + 1):
        for pace in _INTERVALS_S:
            with screen.status(f"round {at}: {pace.value} polls …"):
                cost = measured(pace, given.devices, given.seconds)
            costs.setdefault((pace, _DAEMON), []).append(cost)
        if has_exporter:
            with screen.status(f"round {at}: {exporter_peer.PROGRAM} …"), town(given.devices):
                for key, cost in _by_exporter(asked, given.devices):
                    costs.setdefault(key, []).append(cost)
    screen.print(_table(costs, {pace: _values(noted) for pace, noted in asked.items()}))
    for line in _goals(costs):
        screen.print(line, highlight=False)


def measured(pace: Pace, devices: int, seconds: float) -> Cost:
    """Let the daemon poll at a pace for so long."""
    interval_s = _INTERVALS_S[pace]
    slow_s = _FAR_S if pace is Pace.FAST else interval_s
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
    return Cost(polls, after.cpu_s - before.cpu_s, int(sent))


def _by_exporter(
    asked: Mapping[Pace, Mapping[str, Asked]], devices: int
) -> Iterator[tuple[tuple[Pace, str], Cost]]:
    """Let the exporter ask every device once, at each pace and in each way."""
    for pace, interval_s in _INTERVALS_S.items():
        pages = list(_pages(asked[pace], devices))
        for name in (_AT_ONCE, _SPREAD, _SPARING):
            modules = _modules(asked[pace], is_sparing=name == _SPARING)
            every_s = interval_s / devices if name == _SPREAD else 0.0
            cpu_s = exporter_peer.cpu_s_of(modules, pages, every_s)
            yield (pace, name), Cost(devices, cpu_s)


def _modules(asked: Mapping[str, Asked], *, is_sparing: bool) -> dict[str, Any]:
    return {address: module(one, is_sparing=is_sparing) for address, one in asked.items()}


def _pages(asked: Mapping[str, Asked], devices: int) -> Iterator[Page]:
    """Devices of one shape are asked alike, by the module of the first of them."""
    for number in range(devices):
        like = host(number % len(shapes()))
        yield Page(f"{host(number)}:{PORT}", like, len(asked[like].cells))


def _values(asked: Mapping[str, Asked]) -> float:
    return mean(len(one.cells) for one in asked.values())


def _table(costs: Costs, values: Mapping[Pace, float]) -> Table:
    table = Table("pace", "", "polls", "CPU s/1,000", "from, to", box=None)
    for name in ("daemon ÷", "values", "requests"):
        table.add_column(name, justify="right")
    for (pace, name), runs in sorted(costs.items(), key=lambda item: item[0][0].value):
        found = [run.of_thousand_s for run in runs]
        ratio = _median(costs, pace, _DAEMON) / median(found)
        table.add_row(
            pace.value,
            name,
            str(sum(run.polls for run in runs)),
            f"{median(found):.3f}",
            f"{min(found):.2f}, {max(found):.2f}",
            "" if name == _DAEMON else f"{ratio:.2f}",
            f"{values[pace]:.1f}",
            f"{mean(run.requests / run.polls for run in runs):.1f}" if name == _DAEMON else "",
        )
    return table


def _goals(costs: Costs) -> Iterator[str]:
    """Say of each goal whether it is met."""
    for pace, most_s in _MOST_S.items():
        cost_s = _median(costs, pace, _DAEMON)
        told = f"{cost_s:.3f} CPU s for 1,000, at most {most_s} wanted"
        yield f"{pace.value}: {told}: {_met(cost_s <= most_s)}"
    for name in (_AT_ONCE, _SPREAD, _SPARING):
        if (Pace.SLOW, name) in costs:
            part = _median(costs, Pace.SLOW, _DAEMON) / _median(costs, Pace.SLOW, name)
            told = f"{part:.0%} of {name}, less than {_MOST_OF_EXPORTER:.0%} wanted"
            yield f"slow: {told}: {_met(part < _MOST_OF_EXPORTER)}"


def _median(costs: Costs, pace: Pace, name: str) -> float:
    return median(run.of_thousand_s for run in costs[pace, name])


def _met(is_met: bool) -> str:
    return "met" if is_met else "not met"


if __name__ == "__main__":
    main()
