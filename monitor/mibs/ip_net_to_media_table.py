"""
ipNetToMediaTable (RFC 1213, deprecated by RFC 4293): the ARP table.

Entries of type invalid(2) are leftovers. Not resolved entries have no MAC, or zeros.
"""

from collections.abc import Iterator

from monitor.model.observation import ArpEntry
from monitor.table import Row, Table

_INVALID = 2
_TYPE = {1: "other", 3: "dynamic", 4: "static"}


def decode(row: Row) -> Iterator[ArpEntry]:
    """Yield the entry, unless it is marked invalid."""
    index = row.cursor()
    if_index, address = index.integer(), index.ipv4()
    kind = row.opt_int(4)
    if kind != _INVALID:
        yield ArpEntry(
            address=address,
            if_index=if_index or None,
            mac=row.opt_mac(2),
            type=_TYPE.get(kind or 0),
        )


TABLE = Table(
    name="ipNetToMediaTable",
    entry=(1, 3, 6, 1, 2, 1, 4, 22, 1),
    columns={2: "ipNetToMediaPhysAddress", 4: "ipNetToMediaType"},
    kind=ArpEntry,
    decode=decode,
    rank=1,
)
