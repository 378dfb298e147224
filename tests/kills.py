"""
The daemon killed again and again in the middle of anything, and what must hold whenever it was.

Some routers answer on loopback, and get and lose a foreign line at random. A real daemon polls them
every second; people decide of its findings meanwhile. At a random moment it is killed (SIGKILL),
and what is on the disk is looked at: the chain of records is whole and goes on from what it was
before; every finding is still there; what was said in the log is on the disk, once.
"""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from monitor.model.decision import Choice
from monitor.model.finding import Finding, State, Transition
from monitor.store.errors import StoreError
from monitor.store.sqlite import Store
from tests.fakes import router
from tests.loopback import COMMUNITY, PROVIDERS, Running, free_port, running_agent

ROOT = Path(__file__).parents[1]
DEVICES = 8
LONGEST_LIFE_S = 5.0
LIMIT_S = 60.0
_FLAGGED = re.compile(r"FLAGGED .* on (r\d+) ")

_MONITOR = """\
paths: {{store: {folder}/store.db}}
listen: 127.0.0.1:{http}
intervals: {{fast_s: 1, slow_s: 3}}
profiles:
  default: {{version: 2c, community: "literal:{community}", timeout_s: 0.3, retries: 1}}
rules:
  hysteresis: {{proof_polls: 1, proof_window: 1, clear_polls: 1, recurring_s: 86400}}
"""
_REGISTRY = """\
network: {{prefixes: [10.0.0.0/8]}}
agencies: [{{code: dinkes, name: Dinas Kesehatan}}]
sites: [{{code: puskesmas, agency: dinkes, name: Puskesmas Kota}}]
devices:
{devices}
circuits:
  - contract: K-1
    provider: Kominfo
    site: puskesmas
    match: [{circuits}]
"""


@dataclass
class Report:
    """What happened: kills, records, transitions to open, alarms in the logs, decisions."""

    kills: int = 0
    records: int = 0
    opened: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    decisions: int = 0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills: {self.records} records in one whole chain,"
            f" {self.opened.total()} times a finding opened, {self.flagged.total()} of them told in"
            f" a log before the kill, none twice; {self.decisions} decisions, each carried out once"
        )


def kill_again_and_again(
    folder: Path, count: int, seed: int, say: Callable[[Report], None] = lambda _: None
) -> Report:
    """Kill a daemon so often; raises `AssertionError` when something is lost, repeated, broken."""
    chance = random.Random(seed)
    report = Report()
    with ExitStack() as agents:
        running = [agents.enter_context(running_agent(router())) for _ in range(DEVICES)]
        config = _write_config(folder, [agent.port for agent in running])
        before = _Before()
        for _ in range(count):
            log = folder / "daemon.log"
            with _daemon(config, log) as process:
                _live(process, folder, running, chance, report)
                os.kill(process.pid, signal.SIGKILL)
                process.wait(LIMIT_S)
            _read_log(log, report)
            report.kills += 1
            before = _look(folder, before, report)
            say(report)
        log = folder / "daemon.log"
        with _daemon(config, log) as process:
            _until(lambda: not _read(folder).due, process, log)
            process.terminate()
            process.wait(LIMIT_S)
        _read_log(log, report)
        _look(folder, before, report)
        _check_decisions(folder, report)
    return report


@dataclass
class _Before:
    """What was on the disk after the kill before."""

    head: str = ""
    keys: frozenset[str] = frozenset()


@dataclass
class _Disk:
    findings: dict[str, Finding]
    histories: dict[str, tuple[Transition, ...]]
    due: int


def _live(
    process: subprocess.Popen[bytes],
    folder: Path,
    running: list[Running],
    chance: random.Random,
    report: Report,
) -> None:
    """Let things happen until the random end of a daemon's life."""
    end_s = time.monotonic() + chance.uniform(0.2, LONGEST_LIFE_S)
    while time.monotonic() < end_s:
        assert process.poll() is None, (folder / "daemon.log").read_text()
        agent = chance.choice(running)
        agent.show(router(foreign=chance.random() < 0.6))
        if chance.random() < 0.3:
            _decide(folder, chance, report)
        time.sleep(chance.uniform(0.0, 0.4))
    if chance.random() < 0.5:
        _await_writing(folder / "store.db-wal")


def _await_writing(log: Path) -> None:
    """Wait until something is being written, which is when a kill hurts most; not for long."""
    end_s, before = time.monotonic() + 2.0, _stamp(log)
    while _stamp(log) == before and time.monotonic() < end_s:
        time.sleep(0.0005)


def _stamp(log: Path) -> tuple[int, int]:
    try:
        found = log.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _decide(folder: Path, chance: random.Random, report: Report) -> None:
    """Decide of a finding as the command does, beside the daemon."""
    try:
        with Store(folder / "store.db", beside=True) as store:
            keys = sorted(store.load())
            if keys:
                choice = chance.choice((Choice.VERIFY, Choice.REJECT, *[Choice.NOTE] * 6))
                store.decide(chance.choice(keys), choice, "Sari", "by chance", time.time())
                report.decisions += 1
    except (StoreError, FileNotFoundError):
        # The daemon has not made the file yet.
        assert report.records == 0


def _look(folder: Path, before: _Before, report: Report) -> _Before:
    try:
        with Store(folder / "store.db", read_only=True) as store:
            found = store.audit(before.head)
    except StoreError:
        # A daemon killed before it had made the file: nothing was there to be lost.
        assert not before.keys
        assert not report.flagged
        return before
    assert found.broken is None, found.broken
    assert found.has_head is not False, "the chain does not go on from what it was"
    disk = _read(folder)
    assert before.keys <= disk.findings.keys(), "a finding is lost"
    report.records = found.count
    report.opened = Counter()
    for key, history in disk.histories.items():
        _check_history(key, history)
        opened = sum(one.after is State.OPEN is not one.before for one in history)
        report.opened[disk.findings[key].case.device] += opened
    for device, flagged in report.flagged.items():
        assert flagged <= report.opened[device], "said twice, or said and not on the disk"
        assert report.opened[device] - flagged <= report.kills, "on the disk and never said"
    return _Before(found.head if found.count else "", frozenset(disk.findings))


def _check_history(key: str, history: tuple[Transition, ...]) -> None:
    state: State | None = None
    for told in history:
        is_new = told.before is None and state in (None, State.RESOLVED)
        assert told.before is state or is_new, f"{key}: {told.before} follows {state}"
        state = told.after


def _check_decisions(folder: Path, report: Report) -> None:
    done = Counter(
        one.decision
        for history in _read(folder).histories.values()
        for one in history
        if one.decision is not None
    )
    assert done.total() == report.decisions, "a decision is lost"
    assert set(done.values()) <= {1}, "a decision was carried out twice"


def _read(folder: Path) -> _Disk:
    with Store(folder / "store.db", read_only=True) as store:
        findings = store.load()
        histories = {key: store.history(key) for key in findings}
        assert store.skipped == 0
        return _Disk(findings, histories, len(store.decisions()))


def _read_log(log: Path, report: Report) -> None:
    text = log.read_text(encoding="utf-8")
    assert "Traceback" not in text, text
    report.flagged.update(_FLAGGED.findall(text))


def _until(holds: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    end_s = time.monotonic() + LIMIT_S
    while not holds():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < end_s, log.read_text()
        time.sleep(0.1)


@contextmanager
def _daemon(config: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "run", "--config", str(config)],
            cwd=ROOT,
            stdout=out,
            stderr=out,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(LIMIT_S)


def _write_config(folder: Path, ports: list[int]) -> Path:
    names = [f"r{number}" for number in range(len(ports))]
    devices = "\n".join(
        f"  - {{name: {name}, address: 127.0.0.1, port: {port}, site: puskesmas, role: router}}"
        for name, port in zip(names, ports, strict=True)
    )
    circuits = ", ".join(f"{{device: {name}, interface: wan1}}" for name in names)
    http = free_port(socket.SOCK_STREAM)
    files = {
        "monitor.yaml": _MONITOR.format(folder=folder, http=http, community=COMMUNITY),
        "registry.yaml": _REGISTRY.format(devices=devices, circuits=circuits),
        "providers.yaml": PROVIDERS,
        "oui.yaml": "classes: {}\n",
    }
    for name, text in files.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
    return folder / "monitor.yaml"
