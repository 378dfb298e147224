"""Rows of tables as an agent would send them, written as plain Python values."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias, TypeVar

from monitor.model.reading import Observation
from monitor.snmp import values
from monitor.snmp.oid import Oid, encode_index
from monitor.snmp.values import Wire
from monitor.table import Decoded, Table, decode_rows

T = TypeVar("T", bound=Observation)


@dataclass(frozen=True)
class Raw:
    """A value just as it stands on the wire."""

    wire: Wire


Value: TypeAlias = int | str | bytes | IPv4Address | Oid | Raw
Columns: TypeAlias = Mapping[int, Value]


def ip(text: str) -> IPv4Address:
    return IPv4Address(text)


def octets_of(address: str) -> Oid:
    """Return an address as it stands in an index, without type and length."""
    version = IPv6Address if ":" in address else IPv4Address
    return tuple(version(address).packed)


def ticks(hundredths: int) -> Raw:
    return Raw(values.encode_unsigned(values.TIMETICKS, hundredths))


def counter32(number: int) -> Raw:
    return Raw(values.encode_unsigned(values.COUNTER32, number))


def gauge32(number: int) -> Raw:
    return Raw(values.encode_unsigned(values.GAUGE32, number))


def counter64(number: int) -> Raw:
    return Raw(values.encode_unsigned(values.COUNTER64, number))


def wire_of(value: Value) -> Wire:
    """Return text and bytes as octets, numbers as INTEGER, tuples as an OID."""
    if isinstance(value, Raw):
        return value.wire
    if isinstance(value, int):
        return values.encode_int(value)
    if isinstance(value, str):
        return values.encode_octets(value.encode())
    if isinstance(value, bytes):
        return values.encode_octets(value)
    if isinstance(value, IPv4Address):
        return values.encode_ip(value)
    return values.encode_oid_value(value)


def decode(table: Table, rows: Mapping[Oid, Columns]) -> Decoded:
    """Run rows, by their index, through the shared decoder as a walk would bring them."""
    cells: dict[int, dict[bytes, Wire]] = {column: {} for column in table.columns}
    for index, row in rows.items():
        for column, value in row.items():
            cells.setdefault(column, {})[encode_index(index)] = wire_of(value)
    return decode_rows(table, cells)


def one(kind: type[T], table: Table, index: Oid, row: Columns) -> T:
    """Return the only observation of the only row."""
    decoded = decode(table, {index: row})
    assert decoded.skipped == 0, decoded.first_problem
    [seen] = decoded.observations
    assert isinstance(seen, kind)
    return seen


def nothing(table: Table, index: Oid, row: Columns) -> bool:
    """Say whether a row is understood and yields no observation."""
    decoded = decode(table, {index: row})
    return (decoded.rows, decoded.skipped, decoded.observations) == (1, 0, ())


def problem(table: Table, index: Oid, row: Columns) -> str:
    """Return why a row is skipped."""
    decoded = decode(table, {index: row})
    assert (decoded.rows, decoded.skipped, decoded.observations) == (0, 1, ())
    return decoded.first_problem
