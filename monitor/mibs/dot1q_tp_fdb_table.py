"""
dot1qTpFdbTable (Q-BRIDGE-MIB, RFC 4363): MAC addresses a bridge has learnt, per filtering database.

The first part of the index is the FDB id, which most switches make the VLAN id. Linux
bridges list zeros as a MAC of their own, which is nobody's. Who numbers the rows of a VLAN shows
their MACs in dot1qTpFdbAddress alone.
"""

from collections.abc import Iterator

from monitor.conventions import FDB_STATUS
from monitor.model.observation import FdbEntry
from monitor.table import Row, Table, mac_of


def decode(row: Row) -> Iterator[FdbEntry]:
    """Yield the entry."""
    index = row.cursor()
    vlan = index.integer()
    mac = mac_of(index.octets(6) if index.remaining != 1 else row.octets(1))
    port = row.opt_signed(2)
    if mac is not None:
        yield FdbEntry(
            mac=mac,
            port=port if port is not None and port > 0 else None,
            vlan=vlan or None,
            status=FDB_STATUS.get(row.opt_int(3) or 0),
        )


TABLE = Table(
    name="dot1qTpFdbTable",
    entry=(1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1),
    columns={2: "dot1qTpFdbPort", 3: "dot1qTpFdbStatus"},
    index_column=(1, "dot1qTpFdbAddress"),
    kind=FdbEntry,
    decode=decode,
)
