"""
tcpConnTable (RFC 1213, deprecated by RFC 4022): TCP connections over IPv4, listeners among them.

A listener is a row in state listen(2). Windows gives listeners a random remote port, so only the
state tells.
"""

from collections.abc import Iterator

from monitor.model.observation import Listener
from monitor.table import BadRowError, Row, Table

_LISTEN = 2


def decode(row: Row) -> Iterator[Listener]:
    """Yield the listener; other connections are nothing to this program."""
    index = row.cursor()
    address, port = index.ipv4(), index.integer()
    if not 0 <= port < 65536:
        raise BadRowError("tcpConnLocalPort is no port")
    if row.integer(1) == _LISTEN and port:
        yield Listener(address=address, port=port)


TABLE = Table(
    name="tcpConnTable",
    entry=(1, 3, 6, 1, 2, 1, 6, 13, 1),
    columns={1: "tcpConnState"},
    kind=Listener,
    decode=decode,
    rank=1,
)
