"""
A session that reads an agent's columns at one moment, as `monitor.snmp.session.Session`.

What the recorded session does with a file, this does with columns that are made anew only where
something changed. Walks can be cut short, as by a time-out: from the n-th request on the device is
silent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.snmp.errors import NoAnswerError
from monitor.snmp.oid import Oid, encode_index
from monitor.snmp.session import MAX_ROWS, EngineIdentity
from monitor.snmp.values import Wire
from monitor.snmp.walks import WHOLE, End, Walk
from tests.measured_city.columns import Column, Columns

_SHORTEST = 7
_ROOTS_A_REQUEST = 12


@dataclass(slots=True)
class Memo:
    """What was walked of columns, kept as long as the device stays as it is."""

    parts: dict[Oid, Column] = field(default_factory=dict)


class AgentSession:
    """Reads one agent at one moment. `cut_at` is the number of the first request that fails."""

    def __init__(
        self,
        columns: Columns,
        memo: Memo,
        cut_at: int | None = None,
        engine: EngineIdentity | None = None,
    ) -> None:
        self._columns = columns
        self.memo = memo
        self._left = cut_at
        self._engine = engine

    @property
    def engine(self) -> EngineIdentity | None:
        """The agent's engine, of version 3 only."""
        return self._engine

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        """Return the values of those OIDs that the agent has."""
        found = {}
        for oid in oids:
            wire = self._cell(oid)
            if wire is not None:
                found[oid] = wire
        return found

    def _cell(self, oid: Oid) -> Wire | None:
        for size in range(len(oid) - 1, _SHORTEST, -1):
            column = self._columns.get(oid[:size])
            if column is not None:
                return column.get(encode_index(oid[size:]))
        return None

    async def walk(self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS) -> Walk:
        """Return all that is below several roots, or what came before the device fell silent."""
        columns = tuple(self._known(root) for root in roots)
        whole = len(columns)
        if self._left is not None:
            if self._left <= 0:
                raise NoAnswerError("The device fell silent.")
            whole = min(whole, (self._left - 1) * _ROOTS_A_REQUEST)
            self._left -= -(-len(roots) // _ROOTS_A_REQUEST)
        assert max_rows == 1 or all(len(column) <= max_rows for column in columns)
        if whole < len(columns) and (self._left or 0) <= 0:
            return _given_up(columns, whole)
        return Walk(columns, (WHOLE,) * len(columns))

    def _known(self, root: Oid) -> Column:
        exact = self._columns.get(root)
        if exact is not None:
            return exact
        # Routes below hundreds of roots, and tables that are not there.
        known = self.memo.parts.get(root)
        if known is None:
            known = self.memo.parts[root] = self._below(root)
        return known

    def _below(self, root: Oid) -> Column:
        for size in range(len(root) - 1, _SHORTEST, -1):
            column = self._columns.get(root[:size])
            if column is not None:
                start = encode_index(root[size:])
                cut = len(start)
                return {at[cut:]: wire for at, wire in column.items() if at.startswith(start)}
        return {}


def _given_up(columns: Sequence[Column], whole: int) -> Walk:
    """Make a walk of which so many roots came to their ends, a few to their middle, others not."""
    halved = [
        dict(list(one.items())[: len(one) // 2])
        for one in columns[whole : whole + _ROOTS_A_REQUEST]
    ]
    unseen: list[Column] = [{} for _ in columns[whole + _ROOTS_A_REQUEST :]]
    left = End("no answer any more", was_left=True)
    ends = [WHOLE] * whole + [left] * (len(columns) - whole)
    return Walk((*columns[:whole], *halved, *unseen), tuple(ends))
