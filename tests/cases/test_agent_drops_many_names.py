"""
Agents that say nothing to a request of more names than they like.

Nine routes, two of them default, are read of each, by GET as by GETBULK, and how many names it
takes is remembered. Met with old switches, cable modems and printers, by several pollers.
"""

import asyncio

import pytest

from monitor.asking import EVERY_KIND, kinds_for
from monitor.model.observation import Route, Snapshot
from monitor.model.profile import Engine
from monitor.model.reading import Pace, TableStatus
from monitor.model.secret import Secret
from monitor.poller import PollRequest, poll
from monitor.snmp import values
from monitor.snmp.agent import Agent
from monitor.snmp.agent_view import MappingView
from monitor.snmp.budget import Budget
from monitor.snmp.message import CommunityMessage, encode_community, read_message
from monitor.snmp.oid import Oid
from monitor.snmp.own_session import OwnSession
from monitor.snmp.pdu import RESPONSE, Pdu, encode_pdu
from monitor.snmp.pdu import varbinds as varbinds_of
from monitor.snmp.session import Community, Session, Target
from monitor.snmp.values import Wire
from tests.fakes import default_route, interface, route, system
from tests.snmp.scripted import Straight, names_in
from tests.snmp.snmp_lab import Lab

COMMUNITY = Community(2, Secret("public"))


def nine_routes() -> dict[Oid, Wire]:
    shown = {**system(), **default_route("10.0.0.1", 1), **default_route("203.0.113.1", 2)}
    for index in range(1, 4):
        shown |= interface(index, f"eth{index}")
    for bits in range(1, 8):
        mask = f"{256 - 2 ** (8 - bits)}.0.0.0"
        shown |= route("0.0.0.0", mask, f"10.0.0.{bits + 1}", 1)
    return shown


def _request(object_id: str | None = None) -> PollRequest:
    kinds = kinds_for(EVERY_KIND)
    return PollRequest(device="r1", address="r1", pace=Pace.SLOW, kinds=kinds, object_id=object_id)


def _polled(session: Session, object_id: str | None = None) -> Snapshot:
    return asyncio.run(poll(session, _request(object_id), lambda: 0.0))


def _of(seen: Snapshot) -> tuple[TableStatus, int, int]:
    defaults = sum(one.is_default for one in seen.routes)
    return seen.status_of(Route), len(seen.routes), defaults


def _dropping(most: int) -> Straight:
    honest = Agent(MappingView(nine_routes()), communities=["public"])

    def respond(datagram: bytes) -> bytes | None:
        received = read_message(datagram)
        assert isinstance(received, CommunityMessage)
        return None if len(names_in(received.pdu)) > most else honest.respond(datagram)

    # The two seconds of a profile, three times over.
    return Straight(respond, seconds_each=0.01)


@pytest.mark.parametrize("most", [24, 10, 4, 1])
@pytest.mark.parametrize("is_known", [False, True])
def test_nine_routes_are_read_of_it_and_two_are_default(most: int, *, is_known: bool) -> None:
    agent = _dropping(most)
    object_id = "1.3.6.1.4.1.8072.3.2.10" if is_known else None
    seen = _polled(OwnSession(agent, Target("192.0.2.1", COMMUNITY), Budget()), object_id)
    assert _of(seen) == (TableStatus.COMPLETE, 9, 2)
    assert len(seen.interfaces) == 3
    statuses = {one.status for one in seen.tables.values()}
    assert statuses == {TableStatus.COMPLETE, TableStatus.ABSENT}
    assert agent.silences <= 5


@pytest.mark.parametrize("most", [24, 10, 4])
def test_how_many_it_takes_is_remembered(most: int) -> None:
    agent = _dropping(most)
    silences = []
    for _ in range(8):
        before = agent.silences
        seen = _polled(OwnSession(agent, Target("192.0.2.1", COMMUNITY), Budget()))
        assert _of(seen) == (TableStatus.COMPLETE, 9, 2)
        silences.append(agent.silences - before)
    # More are tried now and then: the line may have been what was silent.
    assert sum(silences[1:]) <= 4
    assert silences[2:].count(0) >= 3


def _by_version_1(honest: Agent, datagram: bytes) -> bytes | None:
    """Answer as an agent of version 1 would: one row, and noSuchName for what is not there."""
    received = read_message(datagram)
    assert isinstance(received, CommunityMessage)
    asked = received.pdu
    listed = asked.data[asked.start : asked.stop]
    pdu = encode_pdu(asked.kind, asked.request_id, 0, 0, listed)
    response = honest.respond(encode_community(1, received.community, pdu))
    assert response is not None
    answer = read_message(response)
    assert isinstance(answer, CommunityMessage)
    found = answer.pdu.data[answer.pdu.start : answer.pdu.stop]
    said = (0, 0, found)
    for at, (_, value) in enumerate(varbinds_of(answer.pdu), 1):
        if value is not None and value[0] in values.EXCEPTIONS:
            said = (2, at, listed)
            break
    return encode_community(0, received.community, encode_pdu(RESPONSE, asked.request_id, *said))


@pytest.mark.parametrize("version", [1, 2])
def test_the_other_engine_asks_for_fewer_too(version: int) -> None:
    lab = Lab()
    # Version 1 has no counters of 64 bits.
    shown = {oid: wire for oid, wire in nine_routes().items() if wire[0] != values.COUNTER64}
    honest = Agent(MappingView(shown), communities=["public"])
    refused: list[Pdu] = []

    def lie(datagram: bytes) -> list[bytes]:
        received = read_message(datagram)
        assert isinstance(received, CommunityMessage)
        if len(names_in(received.pdu)) > 4:
            refused.append(received.pdu)
            return []
        by_1 = received.version == 0
        answer = _by_version_1(honest, datagram) if by_1 else honest.respond(datagram)
        return [] if answer is None else [answer]

    async def work() -> list[Snapshot]:
        async with lab.liar(lie) as port, lab.client() as client:
            target = Target(
                "127.0.0.1",
                Community(version, Secret("public")),
                port,
                timeout_s=0.2,
                retries=0,
                engine=Engine.PYSNMP,
            )
            return [await poll(client.session(target), _request(), lambda: 0.0) for _ in range(2)]

    for seen in lab.run(work()):
        assert _of(seen) == (TableStatus.COMPLETE, 9, 2)
    assert len(refused) <= 6
