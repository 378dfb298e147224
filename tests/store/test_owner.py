"""Root opens a store in a folder of somebody else's, who has put traps there."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.store.errors import StoreError
from monitor.store.lock import WriterLock
from monitor.store.owner import owner_on_the_way
from monitor.store.sqlite import Store

from . import samples

DAEMON, GROUP = 12345, 23456
COMPANIONS = ["-wal", "-shm", "-journal"]
_WORKS = """
import os, sys
from pathlib import Path
from monitor.store.errors import StoreError
from monitor.store.sqlite import Store
from tests.store import samples

how, names, path = sys.argv[1:]
try:
    with Store(Path(path), read_only=how == "read", beside=how == "beside") as store:
        store.load()
        if how == "write":
            store.save([samples.finding("b")], [])
        for name in names.split(","):
            print(Path(name).read_text() if name else "", end="")
except StoreError as error:
    print(error)
print(os.geteuid(), os.getegid(), os.getuid())
"""
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def as_root(path: Path, how: str, names: str = "") -> str:
    """Open a store as root does, in a process of its own, since it stays who it becomes."""
    # Where the daemon's user cannot enter, as below /var/lib/private.
    done = subprocess.run(
        [sys.executable, "-c", _WORKS, how, names, path],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a daemon's store below a folder that only root may enter."""
    folder = tmp_path / "private" / "opd-monitor"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o700)
    path = folder / "store.db"
    with Store(path) as store:
        store.save([samples.finding("a")], [])
    for one in (folder, *folder.iterdir()):
        os.chown(one, DAEMON, GROUP)
    return path


@pytest.fixture
def treasure(tmp_path: Path) -> Path:
    """Make a file that is root's alone."""
    file = tmp_path / "shadow"
    file.write_text("root's own")
    file.chmod(0o600)
    return file


def untouched(file: Path) -> bool:
    status = file.stat()
    return file.read_text() == "root's own" and (status.st_uid, status.st_gid) == (0, 0)


@only_root
@pytest.mark.parametrize("how", ["read", "write", "beside"])
@pytest.mark.parametrize("suffix", [*COMPANIONS, ".lock"])
@pytest.mark.parametrize("make", [os.symlink, os.link], ids=["symlink", "hard link"])
def test_no_link_beside_the_store_leads_root_to_a_file_of_its_own(
    path: Path, treasure: Path, how: str, suffix: str, make: Callable[[Path, Path], None]
) -> None:
    beside = path.with_name(path.name + suffix)
    beside.unlink(missing_ok=True)
    make(treasure, beside)
    told = as_root(path, how)
    assert untouched(treasure)
    if suffix != ".lock" or how == "write":
        # Of a lock that is root's file the daemon's user is not even told what it is.
        assert f"{beside} is no plain file" in told or "may not be used" in told


@only_root
@pytest.mark.parametrize("how", ["read", "write", "beside"])
def test_root_becomes_the_owner_and_all_that_is_made_is_his(path: Path, how: str) -> None:
    assert as_root(path, how).endswith(f"{DAEMON} {GROUP} 0\n")
    owners = {(one.stat().st_uid, one.stat().st_gid) for one in path.parent.iterdir()}
    assert owners == {(DAEMON, GROUP)}


@only_root
def test_what_root_may_read_it_still_may(path: Path, treasure: Path) -> None:
    assert as_root(path, "read", str(treasure)).startswith("root's own")


@only_root
def test_root_follows_no_link_to_a_store_of_another_owner(path: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.db"
    with Store(own) as store:
        store.save([samples.finding("a")], [])
    own.chmod(0o600)
    path.unlink()
    path.symlink_to(own)
    os.chown(path, DAEMON, GROUP, follow_symlinks=False)
    before = own.read_bytes()
    as_root(path, "write")
    assert own.read_bytes() == before
    assert (own.stat().st_uid, own.stat().st_gid) == (0, 0)


@only_root
def test_the_first_on_the_way_that_is_not_roots_is_who_root_becomes(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "in" / "link"
    link.symlink_to("../elsewhere")
    assert owner_on_the_way(link / "store.db") is None
    os.chown(link, DAEMON, GROUP, follow_symlinks=False)
    assert owner_on_the_way(link / "store.db") == (DAEMON, GROUP)
    os.chown(link, 0, 0, follow_symlinks=False)
    os.chown(tmp_path / "elsewhere", DAEMON, GROUP)
    assert owner_on_the_way(link / "store.db") == (DAEMON, GROUP)
    link.unlink()
    link.symlink_to("link")
    assert owner_on_the_way(link / "store.db") is None


@pytest.mark.parametrize("suffix", [*COMPANIONS, ".lock"])
@pytest.mark.parametrize("make", [os.symlink, os.link], ids=["symlink", "hard link"])
def test_what_is_no_plain_file_beside_the_store_is_refused_by_name(
    tmp_path: Path, suffix: str, make: Callable[[Path, Path], None]
) -> None:
    path, other = tmp_path / "store.db", tmp_path / "other"
    other.write_text("somebody's")
    make(other, path.with_name(path.name + suffix))
    with pytest.raises(StoreError, match=rf"store\.db\{suffix} is no plain file"):
        Store(path).open()
    assert other.read_text() == "somebody's"


@pytest.mark.parametrize("kind", ["fifo", "folder"])
def test_a_lock_that_is_no_file_is_refused_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "store.db"
    lock = path.with_name("store.db.lock")
    os.mkfifo(lock) if kind == "fifo" else lock.mkdir()
    with pytest.raises((StoreError, OSError)):
        WriterLock(path).acquire()


@only_root
def test_a_lock_keeps_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.touch()
    os.chown(path, DAEMON, GROUP)
    lock = WriterLock(path)
    lock.acquire()
    lock.release()
    status = path.with_name("store.db.lock").stat()
    assert (status.st_uid, status.st_gid) == (0, 0)
