"""
mtxrNeighborTable (MIKROTIK-MIB): what RouterOS heard by MNDP, CDP and LLDP.

RouterOS writes LLDP-MIB's index wrongly, so here this table is the better one: it names the
interface. It does not tell capabilities; who announces itself by MNDP is RouterOS.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from monitor.model.observation import Neighbour
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[Neighbour]:
    """Yield the neighbour."""
    address: IPv4Address | IPv6Address | None = row.opt_ip(2)
    platform, version = row.opt_text(5), row.opt_text(4)
    mac = row.opt_mac(3)
    yield Neighbour(
        protocol="mndp",
        if_index=row.opt_int(8) or None,
        remote_index=".".join(map(str, row.index)),
        chassis_id=mac,
        mac=mac,
        sys_name=row.opt_text(6),
        sys_descr=" ".join(filter(None, (platform, version, row.opt_text(7)))) or None,
        addresses=(address,) if address is not None and int(address) else (),
        capabilities=frozenset({"router"}) if platform == "MikroTik" else None,
    )


TABLE = Table(
    name="mtxrNeighborTable",
    entry=(1, 3, 6, 1, 4, 1, 14988, 1, 1, 11, 1, 1),
    columns={
        2: "mtxrNeighborIpAddress",
        3: "mtxrNeighborMacAddress",
        4: "mtxrNeighborVersion",
        5: "mtxrNeighborPlatform",
        6: "mtxrNeighborIdentity",
        7: "mtxrNeighborSoftwareID",
        8: "mtxrNeighborInterfaceID",
    },
    kind=Neighbour,
    decode=decode,
    platforms=((1, 3, 6, 1, 4, 1, 14988),),
    rank=3,
)
