"""
entPhysicalTable (ENTITY-MIB, RFC 6933): the chassis and its serial number.

Only the class and the serial are asked. The table lists every fan and transceiver; the first
chassis(3) with a serial, or the first stack(11), is the device. A part without a class is none.
"""

from collections.abc import Iterator

from monitor.model.observation import Identity
from monitor.table import Row, Table

_CHASSIS, _STACK = 3, 11


def decode(row: Row) -> Iterator[Identity]:
    """Yield the serial number of a chassis; other parts say nothing about the identity."""
    if row.opt_int(5) in (_CHASSIS, _STACK):
        yield Identity(serial=row.opt_text(11))


TABLE = Table(
    name="entPhysicalTable",
    entry=(1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1),
    columns={5: "entPhysicalClass", 11: "entPhysicalSerialNum"},
    kind=Identity,
    decode=decode,
    rank=4,
)
