"""
fgVpnTunTable (FORTINET-FORTIGATE-MIB): IPsec tunnels of FortiGate, a row for each phase 2.

fgVpnTunEntPhase1Name is the name of the tunnel's interface. Tunnels for users who dial in have the
unspecified address as their far end, and are nobody's way out.
"""

from collections.abc import Iterator

from monitor.model.service import VpnPeer
from monitor.table import BadRowError, Row, Table

_STATUS = {1: False, 2: True}


def decode(row: Row) -> Iterator[VpnPeer]:
    """Yield the far end."""
    remote = row.opt_ip(4)
    if remote is None:
        raise BadRowError("no usable fgVpnTunEntRemGwyIp")
    if int(remote):
        yield VpnPeer(
            index=".".join(map(str, row.index)),
            remote=remote,
            name=row.opt_text(2),
            is_up=_STATUS.get(row.opt_int(20) or 0),
        )


TABLE = Table(
    name="fgVpnTunTable",
    entry=(1, 3, 6, 1, 4, 1, 12356, 101, 12, 2, 2, 1),
    columns={
        2: "fgVpnTunEntPhase1Name",
        4: "fgVpnTunEntRemGwyIp",
        20: "fgVpnTunEntStatus",
    },
    kind=VpnPeer,
    decode=decode,
    platforms=((1, 3, 6, 1, 4, 1, 12356),),
)
