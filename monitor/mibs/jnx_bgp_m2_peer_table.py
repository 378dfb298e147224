"""
jnxBgpM2PeerTable (BGP4-V2-MIB-JUNIPER): BGP sessions of JunOS.

The index is the routing instance, then local and remote address, each as type and octets without
a length.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from monitor.conventions import BGP_STATE, as_number
from monitor.model.observation import BgpPeer
from monitor.model.prefixes import unmapped
from monitor.snmp.index import Index
from monitor.table import BadRowError, Fast, Row, Table


def decode(row: Row) -> Iterator[BgpPeer]:
    """Yield the session."""
    index = row.cursor()
    instance = index.integer()
    local, remote = _address(index), _address(index)
    yield BgpPeer(
        address=remote,
        remote_as=as_number(row.opt_int(13)),
        local_address=local,
        state=BGP_STATE.get(row.opt_int(2) or 0),
        instance=str(instance) if instance else "",
    )


def _address(index: Index) -> IPv4Address | IPv6Address:
    kind = index.integer()
    if kind == 1:
        return index.ipv4()
    if kind == 2:
        return unmapped(IPv6Address(index.octets(16)))
    raise BadRowError("jnxBgpM2PeerRemoteAddr is of no known type")


TABLE = Table(
    name="jnxBgpM2PeerTable",
    entry=(1, 3, 6, 1, 4, 1, 2636, 5, 1, 1, 2, 1, 1, 1),
    columns={2: "jnxBgpM2PeerState", 13: "jnxBgpM2PeerRemoteAs"},
    kind=BgpPeer,
    decode=decode,
    fast=Fast(),
    platforms=((1, 3, 6, 1, 4, 1, 2636),),
    rank=2,
)
