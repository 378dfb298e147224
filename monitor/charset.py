"""
Which character set a device writes, told by all of its own words together.

Its own are its name, its place and what its interfaces are called. What its tables say of others,
a neighbour's name or a client's, was written elsewhere and tells nothing of it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from monitor.snmp.text import are_utf8
from monitor.snmp.values import BadValueError, Wire, as_octets

_WORDS: Final = (("system", (1, 5, 6)), ("ifTable", (2,)), ("ifXTable", (1, 18)))
"""Tables, and their columns: sysDescr, sysName, sysLocation; ifDescr; ifName, ifAlias."""


def writes_utf8(read: Mapping[str, Mapping[int, Mapping[bytes, Wire]]]) -> bool:
    """Tell from the cells of tables, by table and column, whether their device writes UTF-8."""
    wires: list[Wire] = []
    for name, columns in _WORDS:
        cells = read.get(name)
        if cells:
            for column in columns:
                if column in cells:
                    wires += cells[column].values()
    # Nearly all is ASCII, and that is soon seen of all at once.
    return b"".join(wires).isascii() or are_utf8(_texts(wires))


def _texts(wires: list[Wire]) -> Iterator[bytes]:
    for wire in wires:
        try:
            yield as_octets(wire)
        except BadValueError:
            continue
