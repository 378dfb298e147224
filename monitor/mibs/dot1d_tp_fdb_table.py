"""
dot1dTpFdbTable (BRIDGE-MIB, RFC 4188): MAC addresses a bridge has learnt, without VLANs.

Cisco keeps one such table per VLAN, behind community@vlan or an SNMPv3 context. Port 0 or a
negative one means "not known". status self(4) is the bridge's own MAC. Linux bridges list zeros
as one of their own, which is nobody's. FortiSwitch and others number the rows instead of naming
them by the MAC: it then stands in dot1dTpFdbAddress alone.
"""

from collections.abc import Iterator

from monitor.conventions import FDB_STATUS
from monitor.model.observation import FdbEntry
from monitor.table import Row, Table, mac_of


def decode(row: Row) -> Iterator[FdbEntry]:
    """Yield the entry."""
    port = row.opt_signed(2)
    index = row.cursor()
    mac = mac_of(index.octets(6) if index.remaining != 1 else row.octets(1))
    if mac is not None:
        yield FdbEntry(
            mac=mac,
            port=port if port is not None and port > 0 else None,
            status=FDB_STATUS.get(row.opt_int(3) or 0),
        )


TABLE = Table(
    name="dot1dTpFdbTable",
    entry=(1, 3, 6, 1, 2, 1, 17, 4, 3, 1),
    columns={2: "dot1dTpFdbPort", 3: "dot1dTpFdbStatus"},
    index_column=(1, "dot1dTpFdbAddress"),
    kind=FdbEntry,
    decode=decode,
    rank=1,
    per_vlan=True,
)
