"""Requests that are sent away unseen: bodies, names of others, what is no HTTP."""

import asyncio
import gzip
import logging
from typing import Any

import pytest
from aiohttp import http_parser
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.connection import Patience
from exporters.doorman import MOST_BODY_BYTES, Doorman, is_known
from monitor.model.web import WebConfig
from monitor.throttle import Throttle
from tests.exporters.web_lab import ALICE, LIMIT_S, Served, serving, status_of

SECURITY = (b"content-security-policy:", b"x-content-type-options:", b"cache-control:")
USERS = WebConfig(users=ALICE, headers={"Strict-Transport-Security": "max-age=1"})
WORD = "Aneh-sekali-7351"
PIECES = [
    *(b"GET ", b"POST ", b"TRACE ", b"CONNECT ", b"OPTIONS * ", b"/", b"/findings/%ff"),
    *(b"/?lang=%00", b"http://[", b"//", b"/api/v1/links?status=%F0", b" HTTP/1.1\r\n"),
    *(b" HTTP/1.0\r\n", b"Host: localhost\r\n", b"Host: [\r\n", b"Authorization: Basic "),
    *(b"Basic \xff\r\n", b"Content-Length: 5\r\n", b"Content-Length: 99999999999999999999\r\n"),
    *(b"Upgrade: x\r\n", b"Connection: upgrade\r\n", b"Transfer-Encoding: chunked\r\n"),
    *(b"Accept-Language: ;q=,\xff\r\n", b"Accept: */*;q=x\r\n", b"Expect: x\r\n"),
    *(b"Origin: http://[\r\n", b"If-None-Match: \xff\r\n", b"\r\n", b"\r\n\r\n", b"0\r\n\r\n"),
    b"Content-Encoding: gzip\r\n",
]


async def answer(served: Served, *parts: bytes, at_once: bool = False) -> bytes:
    """Send octets, each part on its own, and return all that comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
    found = b""
    try:
        async with asyncio.timeout(LIMIT_S):
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0 if at_once else 0.05)
            while octets := await reader.read(65536):
                found += octets
    except ConnectionError:
        pass
    writer.close()
    return found


def answered(*parts: bytes, config: WebConfig = USERS) -> bytes:
    async def use() -> bytes:
        async with serving(config) as served:
            return await answer(served, *parts)

    return asyncio.run(use())


def head(*lines: str, what: str = "POST /-/reload HTTP/1.1", host: str = "localhost") -> bytes:
    return "\r\n".join((what, f"Host: {host}", *lines, "", "")).encode()


def is_a_refusal(text: bytes, status: int) -> None:
    first, _, rest = text.partition(b"\r\n")
    # What is no HTTP has no version: aiohttp answers it as the oldest.
    assert first.startswith((b"HTTP/1.1 %d " % status, b"HTTP/1.0 %d " % status)), text
    assert b"HTTP/1." not in rest
    heads = rest.partition(b"\r\n\r\n")[0].lower()
    for one in SECURITY:
        assert one in heads, text
    assert b"\r\nserver:" not in b"\r\n" + heads
    assert b"aiohttp" not in text.lower()
    assert WORD.lower().encode() not in text.lower()


def test_a_body_that_comes_after_its_head_is_not_unpacked_before_a_password_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked: list[int] = []
    real = http_parser.DeflateBuffer.feed_data

    def feed(self: Any, chunk: bytes, *more: Any) -> Any:
        unpacked.append(len(chunk))
        return real(self, chunk, *more)

    monkeypatch.setattr(http_parser.DeflateBuffer, "feed_data", feed)
    body = gzip.compress(bytes(8_000_000))
    assert len(body) < MOST_BODY_BYTES
    lines = (f"Content-Length: {len(body)}", "Content-Encoding: gzip")
    text = answered(head(*lines), body)
    assert text.startswith(b"HTTP/1.1 401 ")
    assert unpacked == []


def test_the_loop_goes_on_while_a_large_body_comes() -> None:
    """How long the loop is held is not measured: none of a body's octets reach the HTTP parser."""
    fed: list[int] = []

    async def use() -> bytes:
        async with serving(USERS) as served:
            original = served.server._handler

            def counted() -> asyncio.Protocol:
                protocol = original()
                receive = protocol.data_received

                class Counting(asyncio.Protocol):
                    def __getattr__(self, name: str) -> object:
                        return getattr(protocol, name)

                    def connection_made(self, transport: asyncio.BaseTransport) -> None:
                        protocol.connection_made(transport)

                    def connection_lost(self, exc: Exception | None) -> None:
                        protocol.connection_lost(exc)

                    def data_received(self, data: bytes) -> None:
                        fed.append(len(data))
                        receive(data)

                return Counting()

            served.server._listener._make = counted
            lines = ("Content-Length: 4000000", "Content-Encoding: gzip")
            return await answer(served, head(*lines), *[bytes(65536)] * 61, at_once=True)

    is_a_refusal(asyncio.run(use()), 413)
    assert sum(fed) < 2 * MOST_BODY_BYTES


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_body_longer_than_any_page_takes_is_refused_by_its_length(method: str) -> None:
    what = f"{method} /{WORD} HTTP/1.1"
    is_a_refusal(answered(head(f"Content-Length: {MOST_BODY_BYTES + 1}", what=what)), 413)
    text = answered(head(f"Content-Length: {MOST_BODY_BYTES}", what=what), bytes(MOST_BODY_BYTES))
    assert text.startswith(b"HTTP/1.1 401 ")


def test_a_body_without_a_length_is_refused() -> None:
    is_a_refusal(answered(head("Transfer-Encoding: chunked"), b"5\r\nhello\r\n0\r\n\r\n"), 411)


@pytest.mark.parametrize("expected", ["100-continue", WORD])
@pytest.mark.parametrize("path", ["/-/reload", "/nowhere"])
def test_nobody_is_asked_to_send_a_body(expected: str, path: str) -> None:
    text = answered(
        head(f"Expect: {expected}", "Content-Length: 5", what=f"POST {path} HTTP/1.1"), b"hello"
    )
    is_a_refusal(text, 417)


@pytest.mark.parametrize(
    "raw",
    [
        WORD.encode() + b"\r\n\r\n",
        f"GET /{WORD} HTTP/9.9\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: localhost\r\n{WORD}\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {WORD}\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: localhost\r\n{WORD}\x01: x\r\n\r\n".encode(),
        b"\x16\x03\x01\x00\xff\r\n\r\n",
    ],
)
def test_what_is_no_http_is_answered_like_everything_else(
    raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    is_a_refusal(answered(raw), 400)
    assert "Traceback" not in caplog.text
    assert WORD not in caplog.text


def test_what_is_configured_for_answers_is_on_these_too() -> None:
    assert b"strict-transport-security: max-age=1" in answered(b"?\r\n\r\n").lower()
    assert b"strict-transport-security" in answered(head(host="evil.example")).lower()


def test_a_head_that_is_too_large_is_answered_like_everything_else() -> None:
    is_a_refusal(answered(head("X: " + WORD * 2000)), 431)


def test_a_thousand_bad_requests_write_a_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now_s = 0.0
    doorman = Doorman(throttle=Throttle(lambda: now_s))
    caplog.set_level(logging.INFO)
    for _ in range(1000):
        doorman.malformed()
    assert len(caplog.records) == 1
    now_s = 61.0
    doorman.malformed()
    assert len(caplog.records) == 2
    assert "999 more" in caplog.text
    assert doorman.refused == {"malformed": 1001}


def test_each_reason_is_counted() -> None:
    async def use() -> dict[str, int]:
        async with serving(USERS) as served:
            await answer(served, b"?\r\n\r\n")
            await answer(served, head("X: " + "a" * 20_000))
            await answer(served, head("Content-Length: 9000"))
            await answer(served, head("Expect: 100-continue"))
            await answer(served, head(host="evil.example"))
            return dict(served.server.refused)

    assert asyncio.run(use()) == {
        "malformed": 1, "head": 1, "body": 1, "expectation": 1, "host": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("LOCALHOST:10190", 200), ("a.localhost", 200), ("127.0.0.1", 200),
        ("127.0.0.1:10190", 200), ("[::1]:10190", 200), ("192.0.2.7", 200), ("localhost.", 200),
        ("opd.kota.go.id", 200), ("OPD.kota.go.id:443", 200),
        ("evil.example", 421), ("localhost.evil.example", 421), ("notlocalhost", 421),
        ("evil.example:10190", 421), ("opd.kota.go.id.evil.example", 421), ("", 421),
        ("127.0.0.1.evil.example", 421), ("localhost@evil.example", 421),
        ("[::1].evil.example", 421),
    ],
)  # fmt: skip
def test_only_a_name_that_is_known_is_answered(host: str, status: int) -> None:
    async def use() -> bytes:
        async with serving(hosts=lambda: {"opd.kota.go.id"}) as served:
            return await answer(
                served, head("Connection: close", what="GET /-/healthy HTTP/1.1", host=host)
            )

    text = asyncio.run(use())
    assert text.startswith(b"HTTP/1.1 %d " % status)
    if status == 421:
        is_a_refusal(text, 421)
        assert b"allowed_hosts" in text


def test_a_second_host_and_a_whole_address_are_looked_at_too() -> None:
    twice = head("Host: evil.example", what="GET /-/healthy HTTP/1.1")
    assert answered(twice, config=WebConfig())[9:12] in (b"400", b"421")
    whole = head(what="GET http://evil.example/-/healthy HTTP/1.1")
    is_a_refusal(answered(whole, config=WebConfig()), 421)


@pytest.mark.parametrize("head_of_it", [b"CONNECT  HTTP/1.1", b"CONNECT \r\nHost: localhost"])
def test_a_connect_to_nowhere_is_answered(head_of_it: bytes) -> None:
    text = answered(head_of_it + b"\r\n\r\n", config=WebConfig())
    assert text.startswith(b"HTTP/"), text
    for one in SECURITY:
        assert one in text.lower(), text


def test_who_names_no_host_is_no_browser_and_is_answered() -> None:
    assert answered(b"GET /-/healthy HTTP/1.0\r\n\r\n", config=WebConfig())[9:12] == b"200"


def test_a_refusal_is_said_in_the_language_of_the_browser() -> None:
    text = answered(head("Accept-Language: id", host="evil.example")).decode()
    assert "Nama ini tidak dikenal" in text


@given(st.text(max_size=30))
def test_no_name_below_somebody_elses_passes(text: str) -> None:
    assert not is_known(f"{text}.evil.example", {"opd.kota.go.id"})


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(PIECES),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_whatever_comes_no_traceback_is_written_and_others_are_served(parts: list[bytes]) -> None:
    logged: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            logged.append(record)

    async def use() -> None:
        async with serving(patience=Patience(0.2, 0.2, 0.2)) as served:
            await answer(served, *parts, at_once=True)
            assert (await status_of(served))[0] == 200

    keep = Keep()
    logging.getLogger().addHandler(keep)
    try:
        asyncio.run(use())
    finally:
        logging.getLogger().removeHandler(keep)
    assert [one.getMessage() for one in logged if one.exc_info] == []
