"""Walks against agents that are scripted in memory."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.reading import TableStatus
from monitor.snmp.agent_pdu import answer as honest_answer
from monitor.snmp.agent_view import MappingView
from monitor.snmp.errors import AgentError, NoAnswerError, SnmpError
from monitor.snmp.getter import get
from monitor.snmp.oid import Oid, decode_index, encode_index, encode_oid
from monitor.snmp.pdu import RESPONSE, Pdu, encode_question, encode_varbind, read_pdu
from monitor.snmp.values import Wire, encode_int
from monitor.snmp.walker import walk
from monitor.snmp.walks import Walk

TABLE: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
Answer = Callable[[Pdu], Pdu]


class Script:
    """Answers by a function; keeps what it was asked."""

    first_silence = False

    def __init__(self, reply: Answer, seconds_each: float = 0.0) -> None:
        self.answers = 0
        self.busy_s = 0.0
        self.asked: list[Pdu] = []
        self._reply = reply
        self._seconds_each = seconds_each

    async def ask(self, kind: int, first: int, second: int, names: Sequence[bytes]) -> Pdu:
        octets = encode_question(kind, 1, first, second, names)
        question = read_pdu(octets, 0, len(octets))
        self.asked.append(question)
        answer = self._reply(question)
        self.answers += 1
        self.busy_s += self._seconds_each
        return answer


def _agent(shown: dict[Oid, Wire], limit_bytes: int = 60_000) -> Answer:
    view = MappingView(shown)

    def reply(question: Pdu) -> Pdu:
        octets = honest_answer(view, question, limit_bytes)
        assert octets is not None
        return read_pdu(octets, 0, len(octets))

    return reply


def _table(columns: int, rows: int) -> dict[Oid, Wire]:
    return {
        (*TABLE, column, row): encode_int(column * 10_000 + row)
        for column in range(1, columns + 1)
        for row in range(1, rows + 1)
    }


def _roots(columns: int) -> list[bytes]:
    return [encode_oid((*TABLE, column)) for column in range(1, columns + 1)]


def _walk(asks: Script, roots: list[bytes], max_rows: int = 10_000, budget_s: float = 30) -> Walk:
    return asyncio.run(walk(asks, roots, max_rows, budget_s, 50))


def _error(status: int, index: int) -> Pdu:
    return Pdu(RESPONSE, 1, status, index, b"", 0, 0)


def _list(varbinds: Sequence[tuple[bytes, Wire]]) -> Pdu:
    data = b"".join(encode_varbind(name, wire) for name, wire in varbinds)
    return Pdu(RESPONSE, 1, 0, 0, data, 0, len(data))


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 6), st.integers(1, 300)), st.integers(0, 2**31 - 1), max_size=200
    ),
    st.integers(60, 2000),
)
def test_a_walk_has_exactly_the_cells_of_an_honest_agent(
    cells: dict[tuple[int, int], int], limit_bytes: int
) -> None:
    shown = {(*TABLE, *index): encode_int(number) for index, number in cells.items()}
    done = _walk(Script(_agent(shown, limit_bytes)), _roots(6))
    for column in range(1, 7):
        expected = {row: wire for (*_, at, row), wire in shown.items() if at == column}
        found = {decode_index(key)[0]: wire for key, wire in done.columns[column - 1].items()}
        assert found == expected
    assert done.status is (TableStatus.COMPLETE if cells else TableStatus.ABSENT)
    assert done.reason == ""


def test_an_answer_holds_about_fifty_varbinds() -> None:
    asks = Script(_agent(_table(5, 200)))
    done = _walk(asks, _roots(5))
    assert done.status is TableStatus.COMPLETE
    assert done.requests <= 25
    assert all(question.error_index * 5 <= 64 for question in asks.asked)


def test_two_hundred_roots_of_which_most_are_empty_are_cheap() -> None:
    asks = Script(_agent(_table(200, 0) | {(*TABLE, 77, 1): encode_int(1)}))
    done = _walk(asks, _roots(200))
    assert len(done.columns) == 200
    assert len(done.columns[76]) == 1
    assert done.status is TableStatus.COMPLETE
    assert done.requests <= 6


def test_no_roots_are_an_absent_table_without_a_question() -> None:
    done = _walk(Script(_agent({})), [])
    assert done == Walk((), ())
    assert done.status is TableStatus.ABSENT


def test_too_big_halves_the_question_until_it_fits() -> None:
    honest = _agent(_table(4, 40))

    def reply(question: Pdu) -> Pdu:
        names = len(list(_names(question)))
        return _error(1, 0) if names * question.error_index > 5 else honest(question)

    done = _walk(Script(reply), _roots(4))
    assert done.status is TableStatus.COMPLETE
    assert [len(column) for column in done.columns] == [40] * 4


def test_too_big_for_a_single_value_ends_incomplete() -> None:
    done = _walk(Script(lambda _: _error(1, 0)), _roots(3))
    assert done.status is TableStatus.INCOMPLETE
    assert done.reason == "agent answered tooBig"


@pytest.mark.parametrize("index", [0, 2, 99])
def test_an_error_in_one_column_leaves_the_others_whole(index: int) -> None:
    honest = _agent(_table(3, 30))
    broken = encode_oid((*TABLE, 2)) + encode_index((20,))

    def reply(question: Pdu) -> Pdu:
        names = list(_names(question))
        answer = honest(question)
        if broken in answer.data:
            below = (at for at, name in enumerate(names, 1) if name.startswith(broken[:-1]))
            at = next(below, 1)
            return _error(5, at if index == 2 else index)
        return answer

    done = _walk(Script(reply), _roots(3))
    assert [len(column) for column in done.columns] == [30, 19, 30]
    assert done.status is TableStatus.INCOMPLETE
    assert done.reason == "agent answered genErr"


def test_no_such_name_at_the_end_is_an_end_as_in_version_1() -> None:
    honest = _agent(_table(1, 7))

    def reply(question: Pdu) -> Pdu:
        return _error(2, 1) if b"\x82\x00" in honest(question).data else honest(question)

    done = _walk(Script(reply), _roots(1))
    assert len(done.columns[0]) <= 7
    assert done.status in (TableStatus.COMPLETE, TableStatus.ABSENT)


@pytest.mark.parametrize("status", [6, 16])
def test_a_refusal_says_refused(status: int) -> None:
    done = _walk(Script(lambda _: _error(status, 0)), _roots(2))
    assert done.status is TableStatus.REFUSED


def test_rows_out_of_order_are_all_taken() -> None:
    rows = [5, 3, 9, 1, 200, 150, 2]
    names = [encode_oid((*TABLE, 1, row)) for row in rows]

    def reply(question: Pdu) -> Pdu:
        (name,) = _names(question)
        at = names.index(name) + 1 if name in names else 0
        found = [(name, encode_int(1)) for name in names[at : at + 2]]
        return _list(found or [(encode_oid((*TABLE, 2, 1)), encode_int(0))])

    done = _walk(Script(reply), _roots(1))
    assert [decode_index(key)[0] for key in done.columns[0]] == rows
    assert done.status is TableStatus.COMPLETE


@pytest.mark.parametrize("period", [1, 3, 40])
def test_a_loop_ends_with_what_was_had(period: int) -> None:
    root = encode_oid((*TABLE, 1))

    def reply(question: Pdu) -> Pdu:
        (name,) = _names(question)
        row = decode_index(name[len(root) :])[0] if name != root else 0
        rows = [(row + step) % period + 1 for step in range(question.error_index)]
        return _list([(root + bytes((row,)), encode_int(row)) for row in rows])

    done = _walk(Script(reply), _roots(1))
    assert done.reason == "the agent loops"
    assert done.status is TableStatus.INCOMPLETE
    assert len(done.columns[0]) == period
    assert done.requests < 10


def test_a_table_of_a_million_rows_hits_the_cap() -> None:
    root = encode_oid((*TABLE, 1))

    def reply(question: Pdu) -> Pdu:
        (name,) = _names(question)
        row = decode_index(name[len(root) :])[0] if name != root else 0
        rows = range(row + 1, row + 1 + question.error_index)
        return _list([(root + encode_index((row,)), encode_int(1)) for row in rows])

    done = _walk(Script(reply), _roots(1), max_rows=5000)
    assert len(done.columns[0]) == 5000
    assert done.reason == "row cap of 5000 reached"


def test_as_many_rows_as_the_cap_are_still_complete() -> None:
    done = _walk(Script(_agent(_table(2, 25))), _roots(2), max_rows=25)
    assert done.status is TableStatus.COMPLETE


def test_a_slow_agent_runs_into_the_time_budget() -> None:
    done = _walk(Script(_agent(_table(1, 5000)), seconds_each=1.0), _roots(1), budget_s=10)
    assert done.reason == "time budget of 10 s reached"
    assert done.requests == 11
    assert all(end.was_left for end in done.ends)


def test_silence_on_the_way_keeps_what_was_had() -> None:
    asks = Script(_agent(_table(1, 500)))
    honest = asks._reply

    def reply(question: Pdu) -> Pdu:
        if asks.answers == 3:
            error = NoAnswerError("silent")
            error.brief = "no answer after 3 tries"
            raise error
        return honest(question)

    asks._reply = reply
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
    done = _walk(Script(lambda _: _list([])), _roots(3))
    assert done.status is TableStatus.INCOMPLETE
    assert done.reason == "an answer was empty"


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=80), min_size=1, max_size=5), st.integers(1, 14))
def test_any_answers_at_all_end_the_walk(octets: list[bytes], columns: int) -> None:
    asks = Script(lambda _: _error(0, 0))

    def reply(_: Pdu) -> Pdu:
        data = octets[asks.answers % len(octets)]
        return Pdu(RESPONSE, 1, 0, 0, data, 0, len(data))

    asks._reply = reply
    done = _walk(asks, _roots(columns), max_rows=100)
    assert len(done.columns) == columns


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(-3, 20)), min_size=1, max_size=6))
def test_any_error_statuses_end_the_walk(errors: list[tuple[int, int]]) -> None:
    asks = Script(lambda _: _error(0, 0))
    asks._reply = lambda _: _error(*errors[asks.answers % len(errors)])
    assert _walk(asks, _roots(5)).status is not TableStatus.COMPLETE


def test_get_leaves_out_what_the_agent_has_not() -> None:
    shown = _table(1, 3)
    wanted = [*shown, (1, 3, 9)]
    assert asyncio.run(get(Script(_agent(shown)), wanted)) == shown


def test_get_of_many_is_split_and_too_big_splits_it_more() -> None:
    shown = _table(1, 130)
    asks = Script(_agent(shown, limit_bytes=300))
    assert asyncio.run(get(asks, list(shown))) == shown
    assert max(len(list(_names(question))) for question in asks.asked) == 50


def test_silence_about_some_values_is_an_error_though_others_came() -> None:
    # What is missing may well be there: an uplink must not look gone.
    shown = _table(1, 120)
    honest, asked = _agent(shown), []

    def reply(question: Pdu) -> Pdu:
        asked.append(question)
        if len(asked) == 2:
            raise NoAnswerError("The agent kept silent.")
        return honest(question)

    with pytest.raises(NoAnswerError):
        asyncio.run(get(Script(reply), list(shown)))


def test_get_leaves_out_the_name_that_an_old_agent_points_at() -> None:
    shown = _table(1, 5)
    honest = _agent(shown)
    missing: Oid = (1, 3, 9)

    def reply(question: Pdu) -> Pdu:
        names = list(_names(question))
        if encode_oid(missing) in names:
            return _error(2, names.index(encode_oid(missing)) + 1)
        return honest(question)

    oids = list(shown)
    assert asyncio.run(get(Script(reply), [*oids[:2], missing, *oids[2:]])) == shown


def test_get_raises_if_an_error_left_nothing() -> None:
    with pytest.raises(AgentError, match="genErr"):
        asyncio.run(get(Script(lambda _: _error(5, 0)), [(1, 3, 6), (1, 3, 7)]))


def test_get_says_that_the_agent_refuses() -> None:
    with pytest.raises(SnmpError, match="access control"):
        asyncio.run(get(Script(lambda _: _error(16, 0)), [(1, 3, 6)]))


def test_what_fitted_into_no_answer_and_is_not_there_is_no_error() -> None:
    def reply(question: Pdu) -> Pdu:
        return _error(1, 0) if len(_names(question)) > 1 else _error(2, 1)

    assert asyncio.run(get(Script(reply), [(1, 3, 6), (1, 3, 7)])) == {}


def _names(question: Pdu) -> list[bytes]:
    from monitor.snmp.pdu import varbinds

    return [name for name, _ in varbinds(question)]
