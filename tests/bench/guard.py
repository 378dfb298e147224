"""
Whether the hot paths do the work that they did: by counting, not by a clock.

    python -m tests.bench.guard            compare with what is recorded; status 1 where it is other
    python -m tests.bench.guard --record   record what is counted now

Counted are the instructions that Python's interpreter executes, so neither the machine nor what
else runs on it matters; what is done in C does not show, and neither does the network. Less than
was recorded is no good news by itself: a step may have been left out. Devices of the town of every
size and platform are polled, without sockets between, and taken in by a city as the daemon does;
then the page is written. Figures belong to a version of Python.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from rich.console import Console
from rich.table import Table

from exporters.prometheus import CityCollector
from monitor.asking import kinds_for
from monitor.city import City
from monitor.device_state import DeviceState
from monitor.model.city import Telemetry
from monitor.model.reading import Pace
from monitor.model.secret import Secret
from monitor.poller import poll
from monitor.reading import Limits
from monitor.rule import read_by_role
from monitor.rules import names, rules
from monitor.snmp.budget import Budget
from monitor.snmp.gate import Gate
from monitor.snmp.message import read_message
from monitor.snmp.own_session import OwnSession
from monitor.snmp.pdu import Pdu
from monitor.snmp.peer import Peer, Whereabouts
from monitor.snmp.session import Community, Target
from monitor.snmp.speaker import Speaker
from monitor.snmp.udp import address_of
from monitor.sources.yaml_files import load_all
from tests.bench.town.papers import write
from tests.bench.town.responder import COMMUNITY, PORT, Town
from tests.bench.town.shapes import number_of
from tests.fakes import FakeStore

RECORDED = Path(__file__).with_name("guard.json")
DEVICES = 100
_ALLOWED = 1.03
_START_S = 1_800_000_000.0


class Instructions:
    """Counts what is executed in calls that begin while it counts."""

    def __init__(self) -> None:
        self.count = 0
        self._is_paused = False

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count in here."""
        sys.settrace(self._entered)
        try:
            yield
        finally:
            sys.settrace(None)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Do not count in here."""
        self._is_paused = True
        try:
            yield
        finally:
            self._is_paused = False

    def _entered(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        if self._is_paused:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._executed if event == "call" else None

    def _executed(self, _frame: FrameType, event: str, _: Any) -> Callable[..., Any]:
        self.count += event == "opcode"
        return self._executed


class Wire:
    """Sends a question straight into the town, whose own work is not counted."""

    def __init__(self, town: Town, counted: Instructions) -> None:
        self.town, self._counted = town, counted
        self._number = 0
        self.requests = 0
        self.walks = Gate(1)

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
        self.requests += 1
        datagram = speaker.seal(0, encode(self._number), 0.0)
        with self._counted.paused():
            response = self.town.respond(number_of(target.host), datagram)
        assert response is not None
        return speaker.open(read_message(response), 0.0)


@dataclass(frozen=True, slots=True)
class Scene:
    """A city, and how to poll its devices."""

    city: City
    sessions: dict[str, OwnSession]
    counted: Instructions
    wire: Wire
    kinds: dict[str, Any]
    clock: list[float]

    async def poll(self, pace: Pace) -> None:
        """Poll every device once and take it in."""
        for name, state in self.city.devices.items():
            self.clock[0] += 0.01
            request = self._request(state, pace)
            now_s = self.clock[0]
            self.city.took(await poll(self.sessions[name], request, lambda at=now_s: at))  # type: ignore[misc]

    def _request(self, state: DeviceState, pace: Pace) -> Any:
        return state.request(state.device.address, pace, self.kinds[state.device.name], Limits())


def figures() -> dict[str, float]:
    """Count, for each device where nothing else is said."""
    with TemporaryDirectory() as folder:
        scene = scene_in(Path(folder))
    counted, clock = scene.counted, scene.clock
    found: dict[str, float] = {}

    def count(name: str, work: Callable[[], Any]) -> None:
        before = counted.count
        with counted.counting():
            work()
        found[name] = round((counted.count - before) / DEVICES, 1)

    requests = scene.wire.requests
    asyncio.run(scene.poll(Pace.SLOW))
    clock[0] += 60.0
    asyncio.run(scene.poll(Pace.FAST))
    clock[0] += 840.0
    requests = scene.wire.requests
    count("slow poll", lambda: asyncio.run(scene.poll(Pace.SLOW)))
    found["requests of a slow poll"] = (scene.wire.requests - requests) / DEVICES
    clock[0] += 60.0
    requests = scene.wire.requests
    count("fast poll", lambda: asyncio.run(scene.poll(Pace.FAST)))
    found["requests of a fast poll"] = (scene.wire.requests - requests) / DEVICES
    collector = CityCollector(
        lambda: scene.city.view(clock[0], Telemetry(polls={"ok": 1}), "1.0", "en")
    )
    list(collector.sheets(strict=True))
    count("page, as it was", lambda: list(collector.sheets(strict=True)))
    clock[0] += 60.0
    asyncio.run(scene.poll(Pace.FAST))
    count("page, after a fast poll", lambda: list(collector.sheets(strict=True)))
    return found


def scene_in(folder: Path) -> Scene:
    """Make a city, its papers in a folder, that nothing is known of yet."""
    path = write(folder, DEVICES, 1)
    settings, registry, _ = load_all(path, known_rules=names())
    chosen = list(rules().values())
    clock = [_START_S]
    counted = Instructions()
    wire = Wire(Town(DEVICES, lambda: clock[0]), counted)
    needed = read_by_role(chosen)
    city = City(registry, settings.policy, chosen, FakeStore(), {})
    credentials = Community(2, Secret(COMMUNITY))
    return Scene(
        city=city,
        sessions={
            name: OwnSession(wire, Target(state.device.address, credentials, PORT))
            for name, state in city.devices.items()
        },
        counted=counted,
        wire=wire,
        kinds={
            name: kinds_for(needed[state.device.role], state.device.role)
            for name, state in city.devices.items()
        },
        clock=clock,
    )


def main() -> int:
    """Count, and print a table; status 1 where more or less is done than was recorded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true")
    is_recording = parser.parse_args().record
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    known = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    found = figures()
    screen = Console()
    if is_recording:
        known = {**known, version: found}
        RECORDED.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    before = known.get(version)
    if before is None:
        screen.print(f"Nothing is recorded for Python {version}: run it with --record.")
        return 1
    table = Table("for each device", "recorded", "now", "", box=None)
    others = []
    for name, number in found.items():
        ratio = number / before[name]
        if not 1 / _ALLOWED <= ratio <= _ALLOWED:
            others.append((name, "more" if ratio > 1 else "less"))
        table.add_row(name, f"{before[name]:,.1f}", f"{number:,.1f}", f"{ratio - 1:+.1%}")
    screen.print(table)
    for name, how in others:
        screen.print(f"{name} does {how} than was recorded: mend it, or say why and --record it.")
    return int(bool(others))


if __name__ == "__main__":
    sys.exit(main())
