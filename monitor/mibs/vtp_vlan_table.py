"""
vtpVlanTable (CISCO-VTP-MIB): the VLANs of a Cisco switch.

IOS keeps a forwarding database for each VLAN, behind the community `word@vlan` or the SNMPv3
context `vlan-N`; this table says which there are. 1002 to 1005 are of FDDI and token ring and hold
nothing.
"""

from collections.abc import Iterator

from monitor.model.joins import Vlan
from monitor.table import Row, Table

_OPERATIONAL = 1
_LEGACY = range(1002, 1006)


def decode(row: Row) -> Iterator[Vlan]:
    """Yield the VLAN, if it is in use."""
    _domain, number = row.cursor().take(2)
    if row.integer(2) == _OPERATIONAL and number not in _LEGACY:
        yield Vlan(number=number)


TABLE = Table(
    name="vtpVlanTable",
    entry=(1, 3, 6, 1, 4, 1, 9, 9, 46, 1, 3, 1, 1),
    columns={2: "vtpVlanState"},
    kind=Vlan,
    decode=decode,
    platforms=((1, 3, 6, 1, 4, 1, 9),),
)
