"""Who is answered: under users every path needs one, and what changes counts at once."""

import asyncio

import aiohttp
import pytest

from monitor.model.web import WebConfig
from tests.exporters.test_passwords import basic
from tests.exporters.test_web import PATHS
from tests.exporters.web_lab import ALICE, PASSWORD, TLS, hashed, serving, status_of

LOGIN = ("alice", PASSWORD)
USERS = WebConfig(users=ALICE)


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/-/reload"])
def test_every_path_needs_a_user_where_there_are_users(path: str) -> None:
    async def use() -> None:
        async with serving(USERS) as served:
            status, text = await status_of(served, path)
            assert (status, text) == (401, "A user name and a password are needed.\n")
            for wrong in (("alice", "x"), ("bob", PASSWORD)):
                assert (await status_of(served, path, login=wrong))[0] == 401
            assert (await status_of(served, path, login=LOGIN))[0] in (200, 404, 405)
            assert served.gate.refused == {"credentials": 3}

    asyncio.run(use())


def test_who_is_asked_for_a_password_is_told_how() -> None:
    async def use() -> None:
        async with (
            serving(USERS) as served,
            aiohttp.ClientSession() as session,
            session.get(served.url) as answer,
        ):
            assert answer.headers["WWW-Authenticate"].startswith("Basic ")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Server" not in answer.headers

    asyncio.run(use())


def test_other_users_count_from_the_next_request() -> None:
    async def use() -> None:
        async with serving(USERS) as served:
            assert (await status_of(served, login=LOGIN))[0] == 200
            served.config.now = WebConfig(users={"alice": hashed("new")})
            assert (await status_of(served, login=LOGIN))[0] == 401
            assert (await status_of(served, login=("alice", "new")))[0] == 200
            served.config.now = WebConfig()
            assert (await status_of(served))[0] == 200

    asyncio.run(use())


def test_headers_are_added_to_every_answer_and_go_before_our_own() -> None:
    added = {"Strict-Transport-Security": "max-age=60", "X-Frame-Options": "sameorigin"}

    async def use() -> None:
        async with (
            serving(WebConfig(headers=added, users=ALICE)) as served,
            aiohttp.ClientSession() as session,
        ):
            for path in ("/-/healthy", "/nothing"):
                for headers in ({}, {"Authorization": basic(*LOGIN)}):
                    async with session.get(served.url + path, headers=headers) as answer:
                        assert added.items() <= answer.headers.items()
                        assert answer.headers["Referrer-Policy"] == "no-referrer"

    asyncio.run(use())


def test_what_is_no_http_tells_nothing_without_a_password() -> None:
    async def use() -> None:
        async with serving(USERS) as served:
            reader, writer = await asyncio.open_connection("127.0.0.1", served.server.port)
            writer.write(b"\x00\x01\r\n\r\n")
            assert b" 400 " in await reader.readline()
            writer.close()

    asyncio.run(use())


def test_users_and_tls_go_together() -> None:
    async def use() -> None:
        async with serving(WebConfig(tls=TLS, users=ALICE)) as served:
            assert (await status_of(served))[0] == 401
            assert (await status_of(served, login=LOGIN))[0] == 200

    asyncio.run(use())
