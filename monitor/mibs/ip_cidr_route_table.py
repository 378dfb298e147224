"""
ipCidrRouteTable (RFC 2096, deprecated by RFC 4292): IPv4 routes.

The index is destination, mask, type of service and next hop. Old net-snmp (Vyatta, Sangfor,
CentOS 6) writes the mask's octets in reverse; a mask that only reads as one backwards is turned.
Inactive routes of RouterOS 7.20 lack columns. Asked below the destinations of short prefixes only.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network

from monitor.conventions import ROUTE_PROTOCOL, ROUTE_TYPE
from monitor.model.observation import Route
from monitor.table import BadRowError, Fast, Row, Table, prefix_length_of

_ROOTS = tuple((first, 0, 0, 0) for first in range(0, 256, 2))


def decode(row: Row) -> Iterator[Route]:
    """Yield the route."""
    index = row.cursor()
    destination, mask = index.ipv4(), index.octets(4)
    index.integer()
    next_hop = index.ipv4()
    length = prefix_length_of(mask)
    if length is None:
        length = prefix_length_of(mask[::-1])
    if length is None:
        raise BadRowError("ipCidrRouteMask is no mask")
    yield Route(
        destination=IPv4Network((int(destination), length), strict=False),
        next_hop=next_hop if int(next_hop) else None,
        if_index=row.opt_int(5) or None,
        type=ROUTE_TYPE.get(row.opt_int(6) or 0),
        protocol=ROUTE_PROTOCOL.get(row.opt_int(7) or 0),
        metric=row.opt_signed(11),
    )


TABLE = Table(
    name="ipCidrRouteTable",
    entry=(1, 3, 6, 1, 2, 1, 4, 24, 4, 1),
    columns={
        5: "ipCidrRouteIfIndex",
        6: "ipCidrRouteType",
        7: "ipCidrRouteProto",
        11: "ipCidrRouteMetric1",
    },
    kind=Route,
    decode=decode,
    roots=_ROOTS,
    key_column=5,
    fast=Fast(roots=(_ROOTS[0], _ROOTS[64])),
    rank=1,
)
