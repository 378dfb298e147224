"""
People's decisions in the store: how a command tells the daemon, which alone may write findings.

A decision is a row that is never changed. Carrying it out appends a transition that names its
number; so it is carried out once, whatever is killed in between, and those without are due. They
are carried out in their order, so all behind the last one carried out are due.
"""

import sqlite3
from typing import Final

from monitor.store.codec import Row

_ADD: Final = """
INSERT INTO decisions (key, choice, who, note, time_s)
VALUES (:key, :choice, :who, :note, :time_s)"""
_DONE: Final = """
SELECT max(coalesce((SELECT max(decision) FROM transitions), 0),
           coalesce((SELECT max(decision) FROM anchors), 0))"""
_DUE: Final = f"SELECT * FROM decisions WHERE number > ({_DONE}) ORDER BY number"  # noqa: S608


def add(connection: sqlite3.Connection, row: Row) -> int:
    """Write a decision down; return its number."""
    number = connection.execute(_ADD, row).lastrowid
    assert number is not None
    return number


def due(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Return the decisions that nobody has carried out, oldest first."""
    return connection.execute(_DUE).fetchall()


def is_done(connection: sqlite3.Connection, number: int) -> bool:
    """Whether a decision was carried out."""
    (last,) = connection.execute(_DONE).fetchone()
    return bool(number <= last)
