"""Questions and answers with one agent: its reports, its engine, and what is learnt of it."""

import asyncio
from collections.abc import Callable

import pytest

from monitor.model.profile import AuthProtocol
from monitor.model.reading import TableStatus
from monitor.model.secret import Secret
from monitor.snmp import errors
from monitor.snmp.budget import Budget
from monitor.snmp.conversation import Conversation
from monitor.snmp.engine import Engine
from monitor.snmp.errors import SnmpError
from monitor.snmp.message import CommunityMessage, SecureMessage, encode_community, read_message
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.own_session import OwnSession
from monitor.snmp.pdu import (
    GET,
    GETBULK,
    REPORT,
    RESPONSE,
    Pdu,
    encode_pdu,
    encode_varbind,
    read_pdu,
)
from monitor.snmp.session import Community, Target, User
from monitor.snmp.usm import open_body
from monitor.snmp.values import COUNTER32, encode_int, encode_unsigned
from tests.snmp.forge import ID, PLAIN, SIGNED, Forgery
from tests.snmp.scripted import Straight

USER = User("monitor", AuthProtocol.SHA_256, Secret("authentic-password"))
HOST = "192.0.2.1"
UNKNOWN_ENGINE: Oid = (1, 3, 6, 1, 6, 3, 15, 1, 1, 4, 0)
NAMES = [encode_oid((1, 3, 6, 1, 2, 1, 1, number, 0)) for number in range(1, 30)]


def _report(about: Oid, **fields: object) -> bytes:
    shown = ((encode_oid(about), encode_unsigned(COUNTER32, 1)),)
    return Forgery(PLAIN, kind=REPORT, shown=shown, user=b"").but(**fields).octets()


class Agent:
    """Answers discovery with a report, and each other question with what `answer` makes of it."""

    def __init__(self, answer: Callable[[SecureMessage], bytes]) -> None:
        self._answer = answer
        self.asked: list[SecureMessage] = []
        self.discovery = _report(UNKNOWN_ENGINE)
        self.straight = Straight(self._respond)

    def _respond(self, datagram: bytes) -> bytes:
        received = read_message(datagram)
        assert isinstance(received, SecureMessage)
        self.asked.append(received)
        return self._answer(received) if received.engine_id else self.discovery

    def conversation(self, context: str = "") -> Conversation:
        target = Target(HOST, USER, context=context)
        return Conversation(self.straight, target, self.straight.whereabouts(target), Budget())

    def ask(self, context: str = "") -> Pdu:
        return asyncio.run(self.conversation(context).ask(GET, 0, 0, NAMES[:1]))


def _honest(received: SecureMessage) -> bytes:
    return Forgery(SIGNED, request_id=_within(received).request_id).octets()


def _within(received: SecureMessage) -> Pdu:
    _, _, data, at, end = open_body(SIGNED, received)
    return read_pdu(data, at, end)


@pytest.mark.parametrize(
    ("about", "error", "said"),
    [
        ((1, 3, 6, 1, 6, 3, 15, 1, 1, 1, 0), errors.UnsupportedSecurityLevelError, "this level"),
        ((1, 3, 6, 1, 6, 3, 15, 1, 1, 3, 0), errors.UnknownUserError, "the user 'monitor'"),
        ((1, 3, 6, 1, 6, 3, 15, 1, 1, 5, 0), errors.WrongDigestError, "authentication password"),
        ((1, 3, 6, 1, 6, 3, 15, 1, 1, 6, 0), errors.DecryptionError, "privacy password"),
        ((1, 3, 6, 1, 6, 3, 12, 1, 4, 0), errors.UnknownContextError, "cannot use the context"),
        ((1, 3, 6, 1, 6, 3, 12, 1, 5, 0), errors.UnknownContextError, "no context 'vlan-7'"),
        ((1, 3, 6, 1, 6, 3, 15, 1, 1, 7, 0), SnmpError, "says not why"),
        ((1, 3, 6, 1, 6, 3, 12, 1, 3, 0), SnmpError, "says not why"),
    ],
)
def test_a_report_is_told_as_what_it_is_about(
    about: Oid, error: type[SnmpError], said: str
) -> None:
    """RFC 3414, 5 (usmStats) and RFC 3413, 4.1.2 (snmpUnavailable- and snmpUnknownContexts)."""
    with pytest.raises(SnmpError) as caught:
        Agent(lambda _: _report(about)).ask("vlan-7")
    assert type(caught.value) is error
    assert said in str(caught.value)
    assert HOST in str(caught.value)


@pytest.mark.parametrize(
    ("number", "error", "said"),
    [
        (2, errors.NotInTimeWindowError, "takes messages for old"),
        (4, errors.WrongEngineError, "denies the engine id"),
    ],
)
def test_a_time_and_an_engine_are_asked_for_anew_once(
    number: int, error: type[SnmpError], said: str
) -> None:
    agent = Agent(lambda _: _report((1, 3, 6, 1, 6, 3, 15, 1, 1, number, 0)))
    with pytest.raises(error, match=said):
        agent.ask()
    # Twice discovered and twice asked.
    assert [bool(one.engine_id) for one in agent.asked] == [False, True, False, True]


def test_discovery_names_no_engine_and_asks_for_nothing() -> None:
    agent = Agent(_honest)
    conversation = agent.conversation()
    for _ in range(2):
        # Also where one is known: it may be another by now.
        asyncio.run(conversation.discover())
        received = agent.asked[-1]
        assert (received.engine_id, received.boots, received.time_s) == (b"", 0, 0)
        assert (received.user, received.flags & 3) == (b"", 0)
        asked = _within(received)
        assert (asked.kind, asked.error_status, asked.error_index) == (GET, 0, 0)
        assert asked.start == asked.stop
    assert conversation.engine is not None
    assert conversation.engine.engine_id == ID


@pytest.mark.parametrize(
    "discovery",
    [
        _report((1, 3, 6, 1, 6, 3, 15, 1, 1, 3, 0)),
        _report(UNKNOWN_ENGINE, engine_id=b""),
        _report((1, 3, 6)),
    ],
)
def test_discovery_that_tells_no_engine_is_an_error(discovery: bytes) -> None:
    agent = Agent(_honest)
    agent.discovery = discovery
    with pytest.raises(errors.WrongEngineError, match="discovery without an engine id"):
        agent.ask()
    assert len(agent.asked) == 1


def test_an_engine_is_discovered_once_for_all_conversations() -> None:
    agent = Agent(_honest)
    for _ in range(3):
        assert agent.ask().kind == RESPONSE
    assert [bool(one.engine_id) for one in agent.asked] == [False, True, True, True]
    engine = agent.straight.peer.engine
    assert isinstance(engine, Engine)
    assert engine.is_sure


def _by_community(
    respond: Callable[[Pdu], tuple[int, bytes]], version: int = 2
) -> tuple[Straight, Target]:
    def answer(datagram: bytes) -> bytes:
        received = read_message(datagram)
        assert isinstance(received, CommunityMessage)
        status, listed = respond(received.pdu)
        pdu = encode_pdu(RESPONSE, received.pdu.request_id, status, status and 1, listed)
        return encode_community(received.version, b"public", pdu)

    return Straight(answer), Target(HOST, Community(version, Secret("public")))


def test_answers_and_their_octets_are_counted() -> None:
    listed = encode_varbind(NAMES[0], encode_int(7))
    straight, target = _by_community(lambda _: (0, listed))
    budget = Budget()
    conversation = Conversation(straight, target, straight.whereabouts(target), budget)
    assert conversation.answers == 0
    for count in (1, 2):
        asyncio.run(conversation.ask(GET, 0, 0, NAMES[:1]))
        assert conversation.answers == count
        # Besides, 64 octets are counted for each.
        assert budget.received == count * (len(listed) + 64)
    assert conversation.engine is None


def test_version_1_is_for_the_other_engine() -> None:
    straight, target = _by_community(lambda _: (0, b""), version=1)
    with pytest.raises(errors.UnsupportedError, match="engine: pysnmp"):
        Conversation(straight, target, straight.whereabouts(target), Budget())


def test_no_such_name_is_no_end_of_a_table_for_who_speaks_version_2() -> None:
    straight, target = _by_community(lambda _: (2, b""))
    walked = asyncio.run(OwnSession(straight, target).walk([(1, 3, 6, 1)]))
    assert walked.status is TableStatus.INCOMPLETE
    assert walked.reason == "agent answered noSuchName"


def test_how_much_an_agent_takes_is_learnt_after_a_first_silence_only() -> None:
    straight, target = _by_community(lambda _: (0, b""))
    fit = straight.peer.fit
    conversation = Conversation(straight, target, straight.whereabouts(target), Budget())

    def ask(kind: int, rows: int, names: int) -> None:
        asyncio.run(conversation.ask(kind, 0, rows, NAMES[:names]))

    ask(GET, 0, 20)
    fit.unanswered(20, 1)
    # What was answered before the silence was not noted.
    assert fit.names.most == 1
    ask(GET, 0, 1)
    assert fit.names.most == 2
    ask(GET, 9, 2)
    assert fit.names.most == 4
    fit.unanswered(4, 12)
    assert fit.rows(2) == 1
    ask(GETBULK, 2, 2)
    assert fit.rows(2) == 2
    ask(GETBULK, 2, 2)
    assert fit.rows(2) == 4
    ask(GETBULK, 2, 2)
    assert fit.rows(2) == 4
