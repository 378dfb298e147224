"""
The tables of the store, and what makes an older file one of today (`migration` does it).

`user_version` in the file's header counts the migrations it has seen, `application_id` says that
the file is ours. A migration is added at the end and never changed: columns by ALTER TABLE, which
old rows of `transitions` survive untouched, and whole tables, such as for baselines or for hashes
over records.

`findings` holds what is true now, one row a key, overwritten, and `memories` what is remembered of
each device. `transitions` is the history, chained by hashes (`chain`), `bodies` are cases that its
records rest on (`case_patch`); `decisions` are what people decided, `anchors` where the history
begins after its oldest part was pruned. Triggers keep these four append-only. They do not refer to
`findings`, so that no cleaning up there could ever be in their way.
"""

import sqlite3
from collections.abc import Callable
from typing import Final

from monitor.store.chain import GENESIS, linked

Statement = str | Callable[[sqlite3.Connection], None]
"""A step of a migration: SQL, or what SQL cannot do."""

APPLICATION_ID: Final = int.from_bytes(b"OPDm")

# `case_json` is last: while a case stays as it is, SQLite leaves its pages alone.
_FINDINGS: Final = """
CREATE TABLE findings (
    key TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    first_seen_s REAL NOT NULL,
    last_seen_s REAL NOT NULL,
    opened_s REAL,
    resolved_s REAL,
    frozen INTEGER NOT NULL,
    recurrences INTEGER NOT NULL,
    polls TEXT NOT NULL,
    clean INTEGER NOT NULL,
    case_json TEXT NOT NULL
)"""

# AUTOINCREMENT: a number is never given twice, so a gap at the end shows.
_TRANSITIONS: Final = """
CREATE TABLE transitions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    time_s REAL NOT NULL,
    state_before TEXT,
    state_after TEXT NOT NULL,
    cause TEXT NOT NULL,
    who TEXT NOT NULL,
    case_json TEXT NOT NULL
)"""

_MEMORIES: Final = "CREATE TABLE memories (device TEXT NOT NULL PRIMARY KEY, memory BLOB NOT NULL)"

_DECISIONS: Final = """
CREATE TABLE decisions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    choice TEXT NOT NULL,
    who TEXT NOT NULL,
    note TEXT NOT NULL,
    time_s REAL NOT NULL
)"""

# The last record of those that retention took away; how many is its id, for they have no gaps.
_ANCHORS: Final = """
CREATE TABLE anchors (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    time_s REAL NOT NULL,
    decision INTEGER NOT NULL,
    pruned_s REAL NOT NULL
)"""


def _never(table: str, what: str, when: str = "", words: str = "are append-only") -> str:
    """Write the trigger that refuses something; SQLite names UPDATE, DELETE and INSERT."""
    name = {"UPDATE": "changed", "DELETE": "deleted", "INSERT": "replaced"}[what]
    return (
        f"CREATE TRIGGER {table}_are_not_{name} BEFORE {what} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} {words}'); END"
    )


def _chain_what_is_there(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT * FROM transitions ORDER BY id").fetchall()
    names = [column[1] for column in connection.execute("PRAGMA table_info(transitions)")]
    previous = GENESIS
    for row in rows:
        values = dict(zip(names, tuple(row), strict=True))
        previous = linked(previous, values)
        connection.execute("UPDATE transitions SET hash = ? WHERE id = ?", (previous, values["id"]))


_PRUNED: Final = "(SELECT coalesce(max(id), 0) FROM anchors)"
_WRITTEN: Final = """
EXISTS (SELECT 1 FROM transitions WHERE id = NEW.id OR decision = NEW.decision)"""
_CHAINED: Final[tuple[Statement, ...]] = (
    "ALTER TABLE findings ADD COLUMN seen_s REAL NOT NULL DEFAULT 0",
    "ALTER TABLE findings ADD COLUMN days TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE findings ADD COLUMN verdict_json TEXT",
    "DROP TRIGGER transitions_are_not_changed",
    "DROP TRIGGER transitions_are_not_deleted",
    "DROP TRIGGER transitions_are_not_replaced",
    "ALTER TABLE transitions ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE transitions ADD COLUMN decision INTEGER",
    "ALTER TABLE transitions ADD COLUMN hash TEXT NOT NULL DEFAULT ''",
    _chain_what_is_there,
    """CREATE UNIQUE INDEX transitions_by_decision ON transitions (decision)
    WHERE decision IS NOT NULL""",
    "CREATE INDEX transitions_by_time ON transitions (time_s)",
    _DECISIONS,
    _ANCHORS,
    _never("transitions", "UPDATE"),
    # Only what an anchor stands for may go, and that is the oldest.
    _never("transitions", "DELETE", f"WHEN OLD.id > {_PRUNED}"),
    _never(
        "transitions",
        "INSERT",
        f"WHEN NEW.id BETWEEN 1 AND {_PRUNED} OR {_WRITTEN}",
    ),
    _never("decisions", "UPDATE"),
    _never(
        "decisions",
        "DELETE",
        "WHEN OLD.number > (SELECT coalesce(max(decision), 0) FROM anchors)",
    ),
    _never(
        "decisions",
        "INSERT",
        "WHEN EXISTS (SELECT 1 FROM decisions WHERE number = NEW.number)",
    ),
    _never("anchors", "UPDATE"),
    _never("anchors", "DELETE"),
    _never(
        "anchors",
        "INSERT",
        "WHEN NOT EXISTS (SELECT 1 FROM transitions WHERE id = NEW.id AND hash = NEW.hash)",
        "stand for a record",
    ),
)

# Of the records that rest on a body: which one (`case_patch`).
_RESTS: Final = """substr(case_json, 1, 7) = '{"as":"'"""
_ON: Final = "substr(case_json, 8, 64)"
_BODIES: Final[tuple[Statement, ...]] = (
    "CREATE TABLE bodies (hash TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL)",
    f"CREATE INDEX transitions_by_body ON transitions ({_ON}) WHERE {_RESTS}",
    _never("bodies", "UPDATE"),
    _never(
        "bodies",
        "DELETE",
        f"WHEN EXISTS (SELECT 1 FROM transitions WHERE {_RESTS} AND {_ON} = OLD.hash)",  # noqa: S608
    ),
)
DROP_BODIES: Final = f"""
DELETE FROM bodies
WHERE NOT EXISTS (SELECT 1 FROM transitions WHERE {_RESTS} AND {_ON} = bodies.hash)"""  # noqa: S608
"""Takes away what no record rests on any more."""

MIGRATIONS: Final[tuple[tuple[Statement, ...], ...]] = (
    (
        _FINDINGS,
        "CREATE INDEX findings_by_state ON findings (state, resolved_s)",
        _TRANSITIONS,
        "CREATE INDEX transitions_by_key ON transitions (key, id)",
        """CREATE TRIGGER transitions_are_not_changed BEFORE UPDATE ON transitions
        BEGIN SELECT RAISE(ABORT, 'transitions are append-only'); END""",
        """CREATE TRIGGER transitions_are_not_deleted BEFORE DELETE ON transitions
        BEGIN SELECT RAISE(ABORT, 'transitions are append-only'); END""",
        # INSERT OR REPLACE deletes without asking the trigger above.
        """CREATE TRIGGER transitions_are_not_replaced BEFORE INSERT ON transitions
        WHEN EXISTS (SELECT 1 FROM transitions WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'transitions are append-only'); END""",
    ),
    (_MEMORIES, *_CHAINED),
    _BODIES,
)
LATEST: Final = len(MIGRATIONS)
