"""
All tables of the fast pace in three requests, as far as the agent takes that.

Table by table a fast poll is a dozen requests of a few values each, and what a request costs both
sides hardly depends on how much is in it. So single values of all tables are asked at once, then
the beginnings of all that is walked, then what else is to be known of the rows that were found.
Whatever is not as it should be leaves it to the reading of one table after another, which tells
what of which table it was.
"""

from collections.abc import Iterable, Sequence

from monitor.model.reading import Pace, TableStatus
from monitor.reading import Cells, Limits, Read, capped, columns_at, decoded, index_of, is_there
from monitor.snmp.errors import SnmpError
from monitor.snmp.oid import Oid, encode_index
from monitor.snmp.session import Session, Walk
from monitor.snmp.values import Wire
from monitor.table import Table

_Place = tuple[str, int, bytes]
"""A cell: the table's name, the column, and the row's index as it is sent."""


async def read_together(
    session: Session, tables: Sequence[Table], uplinks: Iterable[int], limits: Limits
) -> dict[str, Read] | None:
    """
    Read tables at the fast pace, by their names; `None` where they must be read one by one.

    Raises `SnmpError` if nothing at all came.
    """
    uplinks = tuple(uplinks)
    cells: dict[str, Cells] = {table.name: {} for table in tables}
    await _get(session, _singles(tables, uplinks), cells)
    walked = [table for table in tables if _is_walked(table)]
    try:
        walks = await _walks(session, walked, limits, cells)
        if walks is not None:
            await _get(session, _others(walked, cells), cells)
    except SnmpError:
        return None
    if walks is None:
        return None
    return {
        table.name: decoded(table, cells[table.name], walks.get(table.name))
        if _is_walked(table) or table.scalars or uplinks
        else Read((), TableStatus.COMPLETE)
        for table in tables
    }


def _is_walked(table: Table) -> bool:
    return not table.scalars and not (table.fast is not None and table.fast.uplinks_only)


def _singles(tables: Sequence[Table], uplinks: Sequence[int]) -> dict[Oid, _Place]:
    """List what is asked by its full name: groups of scalars, and interfaces that are uplinks."""
    return {
        (*table.entry, column, row): (table.name, column, encode_index((row,)))
        for table in tables
        if not _is_walked(table)
        for row in ((0,) if table.scalars else uplinks)
        for column in columns_at(table, Pace.FAST)
    }


async def _walks(
    session: Session, tables: Sequence[Table], limits: Limits, cells: dict[str, Cells]
) -> dict[str, Walk] | None:
    """Walk all tables at once into `cells`; return how each went, `None` if not all went well."""
    roots = [(table, column, root) for table in tables for column, root in _roots(table)]
    if not roots:
        return {}
    walk = await session.walk(
        [(*table.entry, column, *root) for table, column, root in roots],
        max_rows=limits.rows,
        budget_s=limits.walk_budget_s,
    )
    if walk.malformed or walk.status not in (TableStatus.COMPLETE, TableStatus.ABSENT):
        return None
    for (table, column, root), found in zip(roots, walk.columns, strict=True):
        start = encode_index(root)
        cells[table.name].setdefault(column, {}).update(
            {start + suffix: wire for suffix, wire in found.items()}
        )
    walks = {}
    for table in tables:
        status = TableStatus.COMPLETE if any(cells[table.name].values()) else TableStatus.ABSENT
        if status is TableStatus.ABSENT and await is_there(session, table, limits):
            status = TableStatus.COMPLETE
        one = Walk((), status, requests=walk.requests)
        cells[table.name], walks[table.name] = capped(cells[table.name], one, limits)
    return walks


def _roots(table: Table) -> list[tuple[int, Oid]]:
    fast = table.fast
    if table.key_column is None:
        return [(column, ()) for column in columns_at(table, Pace.FAST)]
    return [(table.key_column, root) for root in (fast.roots if fast else ()) or table.roots]


def _others(tables: Sequence[Table], cells: dict[str, Cells]) -> dict[Oid, _Place]:
    """List the other cells of rows that were found by their key column."""
    return {
        (*table.entry, column, *index): (table.name, column, suffix)
        for table in tables
        if table.key_column is not None
        for suffix in cells[table.name].get(table.key_column, ())
        if (index := index_of(suffix)) is not None
        for column in table.columns
        if column != table.key_column
    }


async def _get(session: Session, places: dict[Oid, _Place], cells: dict[str, Cells]) -> None:
    if not places:
        return
    found: dict[Oid, Wire] = await session.get(list(places))
    for oid, wire in found.items():
        name, column, suffix = places[oid]
        cells[name].setdefault(column, {})[suffix] = wire
