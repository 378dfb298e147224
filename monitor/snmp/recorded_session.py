"""
A session that reads a recording: the same code runs over a file as over an agent.

Nothing is sent, so nothing fails, nothing takes time, and no request is counted.
"""

from collections.abc import Sequence

from monitor.snmp.oid import Oid
from monitor.snmp.recording import Recording
from monitor.snmp.session import MAX_ROWS, EngineIdentity
from monitor.snmp.values import NULL, Wire
from monitor.snmp.walks import WHOLE, End, Walk


class RecordedSession:
    """Reads one recording as `Session` reads one target."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    @property
    def engine(self) -> EngineIdentity | None:
        """A recording has no engine."""
        return None

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        """Return the values of those OIDs that were recorded; NULL is no value."""
        found = {oid: self._recording.get(oid) for oid in oids}
        return {oid: wire for oid, wire in found.items() if wire is not None and wire[0] != NULL}

    async def walk(self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS) -> Walk:
        """Return everything below several roots, in the order in which it was recorded."""
        columns, ends = [], []
        for root in roots:
            cells, end = self._recording.below(root), WHOLE
            if len(cells) > max_rows:
                cells = dict(list(cells.items())[:max_rows])
                end = End(f"row cap of {max_rows} reached")
            columns.append(cells)
            ends.append(end)
        return Walk(tuple(columns), tuple(ends))
