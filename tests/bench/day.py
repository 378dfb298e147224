"""
A simulated day: whether memory stays what it is, and how much is written.

    python -m tests.bench.day [--devices 100] [--hours 24] [--churn 0.02]

The town is polled without sockets, by the daemon's own polling, city, page and store, on a clock
that is moved. In every hour some devices are dead, some others' lines go down and come back, and a
reload takes some out of the registry and brings back those of the hour before. The page is written
every quarter of an hour. Memory is what Python has allocated, and what the kernel has given, at the
end of each hour; of each the slope over the hours after the third is printed with its standard
error. Written are the octets that the kernel was given for files, over as many whole periods
between two savings of memories as there are: it takes nine hours to have one.
"""

import argparse
import asyncio
import gc
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression
from typing import cast

import yaml
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from exporters.prometheus import CityCollector
from monitor.city import City
from monitor.garbage import resident
from monitor.memories import EVERY_S
from monitor.model.city import CityView, Telemetry
from monitor.polling import Polling
from monitor.rule import read_by_role
from monitor.rules import names, rules
from monitor.snmp.budget import Budget
from monitor.snmp.client import Client
from monitor.snmp.errors import NoAnswerError
from monitor.snmp.gate import Gate
from monitor.snmp.message import read_message
from monitor.snmp.own_session import OwnSession
from monitor.snmp.pdu import Pdu
from monitor.snmp.peer import Peer, Whereabouts
from monitor.snmp.session import Target
from monitor.snmp.speaker import Speaker
from monitor.snmp.udp import address_of
from monitor.sources.yaml_files import load_all
from monitor.store.sqlite import Store
from monitor.upkeep import Upkeep
from tests.bench.town.papers import registry, write
from tests.bench.town.responder import Town
from tests.bench.town.shapes import number_of
from tests.bench.town.stage import written_by

_START_S = 1_800_000_000.0
_FAST_S, _SLOW_S, _PAGE_S, _HOUR_S = 60.0, 900.0, 900.0, 3600.0
_SETTLED_H = 3


@dataclass(frozen=True, slots=True)
class Hour:
    """How it was at the end of an hour: octets, and blocks that Python has allocated."""

    resident_b: int
    blocks: int
    written_b: int


class Straight:
    """Sessions that lead straight into the town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.walks = Gate(1_000)
        self._number = 0

    def session(
        self, target: Target, *, is_underway: bool = False, budget: Budget | None = None
    ) -> OwnSession:
        """Open a session."""
        return OwnSession(self, target, budget, is_underway=is_underway)

    def whereabouts(self, target: Target) -> Whereabouts:
        """Return where a target is."""
        family, address = address_of(target.host, target.port)
        return Whereabouts(family, address, address, Peer())

    async def exchange(
        self,
        target: Target,
        _: Whereabouts,
        speaker: Speaker,
        encode: Callable[[int], bytes],
        __: Budget,
    ) -> Pdu:
        """Have a question answered."""
        self._number = self._number % 0x3FFFFFFF + 0x10000000
        datagram = speaker.seal(0, encode(self._number), 0.0)
        response = self.town.respond(number_of(target.host), datagram)
        if response is None:
            raise NoAnswerError(f"{target.host} does not answer.")
        return speaker.open(read_message(response), 0.0)


class Day:
    """The running parts, and the clock."""

    def __init__(self, folder: Path, devices: int, churn: float) -> None:
        self._folder, self._devices = folder, devices
        self._some = max(1, round(devices * churn)) if churn else 0
        self.now_s = _START_S
        self._path = write(folder, devices, 1, intervals={"fast_s": _FAST_S, "slow_s": _SLOW_S})
        settings, papers, _ = load_all(self._path, known_rules=names())
        self._rules = tuple(rules().values())
        self.store = Store(settings.paths.store, wait_s=5.0)
        self.store.open()
        self._town = Town(devices, lambda: self.now_s)
        self.city = City(papers, settings.policy, self._rules, self.store, {})
        self._polling = Polling(
            settings,
            self.city,
            cast("Client", Straight(self._town)),
            read_by_role(self._rules),
            lambda: self.now_s,
            probe=_nobody,
        )
        self._upkeep = Upkeep(self.store, self.city, settings.retention, lambda: self.now_s)
        self._collector = CityCollector(self.look)

    def look(self) -> CityView:
        """Look at the city as it is now, as the daemon's loop does for each page."""
        return self.city.view(self.now_s, Telemetry(polls={"ok": 1}), "1.0", "en")

    def page(self) -> int:
        """Write the metrics page; return its octets."""
        return sum(map(len, self._collector.sheets(strict=True)))

    async def poll(self, names: Sequence[str]) -> None:
        """Poll these, spread over a fast interval."""
        begun_s = self.now_s
        for at, name in enumerate(names):
            self.now_s = begun_s + _FAST_S * at / len(names)
            await self._polling.run(name)
        self.now_s = begun_s + _FAST_S

    def hours(self, number: int) -> Iterator[Hour]:
        """Live through so many hours."""
        for hour in range(number):
            self._churn(hour)
            for _ in range(int(_HOUR_S / _FAST_S)):
                asyncio.run(self._minute())
            gc.collect()
            yield _used()

    async def _minute(self) -> None:
        await self.poll(tuple(self.city.devices))
        self._upkeep.decide()
        self._upkeep.notice()
        await self._upkeep.prune()
        if (self.now_s - _START_S) % _PAGE_S < _FAST_S:
            self.page()

    def _churn(self, hour: int) -> None:
        some, devices = self._some, self._devices
        if not some:
            return
        first = hour * 3 * some
        self._town.dead = range(first % devices, first % devices + some)
        for at in range(some):
            self._town.bring_up((first - 2 * some + at) % devices)
            self._town.take_down((first + some + at) % devices)
        papers = registry(devices)
        gone = {f"{(first + 2 * some + at) % devices:05}" for at in range(some)}
        for kind in ("devices", "sites"):
            key = "name" if kind == "devices" else "code"
            papers[kind] = [one for one in papers[kind] if one[key].rpartition("-")[2] not in gone]
        papers["circuits"] = [
            one for one in papers["circuits"] if one["site"].rpartition("-")[2] not in gone
        ]
        (self._folder / "registry.yaml").write_text(yaml.safe_dump(papers))
        settings, loaded, _ = load_all(self._path, known_rules=names())
        self.city.reload(loaded, settings.policy, self._rules)
        self._polling.reload(settings, read_by_role(self._rules))
        self.city.orphans(self.now_s)


async def _nobody(_client: object, _target: object) -> bool:
    return False


def _used() -> Hour:
    return Hour(resident(), sys.getallocatedblocks(), written_by(Path("/proc/self")))


def slope(values: list[float]) -> tuple[float, float]:
    """Return the slope of values that follow each other, for a step, and its standard error."""
    steps = list(range(len(values)))
    fit = linear_regression(steps, values)
    mean = sum(steps) / len(steps)
    spread = sum((step - mean) ** 2 for step in steps)
    rest = sum((value - fit.slope * step - fit.intercept) ** 2 for step, value in enumerate(values))
    return fit.slope, (rest / (len(values) - 2) / spread) ** 0.5


def main() -> None:
    """Live through the hours, and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=100)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--churn", type=float, default=0.02)
    given = parser.parse_args()
    if given.hours < _SETTLED_H + 3:
        parser.error(f"a slope needs {_SETTLED_H + 3} hours or more: the first {_SETTLED_H} settle")
    logging.disable(logging.CRITICAL)
    screen = Console()
    with tempfile.TemporaryDirectory() as name, Progress(console=screen) as progress:
        day = Day(Path(name), given.devices, given.churn)
        hours = list(progress.track(day.hours(given.hours), total=given.hours))
        day.city.save_memories(day.now_s)
        day.store.close()
    _print(screen, hours, given.devices)


def _print(screen: Console, hours: list[Hour], devices: int) -> None:
    table = Table("hour", "resident MB", "blocks", "written KB", box=None)
    for number, hour in enumerate(hours, 1):
        table.add_row(
            str(number), f"{hour.resident_b / 1e6:.1f}", f"{hour.blocks:,}",
            f"{hour.written_b / 1e3:,.0f}",
        )  # fmt: skip
    screen.print(table)
    settled = hours[_SETTLED_H:]
    for what, values in (
        ("resident MB", [one.resident_b / 1e6 for one in settled]),
        ("blocks", [float(one.blocks) for one in settled]),
    ):
        grows, error = slope(values)
        screen.print(f"{what}: {grows:+.3f} an hour, standard error {error:.3f}")
    period_h = int(EVERY_S / _HOUR_S)
    lasted_h = (len(hours) - _SETTLED_H) // period_h * period_h
    if not lasted_h:
        screen.print(f"What is written takes {_SETTLED_H + period_h} hours to be told.")
        return
    written = hours[-1].written_b - hours[-1 - lasted_h].written_b
    each = written / devices / lasted_h * 24
    screen.print(f"written for each device and day: {each:,.0f} octets")


if __name__ == "__main__":
    main()
