"""dot1dBasePortTable (BRIDGE-MIB, RFC 4188): which interface a bridge port is."""

from collections.abc import Iterator

from monitor.model.joins import BridgePort
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[BridgePort]:
    """Yield the port."""
    yield BridgePort(port=row.cursor().integer(), if_index=row.integer(2))


TABLE = Table(
    name="dot1dBasePortTable",
    entry=(1, 3, 6, 1, 2, 1, 17, 1, 4, 1),
    columns={2: "dot1dBasePortIfIndex"},
    kind=BridgePort,
    decode=decode,
    per_vlan=True,
)
