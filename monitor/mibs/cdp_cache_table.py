"""
cdpCacheTable (CISCO-CDP-MIB): boxes that announced themselves by CDP.

The index is the local ifIndex and a counter. The address is raw octets of a type: ip(1) or
ipv6(20). ProCurve shows LLDP neighbours here, with the type 65535 and MACs as device and port id.
Six printable octets are a short name ("swi001"), not a MAC. NX-OS puts the serial number in
brackets behind the name.
"""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from monitor.model.observation import Neighbour
from monitor.model.prefixes import unmapped
from monitor.table import Row, Table, mac_of, shown

_IPV4, _IPV6 = 1, 20
# CDP's own bits: 0x01 router, 0x02 transparent bridge, 0x04 source-route bridge, 0x08 switch,
# 0x10 host, 0x20 IGMP, 0x40 repeater, 0x80 phone.
_CAPABILITIES = {0x01: "router", 0x02: "bridge", 0x08: "bridge", 0x10: "stationOnly",
                 0x40: "repeater", 0x80: "telephone"}  # fmt: skip
_SERIAL = re.compile(r"\([0-9A-Z]{8,}\)$")


def decode(row: Row) -> Iterator[Neighbour]:
    """Yield the neighbour."""
    if_index, remote = row.cursor().take(2)
    device = row.opt_octets(6)
    mac = mac_of(device) if device and not _is_short_name(device) else None
    yield Neighbour(
        protocol="cdp",
        if_index=if_index or None,
        remote_index=str(remote),
        chassis_id=mac or shown(device),
        mac=mac,
        port_id=shown(row.opt_octets(7)),
        sys_name=None if mac or device is None else _SERIAL.sub("", shown(device) or "") or None,
        sys_descr=" ".join(filter(None, (row.opt_text(8), row.opt_text(5)))) or None,
        addresses=_addresses(row.opt_int(3), row.opt_octets(4)),
        capabilities=_capabilities(row.opt_octets(9)),
    )


def _is_short_name(device: bytes) -> bool:
    return len(device) == 6 and device.isascii() and device.decode("ascii").isprintable()


def _addresses(kind: int | None, octets: bytes | None) -> tuple[IPv4Address | IPv6Address, ...]:
    if kind == _IPV4 and octets is not None and len(octets) == 4 and any(octets):
        return (IPv4Address(octets),)
    if kind == _IPV6 and octets is not None and len(octets) == 16 and any(octets):
        return (unmapped(IPv6Address(octets)),)
    return ()


def _capabilities(octets: bytes | None) -> frozenset[str] | None:
    if octets is None or not 1 <= len(octets) <= 4:
        return None
    said = int.from_bytes(octets, "big")
    return frozenset(word for bit, word in _CAPABILITIES.items() if said & bit)


TABLE = Table(
    name="cdpCacheTable",
    entry=(1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1),
    columns={
        3: "cdpCacheAddressType",
        4: "cdpCacheAddress",
        5: "cdpCacheVersion",
        6: "cdpCacheDeviceId",
        7: "cdpCacheDevicePort",
        8: "cdpCachePlatform",
        9: "cdpCacheCapabilities",
    },
    kind=Neighbour,
    decode=decode,
    rank=2,
)
