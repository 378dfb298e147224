"""
hwBgpPeerTable (HUAWEI-BGP-VPN-MIB): BGP sessions of VRP.

The index is instance, AFI, SAFI, address type and address, so one peer stands once per address
family; the merge by address makes it one again.
"""

from collections.abc import Iterator

from monitor.conventions import BGP_STATE, as_number
from monitor.model.observation import BgpPeer
from monitor.table import BadRowError, Fast, Row, Table


def decode(row: Row) -> Iterator[BgpPeer]:
    """Yield the session."""
    index = row.cursor()
    instance, _afi, _safi = index.take(3)
    address = index.last_inet_address()
    if address is None:
        raise BadRowError("hwBgpPeerRemoteAddr is of no known type")
    yield BgpPeer(
        address=address,
        if_index=index.zone,
        remote_as=as_number(row.opt_int(2)),
        state=BGP_STATE.get(row.opt_int(5) or 0),
        instance=str(instance) if instance else "",
    )


TABLE = Table(
    name="hwBgpPeerTable",
    entry=(1, 3, 6, 1, 4, 1, 2011, 5, 25, 177, 1, 1, 2, 1),
    columns={2: "hwBgpPeerRemoteAs", 5: "hwBgpPeerState"},
    kind=BgpPeer,
    decode=decode,
    fast=Fast(),
    platforms=((1, 3, 6, 1, 4, 1, 2011),),
    rank=3,
)
