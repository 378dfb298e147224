"""POST /-/reload: for who is known, and for nobody else's page."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from exporters.lifecycle import is_of_another_site
from monitor.model.web import ClientCertificates, Reloaded, WebConfig
from tests.certificates import client
from tests.exporters.web_lab import ALICE, MUTUAL, PASSWORD, serving, status_of, trusting

USERS = WebConfig(users=ALICE)
LOGIN = ("alice", PASSWORD)


class Daemon:
    """Counts how often it loads its configuration anew."""

    def __init__(self, answer: Reloaded = Reloaded(succeeded=True, report="Loaded.")) -> None:  # noqa: B008
        self.answer = answer
        self.loads = 0

    async def reload(self) -> Reloaded:
        self.loads += 1
        return self.answer


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_who_is_known_has_the_configuration_loaded_anew(
    method: str, caplog: pytest.LogCaptureFixture
) -> None:
    daemon = Daemon()
    caplog.set_level("INFO")

    async def use() -> None:
        async with serving(USERS, reload=daemon.reload) as served:
            answer = await status_of(served, "/-/reload", method=method, login=LOGIN)
            assert answer == (200, "Loaded.\n")

    asyncio.run(use())
    assert daemon.loads == 1
    assert "'alice' asks over HTTP" in caplog.text


def test_what_is_wrong_is_reported_with_status_500() -> None:
    daemon = Daemon(Reloaded(succeeded=False, report="registry.yaml:3: error: ..."))

    async def use() -> None:
        async with serving(USERS, reload=daemon.reload) as served:
            answer = await status_of(served, "/-/reload", method="POST", login=LOGIN)
            assert answer == (500, "registry.yaml:3: error: ...\n")

    asyncio.run(use())


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS"])
def test_other_methods_are_not_allowed(method: str) -> None:
    daemon = Daemon()

    async def use() -> None:
        async with serving(USERS, reload=daemon.reload) as served:
            status, text = await status_of(served, "/-/reload", method=method, login=LOGIN)
            assert (status, text) == (405, "Only POST and PUT.\n")

    asyncio.run(use())
    assert daemon.loads == 0


def test_without_the_option_it_is_off() -> None:
    async def use() -> None:
        async with serving(USERS) as served:
            status, text = await status_of(served, "/-/reload", method="POST", login=LOGIN)
            assert status == 403
            assert "--web.enable-lifecycle" in text

    asyncio.run(use())


def test_nobody_knows_who_asks_without_a_web_configuration() -> None:
    daemon = Daemon()

    async def use() -> None:
        async with serving(reload=daemon.reload) as served:
            status, text = await status_of(served, "/-/reload", method="POST", login=LOGIN)
            assert status == 403
            assert "basic_auth_users or client certificates" in text

    asyncio.run(use())
    assert daemon.loads == 0


def test_a_verified_certificate_says_who_asks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    daemon = Daemon()
    caplog.set_level("INFO")
    tls = replace(MUTUAL, clients=ClientCertificates.IF_GIVEN)

    async def use() -> None:
        async with serving(WebConfig(tls=tls), reload=daemon.reload) as served:
            assert (await status_of(served, "/-/reload", method="POST"))[0] == 403
            own = trusting(client(), tmp_path)
            assert (await status_of(served, "/-/reload", method="POST", tls=own))[0] == 200

    asyncio.run(use())
    assert daemon.loads == 1
    assert "certificate prometheus.kota.go.id" in caplog.text


def test_a_page_of_another_site_changes_nothing() -> None:
    daemon = Daemon()

    async def use() -> None:
        async with serving(USERS, reload=daemon.reload) as served:

            async def post(**headers: str) -> int:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                status, _ = await status_of(
                    served, "/-/reload", method="POST", login=LOGIN, headers=named
                )
                return status

            assert await post(Sec_Fetch_Site="cross-site") == 403
            assert await post(Origin="https://evil.example") == 403
            assert daemon.loads == 0
            assert await post(Origin=served.url) == 200
            assert await post(Sec_Fetch_Site="same-origin") == 200

    asyncio.run(use())


@pytest.mark.parametrize(
    ("headers", "is_foreign"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": ""}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://opd.kota.go.id:10190"}, True),
        ({"Origin": "https://opd.kota.go.id:10190"}, False),
        ({"Origin": "http://OPD.kota.go.id:10190"}, False),
        ({"Origin": "https://opd.kota.go.id"}, True),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "https://opd.kota.go.id:10190@evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": ""}, True),
        ({"Origin": "https://[::1"}, True),
    ],
)
def test_a_browser_says_whose_page_asks(headers: dict[str, str], is_foreign: bool) -> None:
    assert is_of_another_site({"Host": "opd.kota.go.id:10190", **headers}) is is_foreign


def test_where_no_host_was_named_no_origin_is_ours() -> None:
    assert is_of_another_site({"Origin": "null"})
    assert is_of_another_site({"Origin": ""})
