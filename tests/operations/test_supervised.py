"""The daemon as systemd runs it: a real process that says what it does at a real socket."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.loopback import free_port, running_agent, silent_port, write_config

_LIMIT_S = 120.0
_AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, "-m", "monitor", "run", *sys.argv[2:]])
"""


@dataclass
class Supervised:
    """A daemon, and the ear that hears what it says."""

    process: "subprocess.Popen[str]"
    ear: socket.socket
    folder: Path

    def hears(self, *beginnings: bytes) -> bytes:
        """Return the next thing that is said and begins so; everything else is passed over."""
        while True:
            said = self.ear.recv(4096)
            if said.startswith(beginnings):
                return said


@contextmanager
def _supervised(folder: Path) -> Iterator[Supervised]:
    with silent_port() as silent:
        config = write_config(folder, silent, free_port(socket.SOCK_STREAM))
        with _daemon([sys.executable, "-m", "monitor", "run"], config, folder) as daemon:
            yield daemon


@contextmanager
def _daemon(
    command: list[str], config: Path, folder: Path, *descriptors: int
) -> Iterator[Supervised]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(folder / "notify"))
        ear.settimeout(_LIMIT_S)
        told = {"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "300000"}
        process = subprocess.Popen(
            [*command, "--config", str(config)],
            env={**os.environ, **told},
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=descriptors,
        )
        try:
            yield Supervised(process, ear, folder)
        finally:
            process.kill()
            process.communicate()


def test_it_says_when_it_is_at_work_feeds_the_watchdog_and_says_that_it_ends(
    tmp_path: Path,
) -> None:
    with _supervised(tmp_path) as daemon:
        assert daemon.hears(b"READY=1") == b"READY=1\nSTATUS=Devices that are polled: 1."
        for _ in range(3):
            daemon.hears(b"WATCHDOG=1")
        daemon.process.send_signal(signal.SIGTERM)
        daemon.hears(b"STOPPING=1")
        assert daemon.process.wait(_LIMIT_S) == 0


def test_a_reload_is_told_and_one_that_fails_says_so(tmp_path: Path) -> None:
    with _supervised(tmp_path) as daemon:
        daemon.hears(b"READY=1")
        daemon.process.send_signal(signal.SIGHUP)
        assert b"MONOTONIC_USEC=" in daemon.hears(b"RELOADING=1")
        assert daemon.hears(b"READY=1") == b"READY=1\nSTATUS=Devices that are polled: 1."
        (tmp_path / "registry.yaml").write_text("devices: 7\n", encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.hears(b"RELOADING=1")
        assert b"has errors" in daemon.hears(b"READY=1")


def test_a_loop_that_is_stuck_is_not_said_to_turn(tmp_path: Path) -> None:
    with _supervised(tmp_path) as daemon:
        daemon.hears(b"WATCHDOG=1")
        daemon.process.send_signal(signal.SIGSTOP)
        daemon.ear.settimeout(3.0)
        heard = _all_that_is_said(daemon.ear)
        assert heard.count(b"WATCHDOG=1") <= 1
        daemon.process.send_signal(signal.SIGCONT)
        daemon.ear.settimeout(_LIMIT_S)
        daemon.hears(b"WATCHDOG=1")


def test_traps_are_received_on_the_port_that_systemd_opened(tmp_path: Path) -> None:
    http = free_port(socket.SOCK_STREAM)
    with (
        running_agent({}) as agent,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened,
    ):
        opened.bind(("127.0.0.1", 0))
        config = write_config(tmp_path, agent.port, http)
        # As systemd does it: the socket is the third descriptor, and meant for this very process.
        command = [sys.executable, "-c", _AS_SYSTEMD, str(opened.fileno())]
        with _daemon(command, config, tmp_path, opened.fileno()) as daemon:
            daemon.hears(b"READY=1")
            opened_port = opened.getsockname()[1]
            page = _page_with(http, "opd_snmp_datagrams_dropped_total", opened_port)
            assert 'reason="trap malformed"' in page


def _page_with(http: int, name: str, port: int) -> str:
    """Send garbage to the port for traps until the page tells of something by that name."""
    deadline_s = time.monotonic() + _LIMIT_S
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        while time.monotonic() < deadline_s:
            sender.sendto(b"garbage", ("127.0.0.1", port))
            with urllib.request.urlopen(f"http://127.0.0.1:{http}/metrics", timeout=30) as answer:
                page: str = answer.read().decode()
            if f"{name}{{" in page:
                return page
            time.sleep(0.1)
    raise AssertionError(f"nothing called {name} came")


def _all_that_is_said(ear: socket.socket) -> list[bytes]:
    heard: list[bytes] = []
    try:
        while True:
            heard.append(ear.recv(4096))
    except TimeoutError:
        return heard
