"""
ospfNbrTable (OSPF-MIB, RFC 4750): OSPF neighbours.

The index is the neighbour's address and, for a link without addresses, the ifIndex.
"""

from collections.abc import Iterator

from monitor.model.observation import OspfNeighbour
from monitor.table import Fast, Row, Table

_STATE = {
    1: "down", 2: "attempt", 3: "init", 4: "twoWay",
    5: "exchangeStart", 6: "exchange", 7: "loading", 8: "full",
}  # fmt: skip


def decode(row: Row) -> Iterator[OspfNeighbour]:
    """Yield the neighbour."""
    index = row.cursor()
    address = index.ipv4()
    yield OspfNeighbour(
        address=address,
        router_id=row.opt_ip(3),
        state=_STATE.get(row.opt_int(6) or 0),
        if_index=index.integer() or None,
    )


TABLE = Table(
    name="ospfNbrTable",
    entry=(1, 3, 6, 1, 2, 1, 14, 10, 1),
    columns={3: "ospfNbrRtrId", 6: "ospfNbrState"},
    kind=OspfNeighbour,
    decode=decode,
    fast=Fast(),
)
