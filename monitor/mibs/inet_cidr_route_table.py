"""
inetCidrRouteTable (IP-FORWARD-MIB, RFC 4292): IPv4 and IPv6 routes.

The index is destination, prefix length, a policy OID and the next hop. Agents fill the policy as
they like (nothing, 0.0, the ifIndex); with its length in front it reads the same everywhere. A next
hop of type unknown, or 0.0.0.0, means that the route leaves by an interface without one.

The table is never walked whole: on a router with a full table that has taken routers down.
A route shorter than /8 has one of a few destinations, so it is asked below those roots.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network

from monitor.conventions import ROUTE_PROTOCOL, ROUTE_TYPE
from monitor.model.observation import Route
from monitor.model.prefixes import unmapped
from monitor.table import BadRowError, Fast, Row, Table

_V4 = tuple((1, 4, first, 0, 0, 0) for first in range(0, 256, 2))
_V6 = tuple((2, 16, first, *[0] * 15) for first in (0, 0x80, 0x20, 0x40, 0x60, 0xFC))


def decode(row: Row) -> Iterator[Route]:
    """Yield the route."""
    index = row.cursor()
    destination = index.inet_address()
    length = index.integer()
    index.oid()
    next_hop = index.inet_address()
    hop = unmapped(next_hop) if next_hop is not None else None
    if destination is None or length > destination.max_prefixlen:
        raise BadRowError("inetCidrRouteDest is no prefix")
    network = (IPv4Network if destination.version == 4 else IPv6Network)(
        (int(destination), length), strict=False
    )
    kind, protocol = row.opt_int(8), row.opt_int(9)
    yield Route(
        destination=network,
        next_hop=hop if hop is not None and int(hop) else None,
        if_index=row.opt_int(7) or index.zone,
        type=ROUTE_TYPE.get(kind or 0),
        protocol=ROUTE_PROTOCOL.get(protocol or 0),
        metric=row.opt_signed(12),
    )


TABLE = Table(
    name="inetCidrRouteTable",
    entry=(1, 3, 6, 1, 2, 1, 4, 24, 7, 1),
    columns={
        7: "inetCidrRouteIfIndex",
        8: "inetCidrRouteType",
        9: "inetCidrRouteProto",
        12: "inetCidrRouteMetric1",
    },
    kind=Route,
    decode=decode,
    roots=(*_V4, *_V6),
    key_column=7,
    fast=Fast(roots=(_V4[0], _V4[64], *_V6[:3])),
)
