"""
A configuration loaded anew again and again, valid and invalid in turn, while devices are polled.

Some routers answer on loopback and note when they are asked. A real daemon polls them every second;
its registry is written anew before each SIGHUP: whole, with a mistake, with half of the devices,
with a mistake again. No poll may be lost, what is taken out leaves no series behind, and memory
must not grow.
"""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from monitor.snmp import values
from monitor.snmp.agent import Agent
from monitor.snmp.agent_view import MappingView
from tests.fakes import router
from tests.loopback import COMMUNITY, PROVIDERS, free_port

ROOT = Path(__file__).parents[1]
LIMIT_S = 120.0
FAST_S = 1.0
PAUSE_S = 0.05
_UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_SETTLED = 0.2
"""The part of the reloads after which memory is as large as it should be."""

_MONITOR = """\
paths: {{store: {folder}/store.db}}
listen: 127.0.0.1:{http}
intervals: {{fast_s: 1, slow_s: 30}}
profiles:
  default: {{version: 2c, community: "literal:{community}", timeout_s: 2, retries: 2}}
"""
_REGISTRY = """\
network: {{prefixes: [10.0.0.0/8]}}
agencies: [{{code: dinkes, name: Dinas Kesehatan}}]
sites: [{{code: puskesmas, agency: dinkes, name: Puskesmas Kota}}]
devices:
{devices}
"""


@dataclass
class Report:
    """What happened: reloads, failed ones among them, and how polls and memory fared."""

    reloads: int = 0
    failed: int = 0
    seconds: float = 0.0
    polls: int = 0
    skipped: float = 0.0
    longest_gap_s: float = 0.0
    settled_bytes: int = 0
    last_bytes: int = 0
    left_behind: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return (
            f"{self.reloads} reloads ({self.failed} of what is wrong) in {self.seconds:.0f} s:"
            f" {self.polls} polls of those that stayed, {self.skipped:.0f} skipped, the longest"
            f" pause of one {self.longest_gap_s:.2f} s; memory {self.settled_bytes / 1e6:.1f} MB"
            f" once settled, {self.last_bytes / 1e6:.1f} MB at the end; left behind:"
            f" {sorted(self.left_behind) or 'nothing'}"
        )


class _City:
    """Routers that note when they are asked for their uptime, in a thread of their own."""

    def __init__(self, count: int) -> None:
        self.asked_s: list[list[float]] = [[] for _ in range(count)]
        self._loop = asyncio.new_event_loop()
        self._agents = [
            Agent(MappingView(router() | {_UPTIME: self._noting(at)}), communities=[COMMUNITY])
            for at in range(count)
        ]
        self._thread = threading.Thread(target=self._loop.run_forever)

    @property
    def ports(self) -> list[int]:
        return [agent.port for agent in self._agents]

    def start(self) -> None:
        for agent in self._agents:
            self._loop.run_until_complete(agent.start())
        self._thread.start()

    def stop(self) -> None:
        for agent in self._agents:
            asyncio.run_coroutine_threadsafe(agent.stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _noting(self, at: int) -> Callable[[], values.Wire]:
        def uptime() -> values.Wire:
            self.asked_s[at].append(time.monotonic())
            return values.encode_unsigned(values.TIMETICKS, int(time.monotonic() * 100))

        return uptime


def reload_again_and_again(
    folder: Path, count: int, devices: int, say: Callable[[Report], None] = lambda _: None
) -> Report:
    """Reload so often; raises `AssertionError` when the daemon does not tell of one."""
    city, report = _City(devices), Report()
    city.start()
    try:
        with _daemon(folder, city.ports) as (process, ear, http):
            begun_s = time.monotonic()
            for number in range(count):
                _write(folder, city.ports, number)
                process.send_signal(signal.SIGHUP)
                report.failed += _told(ear)
                report.reloads += 1
                time.sleep(PAUSE_S)
                if number == int(count * _SETTLED):
                    report.settled_bytes = _resident(process.pid)
                if number % 50 == 0:
                    say(report)
            _write(folder, city.ports, 2)
            process.send_signal(signal.SIGHUP)
            assert not _told(ear)
            report.seconds = time.monotonic() - begun_s
            report.last_bytes = _resident(process.pid)
            _read_page(http, devices, report)
    finally:
        city.stop()
    _read_polls(city, begun_s, report)
    return report


def _write(folder: Path, ports: list[int], number: int) -> None:
    """Write the registry: whole, wrong, half, wrong, and so on; put in place at once."""
    kept = ports if number % 4 == 0 else ports[: len(ports) // 2]
    rows = [f"  - {{name: r{at}, address: 127.0.0.1, port: {port}, site: puskesmas, role: router}}"
            for at, port in enumerate(kept)]  # fmt: skip
    text = _REGISTRY.format(devices="\n".join(rows))
    if number % 2:
        text = text.replace("site: puskesmas, role", "site: nowhere, role", 1)
    fresh = folder / "registry.new"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(folder / "registry.yaml")


def _told(ear: socket.socket) -> bool:
    """Wait until a reload has ended; return whether it failed."""
    while True:
        said = ear.recv(4096)
        if said.startswith(b"READY=1"):
            return b"errors" in said


def _read_page(http: int, devices: int, report: Report) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{http}/metrics", timeout=60) as answer:
        page: str = answer.read().decode()
    shown = set(re.findall(r'device="(\w+)"', page))
    report.left_behind = shown - {f"r{at}" for at in range(devices // 2)}
    skipped = re.search(r"^opd_polls_skipped_total (\S+)$", page, re.MULTILINE)
    assert skipped
    report.skipped = float(skipped[1])


def _read_polls(city: _City, begun_s: float, report: Report) -> None:
    """Count the polls of the devices that were never taken out, and find their longest pause."""
    for asked in city.asked_s[: len(city.asked_s) // 2]:
        times = [at for at in asked if at >= begun_s]
        report.polls += len(times)
        gaps = [after - before for before, after in pairwise(times)]
        report.longest_gap_s = max(report.longest_gap_s, *gaps, 0.0)


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def _daemon(
    folder: Path, ports: list[int]
) -> Iterator[tuple["subprocess.Popen[bytes]", socket.socket, int]]:
    http = free_port(socket.SOCK_STREAM)
    monitor = _MONITOR.format(folder=folder, http=http, community=COMMUNITY)
    oui = (ROOT / "config" / "oui.yaml").read_text(encoding="utf-8")
    for name, text in (
        ("monitor.yaml", monitor), ("providers.yaml", PROVIDERS), ("oui.yaml", oui),
    ):  # fmt: skip
        path = folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
    _write(folder, ports, 0)
    command = [sys.executable, "-m", "monitor", "run", "--config", str(folder / "monitor.yaml")]
    with (
        (folder / "daemon.log").open("wb") as log,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear,
    ):
        ear.bind(str(folder / "notify"))
        ear.settimeout(LIMIT_S)
        process = subprocess.Popen(
            command,
            stderr=log,
            cwd=ROOT,
            env={**os.environ, "NOTIFY_SOCKET": str(folder / "notify")},
        )
        try:
            assert not _told(ear)
            yield process, ear, http
        finally:
            process.terminate()
            process.wait(LIMIT_S)
