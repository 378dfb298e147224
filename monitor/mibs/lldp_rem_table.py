"""
lldpRemTable (LLDP-MIB, IEEE 802.1AB): boxes that announced themselves by LLDP.

The index is timeMark, localPortNum, remIndex; RouterOS 6 has one number instead, TP-Link two.
The local port number is LLDP's own and often not the ifIndex: the join is made elsewhere, through
lldpLocPortTable. RouterOS sends the chassis MAC as text, Aruba CX sends zeros.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from monitor.conventions import LLDP_CAPABILITIES
from monitor.model.observation import Neighbour
from monitor.model.prefixes import unmapped
from monitor.table import Row, Table, bits, mac_of, shown

_CHASSIS_MAC, _CHASSIS_ADDRESS = 4, 5
_PORT_MAC = 3


def decode(row: Row) -> Iterator[Neighbour]:
    """Yield the neighbour."""
    index = row.cursor()
    time_mark = index.integer() if index.remaining >= 3 else None
    local_port = index.integer() if index.remaining >= 2 else None
    remote = index.integer()
    chassis, port = row.opt_octets(5), row.opt_octets(7)
    chassis_mac = mac_of(chassis) if chassis and row.opt_int(4) == _CHASSIS_MAC else None
    port_mac = mac_of(port) if port and row.opt_int(6) == _PORT_MAC else None
    yield Neighbour(
        protocol="lldp",
        local_port=str(local_port) if local_port else None,
        remote_index=str(remote),
        time_mark=time_mark,
        chassis_id=chassis_mac or shown(chassis),
        mac=chassis_mac or port_mac,
        port_id=port_mac or shown(port),
        sys_name=row.opt_text(9),
        sys_descr=row.opt_text(10),
        addresses=_network_address(chassis) if row.opt_int(4) == _CHASSIS_ADDRESS else (),
        capabilities=bits(row.opt_octets(12), LLDP_CAPABILITIES),
    )


def _network_address(chassis: bytes | None) -> tuple[IPv4Address | IPv6Address, ...]:
    # A chassis id of subtype networkAddress starts with the IANA address family number.
    if chassis and chassis[0] == 1 and len(chassis) == 5:
        return (IPv4Address(chassis[1:]),)
    if chassis and chassis[0] == 2 and len(chassis) == 17:
        return (unmapped(IPv6Address(chassis[1:])),)
    return ()


TABLE = Table(
    name="lldpRemTable",
    entry=(1, 0, 8802, 1, 1, 2, 1, 4, 1, 1),
    columns={
        4: "lldpRemChassisIdSubtype",
        5: "lldpRemChassisId",
        6: "lldpRemPortIdSubtype",
        7: "lldpRemPortId",
        9: "lldpRemSysName",
        10: "lldpRemSysDesc",
        12: "lldpRemSysCapEnabled",
    },
    kind=Neighbour,
    decode=decode,
)
