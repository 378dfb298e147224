"""
The client: sends requests, sends them again, and waits for their answers.

`Client()` is inert, `start()` opens the sockets, `stop()` closes them and fails what still waits.
A request that was not answered in time is sent again under the same request id, and an answer to
any of the tries is taken; `inbox` finds for each answer who asked.

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
from typing import TYPE_CHECKING

from monitor.model.profile import Engine
from monitor.snmp.budget import Budget
from monitor.snmp.deadlines import Deadlines
from monitor.snmp.errors import NoAnswerError, UnreachableError
from monitor.snmp.gate import Gate
from monitor.snmp.inbox import Inbox
from monitor.snmp.own_session import OwnSession
from monitor.snmp.pdu import Pdu
from monitor.snmp.peer import Peer, Whereabouts
from monitor.snmp.pending import Pending, left_alone, no_answer
from monitor.snmp.session import Community, Session, Target, User
from monitor.snmp.speaker import Speaker
from monitor.snmp.stats import Stats
from monitor.snmp.udp import Address, UdpPort, address_of, same_source

if TYPE_CHECKING:
    from monitor.snmp.pysnmp_engine import PysnmpAgent

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
        self._inbox = Inbox(self.stats.dropped)
        # By credentials too: an agent that ignores one community is not silent for another.
        self._peers: dict[tuple[Address, Community | User], Peer] = {}
        self._by_pysnmp: dict[Target, PysnmpAgent] = {}
        self._deadlines: Deadlines | None = None

    async def start(self) -> None:
        """Open the sockets: one for IPv4, and one for IPv6 where this machine has it."""
        self._deadlines = Deadlines(get_running_loop())
        for family in (socket.AF_INET, socket.AF_INET6):
            try:
                self._ports[family] = UdpPort(
                    family, self._buffer_bytes, self._inbox.receive, self._inbox.undelivered
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
        for agent in self._by_pysnmp.values():
            agent.close()
        self._by_pysnmp.clear()
        for pending in self._inbox.waiting():
            pending.finish(NoAnswerError("The client was stopped before an answer came."))

    def session(
        self, target: Target, *, is_underway: bool = False, budget: Budget | None = None
    ) -> Session:
        """
        Return a session with a target, by the engine it names; a host name is a `ValueError`.

        A session is for one poll: `budget` is what that may cost. One that is underway from the
        start goes on with what another began, and so draws on the same budget.
        """
        budget = budget or Budget()
        if target.engine is Engine.PYSNMP:
            # Only who has such a device pays for importing it.
            from monitor.snmp.pysnmp_engine import PysnmpAgent, PysnmpSession

            agent = self._by_pysnmp.get(target)
            if agent is None:
                agent = self._by_pysnmp[target] = PysnmpAgent(target)
            return PysnmpSession(agent, budget)
        return OwnSession(self, target, budget, is_underway=is_underway)

    def whereabouts(self, target: Target) -> Whereabouts:
        """Return where a target is, with what is remembered of it."""
        family, address = address_of(target.host, target.port)
        source = same_source(address)
        self._inbox.know(source)
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
        budget: Budget,
    ) -> Pdu:
        """
        Send a PDU, which `encode` makes of a request id, until it is answered.

        Return the answer, which may be a report. The seconds of waiting are taken from the budget,
        and no wait is longer than what is left of it.
        """
        port = self._ports.get(where.family)
        if port is None:
            raise UnreachableError(
                f"{target.host} cannot be asked: the client is not started, or this machine has "
                "no such address family."
            )
        now_s = get_running_loop().time
        peer = where.peer
        if budget.is_spent():
            raise budget.error()
        if now_s() < peer.pause_until_s:
            raise left_alone(target, peer, peer.pause_until_s - now_s())
        pending = Pending(where, speaker, self._inbox.number())
        pdu = encode(pending.request_id)
        try:
            await self._try(target, port, pending, pdu, budget)
        finally:
            self._inbox.forget(pending)
        outcome = pending.outcome
        if isinstance(outcome, Pdu):
            self.stats.responses += 1
            return outcome
        if outcome is None:
            self.stats.timeouts += 1
            if budget.is_spent() and budget.received:
                # It was not waited for as long as it may take.
                raise budget.error()
            peer.kept_silent(now_s(), *pending.trouble())
            raise no_answer(target, pending, budget.unanswered)
        try:
            raise outcome
        finally:
            # An error knows this frame: if the frame knew the error, too, both would stay.
            del outcome, pending

    async def _try(
        self, target: Target, port: UdpPort, pending: Pending, pdu: bytes, budget: Budget
    ) -> None:
        loop = get_running_loop()
        stats = self.stats
        deadlines = self._deadlines
        assert deadlines is not None
        peer = pending.where.peer
        most = peer.tries(target.retries)
        for tries in range(most):
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
                    budget.unanswered += 1
                    sent_s = loop.time()
                    try:
                        self._send(port, pending, pdu, sent_s)
                        limit_s = peer.wait_s(most - 1 - tries, tries, target.timeout_s)
                        limit_s = min(limit_s, budget.left_s)
                        await pending.wait(loop, deadlines, sent_s + limit_s)
                    finally:
                        stats.in_flight -= 1
                        took_s = loop.time() - sent_s
                        budget.waited_s += took_s
                    stats.retries += tries > 0
                    if isinstance(pending.outcome, Pdu):
                        peer.answered(None if tries else took_s)
            finally:
                gate.leave()
            if pending.done or budget.is_spent():
                break

    def _gate_of(self, peer: Peer, tries: int) -> Gate:
        """Choose whose slots a try takes: so that the silent take none of those that answer."""
        if peer.is_dead or (tries and not peer.heard):
            return self._dead
        return self._live if peer.heard else self._unheard

    def _send(self, port: UdpPort, pending: Pending, pdu: bytes, now_s: float) -> None:
        number = pending.request_id
        if pending.speaker.numbered:
            # Version 3 numbers each message anew.
            number = self._inbox.number()
        self._inbox.expect(number, pending)
        self.stats.requests += 1
        try:
            port.send(pending.speaker.seal(number, pdu, now_s), pending.where.address)
        except OSError as error:
            pending.finish(
                UnreachableError(
                    f"This machine cannot send to {pending.where.address[0]}: {error.strerror}."
                )
            )
