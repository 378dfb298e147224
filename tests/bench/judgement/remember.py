"""
Tables that stayed as they were are not decoded again.

Decoding a table is a pure function of what the agent sends. Between two changes of a device its
columns are the very same objects, but for counters and for the clients of the hour, so what was
decoded of them is kept beside them. It saves a third of the time and changes no result:
`test_bench_judgement` compares both ways.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from monitor import reading, together
from monitor.cells import Cells
from monitor.reading import Read, decoded
from monitor.snmp.walks import Outcome
from monitor.table import Table

_MOVING = frozenset({"ifTable", "ifXTable"})
_MOST = 20_000
_Key = tuple[str, Outcome | None, bool, tuple[tuple[int, int], ...]]


class Remembered:
    """`decoded`, which keeps what it has said of the latest columns, and so the columns too."""

    def __init__(self) -> None:
        self._known: OrderedDict[_Key, tuple[Cells, Read]] = OrderedDict()

    def decoded(
        self, table: Table, cells: Cells, outcome: Outcome | None = None, *, is_utf8: bool = True
    ) -> Read:
        """Decode, or return what was decoded of the same columns before."""
        if table.scalars or table.name in _MOVING:
            return decoded(table, cells, outcome, is_utf8=is_utf8)
        # An object that is kept shares its identity with no other.
        columns = tuple((at, id(column)) for at, column in cells.items())
        key = (table.name, outcome, is_utf8, columns)
        known = self._known.pop(key, None)
        if known is None:
            known = dict(cells), decoded(table, cells, outcome, is_utf8=is_utf8)
            if len(self._known) >= _MOST:
                self._known.popitem(last=False)
        self._known[key] = known
        return known[1]


@contextmanager
def remembering() -> Iterator[None]:
    """Let what is read be decoded by one that remembers."""
    own = Remembered().decoded
    reading.decoded = together.decoded = own  # type: ignore[attr-defined]
    try:
        yield
    finally:
        reading.decoded = together.decoded = decoded  # type: ignore[attr-defined]
