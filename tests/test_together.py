"""Reading all tables of a poll at once brings what reading one after another brings."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.asking import EVERY_KIND, kinds_for, tables_for
from monitor.model.observation import Identity, Snapshot
from monitor.model.reading import Pace, TableStatus
from monitor.poller import PollRequest, poll
from monitor.reading import Limits, Read, read_table
from monitor.snmp.errors import AuthenticationError, NoAnswerError, SnmpError
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.recorded_session import RecordedSession
from monitor.snmp.recording import Recording, read_recording
from monitor.snmp.session import MAX_ROWS, EngineIdentity
from monitor.snmp.values import Wire
from monitor.snmp.walks import WHOLE, End, Walk
from monitor.table import Table
from monitor.together import read_together

RECORDINGS = sorted(
    (Path(__file__).parents[1] / "config" / "demo" / "recordings").glob("*.snmprec")
)
LINUX = "1.3.6.1.4.1.8072.3.2.10"
SILENT = NoAnswerError("The device fell silent.")


class Counted:
    """
    A session that counts requests; one of them may fail, and walks may be given up after so many
    roots.
    """

    def __init__(
        self,
        recording: Recording,
        fails_at: int = -1,
        error: SnmpError = SILENT,
        *,
        gives_up_after: int | None = None,
    ) -> None:
        self._session = RecordedSession(recording)
        self._fails_at, self._error, self._roots = fails_at, error, gives_up_after
        self.requests = 0
        self.engine: EngineIdentity | None = None

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        self._count()
        return await self._session.get(oids)

    async def walk(self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS) -> Walk:
        self._count()
        walk = await self._session.walk(roots, max_rows=max_rows)
        if self._roots is None or len(roots) <= self._roots:
            return walk
        seen = walk.columns[: self._roots]
        unseen = len(roots) - len(seen)
        left = End("no answer", was_left=True)
        return Walk((*seen, *({} for _ in range(unseen))), (WHOLE,) * len(seen) + (left,) * unseen)

    def _count(self) -> None:
        self.requests += 1
        if self.requests == self._fails_at:
            raise self._error


def _object_id(recording: Recording) -> str:
    snapshot = asyncio.run(poll(RecordedSession(recording), _request(Pace.SLOW, None), lambda: 0.0))
    assert snapshot.identity.object_id
    return snapshot.identity.object_id


def _request(pace: Pace, object_id: str | None, uplinks: tuple[int, ...] = (2, 3)) -> PollRequest:
    return PollRequest(
        device="x",
        address="127.0.0.1",
        pace=pace,
        kinds=kinds_for(EVERY_KIND),
        uplinks=uplinks,
        object_id=object_id,
    )


def _polled(session: Counted, request: PollRequest) -> Snapshot:
    return asyncio.run(poll(session, request, lambda: 0.0))


def _tables(pace: Pace, object_id: str) -> tuple[Table, ...]:
    return tables_for(kinds_for(EVERY_KIND), pace, object_id)


def _one_by_one(
    session: Counted, tables: Sequence[Table], pace: Pace, uplinks: tuple[int, ...]
) -> dict[str, Read]:
    async def read() -> dict[str, Read]:
        return {
            table.name: await read_table(session, table, pace, uplinks, Limits())
            for table in tables
        }

    return asyncio.run(read())


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
@pytest.mark.parametrize(("pace", "uplinks"), [
    (Pace.FAST, ()), (Pace.FAST, (2, 3)), (Pace.SLOW, ()),
])  # fmt: skip
def test_both_ways_bring_the_same_and_one_in_few_requests(
    path: Path, pace: Pace, uplinks: tuple[int, ...]
) -> None:
    recording = read_recording(path)
    one_by_one, at_once = Counted(recording), Counted(recording)
    tables = _tables(pace, _object_id(recording))
    expected = _one_by_one(one_by_one, tables, pace, uplinks)
    found = asyncio.run(read_together(at_once, tables, pace, uplinks, Limits()))
    assert found == expected
    assert at_once.requests <= 4 < one_by_one.requests


@pytest.mark.parametrize("path", RECORDINGS[:4], ids=lambda path: path.stem)
@pytest.mark.parametrize("pace", Pace)
@pytest.mark.parametrize("fails_at", [2, 3])
def test_where_one_request_fails_tables_are_asked_one_by_one(
    path: Path, pace: Pace, fails_at: int
) -> None:
    recording = read_recording(path)
    request = _request(pace, _object_id(recording))
    assert _polled(Counted(recording, fails_at), request) == _polled(Counted(recording), request)


@pytest.mark.parametrize("pace", Pace)
@pytest.mark.parametrize("roots", [1, 2, 7, 20, 60])
def test_tables_that_a_walk_did_not_reach_are_asked_one_by_one(pace: Pace, roots: int) -> None:
    recording = read_recording(RECORDINGS[0])
    request = _request(pace, _object_id(recording))
    given_up = _polled(Counted(recording, gives_up_after=roots), request)
    whole = _polled(Counted(recording), request)
    tables = {table.name: table for table in _tables(pace, _object_id(recording))}
    for name, one in whole.tables.items():
        table = tables[name]
        asked = len(table.roots) if table.key_column is not None else len(table.columns)
        if asked <= roots or table.scalars:
            assert given_up.tables[name] == one
        else:
            # Alone it is too much for this agent, too: what came is there, and that it is not all.
            assert given_up.tables[name].status in (TableStatus.INCOMPLETE, one.status)


def test_a_walk_that_is_cut_short_is_told_of_the_table_that_it_is_of() -> None:
    recording = read_recording(RECORDINGS[0])
    request = _request(Pace.FAST, _object_id(recording))
    found = _polled(Counted(recording, gives_up_after=1), request)
    cut = [name for name, one in found.tables.items() if one.status is TableStatus.INCOMPLETE]
    assert "inetCidrRouteTable" in cut
    assert "ifTable" not in cut


@pytest.mark.parametrize("pace", Pace)
def test_a_device_that_became_another_is_asked_for_the_tables_of_what_it_is(pace: Pace) -> None:
    recording = read_recording(RECORDINGS[0])
    found = _polled(Counted(recording), _request(pace, "1.3.6.1.4.1.14988.1"))
    assert found == _polled(Counted(recording), _request(pace, None))


def test_silence_is_an_error_at_once() -> None:
    session = Counted(read_recording(RECORDINGS[0]), fails_at=1)
    with pytest.raises(NoAnswerError):
        _polled(session, _request(Pace.FAST, LINUX))
    assert session.requests == 1


def test_who_may_not_see_the_second_question_s_values_is_asked_for_each_table() -> None:
    # The first question was for the system group alone, as it was not known what the device is.
    recording = read_recording(RECORDINGS[0])
    session = Counted(recording, 2, AuthenticationError("no more"))
    found = _polled(session, _request(Pace.SLOW, None))
    assert found == _polled(Counted(recording), _request(Pace.SLOW, None))


@given(st.dictionaries(
    st.lists(st.integers(0, 300), min_size=1, max_size=20).map(
        lambda end: (1, 3, 6, 1, 2, 1, 4, 24, 7, 1, 7, *end)
    ),
    st.binary(max_size=12),
    max_size=20,
), st.sampled_from(Pace))  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_whatever_rows_an_agent_makes_up_nothing_fails(shown: dict[Oid, bytes], pace: Pace) -> None:
    recording = Recording(
        read_recording(RECORDINGS[0]).wires
        | {encode_oid(oid): b"\x04" + bytes((len(value),)) + value for oid, value in shown.items()}
    )
    tables = tables_for({Identity, *EVERY_KIND}, pace, LINUX)
    reads = asyncio.run(read_together(RecordedSession(recording), tables, pace, (2,), Limits()))
    assert set(reads) == {table.name for table in tables}
