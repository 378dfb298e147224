"""
What can go wrong with the store, told from the side of who has to repair it.

    StoreError          the store could not be opened, read or written
    └─ StoreTakenError  another process writes to it

A caller does the same about all: at start-up it stops with the sentence, later it counts, logs and
tries again. Only a command that meets a daemon at work lets the daemon do it. `str()` is the
sentence. No error of sqlite3 gets past.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final


class StoreError(Exception):
    """The store could not be used; the text says why and what to do."""


class StoreTakenError(StoreError):
    """Another process writes to the store."""


_FULL = "The disk of {path} is full: make room on it. What was saved before is unharmed."
_FORBIDDEN = (
    "{path} may not be used by the user this runs as: give that user the right to read it and, to "
    "run the daemon, to write it, its neighbours -wal, -shm and .lock, and the folder."
)
_READ_ONLY = (
    "{path} can not be written: either the user this runs as lacks the right to, or the disk is "
    "mounted read-only, as it is after disk errors. Look at the owner of the file, then at dmesg."
)
_CORRUPT = (
    "{path} is damaged: stop the daemon, keep a copy of the file with its -wal, and restore a "
    "backup, or save what can be read with `sqlite3 FILE .recover`."
)
_FAILING = (
    "{path} could not be read or written, because the disk is failing or full, or a limit on the "
    "size of files is reached: look at df, dmesg and the limits of the service."
)
_BUSY = "{path} is locked by another program: close whatever else has it open, such as sqlite3."
_NO_FILES = (
    "{path} could not be opened, for this process or the machine has no file left to open: raise"
    " LimitNOFILE= of the service, and see what holds so many (`ls -l /proc/PID/fd`)."
)
_NO_FOLDER = "{path} can not be made: a part of its path is a file and no folder."

# Primary result codes, https://sqlite.org/rescode.html.
_BY_SQLITE_CODE: Final = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FAILING,
    sqlite3.SQLITE_CORRUPT: _CORRUPT,
    sqlite3.SQLITE_NOTADB: (
        "{path} is no SQLite database: if it is something else, give the store another path; if it "
        "was the store, it is damaged, and a backup must be restored."
    ),
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _FORBIDDEN,
    sqlite3.SQLITE_CANTOPEN: (
        "{path} could not be opened: the user this runs as must be able to read and write the file "
        "and its folder."
    ),
}
_BY_ERRNO: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: _READ_ONLY,
    errno.EMFILE: _NO_FILES,
    errno.ENFILE: _NO_FILES,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.ENOLCK: "{path} can not be locked: put the store on a local disk, not on a network's.",
}


def primary_code(error: sqlite3.Error) -> int | None:
    """Return SQLite's primary result code; `None` for an error that Python itself raises."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def sentence_of(error: sqlite3.Error | OSError, path: Path) -> str:
    """Say what an error of SQLite or of the operating system means for the store at `path`."""
    if isinstance(error, OSError):
        known = _BY_ERRNO.get(error.errno or 0)
        reason = os.strerror(error.errno) if error.errno else str(error)
    else:
        known = _BY_SQLITE_CODE.get(primary_code(error) or 0)
        reason = str(error)
    return (known or "{path} could not be used: {reason}.").format(path=path, reason=reason)


@contextmanager
def told_as_sentences(path: Path) -> Iterator[None]:
    """Raise whatever SQLite or the operating system raises inside as a `StoreError`."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(sentence_of(error, path)) from error
    except UnicodeDecodeError as error:
        # SQLite quotes what is damaged in its message, and Python cannot make a text of it.
        raise StoreError(_CORRUPT.format(path=path)) from error
