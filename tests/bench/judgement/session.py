"""
A session that reads an agent's columns at one moment, as `monitor.snmp.session.Session`.

What the recorded session does with a file, this does with columns that are made anew only where
something changed. Walks can be cut short, as by a time-out: from the n-th on the device is silent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.model.reading import Pace, TableStatus
from monitor.reading import Read
from monitor.snmp.errors import NoAnswerError
from monitor.snmp.oid import Oid, encode_index
from monitor.snmp.session import MAX_ROWS, WALK_BUDGET_S, EngineIdentity, Walk
from monitor.snmp.values import Wire
from tests.bench.judgement.columns import Column, Columns

_SHORTEST = 7


@dataclass(slots=True)
class Memo:
    """
    What was walked and read of columns, kept as long as they stay: `of_clients` until somebody
    comes or goes, the rest until the device changes.
    """

    walks: dict[tuple[Oid, int], Walk] = field(default_factory=dict)
    reads: dict[tuple[str, Pace], Read] = field(default_factory=dict)
    of_clients: dict[tuple[str, Pace], Read] = field(default_factory=dict)


class AgentSession:
    """Reads one agent at one moment. `cut_at` is the number of the first walk that fails."""

    def __init__(
        self,
        columns: Columns,
        memo: Memo,
        cut_at: int | None = None,
        engine: EngineIdentity | None = None,
    ) -> None:
        self._columns = columns
        self.memo = memo
        self.is_cut = cut_at is not None
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

    async def walk(
        self,
        roots: Sequence[Oid],
        *,
        max_rows: int = MAX_ROWS,
        budget_s: float = WALK_BUDGET_S,
    ) -> Walk:
        """Return everything below several roots, or the first half of it where it is cut."""
        if self._left is not None:
            if self._left <= 0:
                raise NoAnswerError("The device fell silent.")
            self._left -= 1
        first = roots[0]
        if first in self._columns:
            walk = self._walked(roots)
        else:
            # Routes below hundreds of roots, and tables that are not there.
            at = (first, len(roots))
            known = self.memo.walks.get(at)
            walk = self._walked(roots) if known is None else known
            self.memo.walks[at] = walk
        if self._left == 0 and any(walk.columns):
            return _halved(walk)
        assert all(len(column) <= max_rows for column in walk.columns)
        return walk

    def _walked(self, roots: Sequence[Oid]) -> Walk:
        columns = tuple(self._below(root) for root in roots)
        status = TableStatus.COMPLETE if any(columns) else TableStatus.ABSENT
        return Walk(columns, status)

    def _below(self, root: Oid) -> Column:
        exact = self._columns.get(root)
        if exact is not None:
            return exact
        for size in range(len(root) - 1, _SHORTEST, -1):
            column = self._columns.get(root[:size])
            if column is not None:
                start = encode_index(root[size:])
                cut = len(start)
                return {at[cut:]: wire for at, wire in column.items() if at.startswith(start)}
        return {}


def _halved(walk: Walk) -> Walk:
    columns = tuple(dict(list(one.items())[: len(one) // 2]) for one in walk.columns)
    return Walk(columns, TableStatus.INCOMPLETE, "no answer any more")
