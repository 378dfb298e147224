"""
ipNetToPhysicalTable (IP-MIB, RFC 4293): ARP and IPv6 neighbour discovery.

The only such table of ASA, ESXi, Aruba CX and OcNOS. ASA and ZTE leave the address's length out of
the index; OcNOS writes type, ifIndex, length, address instead of ifIndex, type, length, address.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from monitor.model.observation import ArpEntry
from monitor.snmp.index import Index
from monitor.snmp.oid import Oid
from monitor.table import BadRowError, Row, Table

_INVALID = 2
_TYPE = {1: "other", 3: "dynamic", 4: "static", 5: "local"}
_SIZES = {1: 4, 2: 16, 3: 8, 4: 20}


def decode(row: Row) -> Iterator[ArpEntry]:
    """Yield the entry, unless it is marked invalid."""
    if_index, address = _parse(row.index)
    if address is None:
        raise BadRowError("ipNetToPhysicalNetAddress is of no known type")
    kind = row.opt_int(6)
    if kind != _INVALID:
        yield ArpEntry(
            address=address,
            if_index=if_index,
            mac=row.opt_mac(4),
            type=_TYPE.get(kind or 0),
        )


def _parse(parts: Oid) -> tuple[int | None, IPv4Address | IPv6Address | None]:
    is_swapped = (
        len(parts) > 3 and _SIZES.get(parts[1]) != parts[2] and _SIZES.get(parts[0]) == parts[2]
    )
    if is_swapped and len(parts) == 3 + parts[2]:
        parts = (parts[1], parts[0], *parts[2:])
    index = Index(parts)
    if_index, address = index.integer(), index.last_inet_address()
    return if_index or index.zone, address


TABLE = Table(
    name="ipNetToPhysicalTable",
    entry=(1, 3, 6, 1, 2, 1, 4, 35, 1),
    columns={4: "ipNetToPhysicalPhysAddress", 6: "ipNetToPhysicalType"},
    kind=ArpEntry,
    decode=decode,
)
