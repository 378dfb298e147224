"""
mtxrIkeSATable (MIKROTIK-MIB): IKE security associations of RouterOS, one for each IPsec peer.

The index means nothing and changes with every new association. A peer that RouterOS answered and
gave an address by mode config is a user who dialled in.
"""

from collections.abc import Iterator

from monitor.model.service import VpnPeer
from monitor.table import BadRowError, Row, Table, address_of

_TRUE = 1
_ESTABLISHED = 2


def decode(row: Row) -> Iterator[VpnPeer]:
    """Yield the peer; associations that only begin or are over too."""
    remote = address_of(row.opt_octets(16))
    if remote is None:
        raise BadRowError("no usable mtxrIkeSAPeerAddress")
    state = row.opt_int(7)
    is_given = address_of(row.opt_octets(19)) is not None
    yield VpnPeer(
        index=".".join(map(str, row.index)),
        remote=remote,
        is_up=None if state is None else state == _ESTABLISHED,
        is_dialled_in=row.opt_int(4) == _TRUE and is_given,
    )


TABLE = Table(
    name="mtxrIkeSATable",
    entry=(1, 3, 6, 1, 4, 1, 14988, 1, 1, 20, 2, 1),
    columns={
        4: "mtxrIkeSAResponder",
        7: "mtxrIkeSAState",
        16: "mtxrIkeSAPeerAddress",
        19: "mtxrIkeSADynamicAddress",
    },
    kind=VpnPeer,
    decode=decode,
    platforms=((1, 3, 6, 1, 4, 1, 14988),),
)
