"""Agents for the tests of the client: honest ones, and ones that lie."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.model.secret import Secret
from monitor.snmp import values
from monitor.snmp.agent import Agent
from monitor.snmp.agent_view import MappingView
from monitor.snmp.client import Client
from monitor.snmp.oid import Oid
from monitor.snmp.session import Community, Session, Target, User
from monitor.snmp.values import Wire

T = TypeVar("T")
Lie = Callable[[bytes], list[bytes]]


@dataclass
class Lab:
    """Makes a client and agents on loopback, and closes them."""

    community: Community = field(default_factory=lambda: Community(2, Secret("public")))
    user: User = field(
        default_factory=lambda: User(
            "monitor",
            AuthProtocol.SHA_256,
            Secret("authentic-password"),
            PrivProtocol.AES_128,
            Secret("private-password"),
        )
    )

    @staticmethod
    def run(work: Awaitable[T]) -> T:
        """Run to the end, within a limit that no machine needs."""

        async def limited() -> T:
            return await asyncio.wait_for(work, 60)

        return asyncio.run(limited())

    @staticmethod
    def table(columns: int = 4, rows: int = 30) -> dict[Oid, Wire]:
        """Return a table at 1.3.6.1.2.1.2.2.1, with a scalar before and one behind."""
        shown: dict[Oid, Wire] = {
            (1, 3, 6, 1, 2, 1, 2, 2, 1, column, row): values.encode_int(column * 1000 + row)
            for column in range(1, columns + 1)
            for row in range(1, rows + 1)
        }
        shown[1, 3, 6, 1, 2, 1, 1, 5, 0] = values.encode_octets(b"core")
        shown[1, 3, 6, 1, 2, 1, 9, 9, 0] = values.encode_octets(b"behind")
        return shown

    @staticmethod
    def roots(columns: int = 4) -> list[Oid]:
        """Return the columns of `table`."""
        return [(1, 3, 6, 1, 2, 1, 2, 2, 1, column) for column in range(1, columns + 1)]

    @asynccontextmanager
    async def client(self, **limits: Any) -> AsyncIterator[Client]:
        """Start a client."""
        client = Client(**limits)
        await client.start()
        try:
            yield client
        finally:
            await client.stop()

    @asynccontextmanager
    async def agent(
        self, shown: dict[Oid, Wire] | None = None, **options: Any
    ) -> AsyncIterator[Agent]:
        """Start an honest agent that knows the lab's community and user."""
        agent = Agent(
            MappingView(self.table() if shown is None else shown),
            communities=["public"],
            users=[self.user],
            **options,
        )
        await agent.start()
        try:
            yield agent
        finally:
            await agent.stop()

    @asynccontextmanager
    async def liar(self, lie: Lie) -> AsyncIterator[int]:
        """Start an agent that answers a datagram with those that `lie` makes; yields its port."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Liar(lie), local_addr=("127.0.0.1", 0)
        )
        try:
            yield transport.get_extra_info("sockname")[1]
        finally:
            transport.close()
            await asyncio.sleep(0)

    def honest(self, shown: dict[Oid, Wire] | None = None, **options: Any) -> Agent:
        """Return an agent that is not started: its `respond` answers a datagram."""
        return Agent(
            MappingView(self.table() if shown is None else shown),
            communities=["public"],
            users=[self.user],
            **options,
        )

    def session(self, client: Client, port: int, **options: Any) -> Session:
        """Return a session with quick time-outs, by community unless `credentials` says else."""
        how: dict[str, Any] = {"credentials": self.community, "timeout_s": 0.1, "retries": 1}
        return client.session(Target("127.0.0.1", port=port, **(how | options)))


class _Liar(asyncio.DatagramProtocol):
    def __init__(self, lie: Lie) -> None:
        self._lie = lie
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        for answer in self._lie(data):
            self._transport.sendto(answer, addr)
