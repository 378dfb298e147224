"""
The client: sends requests, sends them again, and finds for each answer who asked.

`Client()` is inert, `start()` opens the sockets, `stop()` closes them and fails what still waits.
A datagram counts as an answer if address, number, version and community or user are those of a
request in flight; all others are dropped and counted. A request that was not answered in time is
sent again under the same request id, and an answer to any of the tries is taken.

Slots: `in_flight` requests at once to agents that answer; apart from them half as many for the
first try of agents never heard before, and `dead_in_flight` for those that did not answer the last
time. So agents that are down, however many, take nothing from those that are up. Of walks there are
`in_flight` at once, too, and who walks again goes before who begins: a poll keeps what it has until
its end, and if all of a city's were begun at once, as after a start, all would have much and none
its end.
"""

import socket
from asyncio import get_running_loop
from collections.abc import Callable
from secrets import token_bytes
from typing import TYPE_CHECKING

from monitor.model.profile import Engine
from monitor.snmp.deadlines import Deadlines
from monitor.snmp.errors import (
    MalformedMessageError,
    NoAnswerError,
    PortRefusedError,
    UnreachableError,
)
from monitor.snmp.gate import Gate
from monitor.snmp.message import CommunityMessage, read_message
from monitor.snmp.own_session import OwnSession
from monitor.snmp.pdu import REPORT, Pdu
from monitor.snmp.peer import Peer, Whereabouts
from monitor.snmp.pending import Pending, silence
from monitor.snmp.session import Community, Session, Target, User
from monitor.snmp.speaker import DroppedError, Speaker
from monitor.snmp.stats import Stats
from monitor.snmp.udp import Address, UdpPort, address_of, same_source

if TYPE_CHECKING:
    from monitor.snmp.pysnmp_engine import PysnmpSession

IN_FLIGHT = 256
DEAD_IN_FLIGHT = 16
RECEIVE_BUFFER_BYTES = 8 * 2**20


class Client:
    """All SNMP requests of a process."""

    def __init__(
        self,
        *,
        in_flight: int = IN_FLIGHT,
        dead_in_flight: int = DEAD_IN_FLIGHT,
        receive_buffer_bytes: int = RECEIVE_BUFFER_BYTES,
    ) -> None:
        self.stats = Stats()
        self.walks = Gate(in_flight)
        self._live = Gate(in_flight)
        self._unheard = Gate(max(1, in_flight // 2))
        self._dead = Gate(dead_in_flight)
        self._buffer_bytes = receive_buffer_bytes
        self._ports: dict[int, UdpPort] = {}
        self._pending: dict[int, Pending] = {}
        # By credentials too: an agent that ignores one community is not silent for another.
        self._peers: dict[tuple[Address, Community | User], Peer] = {}
        self._sources: set[Address] = set()
        self._by_pysnmp: dict[Target, PysnmpSession] = {}
        self._random: list[int] = []
        self._deadlines: Deadlines | None = None

    async def start(self) -> None:
        """Open the sockets: one for IPv4, and one for IPv6 where this machine has it."""
        self._deadlines = Deadlines(get_running_loop())
        for family in (socket.AF_INET, socket.AF_INET6):
            try:
                self._ports[family] = UdpPort(
                    family, self._buffer_bytes, self._receive, self._refused
                )
            except OSError:
                # A machine without IPv6 says so when such an address is asked.
                if family == socket.AF_INET:
                    raise

    async def stop(self) -> None:
        """Close the sockets; whoever still waits gets an `SnmpError`."""
        for port in self._ports.values():
            port.close()
        self._ports.clear()
        for session in self._by_pysnmp.values():
            session.close()
        self._by_pysnmp.clear()
        for pending in set(self._pending.values()):
            pending.finish(NoAnswerError("The client was stopped before an answer came."))

    def session(self, target: Target, *, is_underway: bool = False) -> Session:
        """
        Return a session with a target, by the engine it names; a host name is a `ValueError`.

        One that is underway from the start goes on with what another began.
        """
        if target.engine is Engine.PYSNMP:
            # Only who has such a device pays for importing it.
            from monitor.snmp.pysnmp_engine import PysnmpSession

            session = self._by_pysnmp.get(target)
            if session is None:
                session = self._by_pysnmp[target] = PysnmpSession(target)
            return session
        return OwnSession(self, target, is_underway=is_underway)

    def whereabouts(self, target: Target) -> Whereabouts:
        """Return where a target is, with what is remembered of it."""
        family, address = address_of(target.host, target.port)
        source = same_source(address)
        self._sources.add(source)
        peer = self._peers.setdefault((source, target.credentials), Peer())
        return Whereabouts(family, address, source, peer)

    def revive(self, target: Target) -> None:
        """Forget that a target kept silent, so that the next request is sent at once."""
        self.whereabouts(target).peer.answered(None)

    async def exchange(
        self,
        target: Target,
        where: Whereabouts,
        speaker: Speaker,
        encode: Callable[[int], bytes],
    ) -> tuple[Pdu, float]:
        """
        Send a PDU, which `encode` makes of a request id, until it is answered.

        Return the answer, which may be a report, and the seconds spent waiting for the agent.
        """
        port = self._ports.get(where.family)
        if port is None:
            raise UnreachableError(
                f"{target.host} cannot be asked: the client is not started, or this machine has "
                "no such address family."
            )
        now_s = get_running_loop().time
        peer = where.peer
        if peer.pause_until_s and now_s() < peer.pause_until_s:
            raise NoAnswerError(
                f"{target.host} port {target.port} did not answer {peer.silences} times in a row "
                f"and is left alone for another {peer.pause_until_s - now_s():.0f} s."
            )
        pending = Pending(where, speaker, self._number())
        pdu = encode(pending.request_id)
        try:
            busy_s = await self._try(target, port, peer, pending, pdu)
        finally:
            for number in pending.numbers:
                self._pending.pop(number, None)
        outcome = pending.outcome
        if isinstance(outcome, Pdu):
            self.stats.responses += 1
            return outcome, busy_s
        if outcome is None:
            self.stats.timeouts += 1
            peer.kept_silent(now_s())
            raise silence(target, pending)
        try:
            raise outcome
        finally:
            # An error knows this frame: if the frame knew the error, too, both would stay.
            del outcome, pending

    async def _try(
        self, target: Target, port: UdpPort, peer: Peer, pending: Pending, pdu: bytes
    ) -> float:
        loop = get_running_loop()
        stats = self.stats
        deadlines = self._deadlines
        assert deadlines is not None
        busy_s = 0.0
        for tries in range(target.retries + 1):
            gate = self._gate_of(peer, tries)
            if not gate.try_enter():
                stats.queued += 1
                try:
                    await gate.enter()
                finally:
                    stats.queued -= 1
            try:
                if not pending.done:
                    stats.in_flight += 1
                    sent_s = loop.time()
                    try:
                        self._send(port, pending, pdu, sent_s)
                        limit_s = peer.wait_s(target.retries - tries, tries, target.timeout_s)
                        await pending.wait(loop, deadlines, sent_s + limit_s)
                    finally:
                        stats.in_flight -= 1
                        took_s = loop.time() - sent_s
                        busy_s += took_s
                    stats.retries += tries > 0
                    if isinstance(pending.outcome, Pdu):
                        peer.answered(None if tries else took_s)
            finally:
                gate.leave()
            if pending.done:
                break
        return busy_s

    def _gate_of(self, peer: Peer, tries: int) -> Gate:
        """Choose whose slots a try takes: so that the silent take none of those that answer."""
        if peer.silences or (tries and not peer.heard):
            return self._dead
        return self._live if peer.heard else self._unheard

    def _send(self, port: UdpPort, pending: Pending, pdu: bytes, now_s: float) -> None:
        number = pending.request_id
        if pending.speaker.numbered:
            # Version 3 numbers each message anew.
            number = self._number()
        if number not in self._pending:
            self._pending[number] = pending
            pending.numbers.append(number)
        self.stats.requests += 1
        try:
            port.send(pending.speaker.seal(number, pdu, now_s), pending.where.address)
        except OSError as error:
            pending.finish(
                UnreachableError(
                    f"This machine cannot send to {pending.where.address[0]}: {error.strerror}."
                )
            )

    def _number(self) -> int:
        # From the operating system, so that nobody who cannot read our traffic guesses one; drawn
        # by the page, as a system call for each costs more than the rest of a request.
        while True:
            if not self._random:
                self._random = list(memoryview(token_bytes(4096)).cast("I"))
            number = self._random.pop() & 0x7FFFFFFF
            if number not in self._pending:
                return number

    def _receive(self, datagram: bytes, address: Address) -> None:
        dropped = self.stats.dropped
        try:
            message = read_message(datagram)
        except MalformedMessageError:
            dropped["malformed"] += 1
            return
        if isinstance(message, CommunityMessage):
            number = message.pdu.request_id
        else:
            number = message.message_id
        source = same_source(address)
        pending = self._pending.get(number)
        if pending is None:
            dropped["unknown request id" if source in self._sources else "unknown source"] += 1
            return
        if pending.where.source != source:
            dropped["unknown source"] += 1
            pending.dropped = f"it came from {address[0]}"
            return
        if pending.done:
            dropped["duplicate"] += 1
            return
        try:
            answer = pending.speaker.open(message, get_running_loop().time())
        except DroppedError as error:
            pending.dropped = str(error)
        except MalformedMessageError:
            pending.dropped = "malformed"
        else:
            if answer.kind == REPORT or answer.request_id == pending.request_id:
                pending.finish(answer)
                return
            pending.dropped = "unknown request id"
        dropped[pending.dropped] += 1

    def _refused(self, address: Address) -> None:
        source = same_source(address)
        for pending in set(self._pending.values()):
            if pending.where.source == source:
                pending.finish(
                    PortRefusedError(
                        f"{address[0]} is there, but nothing listens on UDP port {address[1]}: "
                        "switch its SNMP agent on, or correct the port."
                    )
                )
