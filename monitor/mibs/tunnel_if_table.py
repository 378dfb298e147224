"""
tunnelIfTable (TUNNEL-MIB, RFC 4087): tunnels over IP, and where they end.

The index is the ifIndex. The IpAddress columns are deprecated for InetAddress ones, which IPv6
needs; agents have either. The unspecified address means that any will do, as of a 6to4 tunnel or
a hub with many spokes.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from monitor.model.observation import Interface
from monitor.table import Row, Table, address_of


def decode(row: Row) -> Iterator[Interface]:
    """Yield what this table adds to the interface."""
    yield Interface(
        index=row.cursor().integer(),
        is_tunnel=True,
        tunnel_local=_address(row, inet=9, ip=1),
        tunnel_remote=_address(row, inet=10, ip=2),
    )


def _address(row: Row, *, inet: int, ip: int) -> IPv4Address | IPv6Address | None:
    address = row.opt_ip(ip)
    return address_of(row.opt_octets(inet)) or (address if address and int(address) else None)


TABLE = Table(
    name="tunnelIfTable",
    entry=(1, 3, 6, 1, 2, 1, 10, 131, 1, 1, 1, 1),
    columns={
        1: "tunnelIfLocalAddress",
        2: "tunnelIfRemoteAddress",
        3: "tunnelIfEncapsMethod",
        9: "tunnelIfLocalInetAddress",
        10: "tunnelIfRemoteInetAddress",
    },
    kind=Interface,
    decode=decode,
    rank=2,
)
