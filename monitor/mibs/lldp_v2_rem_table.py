"""
lldpV2RemTable (LLDP-V2-MIB, IEEE 802.1AB-2009): the second edition, all that PAN-OS speaks.

The index is timeMark, local ifIndex, destination address index, remIndex: here the local port is
an ifIndex.
"""

from collections.abc import Iterator

from monitor.conventions import LLDP_CAPABILITIES
from monitor.model.observation import Neighbour
from monitor.table import Row, Table, bits, mac_of, shown

_CHASSIS_MAC = 4
_PORT_MAC = 3


def decode(row: Row) -> Iterator[Neighbour]:
    """Yield the neighbour."""
    time_mark, if_index, _, remote = row.cursor().take(4)
    chassis, port = row.opt_octets(6), row.opt_octets(8)
    chassis_mac = mac_of(chassis) if chassis and row.opt_int(5) == _CHASSIS_MAC else None
    port_mac = mac_of(port) if port and row.opt_int(7) == _PORT_MAC else None
    yield Neighbour(
        protocol="lldp",
        if_index=if_index or None,
        remote_index=str(remote),
        time_mark=time_mark,
        chassis_id=chassis_mac or shown(chassis),
        mac=chassis_mac or port_mac,
        port_id=port_mac or shown(port),
        sys_name=row.opt_text(10),
        sys_descr=row.opt_text(11),
        capabilities=bits(row.opt_octets(13), LLDP_CAPABILITIES),
    )


TABLE = Table(
    name="lldpV2RemTable",
    entry=(1, 3, 111, 2, 802, 1, 1, 13, 1, 4, 1, 1),
    columns={
        5: "lldpV2RemChassisIdSubtype",
        6: "lldpV2RemChassisId",
        7: "lldpV2RemPortIdSubtype",
        8: "lldpV2RemPortId",
        10: "lldpV2RemSysName",
        11: "lldpV2RemSysDesc",
        13: "lldpV2RemSysCapEnabled",
    },
    kind=Neighbour,
    decode=decode,
    rank=1,
)
