"""
mtxrWlApTable (MIKROTIK-MIB): Wi-Fi networks that RouterOS itself offers, and their clients.

The index is the ifIndex. Only the drivers of the package `wireless` fill it.
"""

from collections.abc import Iterator

from monitor.model.service import ClientCount
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[ClientCount]:
    """Yield the number of clients of one interface."""
    index = row.cursor().integer()
    yield ClientCount(source="wifi", number=row.integer(6), label=f"if{index}")


TABLE = Table(
    name="mtxrWlApTable",
    entry=(1, 3, 6, 1, 4, 1, 14988, 1, 1, 1, 3, 1),
    columns={6: "mtxrWlApClientCount"},
    kind=ClientCount,
    decode=decode,
    platforms=((1, 3, 6, 1, 4, 1, 14988),),
    rank=1,
)
