"""
Agents that would keep a poll busy for ever: slow ones, endless ones, and such as answer garbage.

One poll has one budget for all its tables, ends within it, says what it did not read, and calls no
table complete of which nothing was read. No clock runs here: answers take what they are said to.
"""

import asyncio
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from monitor.asking import EVERY_KIND, kinds_for
from monitor.model.observation import FdbEntry, Interface, Snapshot
from monitor.model.profile import Engine
from monitor.model.reading import Pace, TableStatus
from monitor.model.secret import Secret
from monitor.poller import PollRequest, poll
from monitor.recorder import record
from monitor.snmp import ber
from monitor.snmp.agent import Agent
from monitor.snmp.agent_view import MappingView
from monitor.snmp.budget import POLL_BUDGET_S, Budget
from monitor.snmp.errors import BrokenAgentError, BudgetError, SnmpError, UnusableAnswerError
from monitor.snmp.oid import Oid
from monitor.snmp.own_session import OwnSession
from monitor.snmp.pdu import GET, Pdu
from monitor.snmp.session import Community, Session, Target, in_vlan
from monitor.snmp.values import Wire, encode_int, encode_octets
from tests.fakes import IF, IF_X, is_below, number, router, system
from tests.snmp.scripted import Straight, altered, listing, names_in
from tests.snmp.snmp_lab import Lab

COMMUNITY = Community(2, Secret("public"))
TARGET = Target("192.0.2.1", COMMUNITY)
SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)


def _nested(depth: int) -> Wire:
    """A value within a value within a value."""
    wire = b"\x05\x00"
    for _ in range(depth):
        wire = ber.tlv(ber.SEQUENCE, wire)
    return wire


NESTED = _nested(15_000)


def _agent(shown: Any = None) -> Callable[[bytes], bytes | None]:
    view = MappingView(router() if shown is None else shown)
    return Agent(view, communities=["public"], max_answer_bytes=1_400).respond


def _request() -> PollRequest:
    kinds = kinds_for(EVERY_KIND)
    return PollRequest(device="r1", address="192.0.2.1", pace=Pace.SLOW, kinds=kinds)


def _polled(agent: Straight, budget: Budget, **vlans: Any) -> Snapshot:
    session = OwnSession(agent, TARGET, budget)
    return asyncio.run(poll(session, _request(), lambda: 0.0, **vlans))


def _unread(seen: Snapshot) -> set[str]:
    """Why tables were not read; each that is called complete has rows, or is known to have none."""
    for one in seen.tables.values():
        assert one.status is not TableStatus.REFUSED
        assert one.status is not TableStatus.COMPLETE or one.rows, one
        assert (one.status is TableStatus.INCOMPLETE) is bool(one.reason), one
    return {one.reason for one in seen.tables.values()} - {""}


def test_a_poll_ends_within_a_minute_whatever_the_profile_says() -> None:
    assert Budget().seconds == POLL_BUDGET_S < 60


@pytest.mark.parametrize("seconds", [0.1, 1.0, 3.0, 7.0, 20.0])
def test_an_agent_that_takes_its_time_is_read_as_far_as_the_budget_goes(seconds: float) -> None:
    agent, budget = Straight(_agent(), seconds), Budget()
    seen = _polled(agent, budget)
    assert seen.identity.sys_name == "r1"
    assert budget.waited_s <= POLL_BUDGET_S
    is_whole = agent.requests * seconds < POLL_BUDGET_S
    assert _unread(seen) == (set() if is_whole else {f"time budget of {POLL_BUDGET_S:g} s reached"})


def test_what_was_read_before_the_end_is_kept() -> None:
    shown = router()
    for index in range(1, 400):
        shown[1, 3, 6, 1, 2, 1, 2, 2, 1, 2, index] = encode_octets(b"port")
    seen = _polled(Straight(_agent(shown), 1.0), Budget(20.0))
    assert seen.tables["ifTable"].status is TableStatus.INCOMPLETE
    assert len(seen.interfaces) > 50
    assert "time budget of 20 s reached" in _unread(seen)


def test_an_agent_whose_every_value_is_nested_is_broken_and_soon_known_to_be() -> None:
    def change(question: Pdu) -> Pdu:
        return listing([(names_in(question)[0], NESTED)])

    agent = Straight(altered(_agent(), change), 3.0)
    with pytest.raises(BrokenAgentError, match="does not decode"):
        _polled(agent, Budget())
    assert agent.requests == 1 or agent.requests * 3.0 < POLL_BUDGET_S


def test_tables_of_nested_values_are_read_within_the_budget_and_none_is_complete() -> None:
    def change(question: Pdu) -> Pdu | None:
        if question.kind == GET:
            return None
        return listing([(name + b"\x01", NESTED) for name in names_in(question)[:1]])

    budget = Budget()
    seen = _polled(Straight(altered(_agent(), change), 0.001), budget)
    assert budget.is_spent()
    assert seen.identity.sys_name == "r1"
    assert not seen.routes
    complete = {name for name, one in seen.tables.items() if one.status is TableStatus.COMPLETE}
    assert complete == {"system"}


def test_a_short_table_of_nested_values_is_not_complete_either() -> None:
    shown = {
        oid: b"\x30\x02\x05\x00" if is_below(oid, IF) or is_below(oid, IF_X) else wire
        for oid, wire in router().items()
    }
    seen = _polled(Straight(_agent(shown)), Budget())
    assert seen.status_of(Interface) is TableStatus.INCOMPLETE
    assert "values that do not decode" in _unread(seen)


class Endless:
    """A view in which every table goes on for ever."""

    def __init__(self, value: Wire) -> None:
        self._system = MappingView(system())
        self._value = value

    def get(self, oid: Oid) -> Wire | None:
        return self._system.get(oid)

    def next(self, oid: Oid) -> tuple[Oid, Wire] | None:
        found = self._system.next(oid)
        if found is not None and oid[: len(SYSTEM)] == SYSTEM:
            return found
        is_row = len(oid) > 12
        return ((*oid[:-1], oid[-1] + 1) if is_row else (*oid, 1, 1)), self._value


def _endless(value: Wire) -> Straight:
    agent = Agent(Endless(value), communities=["public"], max_answer_bytes=60_000)
    return Straight(agent.respond, 0.001)


@pytest.mark.parametrize("value", [encode_int(1), encode_octets(b"x" * 1_000)])
def test_endless_tables_are_cut_by_what_a_poll_may_take(value: Wire) -> None:
    budget = Budget(octets=2**18)
    tracemalloc.start()
    try:
        seen = _polled(_endless(value), budget)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "limit of 262,144 octets reached" in _unread(seen)
    assert budget.received < 2**18 + 60_000
    # Four MiB of answers, as it is by default, so stay well below 200 MB.
    assert most < 25 * 2**18


def test_all_vlans_of_a_switch_draw_on_the_same_budget() -> None:
    vlans = {(1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1, 2, 1, n): number(1) for n in range(1, 100)}
    shown = router() | system(object_id=(1, 3, 6, 1, 4, 1, 9, 1)) | vlans
    agent, budget = Straight(_agent(shown), 0.9), Budget()
    inside = Straight(Agent(MappingView({}), communities=["public@1"]).respond, 0.9)

    def opened(vlan: int) -> Session:
        return OwnSession(inside, in_vlan(TARGET, vlan), budget, is_underway=True)

    seen = _polled(agent, budget, in_vlan=opened)
    assert budget.waited_s <= POLL_BUDGET_S
    assert seen.status_of(FdbEntry) is TableStatus.INCOMPLETE


def test_a_recording_of_such_an_agent_ends_too_and_says_what_is_not_whole() -> None:
    session = OwnSession(Straight(_agent(), 3.0), TARGET, Budget(20.0))
    recorded = asyncio.run(record(session, lambda _: None))
    assert recorded.cells
    assert any("time budget of 20 s reached" in one for one in recorded.not_whole)


def _lies(lab: Lab, lie: Callable[[bytes], list[bytes]], budget: Budget) -> SnmpError:
    """Poll through pysnmp; return what it came to."""

    async def work() -> SnmpError:
        async with lab.liar(lie) as port, lab.client() as client:
            target = Target(
                "127.0.0.1", COMMUNITY, port, timeout_s=0.1, retries=0, engine=Engine.PYSNMP
            )
            with pytest.raises(SnmpError) as caught:
                await poll(client.session(target, budget=budget), _request(), lambda: 0.0)
            return caught.value

    return lab.run(work())


def _answers_nested(datagram: bytes) -> list[bytes]:
    def change(question: Pdu) -> Pdu:
        return listing([(names_in(question)[0], NESTED)])

    answer = altered(_agent(), change)(datagram)
    return [] if answer is None else [answer]


def _answers_garbage(_: bytes) -> list[bytes]:
    return [b"garbage"]


@pytest.mark.parametrize("lie", [_answers_nested, _answers_garbage])
def test_the_other_engine_gives_garbage_up_at_once_and_says_what_came(
    lie: Callable[[bytes], list[bytes]],
) -> None:
    error = _lies(Lab(), lie, Budget())
    assert isinstance(error, UnusableAnswerError)
    assert "what came from 127.0.0.1 port" in str(error)


def test_the_other_engine_asks_no_more_once_the_budget_is_spent() -> None:
    error = _lies(Lab(), lambda _: [], Budget(seconds=1, waited_s=1))
    assert isinstance(error, BudgetError)
