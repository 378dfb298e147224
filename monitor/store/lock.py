"""
One writer per store.

SQLite lets two programs write in turns, and two daemons would take turns overwriting one another's
findings. So a writer holds an exclusive flock(2) on a file beside the database. The kernel drops
it with the process, however that ends, so there are no stale locks. The file itself stays: removing
it would let a third process lock a new one while a second waits on the old.
"""

import errno
import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

from monitor.store.errors import StoreTakenError
from monitor.store.owner import is_plain, no_plain_file

_LONGEST_PID_BYTES = 20
_AGAIN_S = 0.05


class WriterLock:
    """An exclusive lock for the database at `path`, taken by `acquire`, kept until `release`."""

    def __init__(self, path: Path) -> None:
        self._database = path
        self._path = path.with_name(path.name + ".lock")
        self._file: int | None = None

    def acquire(self, wait_s: float = 0.0) -> None:
        """
        Take the lock, or raise `StoreTakenError` if another process still has it after so long.

        Raises an `OSError` or a `StoreError` if it can not be made.
        """
        end_s = time.monotonic() + wait_s
        while True:
            try:
                self._acquire()
            except StoreTakenError:
                if time.monotonic() >= end_s:
                    raise
                time.sleep(_AGAIN_S)
            else:
                return

    def _acquire(self) -> None:
        # Python opens it so that programs we start do not inherit, and keep, the lock.
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o640)
        except OSError as error:
            # Who may write into the folder, and is not trusted, may have put anything there.
            if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
                raise no_plain_file(self._path) from error
            raise
        if not is_plain(os.fstat(file)):
            os.close(file)
            raise no_plain_file(self._path)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(file, _LONGEST_PID_BYTES, 0).decode("ascii", "replace").strip()
            os.close(file)
            who = f"Another process ({holder})" if holder else "Another process"
            raise StoreTakenError(
                f"{who} writes to {self._database}: stop it, or give this one a store of its own."
            ) from error
        except OSError:
            os.close(file)
            raise
        self._file = file
        # The number only helps whoever is refused; on a full disk they do without.
        with suppress(OSError):
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let the next writer in. Does nothing where the lock is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
