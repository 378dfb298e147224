"""
tcpListenerTable (TCP-MIB, RFC 4022): TCP ports somebody listens on, IPv4 and IPv6.

ZTE's C320 leaves the address's length out (`1.0.0.0.0.22`); FreeBSD-style agents write the
unspecified address as type unknown(0), length 0.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from monitor.model.observation import Listener
from monitor.snmp.index import Index
from monitor.snmp.oid import Oid
from monitor.table import BadRowError, Row, Table


def decode(row: Row) -> Iterator[Listener]:
    """Yield the listener."""
    if len(row.index) < 3:
        raise BadRowError("the index of tcpListenerTable is too short")
    port = row.index[-1]
    if not 0 < port < 65536:
        raise BadRowError("tcpListenerLocalPort is no port")
    yield Listener(
        address=_address(row.index[:-1]),
        port=port,
        process_id=row.opt_int(4) or None,
    )


def _address(parts: Oid) -> IPv4Address | IPv6Address:
    if parts[0] == 0:
        return IPv4Address(0)
    address = Index(parts).last_inet_address()
    if address is None:
        raise BadRowError("tcpListenerLocalAddress is of no known type")
    return address


TABLE = Table(
    name="tcpListenerTable",
    entry=(1, 3, 6, 1, 2, 1, 6, 20, 1),
    columns={4: "tcpListenerProcess"},
    kind=Listener,
    decode=decode,
)
