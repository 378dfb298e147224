"""
lldpLocPortTable (LLDP-MIB, IEEE 802.1AB): the way from an LLDP port number to an interface.

The port id says what it is by its subtype: interfaceAlias(1), portComponent(2), macAddress(3),
interfaceName(5), local(7). `local` is a number on many platforms, often the ifIndex.
"""

from collections.abc import Iterator

from monitor.model.joins import LocalPort
from monitor.table import Row, Table, mac_of, shown

_MAC, _LOCAL = 3, 7
_DIGITS = 10


def decode(row: Row) -> Iterator[LocalPort]:
    """Yield the port."""
    port = row.opt_octets(3)
    subtype = row.opt_int(2)
    text = shown(port)
    yield LocalPort(
        number=row.cursor().integer(),
        port_id=text,
        mac=mac_of(port) if port and subtype == _MAC else None,
        descr=row.opt_text(4),
        if_index=_number(text) if subtype == _LOCAL else None,
    )


def _number(text: str | None) -> int | None:
    # More digits than an ifIndex has are some other number.
    return int(text) if text and text.isdecimal() and len(text) <= _DIGITS else None


TABLE = Table(
    name="lldpLocPortTable",
    entry=(1, 0, 8802, 1, 1, 2, 1, 3, 7, 1),
    columns={2: "lldpLocPortIdSubtype", 3: "lldpLocPortId", 4: "lldpLocPortDesc"},
    kind=LocalPort,
    decode=decode,
)
