"""
ipAddressTable (IP-MIB, RFC 4293): IPv4 and IPv6 addresses, with how each was obtained.

The prefix length stands at the end of ipAddressPrefix, a RowPointer into ipAddressPrefixTable;
many agents leave that 0.0. ASA, ZTE and OcNOS write the index without the address's length; of a
link-local address, type ipv6z(4), ASA leaves the zone out too and ZTE writes it as one number.
Only unicast(1) addresses are the device's own, and the unspecified one, which an interface without
a lease may show, is none.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from monitor.model.observation import Address
from monitor.snmp.index import Index
from monitor.snmp.oid import Oid
from monitor.table import BadRowError, Row, Table

_UNICAST = 1
_IPV6, _IPV6Z = 2, 4
_ORIGIN = {1: "other", 2: "manual", 4: "dhcp", 5: "linklayer", 6: "random"}
_PREFIX_TABLE = "1.3.6.1.2.1.4.32.1.5."


def decode(row: Row) -> Iterator[Address]:
    """Yield the address, unless it is anycast, broadcast or unspecified."""
    address, zone = _address(row.index)
    if address is None:
        raise BadRowError("ipAddressAddr is of no known type")
    if row.opt_int(4) in (None, _UNICAST) and int(address):
        yield Address(
            address=address,
            if_index=row.opt_int(3) or zone,
            prefix_length=_prefix_length(row.opt_oid(5), address.max_prefixlen),
            origin=_ORIGIN.get(row.opt_int(6) or 0),
        )


def _address(parts: Oid) -> tuple[IPv4Address | IPv6Address | None, int | None]:
    if parts[:1] == (_IPV6Z,) and len(parts) in (17, 18) and parts[1] != 16:
        parts = (_IPV6, *parts[1:17])
    index = Index(parts)
    return index.last_inet_address(), index.zone


def _prefix_length(pointer: str | None, longest: int) -> int | None:
    if pointer is None or not pointer.startswith(_PREFIX_TABLE):
        return None
    length = int(pointer.rpartition(".")[2])
    return length if 0 < length <= longest else None


TABLE = Table(
    name="ipAddressTable",
    entry=(1, 3, 6, 1, 2, 1, 4, 34, 1),
    columns={
        3: "ipAddressIfIndex",
        4: "ipAddressType",
        5: "ipAddressPrefix",
        6: "ipAddressOrigin",
    },
    kind=Address,
    decode=decode,
)
