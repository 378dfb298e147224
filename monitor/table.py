"""
What a conceptual table is, and the one place where its rows become observations.

A module in `monitor.mibs` declares a `Table`: where it lives, which columns are asked, and how a
`Row` turns into observations. `decode_rows` runs that over everything an agent sent. A row that
does not decode is skipped and counted here, so no table has to think of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from itertools import chain
from operator import methodcaller
from struct import Struct
from typing import TypeVar

from monitor.model.prefixes import unmapped
from monitor.model.reading import Observation, Varbind
from monitor.snmp.budget import VALUE_BYTES
from monitor.snmp.index import BadIndexError, Index
from monitor.snmp.oid import Oid, decode_index, format_oid
from monitor.snmp.text import readable
from monitor.snmp.values import (
    BadValueError,
    Wire,
    as_int,
    as_ip,
    as_octets,
    as_oid,
    encode_octets,
    shortened,
    show,
    type_name,
)
from monitor.steps import Steps, in_parts

T = TypeVar("T")
_WIRES = methodcaller("values")
_LONG = VALUE_BYTES + 4
"""What a value may have with its tag and length."""
_HEAD = Struct(">HI")
_CELL = _HEAD.pack
_AT_ONCE = 512
"""Rows between two steps."""
# LLDP-V2-MIB has eleven capabilities, the first edition eight.
_UNDEFINED_BITS = 0x1F
_NO_MAC = "00:00:00:00:00:00"
_MAC_TEXT = re.compile(rb"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}")


class BadRowError(ValueError):
    """A row that is no observation: a cell is missing or says what its MIB does not allow."""


@dataclass(frozen=True, slots=True)
class Fast:
    """What of a table the fast pace asks: some columns, below some roots, maybe of uplinks only."""

    columns: tuple[int, ...] = ()
    roots: tuple[Oid, ...] = ()
    uplinks_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    A conceptual table, or a group of scalars, and how it is read.

    `entry` is the OID of the row object; a cell is `entry.column.index`. `roots` are index
    prefixes: a table too large to walk is asked below them only, its rows found by `key_column`.
    `platforms` are sysObjectID prefixes; empty means every device is asked. Of the text of a
    `concealed` column only so many leading characters ever reach a row, and so the evidence.
    `index_column` (number and name) repeats what the index says; it is asked only of an agent that
    puts something else in the index. Of two tables that yield the same observation the one with
    the lower `rank` is believed.
    """

    name: str
    entry: Oid
    columns: Mapping[int, str]
    kind: type[Observation]
    decode: Callable[["Row"], Iterable[Observation]]
    scalars: bool = False
    roots: tuple[Oid, ...] = ((),)
    key_column: int | None = None
    platforms: tuple[Oid, ...] = ()
    index_column: tuple[int, str] | None = None
    concealed: Mapping[int, int] = field(default_factory=dict)
    fast: Fast | None = None
    rank: int = 0
    per_vlan: bool = False

    def column_name(self, column: int) -> str:
        """Name of a column in the MIB; its number where it has none here."""
        if self.index_column is not None and self.index_column[0] == column:
            return self.index_column[1]
        return self.columns.get(column, str(column))


@dataclass(slots=True)
class Row:
    """One row: its index and the cells that were answered, by column."""

    of: Table
    index: Oid
    cells: dict[int, Wire]
    flaws: int = field(default=0, compare=False)

    def kept(self, suffix: bytes) -> "KeptRow":
        """Make evidence of it; `suffix` is its index as it was sent."""
        parts = [_CELL(column, len(wire)) + wire for column, wire in sorted(self.cells.items())]
        return KeptRow(self.of, suffix, b"".join(parts))

    def cursor(self) -> Index:
        """Return a cursor over the index."""
        return Index(self.index)

    def integer(self, column: int) -> int:
        """Return a number, never negative, that the row cannot do without."""
        return self._needed(column, self.opt_int(column))

    def opt_int(self, column: int) -> int | None:
        """Return a number that cannot be negative, whatever type the agent gave it, or `None`."""
        # As _cell does, without its call: most cells are numbers.
        wire = self.cells.get(column)
        if wire is None:
            return None
        try:
            number = as_int(wire)
        except BadValueError:
            self.flaws += 1
            return None
        # AS numbers and indexes of 32 bits are sent as INTEGER, and so negative from 2**31 on.
        return number if number >= 0 else number + 2**32

    def opt_signed(self, column: int) -> int | None:
        """Return a number of a column that may be negative, or `None`."""
        return self._cell(column, as_int)

    def opt_text(self, column: int) -> str | None:
        """Return a text cell made fit to be shown; empty counts as nothing said."""
        return self._cell(column, _text) or None

    def octets(self, column: int) -> bytes:
        """Return an octet string that the row cannot do without."""
        return self._needed(column, self.opt_octets(column))

    def opt_octets(self, column: int) -> bytes | None:
        """Return an octet string, or `None`."""
        return self._cell(column, as_octets)

    def opt_mac(self, column: int) -> str | None:
        """Return a MAC address, or `None`: empty and all-zero mean unknown."""
        octets = self.opt_octets(column)
        return None if octets is None else mac_of(octets)

    def opt_oid(self, column: int) -> str | None:
        """Return an object identifier, dotted, or `None`."""
        oid = self._cell(column, as_oid)
        return None if oid is None else format_oid(oid)

    def opt_ip(self, column: int) -> IPv4Address | None:
        """Return an IpAddress cell, or `None`."""
        return self._cell(column, as_ip)

    def opt_netmask(self, column: int) -> int | None:
        """Return the prefix length of an IpAddress cell that is a netmask, or `None`."""
        mask = self.opt_ip(column)
        return None if mask is None else prefix_length_of(mask.packed)

    def opt_seconds(self, column: int) -> float | None:
        """Return a TimeTicks cell (hundredths of a second) in seconds, or `None`."""
        ticks = self.opt_int(column)
        return None if ticks is None else ticks / 100

    def _needed(self, column: int, value: T | None) -> T:
        if value is None:
            raise BadRowError(f"no usable {self.of.column_name(column)}")
        return value

    def _cell(self, column: int, read: Callable[[Wire], T]) -> T | None:
        # A wrong type in one cell costs that cell, not the row: an interface is not lost for
        # the sake of its description.
        wire = self.cells.get(column)
        if wire is None:
            return None
        try:
            return read(wire)
        except BadValueError:
            self.flaws += 1
            return None


class _OtherRow(Row):
    """A row of a device that does not write UTF-8."""

    __slots__ = ()

    def opt_text(self, column: int) -> str | None:
        """Return a text cell made fit to be shown; empty counts as nothing said."""
        return self._cell(column, _other_text) or None


@dataclass(frozen=True, slots=True)
class KeptRow:
    """
    A row as evidence keeps it: a device has hundreds, so each is in one piece.

    `suffix` is its index as it was sent; `cells` has for each cell the number of its column and the
    octets of its value, in two and four octets, and then the value as it was sent.
    """

    of: Table
    suffix: bytes
    cells: bytes

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.of.name

    def varbinds(self) -> tuple[Varbind, ...]:
        """Every cell as read."""
        index = _index(self.suffix)
        return tuple(
            Varbind(format_oid((*self.of.entry, column, *index)), type_name(wire), show(wire))
            for column, wire in self._cells()
        )

    def _cells(self) -> Iterator[tuple[int, Wire]]:
        at = 0
        while at < len(self.cells):
            column, size = _HEAD.unpack_from(self.cells, at)
            start = at + _HEAD.size
            at = start + size
            yield column, self.cells[start:at]


@dataclass(frozen=True, slots=True)
class Decoded:
    """
    What became of the rows of a table.

    `flaws` counts single cells of a wrong type, `cut` values that were too long.
    """

    observations: tuple[Observation, ...]
    rows: int
    skipped: int
    flaws: int
    first_problem: str = ""
    cut: int = 0


def decode_rows(
    table: Table, columns: Mapping[int, Mapping[bytes, Wire]], *, is_utf8: bool = True
) -> Decoded:
    """
    Turn cells (by column, then by encoded index) into observations; bad rows are counted.

    `is_utf8` says whether the device writes UTF-8 (`monitor.snmp.text`).
    """
    observations: list[Observation] = []
    rows = skipped = flaws = 0
    problem = ""
    columns, cut = _within(columns)
    for suffix, row in _rows(table, columns, Row if is_utf8 else _OtherRow):
        try:
            found = list(table.decode(row))
        except (BadRowError, BadIndexError, BadValueError) as error:
            skipped += 1
            problem = problem or str(error)
            continue
        rows += 1
        flaws += row.flaws
        kept = (row.kept(suffix),)
        for seen in found:
            # A frozen dataclass's replace() copies every field; this sets the one left open.
            object.__setattr__(seen, "rows", kept)
        observations.extend(found)
    return Decoded(tuple(observations), rows, skipped, flaws, problem, cut)


def decoding(
    table: Table, columns: Mapping[int, Mapping[bytes, Wire]], *, is_utf8: bool = True
) -> Steps[Decoded]:
    """Turn cells into observations as `decode_rows` does, some rows a step."""
    parts: list[Decoded] = []
    for suffixes in in_parts(dict.fromkeys(chain.from_iterable(columns.values())), _AT_ONCE):
        part = {
            column: {suffix: cells[suffix] for suffix in suffixes if suffix in cells}
            for column, cells in columns.items()
        }
        parts.append(decode_rows(table, part, is_utf8=is_utf8))
        yield None
    return Decoded(
        tuple(chain.from_iterable(part.observations for part in parts)),
        sum(part.rows for part in parts),
        sum(part.skipped for part in parts),
        sum(part.flaws for part in parts),
        next((part.first_problem for part in parts if part.first_problem), ""),
        sum(part.cut for part in parts),
    )


def _within(
    columns: Mapping[int, Mapping[bytes, Wire]],
) -> tuple[Mapping[int, Mapping[bytes, Wire]], int]:
    """Cut values that are longer than any real one, and count them."""
    if max(map(len, chain.from_iterable(map(_WIRES, columns.values()))), default=0) <= _LONG:
        return columns, 0
    cut = 0
    found = dict(columns)
    for number in found:
        cells = dict(columns[number])
        for suffix, wire in cells.items():
            if len(wire) > _LONG:
                cells[suffix] = shortened(wire, VALUE_BYTES)
                cut += 1
        found[number] = cells
    return found, cut


def _rows(
    table: Table, columns: Mapping[int, Mapping[bytes, Wire]], kind: type[Row]
) -> Iterator[tuple[bytes, Row]]:
    # Columns drift while a table changes under a walk, so rows are joined by index, holes and all.
    joined: dict[bytes, dict[int, Wire]] = {}
    for column, cells in columns.items():
        kept = table.concealed.get(column)
        for suffix, wire in cells.items():
            joined.setdefault(suffix, {})[column] = wire if kept is None else conceal(wire, kept)
    for suffix, row_cells in joined.items():
        yield suffix, kind(table, _index(suffix), row_cells)


def _index(suffix: bytes) -> Oid:
    try:
        return decode_index(suffix)
    except ValueError:
        return ()


def conceal(wire: Wire, kept: int) -> Wire:
    """Return the text of a cell cut to its first characters; of what is no text nothing is left."""
    try:
        octets = as_octets(wire)
    except BadValueError:
        return encode_octets(b"")
    # Packed digits would show more of a number than their count of octets says.
    is_text = octets.isascii() and octets.decode("ascii").isprintable()
    return encode_octets(octets[:kept] if is_text else b"")


def mac_of(octets: bytes) -> str | None:
    """Return a MAC as `aa:bb:cc:dd:ee:ff`, from six octets or from text as RouterOS sends it."""
    if len(octets) == 6:
        return octets.hex(":") if any(octets) else None
    match = _MAC_TEXT.fullmatch(octets.rstrip(b"\x00"))
    if match is None:
        return None
    mac = match[0].decode("ascii").lower().replace("-", ":")
    return mac if mac != _NO_MAC else None


def address_of(octets: bytes | None) -> IPv4Address | IPv6Address | None:
    """
    Return an InetAddress from its octets alone; unspecified and odd lengths give `None`.

    An IPv4 address written as IPv6 is given as IPv4.
    """
    if octets is None or not any(octets):
        return None
    if len(octets) in (4, 8):
        return IPv4Address(octets[:4])
    if len(octets) not in (16, 20):
        return None
    address = unmapped(IPv6Address(octets[:16]))
    return address if int(address) else None


def prefix_length_of(mask: bytes) -> int | None:
    """Return the prefix length of a netmask in network order, or `None` where it has holes."""
    inverted = ~int.from_bytes(mask, "big") & (1 << 8 * len(mask)) - 1
    return None if inverted & (inverted + 1) else 8 * len(mask) - inverted.bit_length()


def bits(octets: bytes | None, names: Sequence[str]) -> frozenset[str] | None:
    """Return the names of the bits that are set, first bit highest (BITS, RFC 2578, 7.1.4).

    More than two octets, or bits that no edition defines, are no capabilities but something else in
    their place (hexadecimal as text, say): `None`.
    """
    if octets is None or not 1 <= len(octets) <= 2:
        return None
    if len(octets) == 2 and octets[1] & _UNDEFINED_BITS:
        return None
    return frozenset(name for bit, name in enumerate(names) if octets[0] & (0x80 >> bit))


def shown(octets: bytes | None) -> str | None:
    """Return an identifier that may be text or binary: text where printable, else hexadecimal.

    Zeros, also as the text of a MAC, identify nothing: `None`.
    """
    if not octets:
        return None
    text = octets.rstrip(b"\x00")
    if text.isascii() and text.decode("ascii").isprintable():
        said = text.decode("ascii").strip()
        return said if said not in ("", _NO_MAC) else None
    return octets.hex(":")


def _text(wire: Wire) -> str:
    return readable(as_octets(wire))


def _other_text(wire: Wire) -> str:
    return readable(as_octets(wire), is_utf8=False)
