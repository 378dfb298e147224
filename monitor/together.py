"""
All tables of a poll at once, as far as the agent takes that.

Table by table a poll is dozens of requests of a few values each, and what a request costs both
sides hardly depends on how much is in it. So single values of all tables are asked at once, then
all that is walked in one walk, then what else is to be known of the rows that were found. A table
that this did not reach is left out, to be read alone: silence about one must not cost the others.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from monitor.cells import Cells, Place, cells_of, get_cells, others_of
from monitor.charset import writes_utf8
from monitor.model.reading import Pace, TableStatus
from monitor.reading import (
    Limits,
    Read,
    capped,
    columns_at,
    decoded,
    decoded_by_column,
    found_elsewhere,
    joined,
    roots_at,
)
from monitor.snmp.errors import SnmpError
from monitor.snmp.oid import Oid, encode_index
from monitor.snmp.session import Session
from monitor.snmp.values import Wire
from monitor.snmp.walks import Outcome
from monitor.table import Table

_SCALAR: Final = [((0,), b"\0")]


@dataclass(slots=True)
class _Walked:
    """What one table has of the walk, and how that ended."""

    cells: Cells
    outcome: Outcome


async def read_together(
    session: Session,
    tables: Sequence[Table],
    pace: Pace,
    uplinks: Iterable[int],
    limits: Limits,
    *,
    is_utf8: bool | None = None,
) -> dict[str, Read]:
    """
    Read tables at a pace, by their names; those that are not among them are to be read alone.

    `is_utf8` says whether the device is known to write UTF-8, or not to; else what is read tells.
    Raises `SnmpError` if nothing at all came.
    """
    uplinks = tuple(uplinks)
    singles = [table for table in tables if not _is_walked(table, pace)]
    got = await get_cells(session, _singles(singles, pace, uplinks))
    walked = [table for table in tables if _is_walked(table, pace)]
    found: dict[str, _Walked] = {}
    with suppress(SnmpError):
        found = await _walk(session, walked, pace, limits)
    if is_utf8 is None:
        is_utf8 = writes_utf8(got.cells | {name: one.cells for name, one in found.items()})
    reads = {
        table.name: decoded(
            table, got.cells.get(table.name, {}), got.outcome(table.name), is_utf8=is_utf8
        )
        if table.scalars or uplinks
        else Read((), TableStatus.COMPLETE)
        for table in singles
    }
    for table in walked:
        if table.name in found:
            # What is decoded is let go of: of an agent that makes up rows it is much.
            of = found.pop(table.name)
            reads[table.name] = await decoded_by_column(
                session, table, of.cells, of.outcome, limits, is_utf8=is_utf8
            )
    return reads


def _is_walked(table: Table, pace: Pace) -> bool:
    is_of_uplinks = pace is Pace.FAST and table.fast is not None and table.fast.uplinks_only
    return not (table.scalars or is_of_uplinks)


def _singles(tables: Sequence[Table], pace: Pace, uplinks: Sequence[int]) -> dict[Oid, Place]:
    """List what is asked by its full name: groups of scalars, and interfaces that are uplinks."""
    places: dict[Oid, Place] = {}
    lines = [((row,), encode_index((row,))) for row in uplinks]
    for table in tables:
        rows = _SCALAR if table.scalars else lines
        places |= cells_of(table, columns_at(table, pace), rows)
    return places


async def _walk(
    session: Session, tables: Sequence[Table], pace: Pace, limits: Limits
) -> dict[str, _Walked]:
    """Walk all tables at once; return those of which the walk was not given up."""
    if not tables:
        return {}
    roots = [_roots(table, pace) for table in tables]
    walk = await session.walk([root for own in roots for root in own], max_rows=limits.rows)
    found: dict[str, _Walked] = {}
    start = 0
    for table, own in zip(tables, roots, strict=True):
        stop = start + len(own)
        outcome = walk.outcome(start, stop)
        if not outcome.was_left:
            cells = _cells(table, pace, walk.columns[start:stop])
            found[table.name] = _Walked(*capped(cells, outcome, limits))
        start = stop
    keyed = [table for table in tables if table.key_column is not None and table.name in found]
    await _complete(session, keyed, found, limits)
    return found


def _roots(table: Table, pace: Pace) -> Sequence[Oid]:
    if table.key_column is None:
        columns = columns_at(table, pace)
        return _below(table.entry, tuple((column,) for column in columns))
    return _below((*table.entry, table.key_column), tuple(roots_at(table, pace)))


@lru_cache(maxsize=1_024)
def _below(entry: Oid, ends: tuple[Oid, ...]) -> tuple[Oid, ...]:
    """Return whole OIDs; thousands of polls wait to ask for the same ones."""
    return tuple((*entry, *end) for end in ends)


def _cells(table: Table, pace: Pace, columns: Sequence[dict[bytes, Wire]]) -> Cells:
    if table.key_column is None:
        return dict(zip(columns_at(table, pace), columns, strict=True))
    return {table.key_column: joined(roots_at(table, pace), columns)}


async def _complete(
    session: Session, keyed: Sequence[Table], found: dict[str, _Walked], limits: Limits
) -> None:
    """Have the other cells of rows that were found by their key, and see which tables are there."""
    empty = [one for one in keyed if found[one.name].outcome.status is TableStatus.ABSENT]
    try:
        elsewhere = await found_elsewhere(session, empty, limits) if empty else {}
        for name, outcome in elsewhere.items():
            found[name].outcome = outcome
        got = await get_cells(session, _others(keyed, found))
    except SnmpError:
        for table in keyed:
            del found[table.name]
        return
    for table in keyed:
        one = found[table.name]
        one.cells, one.outcome = got.completing(table.name, one.cells, one.outcome)


def _others(keyed: Sequence[Table], found: dict[str, _Walked]) -> dict[Oid, Place]:
    places: dict[Oid, Place] = {}
    for table in keyed:
        if table.key_column is not None:
            places |= others_of(table, found[table.name].cells[table.key_column])
    return places
