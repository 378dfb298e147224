"""Walks against agents that are scripted in memory."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.reading import TableStatus
from monitor.snmp.budget import Budget
from monitor.snmp.errors import AgentError, NoAnswerError, SnmpError
from monitor.snmp.getter import get
from monitor.snmp.oid import Oid, decode_index, encode_index, encode_oid
from monitor.snmp.pdu import RESPONSE, Pdu
from monitor.snmp.values import Wire, encode_int
from monitor.snmp.walker import walk
from monitor.snmp.walks import Walk
from tests.snmp.scripted import Script, agent, failing, listing, names_in

TABLE: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)


def _table(columns: int, rows: int) -> dict[Oid, Wire]:
    return {
        (*TABLE, column, row): encode_int(column * 10_000 + row)
        for column in range(1, columns + 1)
        for row in range(1, rows + 1)
    }


def _roots(columns: int) -> list[bytes]:
    return [encode_oid((*TABLE, column)) for column in range(1, columns + 1)]


def _walk(asks: Script, roots: list[bytes], max_rows: int = 10_000) -> Walk:
    return asyncio.run(walk(asks, roots, max_rows, 50))


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 6), st.integers(1, 300)), st.integers(0, 2**31 - 1), max_size=200
    ),
    st.integers(60, 2000),
)
def test_a_walk_has_exactly_the_cells_of_an_honestagent(
    cells: dict[tuple[int, int], int], limit_bytes: int
) -> None:
    shown = {(*TABLE, *index): encode_int(number) for index, number in cells.items()}
    done = _walk(Script(agent(shown, limit_bytes)), _roots(6))
    for column in range(1, 7):
        expected = {row: wire for (*_, at, row), wire in shown.items() if at == column}
        found = {decode_index(key)[0]: wire for key, wire in done.columns[column - 1].items()}
        assert found == expected
    assert done.status is (TableStatus.COMPLETE if cells else TableStatus.ABSENT)
    assert done.reason == ""


def test_an_answer_holds_about_fifty_varbinds() -> None:
    asks = Script(agent(_table(5, 200)))
    done = _walk(asks, _roots(5))
    assert done.status is TableStatus.COMPLETE
    assert done.requests <= 25
    assert all(question.error_index * 5 <= 64 for question in asks.asked)


def test_two_hundred_roots_of_which_most_are_empty_are_cheap() -> None:
    asks = Script(agent(_table(200, 0) | {(*TABLE, 77, 1): encode_int(1)}))
    done = _walk(asks, _roots(200))
    assert len(done.columns) == 200
    assert len(done.columns[76]) == 1
    assert done.status is TableStatus.COMPLETE
    assert done.requests <= 6


def test_no_roots_are_an_absent_table_without_a_question() -> None:
    done = _walk(Script(agent({})), [])
    assert done == Walk((), ())
    assert done.status is TableStatus.ABSENT


def test_too_big_halves_the_question_until_it_fits() -> None:
    honest = agent(_table(4, 40))

    def reply(question: Pdu) -> Pdu:
        names = len(list(names_in(question)))
        return failing(1, 0) if names * question.error_index > 5 else honest(question)

    done = _walk(Script(reply), _roots(4))
    assert done.status is TableStatus.COMPLETE
    assert [len(column) for column in done.columns] == [40] * 4


def test_too_big_for_a_single_value_ends_incomplete() -> None:
    done = _walk(Script(lambda _: failing(1, 0)), _roots(3))
    assert done.status is TableStatus.INCOMPLETE
    assert done.reason == "agent answered tooBig"


@pytest.mark.parametrize("index", [0, 2, 99])
def test_an_error_in_one_column_leaves_the_others_whole(index: int) -> None:
    honest = agent(_table(3, 30))
    broken = encode_oid((*TABLE, 2)) + encode_index((20,))

    def reply(question: Pdu) -> Pdu:
        names = list(names_in(question))
        answer = honest(question)
        if broken in answer.data:
            below = (at for at, name in enumerate(names, 1) if name.startswith(broken[:-1]))
            at = next(below, 1)
            return failing(5, at if index == 2 else index)
        return answer

    done = _walk(Script(reply), _roots(3))
    assert [len(column) for column in done.columns] == [30, 19, 30]
    assert done.status is TableStatus.INCOMPLETE
    assert done.reason == "agent answered genErr"


def _by_version_1(question: Pdu) -> Pdu:
    """Answer one row at a time, and noSuchName behind the last (RFC 1157, 4.1.3)."""
    answer = agent(_table(1, 7))(question._replace(error_index=1))
    return failing(2, 1) if b"\x82\x00" in answer.data else answer


def test_no_such_name_is_an_end_in_version_1() -> None:
    done = _walk(Script(_by_version_1, is_version_1=True), _roots(1))
    assert len(done.columns[0]) == 7
    assert done.status is TableStatus.COMPLETE
    assert _walk(Script(_by_version_1, is_version_1=True), [b"\x2b\x09"]).status is (
        TableStatus.ABSENT
    )


def test_no_such_name_is_no_end_in_later_versions_which_have_other_words_for_it() -> None:
    done = _walk(Script(_by_version_1), _roots(1))
    assert len(done.columns[0]) == 7
    assert (done.status, done.reason) == (TableStatus.INCOMPLETE, "agent answered noSuchName")


@pytest.mark.parametrize("status", [6, 16])
def test_a_refusal_says_refused(status: int) -> None:
    done = _walk(Script(lambda _: failing(status, 0)), _roots(2))
    assert done.status is TableStatus.REFUSED


def test_rows_out_of_order_are_all_taken() -> None:
    rows = [5, 3, 9, 1, 200, 150, 2]
    names = [encode_oid((*TABLE, 1, row)) for row in rows]

    def reply(question: Pdu) -> Pdu:
        (name,) = names_in(question)
        at = names.index(name) + 1 if name in names else 0
        found = [(name, encode_int(1)) for name in names[at : at + 2]]
        return listing(found or [(encode_oid((*TABLE, 2, 1)), encode_int(0))])

    done = _walk(Script(reply), _roots(1))
    assert [decode_index(key)[0] for key in done.columns[0]] == rows
    assert done.status is TableStatus.COMPLETE


@pytest.mark.parametrize("period", [1, 3, 40])
def test_a_loop_ends_with_what_was_had(period: int) -> None:
    root = encode_oid((*TABLE, 1))

    def reply(question: Pdu) -> Pdu:
        (name,) = names_in(question)
        row = decode_index(name[len(root) :])[0] if name != root else 0
        rows = [(row + step) % period + 1 for step in range(question.error_index)]
        return listing([(root + bytes((row,)), encode_int(row)) for row in rows])

    done = _walk(Script(reply), _roots(1))
    assert done.reason == "the agent loops"
    assert done.status is TableStatus.INCOMPLETE
    assert len(done.columns[0]) == period
    assert done.requests < 10


def test_a_table_of_a_million_rows_hits_the_cap() -> None:
    root = encode_oid((*TABLE, 1))

    def reply(question: Pdu) -> Pdu:
        (name,) = names_in(question)
        row = decode_index(name[len(root) :])[0] if name != root else 0
        rows = range(row + 1, row + 1 + question.error_index)
        return listing([(root + encode_index((row,)), encode_int(1)) for row in rows])

    done = _walk(Script(reply), _roots(1), max_rows=5000)
    assert len(done.columns[0]) == 5000
    assert done.reason == "row cap of 5000 reached"


def test_as_many_rows_as_the_cap_are_still_complete() -> None:
    done = _walk(Script(agent(_table(2, 25))), _roots(2), max_rows=25)
    assert done.status is TableStatus.COMPLETE


def test_a_slow_agent_runs_into_the_time_budget() -> None:
    done = _walk(Script(agent(_table(1, 5000)), 1.0, budget=Budget(10)), _roots(1))
    assert done.reason == "time budget of 10 s reached"
    assert done.requests == 10
    # Nor would it be read alone.
    assert not any(end.was_left for end in done.ends)


def test_silence_on_the_way_keeps_what_was_had() -> None:
    asks = Script(agent(_table(1, 500)))
    honest = asks.reply

    def reply(question: Pdu) -> Pdu:
        if asks.answers == 3:
            error = NoAnswerError("silent")
            error.brief = "no answer after 3 tries"
            raise error
        return honest(question)

    asks.reply = reply
    done = _walk(asks, _roots(1))
    assert done.reason == "no answer after 3 tries"
    assert done.status is TableStatus.INCOMPLETE
    assert len(done.columns[0]) > 100


def test_silence_from_the_start_raises() -> None:
    def reply(_: Pdu) -> Pdu:
        raise NoAnswerError("silent")

    with pytest.raises(NoAnswerError):
        _walk(Script(reply), _roots(1))


def test_empty_answers_end_incomplete() -> None:
    done = _walk(Script(lambda _: listing([])), _roots(3))
    assert done.status is TableStatus.INCOMPLETE
    assert done.reason == "an answer was empty"


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=80), min_size=1, max_size=5), st.integers(1, 14))
def test_any_answers_at_all_end_the_walk(octets: list[bytes], columns: int) -> None:
    asks = Script(lambda _: failing(0, 0))

    def reply(_: Pdu) -> Pdu:
        data = octets[asks.answers % len(octets)]
        return Pdu(RESPONSE, 1, 0, 0, data, 0, len(data))

    asks.reply = reply
    done = _walk(asks, _roots(columns), max_rows=100)
    assert len(done.columns) == columns


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(-3, 20)), min_size=1, max_size=6))
def test_any_error_statuses_end_the_walk(errors: list[tuple[int, int]]) -> None:
    asks = Script(lambda _: failing(0, 0))
    asks.reply = lambda _: failing(*errors[asks.answers % len(errors)])
    assert _walk(asks, _roots(5)).status is not TableStatus.COMPLETE


def test_get_leaves_out_what_the_agent_has_not() -> None:
    shown = _table(1, 3)
    wanted = [*shown, (1, 3, 9)]
    assert asyncio.run(get(Script(agent(shown)), wanted)) == shown


def test_get_of_many_is_split_and_too_big_splits_it_more() -> None:
    shown = _table(1, 130)
    asks = Script(agent(shown, limit_bytes=300))
    assert asyncio.run(get(asks, list(shown))) == shown
    assert max(len(list(names_in(question))) for question in asks.asked) == 50


def test_silence_about_some_values_is_an_error_though_others_came() -> None:
    # What is missing may well be there: an uplink must not look gone.
    shown = _table(1, 120)
    honest, asked = agent(shown), []

    def reply(question: Pdu) -> Pdu:
        asked.append(question)
        if len(asked) > 1:
            raise NoAnswerError("The agent kept silent.")
        return honest(question)

    with pytest.raises(NoAnswerError):
        asyncio.run(get(Script(reply), list(shown)))


def test_get_leaves_out_the_name_that_an_old_agent_points_at() -> None:
    shown = _table(1, 5)
    honest = agent(shown)
    missing: Oid = (1, 3, 9)

    def reply(question: Pdu) -> Pdu:
        names = list(names_in(question))
        if encode_oid(missing) in names:
            return failing(2, names.index(encode_oid(missing)) + 1)
        return honest(question)

    oids = list(shown)
    assert asyncio.run(get(Script(reply), [*oids[:2], missing, *oids[2:]])) == shown


def test_get_raises_if_an_error_left_nothing() -> None:
    with pytest.raises(AgentError, match="genErr"):
        asyncio.run(get(Script(lambda _: failing(5, 0)), [(1, 3, 6), (1, 3, 7)]))


def test_get_says_that_the_agent_refuses() -> None:
    with pytest.raises(SnmpError, match="access control"):
        asyncio.run(get(Script(lambda _: failing(16, 0)), [(1, 3, 6)]))


def test_what_fitted_into_no_answer_and_is_not_there_is_no_error() -> None:
    def reply(question: Pdu) -> Pdu:
        return failing(1, 0) if len(names_in(question)) > 1 else failing(2, 1)

    asks = Script(reply, is_version_1=True)
    assert asyncio.run(get(asks, [(1, 3, 6), (1, 3, 7)])) == {}


@pytest.mark.parametrize("before", [(1, 3, 6, 0), (1, 3, 6, 1, 2, 1, 2, 1, 0), (1, 3)])
def test_a_name_before_those_asked_for_is_no_end(before: Oid) -> None:
    honest = agent(_table(1, 500))
    asks = Script(honest)

    def reply(question: Pdu) -> Pdu:
        if len(asks.asked) > 3:
            return listing([(encode_oid(before), encode_int(1))])
        return honest(question)

    asks.reply = reply
    done = _walk(asks, _roots(1))
    assert len(done.columns[0]) > 100
    assert done.status is TableStatus.INCOMPLETE
    assert "went back" in done.reason


def test_a_name_far_behind_is_the_end_of_a_table() -> None:
    far = encode_oid((1, 3, 6, 1, 2, 1, 2, 2, 1, 2**14))
    near = encode_oid((*TABLE, 2**14 - 1))
    # As octets the one behind comes first.
    assert far < near
    done = _walk(Script(lambda _: listing([(far, encode_int(1))])), [near])
    assert done.status is TableStatus.ABSENT
