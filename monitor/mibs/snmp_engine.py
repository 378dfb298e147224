"""
snmpEngineID and snmpEngineBoots (SNMP-FRAMEWORK-MIB, RFC 3411).

The engine id stays with a device over restarts and changes when it is replaced or reset; boots
counts restarts. Agents that speak only v1 or v2c often have no such group.
"""

from collections.abc import Iterator

from monitor.model.observation import Identity
from monitor.table import Row, Table


def decode(row: Row) -> Iterator[Identity]:
    """Yield the part of the identity that the engine tells."""
    engine_id = row.opt_octets(1)
    yield Identity(
        engine_id=engine_id.hex() if engine_id else None,
        engine_boots=row.opt_int(2),
    )


TABLE = Table(
    name="snmpEngine",
    entry=(1, 3, 6, 1, 6, 3, 10, 2, 1),
    columns={1: "snmpEngineID", 2: "snmpEngineBoots"},
    kind=Identity,
    decode=decode,
    scalars=True,
    rank=1,
)
