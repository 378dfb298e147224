"""Which version of the schema a file has, whether that will do, and how it is brought to date."""

import sqlite3
from pathlib import Path

from monitor.store.errors import StoreError
from monitor.store.schema import APPLICATION_ID, LATEST, MIGRATIONS, Statement


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
    migrations: tuple[tuple[Statement, ...], ...] = MIGRATIONS,
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
                if callable(statement):
                    statement(connection)
                else:
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
