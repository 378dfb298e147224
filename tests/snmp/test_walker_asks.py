"""How much a walk asks for at once, and what it makes of an agent that does not go along."""

import asyncio
from collections.abc import Callable

import pytest

from monitor.model.reading import TableStatus
from monitor.snmp.errors import NoAnswerError
from monitor.snmp.oid import Oid, encode_index, encode_oid
from monitor.snmp.pdu import Pdu
from monitor.snmp.values import Wire, encode_int, encode_octets
from monitor.snmp.walker import walk
from monitor.snmp.walks import WHOLE, Walk
from tests.snmp.scripted import Script, agent, failing, listing, names_in

TABLE: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
GEN_ERR, TOO_BIG, NO_SUCH_NAME = 5, 1, 2
ONE = encode_int(1)
Reply = Callable[[Pdu], Pdu]


def _table(columns: int, rows: int, value: Wire = ONE) -> dict[Oid, Wire]:
    return {
        (*TABLE, column, row): value
        for column in range(1, columns + 1)
        for row in range(1, rows + 1)
    }


def _roots(columns: int) -> list[bytes]:
    return [encode_oid((*TABLE, column)) for column in range(1, columns + 1)]


def _walk(asks: Script, columns: int, max_repetitions: int = 64) -> Walk:
    return asyncio.run(walk(asks, _roots(columns), 10_000, max_repetitions))


def _asked(asks: Script) -> list[tuple[int, int]]:
    """Say of each question for how many columns and how many rows it was."""
    return [(len(names_in(question)), question.error_index) for question in asks.asked]


def _once(wrong: Pdu, honest: Reply, *, question: int = 1) -> Script:
    """Return an agent that answers one of the questions wrongly, counted from 1."""
    asks = Script(honest)

    def reply(asked: Pdu) -> Pdu:
        return wrong if len(asks.asked) == question else honest(asked)

    asks.reply = reply
    return asks


def test_at_first_fifty_values_are_asked_for_of_twelve_columns_at_most() -> None:
    for columns, asked in ((1, (1, 50)), (4, (4, 12)), (12, (12, 4)), (50, (12, 4))):
        asks = Script(agent(_table(columns, 100)))
        _walk(asks, columns)
        assert _asked(asks)[0] == asked


def test_of_more_than_fifty_columns_one_row_each_is_asked_for_first() -> None:
    asks = Script(agent(_table(51, 100)))
    _walk(asks, 51)
    assert [names for names, _ in _asked(asks)[:3]] == [50, 50, 12]
    assert [rows for _, rows in _asked(asks)[:2]] == [1, 1]
    assert _asked(asks)[2][1] > 1
    asks = Script(agent(_table(100, 100)))
    _walk(asks, 100)
    assert [names for names, _ in _asked(asks)[:3]] == [50, 50, 12]


@pytest.mark.parametrize(("length", "rows"), [(1, 64), (53, 20), (121, 10), (1400, 1)])
def test_once_it_is_known_how_long_values_are_an_answer_fills_a_frame(
    length: int, rows: int
) -> None:
    """A frame has room for 1,400 octets of names and values; 64 short ones are enough."""
    shown = _table(1, 100, encode_octets(b"x" * length))
    asks = Script(agent(shown))
    _walk(asks, 1)
    assert _asked(asks)[1] == (1, rows)


@pytest.mark.parametrize(("most", "rows"), [(0, 1), (1, 1), (2, 2), (10, 10)])
def test_no_more_rows_are_asked_for_than_the_profile_says(most: int, rows: int) -> None:
    asks = Script(agent(_table(1, 30)))
    assert len(_walk(asks, 1, most).columns[0]) == 30
    assert {asked for _, asked in _asked(asks)} == {rows}


def test_version_1_is_asked_row_by_row() -> None:
    asks = Script(agent(_table(2, 5)), is_version_1=True)
    _walk(asks, 2)
    assert {rows for _, rows in _asked(asks)} == {1}


def test_too_big_an_answer_halves_the_question_for_good() -> None:
    asks = _once(failing(TOO_BIG, 0), agent(_table(4, 40)))
    assert _walk(asks, 4).status is TableStatus.COMPLETE
    assert _asked(asks)[0] == (4, 12)
    # 24 values, and no more again though the frame would hold them.
    assert set(_asked(asks)[1:]) == {(4, 6)}


def test_too_big_for_two_is_asked_for_one_by_one() -> None:
    honest = agent(_table(2, 3))
    asks = Script(lambda asked: failing(1, 0) if len(names_in(asked)) > 1 else honest(asked))
    done = _walk(asks, 2, 1)
    assert [len(column) for column in done.columns] == [3, 3]
    assert _asked(asks)[:2] == [(2, 1), (1, 1)]
    assert all(asked == (1, 1) for asked in _asked(asks)[1:])


def test_an_error_in_many_rows_is_looked_for_row_by_row_and_then_many_are_asked_for_again() -> None:
    honest = agent(_table(2, 100))
    broken = encode_oid((*TABLE, 1)) + encode_index((3,))

    def reply(question: Pdu) -> Pdu:
        answer = honest(question)
        return failing(GEN_ERR, 1) if broken in answer.data else answer

    asks = Script(reply)
    done = _walk(asks, 2)
    assert [len(column) for column in done.columns] == [2, 100]
    assert [end.reason for end in done.ends] == ["agent answered genErr", ""]
    # Three single rows of both, of which the third fails; the other is then read as ever.
    assert _asked(asks)[:4] == [(2, 25), (2, 1), (2, 1), (2, 1)]
    assert _asked(asks)[4][0] == 1
    assert _asked(asks)[4][1] > 1
    assert len(asks.asked) < 8


def test_an_error_in_two_rows_is_looked_for_row_by_row_too() -> None:
    honest = agent(_table(1, 10))
    broken = encode_oid((*TABLE, 1)) + encode_index((4,))

    def reply(question: Pdu) -> Pdu:
        answer = honest(question)
        return failing(GEN_ERR, 1) if broken in answer.data else answer

    assert len(_walk(Script(reply), 1, 2).columns[0]) == 3


@pytest.mark.parametrize("offender", [1, 2, 3])
def test_an_error_costs_the_column_that_it_names_and_the_others_nothing(offender: int) -> None:
    wrong = failing(GEN_ERR, offender)
    honest = agent(_table(3, 3))

    def reply(question: Pdu) -> Pdu:
        return wrong if len(names_in(question)) == 3 else honest(question)

    asks = Script(reply)
    done = _walk(asks, 3, 1)
    assert [bool(end.reason) for end in done.ends] == [at == offender for at in (1, 2, 3)]
    # Nor are fewer asked for.
    assert set(_asked(asks)[1:]) == {(2, 1)}


@pytest.mark.parametrize("index", [0, 4, 99, -3])
def test_an_error_that_names_none_costs_none_of_those_that_answer_alone(index: int) -> None:
    wrong = failing(GEN_ERR, index)
    honest = agent(_table(3, 3))
    asks = Script(lambda asked: wrong if len(names_in(asked)) == 3 else honest(asked))
    done = _walk(asks, 3)
    assert done.status is TableStatus.COMPLETE
    assert [names for names, _ in _asked(asks)[:3]] == [3, 3, 1]
    # One is what it is asked for from now on.
    assert set(_asked(asks)[2:]) == {(1, 1)}


def test_an_error_that_names_none_of_two_costs_neither() -> None:
    honest = agent(_table(2, 3))
    asks = Script(lambda asked: failing(5, 0) if len(names_in(asked)) == 2 else honest(asked))
    done = _walk(asks, 2, 1)
    assert [len(column) for column in done.columns] == [3, 3]
    assert done.status is TableStatus.COMPLETE


@pytest.mark.parametrize("index", [0, 1, 7])
def test_an_error_about_a_column_asked_alone_is_its_own(index: int) -> None:
    done = _walk(_once(failing(GEN_ERR, index), agent(_table(1, 3))), 1, 1)
    assert done.ends[0].reason == "agent answered genErr"


def test_in_version_1_no_such_name_is_the_end_of_a_column_and_another_error_is_not() -> None:
    def walked(status: int) -> Walk:
        return _walk(Script(lambda _: failing(status, 1), is_version_1=True), 2)

    assert walked(NO_SUCH_NAME).ends == (WHOLE, WHOLE)
    assert [end.reason for end in walked(GEN_ERR).ends] == ["agent answered genErr"] * 2


@pytest.mark.parametrize("room", [1, 5])
def test_no_more_columns_are_asked_for_than_an_answer_has_room_for(room: int) -> None:
    honest = agent(_table(12, 1))

    def reply(question: Pdu) -> Pdu:
        answer = honest(question)
        octets, at = answer.data, answer.start
        for _ in range(room):
            at += 2 + octets[at + 1]
        return answer._replace(stop=min(at, answer.stop))

    asks = Script(reply)
    done = _walk(asks, 12)
    assert [len(column) for column in done.columns] == [1] * 12
    assert [names for names, _ in _asked(asks)[:3]] == [12, room, room]


def test_an_agent_that_is_empty_for_three_columns_alone_and_gave_nothing_is_given_up() -> None:
    asks = Script(lambda _: listing([]))
    done = _walk(asks, 8)
    assert [asked for asked in _asked(asks) if asked == (1, 1)] == [(1, 1)] * 3
    assert {end.reason for end in done.ends} == {"an answer was empty"}
    # Nor would it give more if it were asked for each alone.
    assert not any(end.was_left for end in done.ends)


def test_an_agent_that_gave_something_is_asked_for_all_the_rest() -> None:
    honest = agent(_table(8, 1))
    last = _roots(8)[-1]

    def reply(question: Pdu) -> Pdu:
        names = names_in(question)
        is_last = len(names) == 1 and names[0].startswith(last)
        return honest(question) if is_last else listing([])

    # The last comes first: it gives its value before the others are known to be empty.
    asks = Script(reply)
    done = asyncio.run(walk(asks, list(reversed(_roots(8))), 10_000, 50))
    assert len(done.columns[0]) == 1
    assert [end.reason for end in done.ends] == ["", *["an answer was empty"] * 7]


def test_an_answer_that_does_not_decode_is_counted_and_told() -> None:
    broken = Pdu(0xA2, 1, 0, 0, b"\x31\x00\x00", 0, 3)
    done = _walk(Script(lambda _: broken), 1, 1)
    assert done.ends[0].reason == "the agent's answer does not decode"
    assert done.ends[0].malformed == 1


def test_a_value_that_does_not_decode_is_counted_though_the_column_came_to_its_end() -> None:
    root = _roots(1)[0]

    def reply(question: Pdu) -> Pdu:
        (name,) = names_in(question)
        if name != root:
            return listing([(encode_oid((*TABLE, 2, 1)), encode_int(1))])
        return listing([(root + b"\x01", encode_int(1)), (root + b"\x02", b"\x02\x05\x01")])

    done = _walk(Script(reply), 1)
    assert done.ends[0].malformed == 1
    assert done.ends[0].reason == ""


def test_what_an_agent_fell_silent_to_may_be_asked_for_alone() -> None:
    honest = agent(_table(2, 100))
    asks = Script(honest)

    def reply(question: Pdu) -> Pdu:
        if len(asks.asked) > 1:
            raise NoAnswerError("It fell silent.")
        return honest(question)

    asks.reply = reply
    done = _walk(asks, 2)
    # What is no brief error is told in full.
    assert {end.reason for end in done.ends} == {"It fell silent."}
    assert all(end.was_left for end in done.ends)
