"""
Which request a datagram answers, or which it is to be told of where it answers none.

A datagram counts as an answer if address, number, version and community or user are those of a
request in flight; all others are dropped and counted. What is dropped says something all the same:
a device that answers from another address, or garbage, is not silent.
"""

from asyncio import get_running_loop
from collections import Counter
from collections.abc import Mapping
from secrets import token_bytes

from monitor.snmp.errors import MalformedMessageError, PortRefusedError
from monitor.snmp.message import CommunityMessage, read_message
from monitor.snmp.pdu import REPORT
from monitor.snmp.pending import Pending
from monitor.snmp.speaker import DroppedError
from monitor.snmp.udp import Address, same_source
from monitor.snmp.undelivered import Undelivered


class Inbox:
    """Requests in flight by the numbers they were sent under; `dropped` counts, by reason."""

    def __init__(self, dropped: Counter[str]) -> None:
        self._dropped = dropped
        self._pending: dict[int, Pending] = {}
        self._sources: set[Address] = set()
        self._hosts: set[str] = set()
        self._random: list[int] = []

    def know(self, source: Address) -> None:
        """Take datagrams from there for something that was asked for."""
        if source not in self._sources:
            self._sources.add(source)
            self._hosts.add(source[0])

    def number(self) -> int:
        """Return a number that nobody uses and nobody guesses."""
        # From the operating system, so that nobody who cannot read our traffic guesses one; drawn
        # by the page, as a system call for each costs more than the rest of a request.
        while True:
            if not self._random:
                self._random = list(memoryview(token_bytes(4096)).cast("I"))
            number = self._random.pop() & 0x7FFFFFFF
            if number not in self._pending:
                return number

    def expect(self, number: int, pending: Pending) -> None:
        """Wait for an answer under a number."""
        if number not in self._pending:
            self._pending[number] = pending
            pending.numbers.append(number)

    def forget(self, pending: Pending) -> None:
        """Wait no more for an answer to a request."""
        for number in pending.numbers:
            self._pending.pop(number, None)

    def waiting(self) -> set[Pending]:
        """List the requests that wait for an answer."""
        return set(self._pending.values())

    def receive(self, datagram: bytes, address: Address) -> None:
        """Give a datagram to whom it answers."""
        try:
            message = read_message(datagram)
        except MalformedMessageError:
            self._drop("malformed", address)
            return
        if isinstance(message, CommunityMessage):
            number = message.pdu.request_id
        else:
            number = message.message_id
        source = same_source(address)
        pending = self._pending.get(number)
        if pending is None:
            is_known = source in self._sources
            self._drop("unknown request id" if is_known else "unknown source", address)
            return
        if pending.where.source != source:
            self._dropped["unknown source"] += 1
            pending.unusable = _unusable("unknown source", address)
            return
        if pending.done:
            self._dropped["duplicate"] += 1
            return
        try:
            answer = pending.speaker.open(message, get_running_loop().time())
        except DroppedError as error:
            reason = str(error)
        except MalformedMessageError:
            reason = "malformed"
        else:
            if answer.kind == REPORT or answer.request_id == pending.request_id:
                pending.finish(answer)
                return
            reason = "unknown request id"
        self._dropped[reason] += 1
        pending.unusable = _unusable(reason, address)

    def undelivered(self, told: Mapping[Address, Undelivered]) -> None:
        """Take in what the network says of addresses: a port that is closed, or no way there."""
        by_source = {same_source(address): (address, said) for address, said in told.items()}
        for pending in self.waiting():
            found = by_source.get(pending.where.source)
            if found is None:
                continue
            address, said = found
            if said.is_port_refused:
                pending.finish(
                    PortRefusedError(
                        f"{address[0]} is there, but nothing listens on UDP port {address[1]}: "
                        "switch its SNMP agent on, or correct the port."
                    )
                )
            else:
                # A hint and no proof (RFC 1122, 3.2.2.1): the answer may still come.
                pending.undelivered = str(said)

    def _drop(self, reason: str, address: Address) -> None:
        """Drop what nobody can be found for by its number; who asks that host is told."""
        self._dropped[reason] += 1
        host = address[0].partition("%")[0]
        if host not in self._hosts:
            return
        for pending in self._pending.values():
            if pending.where.source[0] == host:
                pending.unusable = _unusable(reason, address)


def _unusable(reason: str, address: Address) -> str:
    where = f"{address[0]} port {address[1]}"
    if reason == "unknown source":
        return f"an answer came from {where}, which was not asked"
    return f"what came from {where} was dropped ({reason})"
