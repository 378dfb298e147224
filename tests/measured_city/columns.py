"""
Columns of MIB tables as an agent sends them: values by the octets of their index.

Only encodings of single values are shared with the program; what stands where is written here
anew, after the MIBs.
"""

from ipaddress import IPv4Address

from monitor.snmp import values
from monitor.snmp.oid import Oid, encode_index, parse_oid
from monitor.snmp.values import Wire

Column = dict[bytes, Wire]
Columns = dict[Oid, Column]


def put(columns: Columns, entry: Oid, column: int, index: Oid, wire: Wire) -> None:
    """Write one cell."""
    columns.setdefault((*entry, column), {})[encode_index(index)] = wire


def number(value: int) -> Wire:
    """Encode an INTEGER."""
    return values.encode_int(value)


def gauge(value: int) -> Wire:
    """Encode a Gauge32; what does not fit is its largest value."""
    return values.encode_unsigned(values.GAUGE32, min(value, 2**32 - 1))


def counter32(value: int) -> Wire:
    """Encode a Counter32, which wraps."""
    return values.encode_unsigned(values.COUNTER32, value % 2**32)


def counter64(value: int) -> Wire:
    """Encode a Counter64."""
    return values.encode_unsigned(values.COUNTER64, value % 2**64)


def ticks(seconds: float) -> Wire:
    """Encode TimeTicks, which wrap after 497 days."""
    return values.encode_unsigned(values.TIMETICKS, int(seconds * 100) % 2**32)


def text(value: str) -> Wire:
    """Encode text."""
    return values.encode_octets(value.encode())


def octets(value: bytes) -> Wire:
    """Encode octets."""
    return values.encode_octets(value)


def mac(value: str) -> Wire:
    """Encode a MAC address; none is empty octets."""
    return values.encode_octets(bytes.fromhex(value.replace(":", "")))


def ip(value: IPv4Address) -> Wire:
    """Encode an IpAddress."""
    return values.encode_ip(value)


def oid(value: str) -> Wire:
    """Encode an OBJECT IDENTIFIER written with dots."""
    return values.encode_oid_value(parse_oid(value))


def capabilities(names: frozenset[str]) -> Wire:
    """Encode LldpSystemCapabilitiesMap."""
    order = ("other", "repeater", "bridge", "wlanAccessPoint", "router", "telephone",
             "docsisCableDevice", "stationOnly")  # fmt: skip
    return octets(bytes((sum(0x80 >> bit for bit, name in enumerate(order) if name in names),)))
