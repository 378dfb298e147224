"""
The system group (RFC 3418): who the device says it is.

sysDescr may be empty or a user's text; sysObjectID is what identifies a platform. sysUpTime counts
hundredths of a second in 32 bits and so returns to zero every 497 days without any restart.
"""

from collections.abc import Iterator

from monitor.model.observation import Identity
from monitor.table import Fast, Row, Table


def decode(row: Row) -> Iterator[Identity]:
    """Yield the identity."""
    yield Identity(
        sys_descr=row.opt_text(1),
        object_id=row.opt_oid(2),
        uptime_s=row.opt_seconds(3),
        sys_name=row.opt_text(5),
        sys_location=row.opt_text(6),
    )


TABLE = Table(
    name="system",
    entry=(1, 3, 6, 1, 2, 1, 1),
    columns={
        1: "sysDescr",
        2: "sysObjectID",
        3: "sysUpTime",
        5: "sysName",
        6: "sysLocation",
    },
    kind=Identity,
    decode=decode,
    scalars=True,
    fast=Fast(columns=(2, 3, 5)),
)
