"""The pages over HTTP, asked on the loopback interface."""

import asyncio
import gc
import json
import logging
import queue
import socket
import struct
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import aiohttp
import pytest

from exporters.prometheus import CityCollector, page
from exporters.server import ListenError, Server
from exporters.web import is_here, make_app
from monitor.model.city import CityView
from monitor.model.finding import State, Transition
from tests.exporters.city_lab import CITY, OPEN, large_city

PATHS = (
    "/",
    "/metrics",
    "/runbooks/",
    "/runbooks/OpdRogueLinkProven",
    "/-/healthy",
    "/-/ready",
    "/api/v1/findings",
    "/api/v1/links",
    "/api/v1/coverage",
    "/api/v1/targets",
    "/api/v1/schema",
)
Answer = tuple[int, Mapping[str, str], str]


def _history(key: str) -> tuple[Transition, ...]:
    told = Transition(
        key=key, time_s=1.0, before=None, after=State.OPEN, cause="seen", case=OPEN.case
    )
    return (told,) if key == OPEN.key else ()


def here() -> CityView:
    return CITY


async def served(view: Callable[[], CityView], use: Callable[[str], Awaitable[None]]) -> None:
    """Serve a city while something uses its address."""
    server = Server(make_app(view, history=_history))
    await server.start("127.0.0.1", 0)
    try:
        await use(f"http://127.0.0.1:{server.port}")
    finally:
        await server.stop()


def ask(
    path: str,
    *,
    method: str = "GET",
    view: Callable[[], CityView] = here,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask for one page; return status, headers and text."""
    answers: list[Answer] = []

    async def use(address: str) -> None:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, address + path, headers=headers) as response,
        ):
            answers.append((response.status, response.headers, await response.text()))

    asyncio.run(served(view, use))
    return answers[0]


def test_metrics_are_served_in_the_format_asked_for() -> None:
    status, headers, text = ask("/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "opd_link_foreign{" in text
    accept = {"Accept": "application/openmetrics-text;version=1.0.0"}
    _, headers, text = ask("/metrics", headers=accept)
    assert headers["Content-Type"].startswith("application/openmetrics-text")
    assert text.endswith("# EOF\n")


def test_nothing_is_compressed_for_who_is_on_this_machine() -> None:
    _, headers, text = ask("/metrics", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in headers
    assert "opd_device_up" in text


@pytest.mark.parametrize(
    ("remote", "is_local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("10.1.2.3", False),
        ("2001:db8::1", False),
        ("::ffff:10.1.2.3", False),
        ("", False),
        (None, False),
    ],
)
def test_who_is_elsewhere_gets_it_compressed(remote: str | None, is_local: bool) -> None:
    assert is_here(remote) is is_local


def test_the_landing_page_is_served_in_the_language_asked_for() -> None:
    assert "Temuan terbuka" in ask("/")[2]
    assert "Open findings" in ask("/?lang=en")[2]
    assert "Temuan terbuka" in ask("/?lang=%00%22%3E%3Cb%3E")[2]


@pytest.mark.parametrize(
    ("path", "english", "indonesian"),
    [
        ("/", "Open findings", "Temuan terbuka"),
        ("/runbooks/OpdRogueLinkProven", "What it means", "Artinya"),
        ("/nothing", "There is no such page.", "Halaman itu tidak ada."),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_prefers_unless_asked_otherwise(
    path: str, english: str, indonesian: str
) -> None:
    for languages, word in (("en-GB,en;q=0.9,id;q=0.8", english), ("id,en;q=0.5", indonesian)):
        assert word in ask(path, headers={"Accept-Language": languages})[2]
    assert indonesian in ask(f"{path}?lang=id", headers={"Accept-Language": "en"})[2]
    assert english in ask(f"{path}?lang=xx", headers={"Accept-Language": "en"})[2]


def test_findings_and_links_are_served_as_json() -> None:
    for path, name, number in (("/api/v1/findings", "findings", 7), ("/api/v1/links", "links", 5)):
        status, headers, text = ask(path)
        assert (status, headers["Content-Type"].split(";")[0]) == (200, "application/json")
        assert len(json.loads(text)[name]) == number


def test_links_of_a_status_are_served_and_a_status_that_is_none_is_told() -> None:
    told = json.loads(ask("/api/v1/links?status=unknown&status=exempt")[2])
    assert {link["status"] for link in told["links"]} == {"unknown", "exempt"}
    status, _, text = ask("/api/v1/links?status=compliant")
    assert (status, "one of kominfo, exempt" in text) == (400, True)


def test_coverage_is_served() -> None:
    assert len(json.loads(ask("/api/v1/coverage")[2])["agencies"]) == 3


def test_the_polled_devices_are_served_for_service_discovery() -> None:
    status, headers, text = ask("/api/v1/targets")
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "application/json")
    assert {group["labels"]["__meta_opd_device"] for group in json.loads(text)} == {
        name for name, device in CITY.registry.devices.items() if device.poll
    }


def test_the_schema_is_served() -> None:
    assert "$defs" in json.loads(ask("/api/v1/schema")[2])


def test_a_daemon_that_starts_is_healthy_and_not_ready() -> None:
    def starting() -> CityView:
        return replace(CITY, is_ready=False)

    assert ask("/-/healthy", view=starting)[0] == 200
    status, _, text = ask("/-/ready", view=starting)
    assert (status, text) == (503, "The daemon is starting and has not begun its work.\n")
    assert ask("/-/ready")[0] == 200


@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_headers_and_no_body(path: str) -> None:
    status, _, text = ask(path, method="HEAD")
    assert (status, text) == (200, "")


@pytest.mark.parametrize("path", PATHS)
def test_the_city_is_looked_at_at_most_once_for_each_request(path: str) -> None:
    looks = []

    def view() -> CityView:
        looks.append(1)
        return CITY

    ask(path, view=view)
    assert len(looks) <= 1


@pytest.mark.parametrize("path", [*PATHS, "/nothing"])
def test_every_answer_forbids_what_a_browser_need_not_do(path: str) -> None:
    _, headers, _ = ask(path)
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Server" not in headers


def test_what_is_not_there_is_said_in_one_line_that_repeats_nothing() -> None:
    status, headers, text = ask("/<script>alert(1)</script>")
    assert (status, text) == (404, "There is no such page.\n")
    assert headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_changed(method: str) -> None:
    status, headers, text = ask("/metrics", method=method)
    assert (status, headers["Allow"], text) == (405, "GET, HEAD", "Only GET and HEAD.\n")


def test_a_page_that_fails_is_logged_and_its_reason_not_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> CityView:
        raise RuntimeError("a secret of the daemon")

    status, headers, text = ask("/metrics", view=broken)
    assert (status, text) == (500, "This page could not be written: see the log.\n")
    assert "Server" not in headers
    assert "a secret of the daemon" in caplog.text


def errors_kept(use: Callable[[str], Awaitable[None]], view: Callable[[], CityView]) -> list[str]:
    """
    List the errors that are still there, and know of frames, after a city was asked.

    Without `queue.Empty`: from Python 3.13 on each idle thread of an executor waits while it
    handles one.
    """
    kept: list[str] = []

    async def used(address: str) -> None:
        gc.collect()
        before = {id(one) for one in gc.get_objects() if isinstance(one, Exception)}
        gc.disable()
        try:
            await use(address)
            kept.extend(
                repr(one)
                for one in gc.get_objects()
                if isinstance(one, Exception)
                and not isinstance(one, queue.Empty)
                and id(one) not in before
                and one.__traceback__
            )
        finally:
            gc.enable()

    asyncio.run(served(view, used))
    return kept


def test_who_leaves_in_the_middle_of_a_page_leaves_nothing_behind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    city = large_city(1_000)

    async def leave(address: str) -> None:
        loop = asyncio.get_running_loop()
        with socket.socket() as caller:
            caller.setblocking(False)
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            await loop.sock_connect(caller, ("127.0.0.1", int(address.rpartition(":")[2])))
            await loop.sock_sendall(caller, b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert (await loop.sock_recv(caller, 4)) == b"HTTP"
            # A reset, and no orderly end.
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        async with aiohttp.ClientSession() as session, session.get(address + "/metrics") as answer:
            # It is its turn once the other one's is over.
            assert answer.status == 200

    assert errors_kept(leave, lambda: city) == []
    assert caplog.text == ""


@pytest.mark.parametrize(("method", "path"), [("GET", "/nothing"), ("DELETE", "/metrics")])
def test_what_cannot_be_answered_leaves_nothing_behind(method: str, path: str) -> None:
    async def use(address: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.split(":")[-1]))
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await reader.readline()
        writer.close()

    assert errors_kept(use, here) == []


def raw(request: bytes) -> bytes:
    """Send octets and return the answer's first line."""
    answers: list[bytes] = []

    async def use(address: str) -> None:
        port = int(address.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        answers.append(await reader.readline())
        writer.close()

    asyncio.run(served(here, use))
    return answers[0]


def test_what_is_no_http_is_refused_and_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "exporters")
    assert b" 400 " in raw(b"\x16\x03\x01\x00\xff\r\n\r\n")
    assert b" 431 " in raw(
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n"
    )
    assert "Traceback" not in caplog.text
    assert len(caplog.records) == 2  # Of two servers, each of which writes one a minute.


def test_a_large_page_is_written_while_others_are_answered() -> None:
    city = large_city(1_000, tables=5)
    waits: list[float] = []

    async def use(address: str) -> None:
        async with aiohttp.ClientSession() as session:

            async def healthy() -> None:
                for _ in range(10):
                    before = time.perf_counter()
                    async with session.get(address + "/-/healthy") as response:
                        assert response.status == 200
                    waits.append(time.perf_counter() - before)

            async def scrape() -> None:
                async with session.get(address + "/metrics") as response:
                    assert len(await response.read()) > 1_000_000

            await asyncio.gather(scrape(), scrape(), healthy())

    collector = CityCollector(lambda: city)
    before = time.perf_counter()
    page(collector)
    alone_s = time.perf_counter() - before
    asyncio.run(served(lambda: city, use))
    assert sorted(waits)[5] < alone_s


def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    async def start(port: int) -> None:
        await Server(make_app(here)).start("127.0.0.1", port)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError) as caught:
            asyncio.run(start(port))
    assert str(caught.value) == (
        f"127.0.0.1:{port} is already in use: stop the other program or set `listen:` in"
        " monitor.yaml to another port"
    )


def test_an_address_of_another_machine_is_said_in_one_sentence() -> None:
    async def start() -> None:
        await Server(make_app(here)).start("192.0.2.1", 0)

    with pytest.raises(ListenError, match=r"^192\.0\.2\.1:0 is no address of this machine: "):
        asyncio.run(start())


def test_a_server_that_was_stopped_frees_its_port() -> None:
    async def use() -> None:
        first = Server(make_app(here))
        await first.start("127.0.0.1", 0)
        port = first.port
        await first.stop()
        second = Server(make_app(here))
        await second.start("127.0.0.1", port)
        await second.stop()

    asyncio.run(use())


def test_the_history_of_a_finding_is_served_by_its_id() -> None:
    status, headers, text = ask(f"/api/v1/findings/{OPEN.id}/history")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert [told["cause"] for told in json.loads(text)["history"]] == ["seen"]
    assert ask("/api/v1/findings/ffffffffff/history")[0] == 404
