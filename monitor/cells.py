"""
Cells that are asked for one by one, by their full names, and what became of each.

A name that the agent did not answer for is not one that it has no value for: the table that it is
of was not read whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.model.reading import TableStatus
from monitor.snmp.errors import NotPermittedError, PartlyReadError, SnmpError
from monitor.snmp.oid import Oid, decode_index
from monitor.snmp.session import Session
from monitor.snmp.values import Wire
from monitor.snmp.walks import Outcome
from monitor.table import Table

Cells = dict[int, dict[bytes, Wire]]
"""By column, then by the index of the row as it is sent."""
Place = tuple[str, int, bytes]
"""A cell: the table's name, the column, and the row's index as it is sent."""


@dataclass(frozen=True, slots=True)
class Got:
    """Cells that were asked for one by one, by table, and those that were not answered, and why."""

    cells: dict[str, Cells]
    unread: dict[str, list[tuple[Place, SnmpError]]]

    def outcome(self, table: str) -> Outcome | None:
        """Say how the reading of a table ended; `None` where all was answered."""
        unread = self.unread.get(table)
        if not unread:
            return None
        error = unread[0][1]
        refused = isinstance(error, NotPermittedError) and not self.cells.get(table)
        status = TableStatus.REFUSED if refused else TableStatus.INCOMPLETE
        return Outcome(status, error.brief or str(error))

    def completing(self, table: str, cells: Cells, outcome: Outcome) -> tuple[Cells, Outcome]:
        """Put the cells beside those of rows that were found by their key; half a row is none."""
        whole = {**cells, **self.cells.get(table, {})}
        unread = self.outcome(table)
        if unread is None:
            return whole, outcome
        broken = {suffix for (_, _, suffix), _ in self.unread[table]}
        return {
            column: {suffix: wire for suffix, wire in found.items() if suffix not in broken}
            for column, found in whole.items()
        }, replace(outcome, status=TableStatus.INCOMPLETE, reason=outcome.reason or unread.reason)


async def get_cells(session: Session, places: dict[Oid, Place]) -> Got:
    """Ask for cells by their full names; raises `SnmpError` if not one came."""
    got = Got({}, {})
    if not places:
        return got
    found: Mapping[Oid, Wire]
    try:
        found = await session.get(list(places))
    except PartlyReadError as error:
        found = error.found
        for oid, why in error.unread.items():
            place = places[oid]
            got.unread.setdefault(place[0], []).append((place, why))
    cells = got.cells
    for oid, wire in found.items():
        name, column, suffix = places[oid]
        cells.setdefault(name, {}).setdefault(column, {})[suffix] = wire
    return got


def cells_of(
    table: Table, columns: Sequence[int], rows: Iterable[tuple[Oid, bytes]]
) -> dict[Oid, Place]:
    """List cells of a table by their full names; a row is its index, and the same as it is sent."""
    name, entry = table.name, table.entry
    return {
        (*entry, column, *index): (name, column, suffix)
        for index, suffix in rows
        for column in columns
    }


def others_of(table: Table, suffixes: Iterable[bytes]) -> dict[Oid, Place]:
    """List the other cells of rows that were found by their key."""
    columns = [column for column in table.columns if column != table.key_column]
    found = ((index_of(suffix), suffix) for suffix in suffixes)
    rows = [(index, suffix) for index, suffix in found if index is not None]
    return cells_of(table, columns, rows)


def index_of(suffix: bytes) -> Oid | None:
    """Return the index of a row, or `None` where an agent sent a cut-off OID."""
    try:
        return decode_index(suffix)
    except ValueError:
        return None
