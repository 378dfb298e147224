"""
aristaBgp4V2PeerTable (ARISTA-BGP4V2-MIB): BGP sessions, with AS numbers of four octets.

The index is the routing instance, then the remote address.
"""

from collections.abc import Iterator

from monitor.conventions import BGP_STATE, as_number
from monitor.model.observation import BgpPeer
from monitor.table import BadRowError, Fast, Row, Table, address_of


def decode(row: Row) -> Iterator[BgpPeer]:
    """Yield the session."""
    index = row.cursor()
    instance = index.integer()
    address = index.last_inet_address()
    if address is None:
        raise BadRowError("aristaBgp4V2PeerRemoteAddr is of no known type")
    yield BgpPeer(
        address=address,
        if_index=index.zone,
        remote_as=as_number(row.opt_int(10)),
        local_address=address_of(row.opt_octets(3)),
        state=BGP_STATE.get(row.opt_int(13) or 0),
        instance="" if instance == 1 else str(instance),
    )


TABLE = Table(
    name="aristaBgp4V2PeerTable",
    entry=(1, 3, 6, 1, 4, 1, 30065, 4, 1, 1, 2, 1),
    columns={
        3: "aristaBgp4V2PeerLocalAddr",
        10: "aristaBgp4V2PeerRemoteAs",
        13: "aristaBgp4V2PeerState",
    },
    kind=BgpPeer,
    decode=decode,
    fast=Fast(),
    platforms=((1, 3, 6, 1, 4, 1, 30065),),
    rank=1,
)
