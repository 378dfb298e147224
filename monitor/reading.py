"""
One table from a session: by walking its columns, its roots or single instances.

Most tables are walked by columns, several at once. A table too large to walk (routes) is asked
below a few index prefixes, one key column first, and the other cells of what was found after. The
fast pace reads single instances of interfaces, where the slow one walks all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from monitor.model.reading import Observation, Pace, TableStatus
from monitor.snmp.oid import Oid, decode_index, encode_index
from monitor.snmp.session import MAX_ROWS, WALK_BUDGET_S, Session, Walk
from monitor.snmp.values import Wire
from monitor.table import Decoded, Table, decode_rows

Cells = dict[int, dict[bytes, Wire]]


@dataclass(frozen=True, slots=True)
class Limits:
    """The most rows of a table, and the most seconds of waiting for one."""

    rows: int = MAX_ROWS
    walk_budget_s: float = WALK_BUDGET_S


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a table brought. `skipped` counts rows and varbinds that did not decode."""

    observations: tuple[Observation, ...]
    status: TableStatus
    rows: int = 0
    skipped: int = 0
    reason: str = ""


async def read_scalars(session: Session, tables: Sequence[Table], pace: Pace) -> list[Read]:
    """Read groups of scalars in one request; raises `SnmpError` if nothing at all came."""
    names = {
        (*table.entry, column, 0): (table, column)
        for table in tables
        for column in _columns(table, pace)
    }
    values = await session.get(list(names))
    found: dict[str, Cells] = {table.name: {} for table in tables}
    for oid, wire in values.items():
        table, column = names[oid]
        found[table.name][column] = {b"\x00": wire}
    return [_decoded(table, found[table.name]) for table in tables]


async def read_table(
    session: Session, table: Table, pace: Pace, uplinks: Iterable[int], limits: Limits
) -> Read:
    """Read one table at a pace; raises `SnmpError` if not one answer came."""
    if pace is Pace.FAST and table.fast is not None:
        if table.fast.uplinks_only:
            return await _read_instances(session, table, [(index,) for index in uplinks])
        roots = table.fast.roots or table.roots
    else:
        roots = table.roots
    if table.key_column is not None:
        return await _read_below(session, table, roots, limits)
    columns = _columns(table, pace)
    walk = await session.walk(
        [(*table.entry, column) for column in columns],
        max_rows=limits.rows,
        budget_s=limits.walk_budget_s,
    )
    cells = dict(zip(columns, walk.columns, strict=True))
    indexes = dict.fromkeys(suffix for column in walk.columns for suffix in column)
    if len(indexes) > limits.rows:
        # Each column is capped by the walk; of an agent that makes indexes up, not the table.
        kept = dict.fromkeys(islice(indexes, limits.rows))
        cells = {
            column: {suffix: wire for suffix, wire in found.items() if suffix in kept}
            for column, found in cells.items()
        }
    return _decoded(table, cells, walk)


async def _read_instances(session: Session, table: Table, indexes: Sequence[Oid]) -> Read:
    if not indexes:
        return Read((), TableStatus.COMPLETE)
    columns = _columns(table, Pace.FAST)
    return _decoded(table, await _get(session, table, columns, indexes))


async def _read_below(session: Session, table: Table, roots: Sequence[Oid], limits: Limits) -> Read:
    key = table.key_column
    assert key is not None
    walk = await session.walk(
        [(*table.entry, key, *root) for root in roots],
        max_rows=limits.rows,
        budget_s=limits.walk_budget_s,
    )
    if walk.status is TableStatus.ABSENT:
        # A table without short routes is not a table that is not there.
        probe = await session.walk([(*table.entry, key)], max_rows=1, budget_s=limits.walk_budget_s)
        if any(probe.columns):
            walk = replace(walk, status=TableStatus.COMPLETE)
    cells: dict[bytes, Wire] = {}
    for root, found in zip(roots, walk.columns, strict=True):
        before = encode_index(root)
        cells.update((before + suffix, wire) for suffix, wire in found.items())
    if len(cells) > limits.rows:
        cells = dict(islice(cells.items(), limits.rows))
        reason = walk.reason or f"row cap of {limits.rows} reached"
        walk = replace(walk, status=TableStatus.INCOMPLETE, reason=reason)
    others = [column for column in table.columns if column != key]
    indexes = [index for suffix in cells if (index := index_of(suffix)) is not None]
    rest = await _get(session, table, others, indexes) if indexes else {}
    return _decoded(table, {key: cells, **rest}, walk)


async def _get(
    session: Session, table: Table, columns: Sequence[int], indexes: Sequence[Oid]
) -> Cells:
    names = {
        (*table.entry, column, *index): (column, encode_index(index))
        for index in indexes
        for column in columns
    }
    cells: Cells = {}
    for oid, wire in (await session.get(list(names))).items():
        column, suffix = names[oid]
        cells.setdefault(column, {})[suffix] = wire
    return cells


def _columns(table: Table, pace: Pace) -> Sequence[int]:
    fast = table.fast if pace is Pace.FAST else None
    return fast.columns if fast is not None and fast.columns else tuple(table.columns)


def index_of(suffix: bytes) -> Oid | None:
    """Return the index of a row, or `None` where an agent sent a cut-off OID."""
    try:
        return decode_index(suffix)
    except ValueError:
        return None


def _decoded(table: Table, cells: Cells, walk: Walk | None = None) -> Read:
    decoded: Decoded = decode_rows(table, cells)
    any_row = any(cells.values())
    status = TableStatus.COMPLETE if any_row else TableStatus.ABSENT
    malformed, reason = 0, ""
    if walk is not None:
        status, malformed, reason = walk.status, walk.malformed, walk.reason
    return Read(
        decoded.observations,
        status,
        decoded.rows,
        decoded.skipped + malformed,
        reason or decoded.first_problem,
    )
