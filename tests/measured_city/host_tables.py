"""
Who a box says it is, what runs on it, and whom it speaks routing protocols with.
"""

from ipaddress import IPv4Address

from tests.measured_city import columns as c
from tests.measured_city.box import Box
from tests.measured_city.columns import Columns, put
from tests.measured_city.platforms import Platform

_MIB2 = (1, 3, 6, 1, 2, 1)
_SYSTEM = (*_MIB2, 1)
_ENGINE = (1, 3, 6, 1, 6, 3, 10, 2, 1)
_PHYSICAL = (*_MIB2, 47, 1, 1, 1, 1)
_MTXR_SYSTEM = (1, 3, 6, 1, 4, 1, 14988, 1, 1, 7)
_MTXR_LEASES = (1, 3, 6, 1, 4, 1, 14988, 1, 1, 6)
_RUN = (*_MIB2, 25, 4, 2, 1)
_CONN = (*_MIB2, 6, 13, 1)
_LISTENER = (*_MIB2, 6, 20, 1)
_BGP = (*_MIB2, 15, 3, 1)
_CBGP = (1, 3, 6, 1, 4, 1, 9, 9, 187, 1, 2, 5, 1)
_HW_BGP = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 177, 1, 1, 2, 1)
_OSPF = (*_MIB2, 14, 10, 1)


def write_identity(box: Box, platform: Platform, columns: Columns) -> None:
    """Write the system group but for its uptime, the engine and the serial number."""
    put(columns, _SYSTEM, 1, (0,), c.text(box.descr))
    put(columns, _SYSTEM, 2, (0,), c.oid(box.object_id))
    put(columns, _SYSTEM, 5, (0,), c.text(box.name))
    put(columns, _SYSTEM, 6, (0,), c.text(box.location))
    if box.engine_id and "snmpEngine" in platform.tables:
        put(columns, _ENGINE, 1, (0,), c.octets(box.engine_id))
    if box.serial and "entPhysicalTable" in platform.tables:
        put(columns, _PHYSICAL, 5, (1,), c.number(3))
        put(columns, _PHYSICAL, 11, (1,), c.text(box.serial))
    if box.serial and "mtxrSystem" in platform.tables:
        put(columns, _MTXR_SYSTEM, 3, (0,), c.text(box.serial))


def write_age(
    box: Box, platform: Platform, columns: Columns, uptime_s: float, boots: int, leases: int
) -> None:
    """Write what grows by itself: the uptime, the engine's boots, the count of leases."""
    columns[*_SYSTEM, 3] = {b"\x00": c.ticks(uptime_s)}
    if box.engine_id and "snmpEngine" in platform.tables:
        columns[*_ENGINE, 2] = {b"\x00": c.number(boots)}
    if box.leases and "mtxrSystem" in platform.tables:
        columns[*_MTXR_LEASES, 1] = {b"\x00": c.gauge(leases)}


def write_programs(box: Box, platform: Platform, columns: Columns) -> None:
    """Write running programs and the ports somebody listens on."""
    if "hrSWRunTable" in platform.tables:
        for number, (name, path) in enumerate(box.programs, 101):
            put(columns, _RUN, 2, (number,), c.text(name))
            put(columns, _RUN, 4, (number,), c.text(path))
    for port in box.listens:
        if "tcpListenerTable" in platform.tables:
            put(columns, _LISTENER, 4, (1, 4, 0, 0, 0, 0, port), c.gauge(0))
        if "tcpConnTable" in platform.tables:
            put(columns, _CONN, 1, (0, 0, 0, 0, port, 0, 0, 0, 0, 0), c.number(2))


def write_peers(box: Box, platform: Platform, columns: Columns) -> None:
    """Write BGP sessions, in the vendor's own table too, and OSPF neighbours."""
    for peer in box.peers:
        four = tuple(peer.address.packed)
        if "bgpPeerTable" in platform.tables:
            put(columns, _BGP, 2, four, c.number(peer.state))
            put(columns, _BGP, 5, four, c.ip(peer.local))
            shown_as = peer.remote_as if peer.remote_as < 65536 else 23456
            put(columns, _BGP, 9, four, c.number(shown_as))
        if "cbgpPeer2Table" in platform.tables:
            at = (1, 4, *four)
            put(columns, _CBGP, 3, at, c.number(peer.state))
            put(columns, _CBGP, 6, at, c.octets(peer.local.packed))
            put(columns, _CBGP, 11, at, c.gauge(peer.remote_as))
        if "hwBgpPeerTable" in platform.tables:
            # Once for each address family.
            for family in (1, 4):
                at = (0, 1, family, 1, 4, *four)
                put(columns, _HW_BGP, 2, at, c.gauge(peer.remote_as))
                put(columns, _HW_BGP, 5, at, c.number(peer.state))
    if "ospfNbrTable" in platform.tables:
        for near in box.adjacencies:
            at = (*near.address.packed, 0)
            put(columns, _OSPF, 3, at, c.ip(IPv4Address(near.router_id)))
            put(columns, _OSPF, 6, at, c.number(near.state))
