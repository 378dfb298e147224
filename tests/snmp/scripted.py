"""An agent in memory: it answers by a function, and time is what its answers are said to take."""

from collections.abc import Callable, Sequence

from monitor.snmp.agent_pdu import answer as honest_answer
from monitor.snmp.agent_view import MappingView
from monitor.snmp.budget import Budget
from monitor.snmp.errors import NoAnswerError, SnmpError
from monitor.snmp.fit import Fit
from monitor.snmp.gate import Gate
from monitor.snmp.message import CommunityMessage, encode_community, read_message
from monitor.snmp.oid import Oid
from monitor.snmp.pdu import (
    GETBULK,
    RESPONSE,
    Pdu,
    encode_pdu,
    encode_question,
    encode_varbind,
    read_pdu,
)
from monitor.snmp.pdu import varbinds as varbinds_of
from monitor.snmp.peer import Peer, Whereabouts
from monitor.snmp.session import Target
from monitor.snmp.speaker import Speaker
from monitor.snmp.values import Wire

Answer = Callable[[Pdu], Pdu]


class Script:
    """
    Asks, and answers by a function; `asked` is what it was asked.

    What the function raises as silence is remembered of the agent as the client does, in `peer`.
    """

    def __init__(
        self,
        reply: Answer,
        seconds_each: float = 0.0,
        *,
        budget: Budget | None = None,
        peer: Peer | None = None,
        is_version_1: bool = False,
    ) -> None:
        self.answers = 0
        self.asked: list[Pdu] = []
        self.reply = reply
        self.budget = budget or Budget()
        self.peer = peer or Peer()
        self.is_version_1 = is_version_1
        self._seconds_each = seconds_each

    @property
    def fit(self) -> Fit:
        return self.peer.fit

    def takes_less(self, error: SnmpError, names: int, rows: int = 1) -> bool:
        return self.peer.takes_less(error, names, rows)

    async def ask(self, kind: int, first: int, second: int, names: Sequence[bytes]) -> Pdu:
        if self.budget.is_spent():
            raise self.budget.error()
        octets = encode_question(kind, 1, first, second, names)
        question = read_pdu(octets, 0, len(octets))
        self.asked.append(question)
        self.budget.waited_s += self._seconds_each
        try:
            answer = self.reply(question)
        except NoAnswerError:
            self.peer.kept_silent(0.0)
            raise
        self.answers += 1
        self.budget.took(answer.stop - answer.start)
        self.peer.answered(None)
        if self.fit.is_tried:
            self.fit.answered(len(names), second if kind == GETBULK else 1)
        return answer


def agent(shown: dict[Oid, Wire], limit_bytes: int = 60_000) -> Answer:
    """Answer as an honest agent does."""
    view = MappingView(shown)

    def reply(question: Pdu) -> Pdu:
        octets = honest_answer(view, question, limit_bytes)
        assert octets is not None
        return read_pdu(octets, 0, len(octets))

    return reply


def failing(status: int, index: int) -> Pdu:
    """Return an answer with an error status."""
    return Pdu(RESPONSE, 1, status, index, b"", 0, 0)


def listing(varbinds: Sequence[tuple[bytes, Wire]]) -> Pdu:
    """Return an answer with these names and values."""
    data = b"".join(encode_varbind(name, wire) for name, wire in varbinds)
    return Pdu(RESPONSE, 1, 0, 0, data, 0, len(data))


def names_in(question: Pdu) -> list[bytes]:
    """List the names that are asked for."""
    return [name for name, _ in varbinds_of(question)]


class Straight:
    """
    In place of the client: a function answers datagrams, and each answer takes so many seconds.

    The seconds pass on no clock: they are taken from the budget, as those of waiting are.
    """

    def __init__(self, respond: Callable[[bytes], bytes | None], seconds_each: float = 0.0) -> None:
        self.walks = Gate(1_000)
        self.peer = Peer()
        self.silences = self.requests = 0
        self._respond = respond
        self._seconds_each = seconds_each

    def whereabouts(self, target: Target) -> Whereabouts:
        address = (target.host, target.port)
        return Whereabouts(2, address, address, self.peer)

    async def exchange(
        self,
        _: Target,
        __: Whereabouts,
        speaker: Speaker,
        encode: Callable[[int], bytes],
        budget: Budget,
    ) -> Pdu:
        if budget.is_spent():
            raise budget.error()
        self.requests += 1
        received = self._respond(speaker.seal(0, encode(self.requests), 0.0))
        budget.waited_s += min(self._seconds_each, budget.left_s)
        if budget.is_spent():
            raise budget.error()
        if received is None:
            self.silences += 1
            self.peer.kept_silent(0.0)
            raise NoAnswerError("The agent kept silent.")
        self.peer.answered(None)
        return speaker.open(read_message(received), 0.0)


def altered(
    respond: Callable[[bytes], bytes | None], change: Callable[[Pdu], Pdu | None]
) -> Callable[[bytes], bytes | None]:
    """Let an agent answer as another PDU of its version 2c says; `change` sees the question."""

    def answer(datagram: bytes) -> bytes | None:
        received = read_message(datagram)
        assert isinstance(received, CommunityMessage)
        found = change(received.pdu)
        if found is None:
            return respond(datagram)
        listed = found.data[found.start : found.stop]
        pdu = encode_pdu(
            RESPONSE, received.pdu.request_id, found.error_status, found.error_index, listed
        )
        return encode_community(received.version, received.community, pdu)

    return answer
