"""Errors of SQLite and of the operating system become sentences."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store.errors import StoreError, told_as_sentences
from monitor.store.sqlite import Store

PATH = Path("/var/lib/opd-monitor/store.db")


def told(error: Exception) -> str:
    with pytest.raises(StoreError) as caught, told_as_sentences(PATH):
        raise error
    assert caught.value.__cause__ is error
    return str(caught.value)


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "is full"),
        (sqlite3.SQLITE_IOERR, "failing or full"),
        (sqlite3.SQLITE_IOERR_WRITE, "failing or full"),
        (sqlite3.SQLITE_CORRUPT, "is damaged"),
        (sqlite3.SQLITE_NOTADB, "no SQLite database"),
        (sqlite3.SQLITE_BUSY, "locked by another program"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "locked by another program"),
        (sqlite3.SQLITE_READONLY, "mounted read-only"),
        (sqlite3.SQLITE_CANTOPEN, "could not be opened"),
        (sqlite3.SQLITE_MISUSE, "could not be used: as SQLite says it"),
    ],
)
def test_an_error_of_sqlite_says_what_to_do(code: int, words: str) -> None:
    assert words in told(sqlite_error(code))
    assert str(PATH) in told(sqlite_error(code))


def test_an_error_of_python_about_sqlite_is_told_as_it_is() -> None:
    assert "could not be used: closed" in told(sqlite3.ProgrammingError("closed"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EACCES, "may not be used by the user"),
        (errno.EROFS, "mounted read-only"),
        (errno.ENOTDIR, "a file and no folder"),
        (errno.ENOLCK, "local disk"),
        (errno.EMFILE, "LimitNOFILE"),
        (errno.EMLINK, "Too many links"),
    ],
)
def test_an_error_of_the_system_says_what_to_do(number: int, words: str) -> None:
    assert words in told(OSError(number, "as the system says it", str(PATH)))


def test_an_error_without_a_number_is_told_as_it_is() -> None:
    assert "odd" in told(OSError("odd"))


def test_no_file_left_to_open_is_said() -> None:
    assert "LimitNOFILE" in told(OSError(errno.EMFILE, "Too many open files"))
    assert "LimitNOFILE" in told(OSError(errno.ENFILE, "Too many open files in system"))


@pytest.mark.parametrize("how", [{}, {"read_only": True}, {"beside": True}])
def test_a_damaged_store_whose_message_is_no_text_is_a_sentence(
    tmp_path: Path, how: dict[str, bool]
) -> None:
    """SQLite quotes the damaged schema in its message; Python cannot decode that."""
    path = tmp_path / "store.db"
    with Store(path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = CAST(X'43524541544520FFFE28' AS TEXT)")
        connection.commit()
    with pytest.raises(StoreError, match="is damaged"), Store(path, **how) as store:
        store.load()
