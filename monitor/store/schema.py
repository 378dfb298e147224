"""
The tables of the store, and how an older file is brought up to date.

`user_version` in the file's header counts the migrations it has seen, `application_id` says that
the file is ours. A migration is added at the end and never changed: columns by ALTER TABLE, which
old rows of `transitions` survive untouched, and whole tables, such as for baselines or for hashes
over records.

`findings` holds what is true now, one row a key, overwritten, and `memories` what is remembered of
each device. `transitions` is the history, and triggers keep it append-only. It does not refer to
`findings`, so that no cleaning up there could ever be in its way.
"""

import sqlite3
from pathlib import Path
from typing import Final

from monitor.store.errors import StoreError

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

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
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
    (_MEMORIES,),
)
LATEST: Final = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection, path: Path, latest: int = LATEST) -> int:
    """Return the schema version, 0 for an empty file; refuse a file that is newer or not ours."""
    application, version = (
        _header(connection, "application_id"),
        _header(connection, "user_version"),
    )
    if application != APPLICATION_ID:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application or version or tables:
            raise StoreError(
                f"{path} is a database of another program: give the store a path of its own."
            )
    if version > latest:
        raise StoreError(
            f"{path} was written by a newer version of opd-monitor (schema {version}, this one "
            f"knows {latest}): install that version again, or restore the backup from before it."
        )
    return version


def require_latest(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that a reader, who may not migrate it, can not understand."""
    if version_of(connection, path) < LATEST:
        raise StoreError(
            f"{path} is empty or was written by an older version of opd-monitor: start the daemon "
            "of this version once, it brings the file up to date."
        )


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: tuple[tuple[str, ...], ...] = MIGRATIONS,
) -> None:
    """
    Bring the file up to date, all or nothing.

    The version is written even where it stays, so that a file that can not be written is found at
    start-up and not at the first finding: SQLite opens such a file without a word.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = version_of(connection, path, len(migrations))
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _header(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
