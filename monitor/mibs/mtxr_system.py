"""
mtxrSerialNumber (MIKROTIK-MIB): RouterOS leaves the chassis serial of ENTITY-MIB empty.

Nothing below 1.3.6.1.4.1.14988.1.1.18 is ever asked: a GET there runs a script on the router.
"""

from collections.abc import Iterator

from monitor.model.observation import Identity
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[Identity]:
    """Yield the serial number."""
    yield Identity(serial=row.opt_text(3))


TABLE = Table(
    name="mtxrSystem",
    entry=(1, 3, 6, 1, 4, 1, 14988, 1, 1, 7),
    columns={3: "mtxrSerialNumber"},
    kind=Identity,
    decode=decode,
    scalars=True,
    platforms=((1, 3, 6, 1, 4, 1, 14988),),
    rank=3,
)
