"""An agent that answers on loopback in a thread of its own, ports, and a configuration for it."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.model.secret import Secret
from monitor.snmp.agent import Agent
from monitor.snmp.agent_view import MappingView
from monitor.snmp.oid import Oid
from monitor.snmp.session import User
from monitor.snmp.values import Wire

COMMUNITY = "s3cret-community"
AUTH_KEY, PRIV_KEY = "authentic-password", "private-password"
USER = User(
    "monitor", AuthProtocol.SHA_256, Secret(AUTH_KEY), PrivProtocol.AES_128, Secret(PRIV_KEY)
)


@dataclass(frozen=True)
class Running:
    """An agent that answers in a thread of its own."""

    port: int
    view: MappingView
    loop: asyncio.AbstractEventLoop

    @property
    def where(self) -> str:
        return f"127.0.0.1:{self.port}"

    def show(self, shown: Mapping[Oid, Wire]) -> None:
        """Let the agent show something else from its next answer on."""
        self.loop.call_soon_threadsafe(self.view.replace, shown)


class Startable(Protocol):
    """What answers between `start` and `stop`."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@contextmanager
def in_a_thread(loop: asyncio.AbstractEventLoop, answering: Startable) -> Iterator[None]:
    """Let something answer on a loop in a thread of its own."""
    loop.run_until_complete(answering.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(answering.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextmanager
def running_agent(shown: Mapping[Oid, Wire]) -> Iterator[Running]:
    """Let an agent answer version 2c by `COMMUNITY` and version 3 by `USER`."""
    loop = asyncio.new_event_loop()
    view = MappingView(shown)
    agent = Agent(view, communities=[COMMUNITY], users=[USER])
    with in_a_thread(loop, agent):
        yield Running(agent.port, view, loop)


@contextmanager
def silent_port() -> Iterator[int]:
    """Hold a UDP port that swallows everything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hole:
        hole.bind(("127.0.0.1", 0))
        yield hole.getsockname()[1]


def free_port(kind: socket.SocketKind = socket.SOCK_DGRAM) -> int:
    """A port that nothing listens on."""
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


REGISTRY = """\
network:
  prefixes: [10.0.0.0/8]
agencies:
  - {{code: dinkes, name: Dinas Kesehatan}}
sites:
  - {{code: puskesmas, agency: dinkes, name: Puskesmas Kota}}
devices:
  - {{name: r1, address: 127.0.0.1, port: {port}, site: puskesmas, role: router, profile: lan}}
circuits:
  - contract: K-1
    provider: Kominfo
    site: puskesmas
    match: [{{device: r1, interface: wan1}}]
"""
PROVIDERS = """\
date: "2026-11-01"
providers:
  - {name: Telkom, patterns: [indihome], as_numbers: [7713], prefixes: [203.0.113.0/24]}
"""
OUI = "classes: {cpe: {vendors: [zte]}}\n"
MONITOR = """\
paths: {{store: {folder}/store.db}}
language: en
listen: 127.0.0.1:{http}
intervals: {{fast_s: 1, slow_s: 5}}
profiles:
  lan: {{version: 2c, community: "literal:{community}", timeout_s: 0.3, retries: 1}}
  other: {{version: 2c, community: "literal:public", timeout_s: 0.3, retries: 1}}
  old: {{version: 1, community: "literal:{community}", timeout_s: 0.3, retries: 1}}
  v3: {{version: 3, user: nobody, timeout_s: 0.3, retries: 1}}
rules:
  hysteresis: {{proof_polls: 1, proof_window: 1}}
"""


def write_config(folder: Path, port: int, http: int = 10190) -> Path:
    """Write a configuration with one device, r1, at a port of loopback."""
    files = {
        "monitor.yaml": MONITOR.format(folder=folder, http=http, community=COMMUNITY),
        "registry.yaml": REGISTRY.format(port=port),
        "providers.yaml": PROVIDERS,
        "oui.yaml": OUI,
    }
    for name, text in files.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
    return folder / "monitor.yaml"
