"""
A small SNMP agent for simulations and tests: versions 2c and 3, reading only.

`Agent(view, ...)` is inert; `start()` binds its own address and port. It never answers what it does
not understand and never ends over it.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from secrets import token_bytes

from monitor.snmp.agent_pdu import MAX_ANSWER_BYTES, answer
from monitor.snmp.agent_usm import AgentSecurity
from monitor.snmp.agent_view import View
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.message import V2C, CommunityMessage, encode_community, read_message
from monitor.snmp.pdu import Pdu
from monitor.snmp.session import User
from monitor.snmp.udp import Address


class Agent:
    """
    One agent. `contexts` has further views by SNMPv3 context name.

    After `start()`, `port` is the one it is bound to. `boots` and `clock` are the engine's.
    """

    def __init__(
        self,
        view: View,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        communities: Collection[str] = (),
        users: Sequence[User] = (),
        contexts: Mapping[str, View] | None = None,
        engine_id: bytes = b"",
        boots: int = 1,
        clock: Callable[[], float] = time.monotonic,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        self.host = host
        self.port = port
        self.dropped = 0
        self._communities = {name.encode() for name in communities}
        self._views = {b"": view} | {
            name.encode(): other for name, other in (contexts or {}).items()
        }
        self._users = tuple(users)
        # RFC 3411, 5: the first bit says that the rest is as described there; 5 is "octets".
        self._engine_id = engine_id or b"\x80\x00\x00\x00\x05" + token_bytes(8)
        self._clock = clock
        self._started_s = clock()
        self._max_bytes = max_answer_bytes
        self._transport: asyncio.DatagramTransport | None = None
        self._security = self._secure(boots)

    async def start(self) -> None:
        """Bind and answer from now on."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._handle), local_addr=(self.host, self.port)
        )
        self.port = self._transport.get_extra_info("sockname")[1]

    def rotate(self, communities: Collection[str]) -> None:
        """Answer to other communities from now on."""
        self._communities = {name.encode() for name in communities}

    async def stop(self) -> None:
        """Close the port."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None
            # The transport closes its socket in the loop's next turn.
            await asyncio.sleep(0)

    def restart(self) -> None:
        """Let the engine begin anew: one more boot, time from zero."""
        self._started_s = self._clock()
        self._security = self._secure(self._security.boots + 1)

    def respond(self, datagram: bytes) -> bytes | None:
        """Return the answer to a datagram, or `None` where there is none."""
        try:
            received = read_message(datagram)
            if not isinstance(received, CommunityMessage):
                return self._security.handle(received, self._answer)
            if received.version != V2C or received.community not in self._communities:
                return None
            pdu = self._answer(b"", received.pdu)
        except (MalformedMessageError, ValueError):
            self.dropped += 1
            return None
        return None if pdu is None else encode_community(V2C, received.community, pdu)

    def _secure(self, boots: int) -> AgentSecurity:
        return AgentSecurity(
            self._engine_id, boots, lambda: self._clock() - self._started_s, self._users
        )

    def _answer(self, context: bytes, question: Pdu) -> bytes | None:
        view = self._views.get(context)
        return None if view is None else answer(view, question, self._max_bytes)

    def _handle(self, datagram: bytes, address: Address) -> None:
        response = self.respond(datagram)
        if response is not None and self._transport is not None:
            self._transport.sendto(response, address)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, handle: Callable[[bytes, Address], None]) -> None:
        self._handle = handle

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._handle(data, addr)
