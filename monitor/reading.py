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
from monitor.snmp.errors import SnmpError
from monitor.snmp.oid import Oid, decode_index, encode_index
from monitor.snmp.session import MAX_ROWS, WALK_BUDGET_S, Session
from monitor.snmp.values import Wire
from monitor.snmp.walks import Outcome, Walk
from monitor.table import Decoded, Table, decode_rows

_MALFORMED = "values that do not decode"

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


async def read_table(
    session: Session, table: Table, pace: Pace, uplinks: Iterable[int], limits: Limits
) -> Read:
    """Read one table at a pace; raises `SnmpError` if not one answer came."""
    fast = table.fast if pace is Pace.FAST else None
    if fast is not None and fast.uplinks_only:
        return await _read_instances(session, table, [(index,) for index in uplinks])
    cells, outcome = await read_cells(session, table, pace, limits)
    return await decoded_by_column(session, table, cells, outcome, limits)


async def read_cells(
    session: Session, table: Table, pace: Pace, limits: Limits
) -> tuple[Cells, Outcome]:
    """Return the cells of a table as the agent sent them, and how the walk went."""
    key = table.key_column
    if key is not None:
        return await _below(session, table, key, roots_at(table, pace), limits)
    columns = columns_at(table, pace)
    walk = await _walk(session, [(*table.entry, column) for column in columns], limits)
    return capped(dict(zip(columns, walk.columns, strict=True)), walk.outcome(), limits)


async def _read_instances(session: Session, table: Table, indexes: Sequence[Oid]) -> Read:
    if not indexes:
        return Read((), TableStatus.COMPLETE)
    columns = columns_at(table, Pace.FAST)
    return decoded(table, await _get(session, table, columns, indexes))


async def _below(
    session: Session, table: Table, key: int, roots: Sequence[Oid], limits: Limits
) -> tuple[Cells, Outcome]:
    walk = await _walk(session, [(*table.entry, key, *root) for root in roots], limits)
    outcome = walk.outcome()
    if outcome.status is TableStatus.ABSENT:
        outcome = (await found_elsewhere(session, [table], limits)).get(table.name, outcome)
    cells, outcome = capped({key: joined(roots, walk.columns)}, outcome, limits)
    others = [column for column in table.columns if column != key]
    indexes = [index for suffix in cells[key] if (index := index_of(suffix)) is not None]
    rest = await _get(session, table, others, indexes) if indexes else {}
    return {**cells, **rest}, outcome


def joined(roots: Sequence[Oid], columns: Sequence[dict[bytes, Wire]]) -> dict[bytes, Wire]:
    """Make one column of what stands below several roots."""
    found: dict[bytes, Wire] = {}
    for root, column in zip(roots, columns, strict=True):
        if column:
            start = encode_index(root)
            found.update((start + suffix, wire) for suffix, wire in column.items())
    return found


async def found_elsewhere(
    session: Session, tables: Sequence[Table], limits: Limits
) -> dict[str, Outcome]:
    """
    Say of tables without a row below their roots how those went that have other rows.

    The first of these is read. Where it does not decode, the index has another shape than the
    roots, and what was looked for may stand somewhere else.
    """
    keyed = [(table, table.key_column) for table in tables if table.key_column is not None]
    probe = await _walk(
        session,
        [(*table.entry, key) for table, key in keyed],
        Limits(1, limits.walk_budget_s),
    )
    found: dict[str, Outcome] = {}
    for (table, key), column in zip(keyed, probe.columns, strict=True):
        if column:
            others = [one for one in table.columns if one != key]
            indexes = [index for suffix in column if (index := index_of(suffix)) is not None]
            rest = await _get(session, table, others, indexes) if indexes else {}
            read = decoded(table, {key: column, **rest})
            found[table.name] = Outcome(read.status, read.reason, read.skipped)
    return found


async def _walk(session: Session, roots: Sequence[Oid], limits: Limits) -> Walk:
    return await session.walk(roots, max_rows=limits.rows, budget_s=limits.walk_budget_s)


def capped(cells: Cells, outcome: Outcome, limits: Limits) -> tuple[Cells, Outcome]:
    """
    Cut a table that has more rows than it may, and say so.

    A walk caps each of its roots; rows from many roots, or with an index of its own in each column,
    are more.
    """
    indexes = dict.fromkeys(suffix for column in cells.values() for suffix in column)
    if len(indexes) <= limits.rows:
        return cells, outcome
    kept = frozenset(islice(indexes, limits.rows))
    reason = outcome.reason or f"row cap of {limits.rows} reached"
    return {
        column: {suffix: wire for suffix, wire in found.items() if suffix in kept}
        for column, found in cells.items()
    }, replace(outcome, status=TableStatus.INCOMPLETE, reason=reason)


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


def columns_at(table: Table, pace: Pace) -> Sequence[int]:
    """List the columns that are asked at a pace."""
    fast = table.fast if pace is Pace.FAST else None
    return fast.columns if fast is not None and fast.columns else tuple(table.columns)


def roots_at(table: Table, pace: Pace) -> Sequence[Oid]:
    """List the index prefixes below which rows are asked at a pace."""
    return (table.fast.roots if pace is Pace.FAST and table.fast else ()) or table.roots


def index_of(suffix: bytes) -> Oid | None:
    """Return the index of a row, or `None` where an agent sent a cut-off OID."""
    try:
        return decode_index(suffix)
    except ValueError:
        return None


async def decoded_by_column(
    session: Session, table: Table, cells: Cells, outcome: Outcome, limits: Limits
) -> Read:
    """Make observations of cells; of an agent that merely numbers its rows ask what they are of."""
    read = decoded(table, cells, outcome)
    if table.index_column is None or not read.skipped:
        return read
    column, _ = table.index_column
    try:
        walk = await _walk(session, [(*table.entry, column)], limits)
    except SnmpError:
        return read
    named = decoded(table, {**cells, column: walk.columns[0]}, outcome)
    return named if named.rows > read.rows else read


def decoded(table: Table, cells: Cells, outcome: Outcome | None = None) -> Read:
    """
    Make observations of cells; `outcome` tells how a walk for them ended, if there was one.

    A table with a row that did not decode is not whole: that row may be the foreign one.
    """
    rows: Decoded = decode_rows(table, cells)
    any_row = any(cells.values())
    status = TableStatus.COMPLETE if any_row else TableStatus.ABSENT
    malformed, reason = 0, ""
    if outcome is not None:
        status, malformed, reason = outcome.status, outcome.malformed, outcome.reason
    skipped = rows.skipped + malformed
    if skipped and status is not TableStatus.REFUSED:
        status = TableStatus.INCOMPLETE
        reason = reason or rows.first_problem or _MALFORMED
    return Read(rows.observations, status, rows.rows, skipped, reason)
