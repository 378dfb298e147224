"""
Everything a slow poll asks, as the agent answered it: the cells of a recording.

Only the tables that the program reads are recorded, so nothing is asked that a poll would not ask:
no access control tables, no command lines, and never the branch of RouterOS that runs scripts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from monitor.asking import EVERY_KIND, kinds_for, tables_for
from monitor.cells import index_of
from monitor.model.reading import Pace
from monitor.reading import Limits, read_cells
from monitor.snmp.errors import NoAnswerError, NotPermittedError, PartlyReadError, SnmpError
from monitor.snmp.oid import Oid, format_oid
from monitor.snmp.session import Session
from monitor.snmp.values import Wire, as_oid
from monitor.table import Table, conceal

_OBJECT_ID: Oid = (1, 3, 6, 1, 2, 1, 1, 2, 0)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The cells in the order of their OIDs, and which tables are not whole, and why."""

    cells: tuple[tuple[Oid, Wire], ...]
    not_whole: tuple[str, ...] = ()


async def record(session: Session, progress: Callable[[str], None]) -> Recorded:
    """Read all tables; raises `SnmpError` if nothing came, or if the device falls silent."""
    cells: dict[Oid, Wire] = {}
    not_whole = []
    system = await session.get([_OBJECT_ID])
    object_id = format_oid(as_oid(system[_OBJECT_ID])) if _OBJECT_ID in system else None
    for table in tables_for(kinds_for(EVERY_KIND), Pace.SLOW, object_id):
        progress(table.name)
        try:
            found, reason = await _cells(session, table)
        except NoAnswerError:
            raise
        except SnmpError as error:
            if not cells:
                raise
            not_whole.append(f"{table.name} ({error.brief or error})")
            continue
        if reason:
            not_whole.append(f"{table.name} ({reason})")
        at = len(table.entry)
        for oid, wire in found.items():
            kept = table.concealed.get(oid[at])
            cells[oid] = wire if kept is None else conceal(wire, kept)
    if not cells:
        raise NotPermittedError(
            "The agent answers and shows nothing: let its access control (view, group) permit this "
            "user or community to read."
        )
    return Recorded(tuple(sorted(cells.items())), tuple(not_whole))


async def _cells(session: Session, table: Table) -> tuple[dict[Oid, Wire], str]:
    if table.scalars:
        try:
            return await session.get([(*table.entry, column, 0) for column in table.columns]), ""
        except PartlyReadError as error:
            return error.found, error.brief or str(error)
    columns, outcome = await read_cells(session, table, Pace.SLOW, Limits())
    return {
        (*table.entry, column, *index): wire
        for column, cells in columns.items()
        for suffix, wire in cells.items()
        if (index := index_of(suffix)) is not None
    }, outcome.reason
