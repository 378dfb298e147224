"""What systemd is told, at a real socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.supervisor import Supervisor


@pytest.fixture(name="ear")
def _ear(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(0)
        yield ear


def supervisor(ear: socket.socket, **more: str) -> Supervisor:
    return Supervisor({"NOTIFY_SOCKET": str(ear.getsockname()), **more})


def test_it_is_told_of_the_start_of_reloads_of_the_loop_and_of_the_end(ear: socket.socket) -> None:
    told = supervisor(ear)
    told.ready("12 devices")
    told.alive()
    told.reloading()
    told.stopping()
    assert ear.recv(100) == b"READY=1\nSTATUS=12 devices"
    assert ear.recv(100) == b"WATCHDOG=1"
    assert ear.recv(100).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
    assert ear.recv(100) == b"STOPPING=1"


def test_an_abstract_name_begins_with_a_zero_byte() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(f"\0opd-monitor-test-{os.getpid()}")
        ear.settimeout(0)
        Supervisor({"NOTIFY_SOCKET": f"@opd-monitor-test-{os.getpid()}"}).alive()
        assert ear.recv(100) == b"WATCHDOG=1"


def test_without_a_supervisor_nothing_is_said_and_nothing_fails(tmp_path: Path) -> None:
    Supervisor({}).ready("12 devices")
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).alive()


def test_a_supervisor_that_does_not_listen_holds_nothing_up(ear: socket.socket) -> None:
    told = supervisor(ear)
    for _ in range(5000):
        told.alive()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_the_watchdog_is_fed_where_systemd_wants_it(
    said: dict[str, str], wanted: float | None
) -> None:
    assert Supervisor(said).watchdog_s == wanted
