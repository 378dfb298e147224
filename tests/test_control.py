"""The socket beside the store, by which commands ask the running daemon."""

import asyncio
import logging
import os
import socket
import stat
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from monitor.control import Control, socket_of
from monitor.model.known import Known
from monitor.sources.known_json import known_of_json
from monitor.store.findings_json import findings_of_json
from tests.exporters.city_lab import CITY as SHOWN
from tests.scenes import CITY, port

KNOWN = {"r1": Known(latest=CITY.snapshot(port(1, "wan1"))), "kecamatan/utara": None}


def control(path: Path, *, is_ready: bool = True) -> Control:
    return Control(path, lambda: list(KNOWN), KNOWN.get, lambda: replace(SHOWN, is_ready=is_ready))


def with_one(
    path: Path, use: Callable[[aiohttp.ClientSession], Awaitable[None]], *, is_ready: bool = True
) -> None:
    async def run() -> None:
        asked = control(path, is_ready=is_ready)
        await asked.start()
        try:
            connector = aiohttp.UnixConnector(str(path))
            async with aiohttp.ClientSession(connector=connector) as session:
                await use(session)
        finally:
            await asked.stop()

    asyncio.run(run())


def test_it_tells_the_devices_and_what_is_known_of_each(tmp_path: Path) -> None:
    async def use(session: aiohttp.ClientSession) -> None:
        async with session.get("http://daemon/v1/devices") as answer:
            assert await answer.json() == list(KNOWN)
        async with session.get("http://daemon/v1/devices/r1") as answer:
            assert known_of_json(await answer.read()) == KNOWN["r1"]
        async with session.get("http://daemon/v1/devices/r9") as answer:
            assert answer.status == 404

    with_one(tmp_path / "x.sock", use)


def test_it_tells_the_findings_and_links_as_they_are_now(tmp_path: Path) -> None:
    async def use(session: aiohttp.ClientSession) -> None:
        async with session.get("http://daemon/v1/findings") as answer:
            assert findings_of_json(await answer.read()) == SHOWN.findings
        async with session.get("http://daemon/v1/links") as answer:
            told = await answer.json()
        assert {link["interface"] for link in told["links"]} >= {"pppoe-out1", "ether5"}

    with_one(tmp_path / "x.sock", use)


@pytest.mark.parametrize(("is_ready", "status"), [(True, 200), (False, 503)])
def test_it_tells_whether_the_daemon_is_at_work(
    tmp_path: Path, is_ready: bool, status: int
) -> None:
    async def use(session: aiohttp.ClientSession) -> None:
        async with session.get("http://daemon/v1/healthy") as answer:
            assert answer.status == status
            assert (await answer.text()).startswith("The daemon is ")

    with_one(tmp_path / "x.sock", use, is_ready=is_ready)


def test_only_the_owner_may_open_it_without_a_store_and_it_goes_with_the_daemon(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.sock"

    async def use(_: aiohttp.ClientSession) -> None:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    with_one(path, use)
    assert not path.exists()


@pytest.mark.parametrize(
    ("of_store", "of_socket"),
    [(0o600, 0o600), (0o640, 0o660), (0o644, 0o666), (0o400, 0o600), (0o620, 0o600)],
)
def test_who_may_read_the_store_may_ask_and_nobody_else(
    tmp_path: Path, of_store: int, of_socket: int
) -> None:
    """A socket is opened by who may write to it (unix(7)); it only tells."""
    store = tmp_path / "store.db"
    store.touch()
    if os.geteuid() == 0:
        os.chown(store, 12345, 23456)
    store.chmod(of_store)
    path = socket_of(store)

    async def use(_: aiohttp.ClientSession) -> None:
        status, known = path.lstat(), store.stat()
        assert stat.S_IMODE(status.st_mode) == of_socket
        assert (status.st_uid, status.st_gid) == (known.st_uid, known.st_gid)

    with_one(path, use)


def test_a_socket_left_by_a_kill_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "x.sock"

    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    assert path.exists()

    async def use(session: aiohttp.ClientSession) -> None:
        async with session.get("http://daemon/v1/devices") as answer:
            assert answer.status == 200

    with_one(path, use)


@pytest.mark.parametrize("where", ["x" * 200, "no/such/folder/x.sock"])
def test_where_it_cannot_listen_the_daemon_goes_on_and_says_so(
    tmp_path: Path, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        asked = control(tmp_path / where)
        await asked.start()
        await asked.stop()

    with caplog.at_level(logging.WARNING):
        asyncio.run(run())
    assert "cannot ask this daemon" in caplog.text


def test_it_lies_beside_its_store() -> None:
    assert socket_of(Path("/var/lib/x/opd-monitor.db")) == Path("/var/lib/x/opd-monitor.db.sock")


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir])
def test_what_it_did_not_make_it_leaves_alone(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "x.sock"
    make(path)

    async def run() -> None:
        asked = control(path)
        await asked.start()
        await asked.stop()

    asyncio.run(run())
    assert path.exists()
