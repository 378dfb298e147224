"""
mtxrWlStatTable (MIKROTIK-MIB): Wi-Fi interfaces of RouterOS that are a client of another's.

The index is the ifIndex. Only the drivers of the package `wireless` fill it; those of the newer
package `wifi` show nothing. Without a connection the SSID is empty.
"""

from collections.abc import Iterator

from monitor.model.observation import Interface
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[Interface]:
    """Yield what this table adds to the interface."""
    yield Interface(index=row.cursor().integer(), ssid=row.opt_text(5), bssid=row.opt_mac(6))


TABLE = Table(
    name="mtxrWlStatTable",
    entry=(1, 3, 6, 1, 4, 1, 14988, 1, 1, 1, 1, 1),
    columns={5: "mtxrWlStatSsid", 6: "mtxrWlStatBssid"},
    kind=Interface,
    decode=decode,
    platforms=((1, 3, 6, 1, 4, 1, 14988),),
    rank=3,
)
