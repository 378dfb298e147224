"""
Tables that stayed as they were are not decoded again.

Reading a table is a pure function of what the agent sends. Between two changes of a device its
columns are the very same objects, but for counters and for the clients of the hour, so what was
read of them is kept beside them, and dropped with them. It saves a third of the time and changes no
result: `test_bench_judgement` compares both ways.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from monitor import poller
from monitor.model.reading import Pace
from monitor.reading import Limits, Read, read_table
from monitor.snmp.session import Session
from monitor.table import Table
from tests.bench.judgement.session import AgentSession

_MOVING = frozenset({"ifTable", "ifXTable"})
_OF_CLIENTS = frozenset(
    {"ipNetToMediaTable", "ipNetToPhysicalTable", "dot1dTpFdbTable", "dot1qTpFdbTable"}
)


@contextmanager
def remembering() -> Iterator[None]:
    """Let the poller read tables by `read_remembered`."""
    poller.read_table = read_remembered  # type: ignore[attr-defined]
    try:
        yield
    finally:
        poller.read_table = read_table  # type: ignore[attr-defined]


async def read_remembered(
    session: Session, table: Table, pace: Pace, uplinks: Iterable[int], limits: Limits
) -> Read:
    """Read a table, or return what was read of the same columns before."""
    if not isinstance(session, AgentSession) or session.is_cut or table.name in _MOVING:
        return await read_table(session, table, pace, uplinks, limits)
    memo = session.memo
    kept = memo.of_clients if table.name in _OF_CLIENTS else memo.reads
    known = kept.get((table.name, pace))
    if known is None:
        known = kept[table.name, pace] = await read_table(session, table, pace, uplinks, limits)
    return known
