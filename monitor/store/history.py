"""The history in the file: how records are appended to the chain, and how it is audited."""

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Final

from monitor.store.audit import Anchor, Audit, Break, audited
from monitor.store.case_patch import body_of, digest_of, lean
from monitor.store.chain import GENESIS, linked
from monitor.store.codec import Row

_SAVE: Final = """
INSERT INTO transitions (id, key, time_s, state_before, state_after, cause, who, note, decision,
                         case_json, hash)
VALUES (:id, :key, :time_s, :state_before, :state_after, :cause, :who, :note, :decision,
        :case_json, :hash)"""
_LAST: Final = "SELECT case_json FROM transitions WHERE key = ? ORDER BY id DESC LIMIT 1"
_BODY: Final = "SELECT body FROM bodies WHERE hash = ?"
_KEEP: Final = "INSERT INTO bodies (hash, body) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING"
_GIVEN: Final = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'transitions'"
_HEAD: Final = "SELECT hash FROM transitions ORDER BY id DESC LIMIT 1"
_ANCHOR: Final = "SELECT id, hash, time_s, pruned_s FROM anchors ORDER BY id DESC LIMIT 1"
_RECORDS: Final = "SELECT * FROM transitions ORDER BY id"
# The state of a finding is the one that its last record says.
_MISFITS: Final = """
SELECT findings.key, last.id, last.time_s, last.state_after, findings.state
FROM findings JOIN transitions AS last
  ON last.id = (SELECT max(id) FROM transitions WHERE key = findings.key)
WHERE last.state_after <> findings.state ORDER BY last.id LIMIT 1"""


def append(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Append records to the chain; within a transaction."""
    number, head = head_of(connection)
    for row in rows:
        number += 1
        record = {**row, "id": number, "case_json": _lean(connection, row)}
        head = linked(head, record)
        connection.execute(_SAVE, {**record, "hash": head})


def _lean(connection: sqlite3.Connection, row: Row) -> str:
    """Write a case as what it has beyond that of the finding's last record."""
    last = connection.execute(_LAST, (row["key"],)).fetchone()
    digest = body_of(last["case_json"]) if last else ""
    known = find_body(connection, digest) if digest else None
    if known is not None and digest_of(known) != digest:
        known = None
    written, body = lean(str(row["case_json"]), digest, known or "")
    connection.execute(_KEEP, (body_of(written), body))
    return written


def find_body(connection: sqlite3.Connection, digest: str) -> str | None:
    """Return the body that is kept under a digest, if it is there."""
    row = connection.execute(_BODY, (digest,)).fetchone()
    return row["body"] if row and isinstance(row["body"], str) else None


def head_of(connection: sqlite3.Connection) -> tuple[int, str]:
    (number,) = connection.execute(_GIVEN).fetchone()
    last = connection.execute(_HEAD).fetchone() or connection.execute(_ANCHOR).fetchone()
    return number, last["hash"] if last else GENESIS


def audit_of(connection: sqlite3.Connection, head: str, progress: Callable[[int], None]) -> Audit:
    """Prove the history whole, or find the first record that is not."""
    # All of it as it is at one moment, while a daemon goes on writing.
    connection.execute("BEGIN")
    try:
        row = connection.execute(_ANCHOR).fetchone()
        anchor = Anchor(**dict(row)) if row else Anchor()
        (given,) = connection.execute(_GIVEN).fetchone()
        records = map(dict, connection.execute(_RECORDS))
        bodies = partial(find_body, connection)
        found = audited(records, anchor, given, head=head, progress=progress, bodies=bodies)
        misfit = connection.execute(_MISFITS).fetchone()
    finally:
        connection.execute("ROLLBACK")
    if found.broken is not None or misfit is None:
        return found
    key, number, time_s, told, is_now = misfit
    why = f"it left the finding {told}, and the finding is {is_now}"
    return replace(found, broken=Break(id=number, why=why, key=key, time_s=time_s))
