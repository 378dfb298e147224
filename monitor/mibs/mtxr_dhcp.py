"""
mtxrDHCPLeaseCount (MIKROTIK-MIB): how many leases the DHCP servers of a RouterOS have given.

Zero is also what a router says that is no DHCP server.
"""

from collections.abc import Iterator

from monitor.model.service import ClientCount
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[ClientCount]:
    """Yield the number of leases."""
    yield ClientCount(source="leases", number=row.integer(1))


TABLE = Table(
    name="mtxrDHCP",
    entry=(1, 3, 6, 1, 4, 1, 14988, 1, 1, 6),
    columns={1: "mtxrDHCPLeaseCount"},
    kind=ClientCount,
    decode=decode,
    scalars=True,
    platforms=((1, 3, 6, 1, 4, 1, 14988),),
)
