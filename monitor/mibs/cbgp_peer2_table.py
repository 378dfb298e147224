"""
cbgpPeer2Table (CISCO-BGP4-MIB): BGP sessions over IPv4 and IPv6, with AS numbers of four octets.

IOS-XR shows sessions here that BGP4-MIB leaves out.
"""

from collections.abc import Iterator

from monitor.conventions import BGP_STATE, as_number
from monitor.model.observation import BgpPeer
from monitor.table import BadRowError, Fast, Row, Table, address_of


def decode(row: Row) -> Iterator[BgpPeer]:
    """Yield the session."""
    index = row.cursor()
    address = index.last_inet_address()
    if address is None:
        raise BadRowError("cbgpPeer2RemoteAddr is of no known type")
    yield BgpPeer(
        address=address,
        if_index=index.zone,
        remote_as=as_number(row.opt_int(11)),
        local_address=address_of(row.opt_octets(6)),
        state=BGP_STATE.get(row.opt_int(3) or 0),
    )


TABLE = Table(
    name="cbgpPeer2Table",
    entry=(1, 3, 6, 1, 4, 1, 9, 9, 187, 1, 2, 5, 1),
    columns={3: "cbgpPeer2State", 6: "cbgpPeer2LocalAddr", 11: "cbgpPeer2RemoteAs"},
    kind=BgpPeer,
    decode=decode,
    fast=Fast(),
    platforms=((1, 3, 6, 1, 4, 1, 9),),
)
