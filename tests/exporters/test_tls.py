"""TLS as clients see it: Python's, curl's and openssl's."""

import asyncio
import shutil
import ssl
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from exporters.tls import TlsError, server_context
from monitor.model.secret import Secret
from monitor.model.web import ClientCertificates, TlsVersion, WebConfig
from tests.certificates import Authority, authority, client, server
from tests.exporters.web_lab import (
    ALICE,
    LIMIT_S,
    MUTUAL,
    PASSWORD,
    TLS,
    serving,
    status_of,
    trusting,
    until,
)

ENCRYPTED = WebConfig(tls=TLS)


async def run(*words: str) -> tuple[int, str]:
    """Run a program of the machine; return how it ended and what it wrote."""
    process = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate(), LIMIT_S)
    assert process.returncode is not None
    return process.returncode, out.decode(errors="replace")


def refused() -> tuple[type[Exception], ...]:
    return (aiohttp.ClientError, ConnectionError, ssl.SSLError)


def test_pages_are_served_encrypted_and_not_in_clear() -> None:
    async def use() -> None:
        async with serving(ENCRYPTED) as served:
            assert await status_of(served) == (200, "The daemon runs.\n")
            plain = served.url.replace("https", "http")
            async with aiohttp.ClientSession() as session:
                with pytest.raises(refused()):
                    await session.get(plain + "/-/healthy")
            await until(lambda: served.server.closed["handshake"] >= 1)
            assert await status_of(served) == (200, "The daemon runs.\n")

    asyncio.run(use())


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_is_served(tmp_path: Path) -> None:
    (tmp_path / "ca.crt").write_text(authority().certificate)
    certificate, key = client().write(tmp_path, "client")

    async def use() -> None:
        async with serving(WebConfig(tls=MUTUAL, users=ALICE)) as served:
            curl = ("curl", "-sS", "--noproxy", "*", "--cacert", str(tmp_path / "ca.crt"))
            where = f"{served.url}/api/v1/links"
            who = ("-u", f"alice:{PASSWORD}")
            own = ("--cert", str(certificate), "--key", str(key))
            status, out = await run(*curl, *who, *own, where)
            assert (status, out[:8]) == (0, '{"time":')
            assert await run(*curl, *own, where) == (0, "A user name and a password are needed.\n")
            assert (await run(*curl, *who, where))[0] != 0

    asyncio.run(use())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_is_offered_what_is_configured_and_nothing_older() -> None:
    chosen = replace(
        TLS, newest=TlsVersion.TLS12, ciphers=("ECDHE-ECDSA-AES256-SHA",), curve="secp384r1"
    )

    async def use() -> None:
        async with serving(WebConfig(tls=chosen)) as served:

            async def asked(*options: str) -> str:
                where = served.url.removeprefix("https://")
                _, out = await run("openssl", "s_client", "-connect", where, *options)
                return out

            out = await asked()
            assert "Protocol  : TLSv1.2" in out
            assert "Cipher    : ECDHE-ECDSA-AES256-SHA" in out
            assert "384 bits" in out
            assert "Cipher is (NONE)" in await asked("-tls1_3")
            assert "Cipher is (NONE)" in await asked("-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")
            assert "Cipher is (NONE)" in await asked("-curves", "X25519:P-256")
            assert "Cipher is (NONE)" in await asked("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0")

    asyncio.run(use())


@pytest.mark.parametrize("own", [True, False])
def test_the_preferred_cipher_is_the_servers_or_the_clients(own: bool) -> None:
    ciphers = ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384")
    tls = replace(TLS, newest=TlsVersion.TLS12, ciphers=ciphers, prefers_own_ciphers=own)

    async def use() -> str:
        async with serving(WebConfig(tls=tls)) as served:
            context = trusting()
            context.set_ciphers(":".join(reversed(ciphers)))
            _, writer = await asyncio.open_connection("127.0.0.1", served.server.port, ssl=context)
            name: str = writer.get_extra_info("cipher")[0]
            writer.close()
            return name

    assert asyncio.run(use()) == (ciphers[0] if own else ciphers[1])


def test_a_client_without_a_verified_certificate_is_refused(tmp_path: Path) -> None:
    stranger = Authority("Lain").client()

    async def use() -> None:
        async with serving(WebConfig(tls=MUTUAL)) as served:
            for context in (trusting(), trusting(stranger, tmp_path), trusting(server(), tmp_path)):
                with pytest.raises(refused()):
                    await status_of(served, tls=context)
            assert (await status_of(served, tls=trusting(client(), tmp_path)))[0] == 200

    asyncio.run(use())


def test_a_client_whose_certificate_has_no_more_than_it_had_ever_needed_is_let_in(
    tmp_path: Path,
) -> None:
    old = Authority("Lama", is_old_fashioned=True)

    async def use() -> None:
        tls = replace(MUTUAL, client_ca=old.certificate)
        async with serving(WebConfig(tls=tls)) as served:
            assert (await status_of(served, tls=trusting(old.client(), tmp_path)))[0] == 200

    asyncio.run(use())


def test_a_certificate_may_be_left_out_where_it_is_verified_if_given(tmp_path: Path) -> None:
    tls = replace(MUTUAL, clients=ClientCertificates.IF_GIVEN)
    stranger = Authority("Lain").client()

    async def use() -> None:
        async with serving(WebConfig(tls=tls)) as served:
            assert (await status_of(served))[0] == 200
            assert (await status_of(served, tls=trusting(client(), tmp_path)))[0] == 200
            with pytest.raises(refused()):
                await status_of(served, tls=trusting(stranger, tmp_path))

    asyncio.run(use())


@pytest.mark.parametrize(
    ("names", "allowed"),
    [
        (["prometheus.kota.go.id"], "prometheus.kota.go.id"),
        (["a.example", "10.1.2.3"], "10.1.2.3"),
        (["2001:db8::1"], "2001:DB8:0::1"),
        (["ops@kota.go.id"], "ops@kota.go.id"),
        (["spiffe://kota/prometheus"], "spiffe://kota/prometheus"),
    ],
)
def test_only_certificates_with_an_allowed_name_are_let_in(
    tmp_path: Path, names: Sequence[str], allowed: str
) -> None:
    one = authority().client(names)

    async def use() -> None:
        tls = replace(MUTUAL, allowed_sans=frozenset({allowed, "other.example"}))
        async with serving(WebConfig(tls=tls)) as served:
            context = trusting(one, tmp_path)
            assert (await status_of(served, tls=context))[0] == 200
            served.config.now = WebConfig(tls=replace(tls, allowed_sans=frozenset({"b.example"})))
            with pytest.raises(refused()):
                await status_of(served, tls=context)
            assert served.server.closed["certificate"] >= 1
            await until(lambda: served.server.connections == 0)

    asyncio.run(use())


def test_a_renewed_certificate_counts_for_the_next_connection() -> None:
    async def serial(port: int) -> object:
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting())
        found = writer.get_extra_info("peercert")["serialNumber"]
        writer.close()
        return found

    async def use() -> None:
        async with serving(ENCRYPTED) as served:
            before = await serial(served.server.port)
            assert await serial(served.server.port) == before
            new = authority().server()
            tls = replace(TLS, certificate=new.certificate, key=Secret(new.key))
            served.config.now = WebConfig(tls=tls)
            assert await serial(served.server.port) != before

    asyncio.run(use())


def test_a_connection_of_other_rules_is_not_asked_by_again(tmp_path: Path) -> None:
    async def use() -> None:
        async with serving(WebConfig(tls=MUTUAL)) as served:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", served.server.port, ssl=trusting(client(), tmp_path)
            )
            ask = b"GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n\r\n"
            writer.write(ask)
            assert b" 200 " in await reader.readline()
            await reader.readuntil(b"runs.\n")
            served.config.now = WebConfig(tls=replace(MUTUAL, client_ca=Authority().certificate))
            writer.write(ask)
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await reader.readuntil(b"runs.\n")
            writer.close()

    asyncio.run(use())


def test_tls_can_come_and_go_while_it_is_served() -> None:
    async def use() -> None:
        async with serving() as served:
            assert (await status_of(served))[0] == 200
            served.config.now = ENCRYPTED
            assert (await status_of(served))[0] == 200
            served.config.now = WebConfig()
            assert (await status_of(served))[0] == 200

    asyncio.run(use())


def test_a_key_of_another_certificate_is_named() -> None:
    with pytest.raises(TlsError) as caught:
        server_context(replace(TLS, key=Secret(client().key)))
    [fault] = caught.value.faults
    assert (fault.key, fault.message) == ("key_file", "does not belong to the certificate")


def test_all_that_openssl_refuses_is_said_at_once() -> None:
    wrong = replace(TLS, key=Secret("x"), client_ca="x", ciphers=("x",), curve="x")
    with pytest.raises(TlsError) as caught:
        server_context(wrong)
    assert [fault.key for fault in caught.value.faults] == [
        "key_file", "client_ca_file", "cipher_suites", "curve_preferences",
    ]  # fmt: skip
