"""The pages served on loopback under a web configuration, and clients that ask for them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import bcrypt
from aiohttp import web

from exporters.connection import Patience
from exporters.gate import Gate
from exporters.lifecycle import Reload
from exporters.listener import Room
from exporters.server import Server
from exporters.web import make_app
from monitor.model.secret import Secret
from monitor.model.web import ClientCertificates, TlsServer, WebConfig
from tests.certificates import Identity, authority, client, server
from tests.exporters.city_lab import CITY

PASSWORD = "correct horse"
LIMIT_S = 60.0
"""How long anything is waited for that must come about."""


def hashed(password: str = PASSWORD, cost: int = 4) -> Secret:
    """Make the bcrypt hash of a password, as cheap as can be."""
    return Secret(bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost)).decode())


ALICE = {"alice": hashed()}
TLS = TlsServer(certificate=server().certificate, key=Secret(server().key))
MUTUAL = TlsServer(
    certificate=server().certificate,
    key=Secret(server().key),
    clients=ClientCertificates.REQUIRED,
    client_ca=authority().certificate,
)


class Settable:
    """A web configuration that a test changes while it is in use."""

    def __init__(self, config: WebConfig) -> None:
        self.now = config

    def __call__(self) -> WebConfig:
        return self.now


@dataclass(frozen=True)
class Served:
    """What is served, and where."""

    server: Server
    gate: Gate
    config: Settable

    @property
    def url(self) -> str:
        scheme = "https" if self.config.now.tls else "http"
        return f"{scheme}://127.0.0.1:{self.server.port}"


@asynccontextmanager
async def serving(
    config: WebConfig = WebConfig(),  # noqa: B008 - frozen
    *,
    reload: Reload | None = None,
    patience: Patience = Patience(),  # noqa: B008 - frozen
    room: Room = Room(per_s=1e6),  # noqa: B008 - frozen
    app: web.Application | None = None,
    hosts: Callable[[], Collection[str]] = frozenset,
) -> AsyncIterator[Served]:
    """Serve the city's pages, or another application."""
    now = Settable(config)
    gate = Gate(now)
    app = app or make_app(lambda: CITY, gate=gate, reload=reload)
    one = Server(app, now, hosts=hosts, patience=patience, room=room)
    await one.start("127.0.0.1", 0)
    try:
        yield Served(one, gate, now)
    finally:
        await one.stop()


def trusting(identity: Identity | None = None, folder: Path | None = None) -> ssl.SSLContext:
    """Make a client's TLS that trusts the tests' authority, with its own certificate if given."""
    context = ssl.create_default_context(cadata=authority().certificate)
    # As from Python 3.13 on.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    if identity is not None:
        assert folder is not None
        context.load_cert_chain(*identity.write(folder, "client"))
    return context


async def status_of(
    served: Served,
    path: str = "/-/healthy",
    *,
    method: str = "GET",
    login: tuple[str, str] | None = None,
    tls: ssl.SSLContext | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Ask once, on a connection of its own; return status and text."""
    known = {"Authorization": aiohttp.encode_basic_auth(*login)} if login else {}
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=tls or trusting())) as session,
        session.request(method, served.url + path, headers={**known, **(headers or {})}) as answer,
    ):
        return answer.status, await answer.text()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(LIMIT_S):
        while not holds():  # noqa: ASYNC110 - what it waits for is not the test's to tell
            await asyncio.sleep(0.01)


__all__ = ["ALICE", "MUTUAL", "PASSWORD", "TLS", "client"]
