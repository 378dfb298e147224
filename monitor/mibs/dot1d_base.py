"""
dot1dBaseBridgeAddress (BRIDGE-MIB, RFC 4188): the MAC a bridge calls its own.

A part of the identity vector: it changes when the box is replaced.
"""

from collections.abc import Iterator

from monitor.model.observation import Identity
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[Identity]:
    """Yield the part of the identity that the bridge tells."""
    yield Identity(bridge_address=row.opt_mac(1))


TABLE = Table(
    name="dot1dBase",
    entry=(1, 3, 6, 1, 2, 1, 17, 1),
    columns={1: "dot1dBaseBridgeAddress"},
    kind=Identity,
    decode=decode,
    scalars=True,
    rank=2,
)
