"""
mtxrLTEModemTable (MIKROTIK-MIB): cellular modems of RouterOS.

The index is the ifIndex. A row says that there is a modem, with or without a SIM. The IMSI names a
subscriber: its first five digits are the operator (MCC and MNC), the rest is cut off before
anything sees it.
"""

from collections.abc import Iterator

from monitor.model.observation import Interface
from monitor.table import Row, Table

_OPERATOR_DIGITS = 5


def decode(row: Row) -> Iterator[Interface]:
    """Yield what this table adds to the interface."""
    operator = row.opt_text(12) or ""
    is_operator = len(operator) == _OPERATOR_DIGITS and operator.isdecimal()
    yield Interface(
        index=row.cursor().integer(),
        has_modem=True,
        modem_operator=operator if is_operator else None,
    )


TABLE = Table(
    name="mtxrLTEModemTable",
    entry=(1, 3, 6, 1, 4, 1, 14988, 1, 1, 16, 1, 1),
    columns={4: "mtxrLTEModemSignalRSRP", 12: "mtxrLTEModemIMSI"},
    kind=Interface,
    decode=decode,
    platforms=((1, 3, 6, 1, 4, 1, 14988),),
    concealed={12: _OPERATOR_DIGITS},
    rank=3,
)
