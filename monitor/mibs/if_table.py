"""
ifTable (IF-MIB, RFC 2863): the interfaces with their state and 32-bit counters.

ifSpeed is a 32-bit gauge; its largest value means "more than I can say", and ifHighSpeed of
ifXTable has the figure. ifOperStatus `unknown` is what Linux says of working tunnels and modems.
"""

from collections.abc import Iterator

from monitor.model.observation import Interface
from monitor.table import Fast, Row, Table

_OPER = {
    1: "up",
    2: "down",
    3: "testing",
    4: "unknown",
    5: "dormant",
    6: "notPresent",
    7: "lowerLayerDown",
}
_UNSAYABLE_SPEED_BPS = 2**32 - 1


def decode(row: Row) -> Iterator[Interface]:
    """Yield the interface; an index without any cell that names or types it is no row."""
    speed = row.opt_int(5)
    admin, oper = row.opt_int(7), row.opt_int(8)
    octets = row.opt_int(10), row.opt_int(16)
    yield Interface(
        index=row.cursor().integer(),
        descr=row.opt_text(2),
        type=row.opt_int(3),
        mtu_bytes=row.opt_int(4),
        speed_bps=None if speed == _UNSAYABLE_SPEED_BPS else speed,
        mac=row.opt_mac(6),
        admin_up=None if admin is None else admin != 2,
        oper_status=None if oper is None else _OPER.get(oper, "unknown"),
        last_change_s=row.opt_seconds(9),
        in_octets=octets[0],
        out_octets=octets[1],
        counter_bits=None if octets == (None, None) else 32,
        in_octets_32=octets[0],
        out_octets_32=octets[1],
    )


TABLE = Table(
    name="ifTable",
    entry=(1, 3, 6, 1, 2, 1, 2, 2, 1),
    columns={
        2: "ifDescr",
        3: "ifType",
        4: "ifMtu",
        5: "ifSpeed",
        6: "ifPhysAddress",
        7: "ifAdminStatus",
        8: "ifOperStatus",
        9: "ifLastChange",
        10: "ifInOctets",
        16: "ifOutOctets",
    },
    kind=Interface,
    decode=decode,
    fast=Fast(columns=(2, 7, 8, 9, 10, 16), uplinks_only=True),
    rank=1,
)
