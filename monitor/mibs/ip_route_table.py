"""
ipRouteTable (RFC 1213, long deprecated): IPv4 routes, one per destination.

All that Windows, FortiOS, many Cisco and Teltonika have. It can show only one of several equal
defaults. FortiOS adds a fifth sub-identifier of garbage to some indexes, and shows the default
route with the mask of a host.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from monitor.conventions import ROUTE_PROTOCOL, ROUTE_TYPE
from monitor.model.observation import Route
from monitor.table import BadRowError, Fast, Row, Table

_INVALID = 2
# One number short of an index, which is a whole address: nothing lies below that.
_ROOTS = tuple((first, 0, 0) for first in range(0, 256, 2))


def decode(row: Row) -> Iterator[Route]:
    """Yield the route, unless it is marked invalid(2)."""
    destination = row.cursor().ipv4()
    if row.opt_int(8) == _INVALID:
        return
    length = 0 if not int(destination) and _is_default_mask(row) else row.opt_netmask(11)
    if length is None:
        raise BadRowError("ipRouteMask is no mask")
    next_hop = row.opt_ip(7)
    yield Route(
        destination=IPv4Network((int(destination), length), strict=False),
        next_hop=next_hop if next_hop is not None and int(next_hop) else None,
        if_index=row.opt_int(2) or None,
        type=ROUTE_TYPE.get(row.opt_int(8) or 0),
        protocol=ROUTE_PROTOCOL.get(row.opt_int(9) or 0),
        metric=row.opt_signed(3),
    )


def _is_default_mask(row: Row) -> bool:
    return row.opt_ip(11) in (None, IPv4Address(0), IPv4Address("255.255.255.255"))


TABLE = Table(
    name="ipRouteTable",
    entry=(1, 3, 6, 1, 2, 1, 4, 21, 1),
    columns={
        2: "ipRouteIfIndex",
        3: "ipRouteMetric1",
        7: "ipRouteNextHop",
        8: "ipRouteType",
        9: "ipRouteProto",
        11: "ipRouteMask",
    },
    kind=Route,
    decode=decode,
    roots=_ROOTS,
    key_column=7,
    fast=Fast(roots=(_ROOTS[0], _ROOTS[64])),
    rank=2,
)
