"""
Clients that ask slowly, read slowly, send too much or come in hundreds: others are served all the
same, and nothing of them stays.

Whatever takes time has a limit far beyond what any machine needs; nothing is measured.
"""

import asyncio
import errno
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise

import pytest
from aiohttp import web

from exporters import listener
from exporters.connection import Patience
from exporters.listener import Room
from exporters.pace import Pace
from monitor.model.web import ClientCertificates, WebConfig
from tests.exporters.web_lab import LIMIT_S, TLS, Served, serving, status_of, trusting, until

ENDLESS = Patience(3600.0, 3600.0, 3600.0)
SHORT_S = 0.2
ASK = b"GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n"
PLAIN, ENCRYPTED = WebConfig(), WebConfig(tls=TLS)
BOTH = pytest.mark.parametrize("config", [PLAIN, ENCRYPTED], ids=["plain", "tls"])
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let this process have a few thousand open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip("this user may not open so many files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def connected(served: Served) -> Streams:
    """Connect, with TLS where it is spoken."""
    tls = trusting() if served.config.now.tls else None
    return await asyncio.open_connection("127.0.0.1", served.server.port, ssl=tls)


async def ended(reader: asyncio.StreamReader) -> bytes:
    """Read until the other side ends it, and return what came."""
    found = b""
    try:
        async with asyncio.timeout(LIMIT_S):
            while octets := await reader.read(65536):
                found += octets
    except ConnectionError:
        pass
    return found


def large(octets: int = 64 * 1024 * 1024) -> web.Application:
    """Make an application whose answer is more than any buffer of the system holds."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=bytes(octets))

    app = web.Application()
    app.router.add_get("/", answer)
    return app


def waiting(go_on: asyncio.Event) -> web.Application:
    """Make an application that answers when it is told to."""

    async def answer(_request: web.Request) -> web.Response:
        await go_on.wait()
        return web.Response(text="done\n")

    app = web.Application()
    app.router.add_get("/", answer)
    return app


@BOTH
@pytest.mark.usefixtures("many_files")
def test_a_thousand_who_say_nothing_stop_nobody_from_being_served(config: WebConfig) -> None:
    async def use() -> None:
        before = len(asyncio.all_tasks())
        async with serving(config, patience=ENDLESS) as served:
            with ExitStack() as silent:
                for number in range(1000):
                    one = silent.enter_context(socket.socket())
                    one.setblocking(False)
                    address = ("127.0.0.1", served.server.port)
                    await asyncio.get_running_loop().sock_connect(one, address)
                    if number % 100 == 0:
                        assert (await status_of(served, "/metrics"))[0] == 200
                assert (await status_of(served, "/metrics"))[0] == 200
                assert served.server.connections <= 256
                await until(lambda: served.server.closed["shed"] >= 700)
            await until(lambda: served.server.connections == 0)
            assert (await status_of(served))[0] == 200
        await until(lambda: len(asyncio.all_tasks()) <= before)

    asyncio.run(use())


@pytest.mark.usefixtures("many_files")
def test_everything_else_on_the_loop_goes_on_meanwhile() -> None:
    """Between any two connections that are accepted, whatever else is due has its turn."""

    async def use() -> None:
        turns: list[int] = []
        done = asyncio.Event()

        async def others(served: Served) -> None:
            while not done.is_set():
                turns.append(served.server.connections + served.server.closed["shed"])
                await asyncio.sleep(0)

        async with serving(patience=ENDLESS) as served:
            beside = asyncio.create_task(others(served))
            with ExitStack() as silent:
                for _ in range(300):
                    one = silent.enter_context(socket.socket())
                    one.setblocking(False)
                    one.connect_ex(("127.0.0.1", served.server.port))
                await until(lambda: bool(turns) and turns[-1] >= 100)
                done.set()
                await beside
        steps = [after - before for before, after in pairwise(turns)]
        assert max(steps) <= 2

    asyncio.run(use())


@BOTH
def test_who_says_nothing_is_cut_after_a_while(config: WebConfig) -> None:
    async def use() -> None:
        async with serving(config, patience=replace(ENDLESS, request_s=SHORT_S)) as served:
            reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
            assert await ended(reader) == b""
            writer.close()
            await until(lambda: served.server.connections == 0)
            assert served.server.closed["handshake" if config.tls else "slow"] == 1

    asyncio.run(use())


@BOTH
def test_who_asks_a_letter_at_a_time_is_cut(config: WebConfig) -> None:
    async def use() -> None:
        async with serving(config, patience=replace(ENDLESS, request_s=SHORT_S)) as served:
            reader, writer = await connected(served)

            async def drip() -> None:
                writer.write(b"GET / HTTP/1.1\r\n")
                while True:
                    writer.write(b"X: y\r\n")
                    await asyncio.sleep(SHORT_S / 10)

            dripping = asyncio.create_task(drip())
            assert await ended(reader) == b""
            dripping.cancel()
            writer.close()
            await until(lambda: served.server.connections == 0)
            assert served.server.closed["slow"] == 1

    asyncio.run(use())


@BOTH
def test_who_asks_a_second_time_a_letter_at_a_time_is_cut_too(config: WebConfig) -> None:
    async def use() -> None:
        async with serving(config, patience=replace(ENDLESS, request_s=SHORT_S)) as served:
            reader, writer = await connected(served)
            writer.write(ASK)
            await reader.readuntil(b"runs.\n")
            writer.write(ASK[:10])
            assert await ended(reader) == b""
            writer.close()
            assert served.server.closed["slow"] == 1

    asyncio.run(use())


@BOTH
def test_who_asks_slowly_and_within_the_time_is_answered(config: WebConfig) -> None:
    async def use() -> None:
        async with serving(config, patience=ENDLESS) as served:
            reader, writer = await connected(served)
            for letter in ASK:
                writer.write(bytes([letter]))
                await asyncio.sleep(0.001)
            assert b" 200 " in await reader.readline()
            writer.close()

    asyncio.run(use())


@BOTH
def test_who_never_reads_is_cut(config: WebConfig) -> None:
    async def use() -> None:
        patience = replace(ENDLESS, answer_s=SHORT_S)
        async with serving(config, patience=patience, app=large()) as served:
            reader, writer = await connected(served)
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await until(lambda: served.server.closed["unread"] == 1)
            await until(lambda: served.server.connections == 0)
            writer.transport.abort()
            del reader

    asyncio.run(use())


@BOTH
def test_who_reads_what_is_large_gets_all_of_it(config: WebConfig) -> None:
    async def use() -> None:
        patience = replace(ENDLESS, request_s=SHORT_S)
        async with serving(config, patience=patience, app=large(8 * 1024 * 1024)) as served:
            reader, writer = await connected(served)
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert len(await ended(reader)) > 8 * 1024 * 1024
            writer.close()
            assert not served.server.closed

    asyncio.run(use())


@BOTH
def test_who_waits_for_an_answer_is_not_cut(config: WebConfig) -> None:
    async def use() -> None:
        go_on = asyncio.Event()
        patience = Patience(SHORT_S, SHORT_S, SHORT_S)
        async with serving(config, patience=patience, app=waiting(go_on)) as served:
            reader, writer = await connected(served)
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await asyncio.sleep(SHORT_S * 5)
            go_on.set()
            assert await reader.readuntil(b"done\n")
            writer.close()

    asyncio.run(use())


@BOTH
def test_who_asks_nothing_more_is_closed_in_the_end(config: WebConfig) -> None:
    async def use() -> None:
        async with serving(config, patience=replace(ENDLESS, idle_s=SHORT_S)) as served:
            reader, writer = await connected(served)
            writer.write(ASK)
            assert await ended(reader)
            writer.close()
            await until(lambda: served.server.connections == 0)

    asyncio.run(use())


@BOTH
@pytest.mark.parametrize("many", [b"X: " + b"a" * 1_000_000, b"X: a\r\n" * 200_000])
def test_a_megabyte_of_headers_gets_431(config: WebConfig, many: bytes) -> None:
    async def use() -> None:
        async with serving(config, patience=ENDLESS) as served:
            reader, writer = await connected(served)
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + many)
            assert b" 431 " in await reader.readline()
            await writer.drain()
            assert b"too large" in await reader.readuntil(b"large.\n")
            writer.close()
            await until(lambda: served.server.connections == 0)
            assert (await status_of(served))[0] == 200

    asyncio.run(use())


@BOTH
def test_who_sends_without_end_is_cut(config: WebConfig) -> None:
    async def use() -> None:
        async with serving(config, patience=ENDLESS) as served:
            reader, writer = await connected(served)

            async def send() -> None:
                while True:
                    writer.write(b"a" * 65536)
                    await writer.drain()
                    # Where nothing holds it up, draining gives the loop no turn to notice the end.
                    await asyncio.sleep(0)

            with pytest.raises(ConnectionError):
                await asyncio.wait_for(send(), LIMIT_S)
            writer.close()
            await until(lambda: served.server.connections == 0)
            del reader

    asyncio.run(use())


@BOTH
def test_a_body_nobody_asked_for_is_answered_once_and_ends_the_connection(
    config: WebConfig,
) -> None:
    async def use() -> None:
        async with serving(config, patience=ENDLESS) as served:
            reader, writer = await connected(served)
            writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n")
            assert b" 413 " in await reader.readline()
            writer.write(b"a" * 300_000)
            rest = await ended(reader)
            assert b"no page takes one" in rest
            assert b"HTTP/1.1" not in rest
            writer.close()

    asyncio.run(use())


@BOTH
def test_when_all_places_are_at_work_who_comes_is_closed_at_once(config: WebConfig) -> None:
    async def use() -> None:
        go_on = asyncio.Event()
        async with serving(config, patience=ENDLESS, room=Room(3), app=waiting(go_on)) as served:
            at_work = [await connected(served) for _ in range(3)]
            for _, writer in at_work:
                writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            runner_busy = [writer for _, writer in at_work]
            await asyncio.sleep(0.2)
            refused, other = await asyncio.open_connection("127.0.0.1", served.server.port)
            assert await ended(refused) == b""
            assert served.server.closed["refused"] == 1
            go_on.set()
            for reader, _ in at_work:
                assert await reader.readuntil(b"done\n")
            for writer in (*runner_busy, other):
                writer.close()

    asyncio.run(use())


def test_room_is_made_by_who_never_asked_before_who_did() -> None:
    async def use() -> None:
        async with serving(patience=ENDLESS, room=Room(2)) as served:
            known = await connected(served)
            known[1].write(ASK)
            await known[0].readuntil(b"runs.\n")
            silent = await connected(served)
            await until(lambda: served.server.connections == 2)
            late = await connected(served)
            assert await ended(silent[0]) == b""
            known[1].write(ASK)
            await known[0].readuntil(b"runs.\n")
            for _, writer in (known, silent, late):
                writer.close()

    asyncio.run(use())


@BOTH
def test_the_end_waits_for_nobody(config: WebConfig) -> None:
    async def use() -> None:
        before = len(asyncio.all_tasks())
        async with serving(config, patience=ENDLESS, app=large()) as served:
            reading = await connected(served)
            reading[1].transport.pause_reading()  # type: ignore[attr-defined]
            reading[1].write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            silent = await asyncio.open_connection("127.0.0.1", served.server.port)
            await until(lambda: served.server.connections == 2)
        assert served.server.connections == 0
        for _, writer in (reading, silent):
            writer.transport.abort()
        await until(lambda: len(asyncio.all_tasks()) <= before)

    asyncio.run(use())


def test_a_flood_of_what_is_no_tls_leaves_nothing() -> None:
    async def use() -> None:
        tls = replace(TLS, clients=ClientCertificates.NOT_ASKED)
        async with serving(WebConfig(tls=tls), patience=ENDLESS) as served:
            for _ in range(100):
                reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
                writer.write(ASK)
                assert ASK not in await ended(reader)
                writer.close()
            await until(lambda: served.server.connections == 0)
            assert served.server.closed["handshake"] == 100
            assert (await status_of(served))[0] == 200

    asyncio.run(use())


def test_so_many_come_at_once_and_then_so_many_a_second() -> None:
    now_s = 100.0
    pace = Pace(2.0, 3.0, lambda: now_s)
    assert [pace.take() for _ in range(5)] == [0.0, 0.0, 0.0, 0.5, 1.0]
    now_s += 1.5
    assert [pace.take() for _ in range(2)] == [0.0, 0.5]
    now_s += 3600.0
    assert [pace.take() for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_a_process_without_files_goes_on_when_there_are_some(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(listener, "_RECOVERY_S", 0.0)
    failures = [OSError(errno.EMFILE, "too many") for _ in range(10)]
    failures.append(OSError(errno.ECONNABORTED, "gone"))

    async def use() -> None:
        loop = asyncio.get_running_loop()
        real = loop.sock_accept

        async def accept(listening: socket.socket) -> tuple[socket.socket, object]:
            if failures:
                raise failures.pop()
            return await real(listening)

        monkeypatch.setattr(loop, "sock_accept", accept)
        async with serving() as served:
            assert (await status_of(served))[0] == 200
            assert not failures
            assert served.server.closed["files"] == 10

    asyncio.run(use())
    [said] = [one.message for one in caplog.records]
    assert "LimitNOFILE" in said
