"""
How the file is opened.

With a write-ahead log readers and the one writer do not wait for one another. `synchronous = FULL`
waits for the disk at each commit, since cities have power cuts.

A reader opens with `mode=ro` and can not harm anything. SQLite keeps a log open through two files
beside the database, and makes them where they are missing, even for a reader. Where the daemon is
stopped and the reader may not write into the folder, that fails; but then the log is empty and
the file can be read as it lies (`immutable`).
"""

import os
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from monitor.store.errors import StoreError, primary_code
from monitor.store.migration import migrate, require_latest, version_of

# How long SQLite waits for a lock: whoever shares the file is done in far less.
_BUSY_S = 5.0
_CANNOT_MAKE_LOG: Final = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def connect_to_write(path: Path) -> sqlite3.Connection:
    """Open the store at `path` and bring its schema up to date; make it where it is missing."""
    # Evidence is for the operators: SQLite would let everybody read what it makes.
    with suppress(OSError):
        # Where it cannot be made, opening it says why.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o640))
    connection = _connect(path, "mode=rwc")
    try:
        # Before anything is changed: the file may belong to somebody else.
        version_of(connection, path)
        _keep_log(connection, path)
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open the store at `path` to read only; it must exist and have today's schema."""
    if not path.exists():
        raise StoreError(
            f"There is no store at {path} yet: start the daemon, or give the path that its "
            "configuration names (paths.store)."
        )
    try:
        return _connect_to_read(path, "mode=ro")
    except sqlite3.OperationalError as error:
        needs_to_write = primary_code(error) in _CANNOT_MAKE_LOG
        if path.with_name(path.name + "-wal").exists() or not needs_to_write:
            raise
        return _connect_to_read(path, "immutable=1")


def connect_beside(path: Path) -> sqlite3.Connection:
    """Open the store at `path` to write beside the daemon; it must have today's schema."""
    connection = _connect(path, "mode=rw")
    try:
        require_latest(connection, path)
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_to_read(path: Path, how: str) -> sqlite3.Connection:
    connection = _connect(path, how)
    try:
        require_latest(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _keep_log(connection: sqlite3.Connection, path: Path) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreError(
            f"{path} can not keep a write-ahead log: put the store on a local disk, not on a "
            "network's."
        )
    connection.execute("PRAGMA synchronous = FULL")


def _connect(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?{how}",
        uri=True,
        timeout=_BUSY_S,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    # A damaged text must cost its own row, not the whole reading.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    return connection
