"""One writer per store: who holds the lock, who waits, and what is left of it."""

import errno
import fcntl
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from monitor.store.errors import StoreError, StoreTakenError
from monitor.store.lock import WriterLock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def file(path: Path) -> Path:
    return path.with_name("store.db.lock")


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_the_lock_is_one_process_s_at_a_time_and_the_next_one_s_after_it(path: Path) -> None:
    first, second = WriterLock(path), WriterLock(path)
    first.acquire()
    with pytest.raises(StoreTakenError, match=rf"Another process \({os.getpid()}\) writes to"):
        second.acquire()
    first.release()
    second.acquire()
    with pytest.raises(StoreTakenError):
        first.acquire()
    second.release()


def test_what_is_not_held_may_be_released_and_once_is_enough(path: Path) -> None:
    lock, other = WriterLock(path), WriterLock(path)
    lock.release()
    lock.acquire()
    lock.release()
    other.acquire()
    # It is another's by now.
    lock.release()
    with pytest.raises(StoreTakenError):
        lock.acquire()
    other.release()


def test_the_file_stays_for_whoever_waits_for_it_and_is_not_for_everybody(
    path: Path, file: Path
) -> None:
    before = os.umask(0)
    try:
        lock = WriterLock(path)
        lock.acquire()
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o640
    lock.release()
    assert file.exists()
    assert not path.exists()


def test_it_holds_the_number_of_the_process_and_nothing_of_before(path: Path, file: Path) -> None:
    file.write_text("99999999999999\nand more")
    lock = WriterLock(path)
    lock.acquire()
    assert file.read_text() == f"{os.getpid()}\n"
    lock.release()


@pytest.mark.parametrize(
    ("holds", "who"),
    [("", "Another process writes"), ("12\n", r"Another process \(12\) writes"),
     ("1" * 30, rf"Another process \({'1' * 20}\) writes")],
)  # fmt: skip
def test_who_is_refused_is_told_what_the_holder_wrote(
    path: Path, file: Path, holds: str, who: str
) -> None:
    lock = WriterLock(path)
    lock.acquire()
    file.write_text(holds)
    with pytest.raises(StoreTakenError, match=who):
        WriterLock(path).acquire()
    lock.release()


def test_a_lock_that_holds_what_is_no_text_is_a_lock(path: Path, file: Path) -> None:
    lock = WriterLock(path)
    lock.acquire()
    file.write_bytes(b"\xff12\n")
    with pytest.raises(StoreTakenError, match=r"Another process \(.12\) writes"):
        WriterLock(path).acquire()
    lock.release()


def test_who_waits_has_it_when_the_other_ends(path: Path) -> None:
    first, second = WriterLock(path), WriterLock(path)
    first.acquire()
    ends = threading.Timer(0.2, first.release)
    ends.start()
    second.acquire(wait_s=50.0)
    ends.join()
    with pytest.raises(StoreTakenError):
        first.acquire()
    second.release()


def test_who_waits_in_vain_is_refused_in_the_end_and_who_does_not_wait_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    now = [100.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    lock = WriterLock(path)
    lock.acquire()
    with pytest.raises(StoreTakenError):
        WriterLock(path).acquire()
    assert slept == []
    with pytest.raises(StoreTakenError):
        WriterLock(path).acquire(wait_s=1.0)
    assert sum(slept) == pytest.approx(1.0, abs=0.1)
    assert len(slept) >= 10
    lock.release()


@pytest.mark.parametrize("kind", ["folder", "socket", "link", "fifo", "second name"])
def test_what_is_no_plain_file_is_refused_by_name_and_left_alone(
    path: Path, file: Path, kind: str
) -> None:
    other = path.with_name("other")
    other.write_text("somebody's")
    listens = socket.socket(socket.AF_UNIX)
    if kind == "folder":
        file.mkdir()
    elif kind == "socket":
        listens.bind(os.fspath(file))
    elif kind == "link":
        file.symlink_to(other)
    elif kind == "fifo":
        os.mkfifo(file)
    else:
        file.hardlink_to(other)
    before = _open_files()
    with pytest.raises(StoreError, match=r"store\.db\.lock is no plain file"):
        WriterLock(path).acquire(wait_s=50.0)
    assert _open_files() == before
    assert other.read_text() == "somebody's"
    listens.close()


def test_what_cannot_be_made_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        WriterLock(tmp_path / "missing" / "store.db").acquire()


def test_a_refusal_leaves_no_file_open(path: Path) -> None:
    lock = WriterLock(path)
    lock.acquire()
    before = _open_files()
    for _ in range(3):
        with pytest.raises(StoreTakenError):
            WriterLock(path).acquire()
    assert _open_files() == before
    lock.release()
    assert _open_files() == before - 1


def test_a_file_system_without_locks_is_told_and_leaves_no_file_open(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    before = _open_files()
    with pytest.raises(OSError, match="No locks available"):
        WriterLock(path).acquire(wait_s=50.0)
    assert _open_files() == before


def test_on_a_full_disk_the_lock_is_taken_without_a_number(
    path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    lock = WriterLock(path)
    lock.acquire()
    assert file.read_text() == ""
    with pytest.raises(StoreTakenError, match="Another process writes"):
        WriterLock(path).acquire()
    lock.release()
