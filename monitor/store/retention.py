"""
What is too old is taken away: the oldest records of the history, and findings long resolved.

The history loses records from its beginning only. An anchor stays in their place, with the hash of
the last of them, so that what is left can still be proved whole. What a person said of a finding is
kept with it: a rejection holds for as long as its evidence is the same.
"""

import sqlite3
from dataclasses import dataclass
from typing import Final

from monitor.store.schema import DROP_BODIES

_AT_ONCE: Final = 5_000
_OLDEST_KEPT: Final = "SELECT min(id) FROM transitions WHERE time_s >= ?"
_ENDS: Final = "SELECT min(id), max(id) FROM transitions"
_ANCHOR: Final = """
INSERT INTO anchors (id, hash, time_s, decision, pruned_s)
SELECT id, hash, time_s,
       coalesce((SELECT max(decision) FROM transitions WHERE id <= :id), 0),
       :now_s
FROM transitions WHERE id = :id"""
_DROP_FINDINGS: Final = """
DELETE FROM findings WHERE state = 'resolved' AND resolved_s < ? AND verdict_json IS NULL"""


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was taken away; where `is_more`, some is left for the next time."""

    records: int = 0
    findings: int = 0
    is_more: bool = False


def prune(
    connection: sqlite3.Connection, history_before_s: float, resolved_before_s: float, now_s: float
) -> Pruned:
    """Take away what is older than these Unix times, a part at a time; in a transaction."""
    findings = connection.execute(_DROP_FINDINGS, (resolved_before_s,)).rowcount
    first, last = connection.execute(_ENDS).fetchone()
    if first is None:
        return Pruned(findings=findings)
    (kept,) = connection.execute(_OLDEST_KEPT, (history_before_s,)).fetchone()
    until = last if kept is None else kept - 1
    upto = min(until, first + _AT_ONCE - 1)
    if upto < first:
        return Pruned(findings=findings)
    connection.execute(_ANCHOR, {"id": upto, "now_s": now_s})
    records = connection.execute("DELETE FROM transitions WHERE id <= ?", (upto,)).rowcount
    connection.execute(DROP_BODIES)
    connection.execute("DELETE FROM decisions WHERE number <= (SELECT max(decision) FROM anchors)")
    return Pruned(records, findings, upto < until)
