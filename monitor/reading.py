"""
One table from a session: by walking its columns, its roots or single instances.

Most tables are walked by columns, several at once. A table too large to walk (routes) is asked
below a few index prefixes, one key column first, and the other cells of what was found after. The
fast pace reads single instances of interfaces, where the slow one walks all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from monitor.bounds import SHARE_OF_AGENCY
from monitor.cells import Cells, Place, cells_of, get_cells, others_of
from monitor.charset import writes_utf8
from monitor.holdups import breathing
from monitor.model.reading import Observation, Pace, TableStatus
from monitor.snmp.budget import TABLE_BYTES, VALUE_BYTES
from monitor.snmp.errors import SnmpError
from monitor.snmp.oid import Oid, encode_index
from monitor.snmp.session import MAX_ROWS, Session
from monitor.snmp.values import Wire, is_known
from monitor.snmp.walks import Outcome, Walk
from monitor.table import Decoded, Table, decode_rows, decoding

_FEW = 2_000
"""Cells that are decoded at once."""
_MALFORMED = "values that do not decode"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most rows of a table, and the most octets of its cells."""

    rows: int = MAX_ROWS
    octets: int = TABLE_BYTES

    def of_agency(self) -> "Limits":
        """Return those of an agency's device: a quarter of the core's, like what is judged."""
        return Limits(self.rows // SHARE_OF_AGENCY, self.octets // SHARE_OF_AGENCY)


@dataclass(frozen=True, slots=True)
class Read:
    """
    What reading a table brought. `skipped` counts rows and varbinds that did not decode.

    `is_utf8` says whether its text was taken for UTF-8, `cut` counts values that were too long.
    """

    observations: tuple[Observation, ...]
    status: TableStatus
    rows: int = 0
    skipped: int = 0
    reason: str = ""
    is_utf8: bool = field(default=True, compare=False)
    cut: int = 0


async def read_table(
    session: Session,
    table: Table,
    pace: Pace,
    uplinks: Iterable[int],
    limits: Limits,
    *,
    is_utf8: bool | None = None,
) -> Read:
    """
    Read one table at a pace; raises `SnmpError` if not one answer came.

    `is_utf8` says whether the device is known to write UTF-8, or not to.
    """
    fast = table.fast if pace is Pace.FAST else None
    if fast is not None and fast.uplinks_only:
        return await _read_instances(
            session, table, [(index,) for index in uplinks], is_utf8=is_utf8
        )
    cells, outcome = await read_cells(session, table, pace, limits)
    utf8 = writes_utf8({table.name: cells}) if is_utf8 is None else is_utf8
    return await decoded_by_column(session, table, cells, outcome, limits, is_utf8=utf8)


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


async def _read_instances(
    session: Session, table: Table, indexes: Sequence[Oid], *, is_utf8: bool | None
) -> Read:
    if not indexes:
        return Read((), TableStatus.COMPLETE)
    rows = [(index, encode_index(index)) for index in indexes]
    got = await get_cells(session, cells_of(table, columns_at(table, Pace.FAST), rows))
    cells = got.cells.get(table.name, {})
    utf8 = writes_utf8({table.name: cells}) if is_utf8 is None else is_utf8
    return decoded(table, cells, got.outcome(table.name), is_utf8=utf8)


async def _below(
    session: Session, table: Table, key: int, roots: Sequence[Oid], limits: Limits
) -> tuple[Cells, Outcome]:
    walk = await _walk(session, [(*table.entry, key, *root) for root in roots], limits)
    outcome = walk.outcome()
    if outcome.status is TableStatus.ABSENT:
        outcome = (await found_elsewhere(session, [table], limits)).get(table.name, outcome)
    cells, outcome = capped({key: joined(roots, walk.columns)}, outcome, limits)
    got = await get_cells(session, others_of(table, cells[key]))
    return got.completing(table.name, cells, outcome)


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
    roots = [(*table.entry, key) for table, key in keyed]
    probe = await _walk(session, roots, replace(limits, rows=1))
    firsts = [
        (table, {key: column})
        for (table, key), column in zip(keyed, probe.columns, strict=True)
        if column
    ]
    places: dict[Oid, Place] = {}
    for table, cells in firsts:
        for column in cells.values():
            places |= others_of(table, column)
    got = await get_cells(session, places)
    found: dict[str, Outcome] = {}
    for table, cells in firsts:
        rest = got.cells.get(table.name, {})
        read = decoded(table, {**cells, **rest}, got.outcome(table.name))
        found[table.name] = Outcome(read.status, read.reason, read.skipped)
    return found


async def _walk(session: Session, roots: Sequence[Oid], limits: Limits) -> Walk:
    return await session.walk(roots, max_rows=limits.rows)


def capped(cells: Cells, outcome: Outcome, limits: Limits) -> tuple[Cells, Outcome]:
    """
    Cut a table that has more rows or octets than it may, and say so.

    A walk caps each of its roots; rows from many roots, or with an index of its own in each column,
    are more.
    """
    indexes = dict.fromkeys(chain.from_iterable(cells.values()))
    octets = 0
    if sum(map(len, cells.values())) * VALUE_BYTES > limits.octets:
        octets = sum(sum(map(len, column.values())) for column in cells.values())
    if len(indexes) <= limits.rows and octets <= limits.octets:
        return cells, outcome
    kept = _first(indexes, cells, limits)
    is_long = len(kept) < min(limits.rows, len(indexes))
    told = f"row cap of {limits.rows} reached"
    if is_long:
        told = f"limit of {limits.octets:,} octets reached"
    reason = outcome.reason or told
    return {
        column: {suffix: wire for suffix, wire in found.items() if suffix in kept}
        for column, found in cells.items()
    }, replace(outcome, status=TableStatus.INCOMPLETE, reason=reason)


def _first(indexes: Iterable[bytes], cells: Cells, limits: Limits) -> frozenset[bytes]:
    """Choose the first rows that a table may have, by their number and by their octets."""
    kept, octets = [], 0
    for suffix in islice(indexes, limits.rows):
        octets += sum(len(column.get(suffix, b"")) for column in cells.values())
        if octets > limits.octets:
            break
        kept.append(suffix)
    return frozenset(kept)


def columns_at(table: Table, pace: Pace) -> Sequence[int]:
    """List the columns that are asked at a pace."""
    fast = table.fast if pace is Pace.FAST else None
    return fast.columns if fast is not None and fast.columns else tuple(table.columns)


def roots_at(table: Table, pace: Pace) -> Sequence[Oid]:
    """List the index prefixes below which rows are asked at a pace."""
    return (table.fast.roots if pace is Pace.FAST and table.fast else ()) or table.roots


async def decoded_by_column(
    session: Session,
    table: Table,
    cells: Cells,
    outcome: Outcome,
    limits: Limits,
    *,
    is_utf8: bool = True,
) -> Read:
    """Make observations of cells; of an agent that merely numbers its rows ask what they are of."""
    if sum(map(len, cells.values())) <= _FEW:
        read = decoded(table, cells, outcome, is_utf8=is_utf8)
    else:
        rows = await breathing(decoding(table, cells, is_utf8=is_utf8))
        read = _read_of(rows, cells, outcome, is_utf8=is_utf8)
    if table.index_column is None or not read.skipped:
        return read
    column, _ = table.index_column
    try:
        walk = await _walk(session, [(*table.entry, column)], limits)
    except SnmpError:
        return read
    named = decoded(table, {**cells, column: walk.columns[0]}, outcome, is_utf8=is_utf8)
    return named if named.rows > read.rows else read


def decoded(
    table: Table, cells: Cells, outcome: Outcome | None = None, *, is_utf8: bool = True
) -> Read:
    """
    Make observations of cells; `outcome` tells how a walk for them ended, if there was one.

    A table with a row that did not decode is not whole: that row may be the foreign one.
    """
    return _read_of(decode_rows(table, cells, is_utf8=is_utf8), cells, outcome, is_utf8=is_utf8)


def _read_of(rows: Decoded, cells: Cells, outcome: Outcome | None, *, is_utf8: bool) -> Read:
    any_row = any(cells.values())
    status = TableStatus.COMPLETE if any_row else TableStatus.ABSENT
    malformed, reason = 0, ""
    if outcome is not None:
        status, malformed, reason = outcome.status, outcome.malformed, outcome.reason
    skipped = rows.skipped + malformed
    if rows.flaws:
        # A wrong type costs its cell only; what is of no type at all may be anything.
        skipped += sum(not is_known(wire) for column in cells.values() for wire in column.values())
    if skipped and status is not TableStatus.REFUSED:
        status = TableStatus.INCOMPLETE
        reason = reason or rows.first_problem or _MALFORMED
    return Read(rows.observations, status, rows.rows, skipped, reason, is_utf8, rows.cut)
