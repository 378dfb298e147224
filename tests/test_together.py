"""Reading all tables of the fast pace at once brings what reading one after another brings."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.asking import EVERY_KIND, kinds_for, tables_for
from monitor.model.observation import Identity, Snapshot
from monitor.model.reading import Pace, TableStatus
from monitor.poller import PollRequest, poll
from monitor.reading import Limits
from monitor.snmp.errors import NoAnswerError
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.recorded_session import RecordedSession
from monitor.snmp.recording import Recording, read_recording
from monitor.snmp.session import MAX_ROWS, WALK_BUDGET_S, EngineIdentity, Walk
from monitor.snmp.values import Wire
from monitor.together import read_together

RECORDINGS = sorted(
    (Path(__file__).parents[1] / "config" / "demo" / "recordings").glob("*.snmprec")
)


class Counted:
    """A session that counts requests, and may fail one of them or cut walks short."""

    def __init__(self, recording: Recording, fails_at: int = -1, *, is_cut: bool = False) -> None:
        self._session = RecordedSession(recording)
        self._fails_at, self._is_cut = fails_at, is_cut
        self.requests = 0
        self.engine: EngineIdentity | None = None

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        self._count()
        return await self._session.get(oids)

    async def walk(
        self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS, budget_s: float = WALK_BUDGET_S
    ) -> Walk:
        self._count()
        walk = await self._session.walk(roots, max_rows=max_rows, budget_s=budget_s)
        if self._is_cut:
            return replace(walk, status=TableStatus.INCOMPLETE, reason="no answer")
        return walk

    def _count(self) -> None:
        self.requests += 1
        if self.requests == self._fails_at:
            raise NoAnswerError("The device fell silent.")


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


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
@pytest.mark.parametrize("uplinks", [(), (2, 3)])
def test_both_ways_bring_the_same_and_one_in_few_requests(
    path: Path, uplinks: tuple[int, ...]
) -> None:
    recording = read_recording(path)
    one_by_one, at_once = Counted(recording), Counted(recording)
    # Without a sysObjectID it is not known which tables to ask: then it is one after another.
    expected = _polled(one_by_one, _request(Pace.FAST, None, uplinks))
    found = _polled(at_once, _request(Pace.FAST, _object_id(recording), uplinks))
    assert found == expected
    # Three, and one for each table of routes that has none.
    assert at_once.requests <= 6 < one_by_one.requests


@pytest.mark.parametrize("path", RECORDINGS[:4], ids=lambda path: path.stem)
@pytest.mark.parametrize("fails_at", [2, 3])
def test_where_one_request_fails_tables_are_asked_one_by_one(path: Path, fails_at: int) -> None:
    recording = read_recording(path)
    expected = _polled(Counted(recording), _request(Pace.FAST, None))
    found = _polled(Counted(recording, fails_at), _request(Pace.FAST, _object_id(recording)))
    assert found == expected


def test_a_walk_that_is_cut_short_is_told_of_the_table_that_it_is_of() -> None:
    recording = read_recording(RECORDINGS[0])
    found = _polled(Counted(recording, is_cut=True), _request(Pace.FAST, _object_id(recording)))
    cut = [name for name, one in found.tables.items() if one.status is TableStatus.INCOMPLETE]
    assert "inetCidrRouteTable" in cut
    assert "ifTable" not in cut


def test_a_device_that_became_another_is_asked_for_the_tables_of_what_it_is() -> None:
    recording = read_recording(RECORDINGS[0])
    found = _polled(Counted(recording), _request(Pace.FAST, "1.3.6.1.4.1.14988.1"))
    assert found == _polled(Counted(recording), _request(Pace.FAST, None))


def test_silence_is_an_error_at_once() -> None:
    session = Counted(read_recording(RECORDINGS[0]), fails_at=1)
    with pytest.raises(NoAnswerError):
        _polled(session, _request(Pace.FAST, "1.3.6.1.4.1.8072.3.2.10"))
    assert session.requests == 1


@given(st.dictionaries(
    st.lists(st.integers(0, 300), min_size=1, max_size=20).map(
        lambda end: (1, 3, 6, 1, 2, 1, 4, 24, 7, 1, 7, *end)
    ),
    st.binary(max_size=12),
    max_size=20,
))  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_whatever_rows_an_agent_makes_up_nothing_fails(shown: dict[Oid, bytes]) -> None:
    recording = Recording(
        read_recording(RECORDINGS[0]).wires
        | {encode_oid(oid): b"\x04" + bytes((len(value),)) + value for oid, value in shown.items()}
    )
    tables = tables_for({Identity, *EVERY_KIND}, Pace.FAST, "1.3.6.1.4.1.8072.3.2.10")
    reads = asyncio.run(read_together(RecordedSession(recording), tables, (2,), Limits()))
    assert reads is None or set(reads) == {table.name for table in tables}
