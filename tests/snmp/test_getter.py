"""Single values of agents that answer badly."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.snmp.errors import (
    AgentError,
    BrokenAgentError,
    NoAnswerError,
    NotPermittedError,
    PartlyReadError,
    SnmpError,
)
from monitor.snmp.getter import get
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.pdu import RESPONSE, Pdu
from monitor.snmp.peer import Peer
from monitor.snmp.values import Wire, encode_int
from tests.snmp.scripted import Script, agent, failing, listing, names_in

SHOWN: dict[Oid, Wire] = {(1, 3, 6, 1, 2, 1, 1, row): encode_int(row) for row in range(1, 61)}
NESTED = b"\x30\x04\x30\x02\x05\x00"


def _get(asks: Script, oids: list[Oid] | None = None) -> dict[Oid, Wire]:
    return asyncio.run(get(asks, oids or list(SHOWN)))


def _few(most: int) -> Script:
    honest = agent(SHOWN)

    def reply(question: Pdu) -> Pdu:
        if len(names_in(question)) > most:
            raise NoAnswerError("The agent kept silent.")
        return honest(question)

    return Script(reply)


@pytest.mark.parametrize("most", [24, 10, 4, 1])
def test_an_agent_that_is_silent_to_many_names_is_asked_for_fewer(most: int) -> None:
    assert _get(_few(most)) == SHOWN


@pytest.mark.parametrize("most", [24, 10, 4])
def test_and_it_is_remembered_how_many_it_takes(most: int) -> None:
    first = _few(most)
    _get(first)
    second = Script(first.reply, peer=first.peer)
    _get(second)
    sizes = [len(names_in(question)) for question in (*first.asked, *second.asked)]
    assert sum(size > most for size in sizes) <= 2
    again = Script(first.reply, peer=first.peer)
    assert _get(again, list(SHOWN)[:50]) == dict(list(SHOWN.items())[:50])
    assert max(len(names_in(question)) for question in again.asked) <= most


def test_an_agent_that_is_silent_to_one_name_too_is_asked_no_more() -> None:
    asks = _few(0)
    with pytest.raises(NoAnswerError):
        _get(asks)
    assert [len(names_in(question)) for question in asks.asked] == [50, 1]


def test_an_agent_that_leaves_names_out_is_asked_again_for_those() -> None:
    honest = agent(SHOWN)

    def reply(question: Pdu) -> Pdu:
        asked = listing([(name, b"\x05\x00") for name in names_in(question)[:7]])
        return honest(question._replace(data=asked.data, start=asked.start, stop=asked.stop))

    assert _get(Script(reply)) == SHOWN


def test_an_empty_answer_is_no_value_and_no_refusal() -> None:
    asks = Script(lambda _: listing([]))
    with pytest.raises(BrokenAgentError, match="an empty list"):
        _get(asks)
    # A single name tells that it answers nothing.
    assert len(asks.asked) == 2


def test_an_answer_about_other_names_is_none() -> None:
    asks = Script(lambda _: listing([(encode_oid((1, 3, 9)), encode_int(1))]))
    with pytest.raises(BrokenAgentError, match="not asked for"):
        _get(asks)
    assert len(asks.asked) == 2


@pytest.mark.parametrize("value", [NESTED, b"\x47\x01\x01", b"\x04\x05ab"])
def test_values_that_do_not_decode_are_said_to_be_those(value: bytes) -> None:
    def reply(question: Pdu) -> Pdu:
        return listing([(name, value) for name in names_in(question)])

    with pytest.raises(BrokenAgentError, match="does not decode"):
        _get(Script(reply))


def test_one_bad_value_costs_that_name_and_is_said() -> None:
    bad = list(SHOWN)[3]
    honest = agent(SHOWN | {bad: NESTED})
    with pytest.raises(PartlyReadError) as caught:
        _get(Script(honest))
    assert set(SHOWN) - set(caught.value.found) == {bad}
    assert list(caught.value.unread) == [bad]
    assert "does not decode" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "kind"), [(5, AgentError), (6, NotPermittedError), (16, NotPermittedError)]
)
def test_a_name_that_fails_is_not_taken_for_one_that_is_not_there(
    status: int, kind: type[SnmpError]
) -> None:
    bad = encode_oid(list(SHOWN)[3])
    honest = agent(SHOWN)

    def reply(question: Pdu) -> Pdu:
        names = names_in(question)
        return failing(status, names.index(bad) + 1) if bad in names else honest(question)

    with pytest.raises(PartlyReadError) as caught:
        _get(Script(reply))
    assert len(caught.value.found) == len(SHOWN) - 1
    [error] = caught.value.unread.values()
    assert isinstance(error, kind)


def test_no_such_name_to_everything_is_an_error_but_in_version_1() -> None:
    with pytest.raises(AgentError, match="noSuchName"):
        _get(Script(lambda _: failing(2, 1)))
    assert _get(Script(lambda _: failing(2, 1), is_version_1=True)) == {}


def test_no_such_name_beside_values_is_an_old_agent_s_word_for_nothing() -> None:
    missing = encode_oid((1, 3, 9))
    honest = agent(SHOWN)

    def reply(question: Pdu) -> Pdu:
        names = names_in(question)
        return failing(2, names.index(missing) + 1) if missing in names else honest(question)

    assert _get(Script(reply), [(1, 3, 9), *SHOWN]) == SHOWN


Reply = Callable[[Pdu], Pdu]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=120),
            st.tuples(st.integers(0, 20), st.integers(-3, 60)),
            st.just("silence"),
            st.just("honest"),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_an_agent_answers_the_questions_come_to_an_end(said: list[object]) -> None:
    honest = agent(SHOWN)

    def reply(question: Pdu) -> Pdu:
        now = said[len(asks.asked) % len(said)]
        if now == "silence":
            raise NoAnswerError("The agent kept silent.")
        if isinstance(now, tuple):
            return failing(*now)
        if isinstance(now, bytes):
            return Pdu(RESPONSE, 1, 0, 0, now, 0, len(now))
        return honest(question)

    asks = Script(reply, peer=Peer())
    both: set[Oid] = set()
    try:
        found = _get(asks)
    except PartlyReadError as error:
        found = error.found
        both = set(found) & set(error.unread)
    except SnmpError:
        found = {}
    assert not both
    assert found.items() <= SHOWN.items() or any(isinstance(one, bytes) for one in said)
    assert len(asks.asked) <= 600
