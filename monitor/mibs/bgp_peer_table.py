"""
bgpPeerTable (BGP4-MIB, RFC 4273): BGP sessions over IPv4.

bgpPeerRemoteAs has two octets in the first edition: Arista and others say 23456 (AS_TRANS,
RFC 6793) for every larger number, which is no answer; others send four octets as a signed number.
IOS-XR lists fewer peers here than in its own table.
"""

from collections.abc import Iterator

from monitor.conventions import BGP_STATE, as_number
from monitor.model.observation import BgpPeer
from monitor.table import Fast, Row, Table

_AS_TRANS = 23456


def decode(row: Row) -> Iterator[BgpPeer]:
    """Yield the session."""
    remote_as = as_number(row.opt_int(9))
    local = row.opt_ip(5)
    yield BgpPeer(
        address=row.cursor().ipv4(),
        remote_as=None if remote_as == _AS_TRANS else remote_as,
        local_address=local if local is not None and int(local) else None,
        state=BGP_STATE.get(row.opt_int(2) or 0),
    )


TABLE = Table(
    name="bgpPeerTable",
    entry=(1, 3, 6, 1, 2, 1, 15, 3, 1),
    columns={2: "bgpPeerState", 5: "bgpPeerLocalAddr", 9: "bgpPeerRemoteAs"},
    kind=BgpPeer,
    decode=decode,
    fast=Fast(),
    rank=9,
)
