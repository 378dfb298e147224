"""Which files are opened, which are refused, and with which words."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.store.errors import StoreError
from monitor.store.migration import migrate
from monitor.store.schema import LATEST, MIGRATIONS
from monitor.store.sqlite import Store

from . import samples

_HOLDS = """
import sys
from pathlib import Path
from monitor.store.sqlite import Store

store = Store(Path(sys.argv[1]))
store.open()
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def opening_fails(path: Path, words: str, *, read_only: bool = False) -> None:
    store = Store(path, read_only=read_only)
    with pytest.raises(StoreError, match=words) as caught:
        store.open()
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith((".", ")."))


def skip_if_writable(path: Path) -> None:
    if os.access(path, os.W_OK):
        pytest.skip("root may write anywhere")


def make(path: Path) -> None:
    with Store(path) as store:
        store.save([samples.finding("a")], [samples.transition("a")])


def test_a_store_does_nothing_before_it_is_opened(path: Path) -> None:
    store = Store(path)
    assert not path.exists()
    for use in (store.load, lambda: store.save([samples.finding()], []), lambda: store.history("")):
        with pytest.raises(StoreError, match="not open"):
            use()
    store.close()


def test_opening_and_closing_twice_is_as_once(path: Path) -> None:
    store = Store(path)
    store.open()
    store.open()
    store.close()
    store.close()
    store.open()
    store.close()


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    make(tmp_path / "var" / "lib" / "store.db")


@pytest.mark.parametrize("name", ["a b?c#d%20.db", "file:x.db", "städtisch.db", "\udcff.db"])
def test_the_name_of_the_file_may_be_anything(tmp_path: Path, name: str) -> None:
    make(tmp_path / name)
    assert (tmp_path / name).is_file()
    with Store(tmp_path / name, read_only=True) as store:
        assert set(store.load()) == {"a"}


def test_the_file_is_safe_against_power_cuts(path: Path) -> None:
    with Store(path) as store:
        connection = store._connection
        assert connection is not None
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_a_second_writer_is_refused_and_told_who_the_first_is(path: Path) -> None:
    with Store(path):
        opening_fails(path, rf"Another process \({os.getpid()}\) writes")
    make(path)


def test_a_second_writer_is_refused_by_any_name_of_the_file(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "link.db"
    other.symlink_to(path)
    with Store(path), pytest.raises(StoreError, match="Another process"):
        Store(other).open()


def test_a_writer_of_another_process_is_refused_and_let_in_after_its_death(path: Path) -> None:
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _HOLDS,
            path,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"open\n"
        opening_fails(path, rf"\({child.pid}\)")
        with Store(path, read_only=True) as reader:
            assert reader.load() == {}
        child.kill()
    make(path)


def test_a_failed_opening_keeps_nobody_out(path: Path) -> None:
    path.write_bytes(b"this is a text, and no database at all. " * 100)
    opening_fails(path, "no SQLite database")
    path.unlink()
    make(path)


def test_a_store_that_does_not_exist_can_not_be_read(path: Path) -> None:
    opening_fails(path, "no store at .* yet: start the daemon", read_only=True)
    assert not path.exists()


def test_an_empty_file_becomes_a_store_and_is_none_to_a_reader(path: Path) -> None:
    path.touch()
    opening_fails(path, "start the daemon", read_only=True)
    make(path)


def test_a_store_whose_daemon_stopped_is_read(path: Path) -> None:
    make(path)
    with Store(path, read_only=True) as reader:
        assert set(reader.load()) == {"a"}


def test_a_store_whose_daemon_stopped_is_read_by_who_may_not_write_its_folder(path: Path) -> None:
    make(path)
    path.parent.chmod(0o555)
    try:
        skip_if_writable(path.parent)
        with Store(path, read_only=True) as reader:
            assert set(reader.load()) == {"a"}
        opening_fails(path, "could not be opened|may not be used|can not be written")
    finally:
        path.parent.chmod(0o755)


def test_a_file_that_may_not_be_written_is_found_at_the_start(path: Path) -> None:
    make(path)
    path.chmod(0o444)
    skip_if_writable(path)
    opening_fails(path, "can not be written")


@pytest.mark.parametrize("read_only", [False, True])
def test_a_folder_is_refused(tmp_path: Path, read_only: bool) -> None:
    opening_fails(tmp_path, "is a folder", read_only=read_only)


def test_a_file_on_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    opening_fails(tmp_path / "file" / "store.db", "a file and no folder")
    opening_fails(tmp_path / "file" / "deeper" / "store.db", "a file and no folder")


@pytest.mark.parametrize("read_only", [False, True])
def test_links_in_a_circle_are_refused(path: Path, read_only: bool) -> None:
    path.symlink_to(path)
    opening_fails(path, "could not be opened|no store", read_only=read_only)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, read_only: bool) -> None:
    octets = b"this is a text, and no database at all. " * 100
    path.write_bytes(octets)
    opening_fails(path, "no SQLite database", read_only=read_only)
    assert path.read_bytes() == octets


@pytest.mark.parametrize("read_only", [False, True])
def test_a_database_of_another_program_is_refused_and_left_alone(
    path: Path, read_only: bool
) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE other (id INTEGER)")
    connection.close()
    octets = path.read_bytes()
    opening_fails(path, "of another program", read_only=read_only)
    assert path.read_bytes() == octets


def test_a_damaged_store_is_named_as_such(path: Path) -> None:
    with Store(path) as store:
        store.save([samples.finding(f"{number}") for number in range(200)], [])
    octets = bytearray(path.read_bytes())
    octets[4096:] = b"\xa5" * (len(octets) - 4096)
    path.write_bytes(octets)
    with pytest.raises(StoreError, match="is damaged"), Store(path) as store:
        store.load()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_schema_is_refused(path: Path, read_only: bool) -> None:
    make(path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    opening_fails(path, f"newer version .*schema {LATEST + 1}", read_only=read_only)


def test_an_older_store_is_migrated_and_keeps_what_it_holds(path: Path) -> None:
    make(path)
    later = (
        *MIGRATIONS,
        ("ALTER TABLE transitions ADD COLUMN extra TEXT NOT NULL DEFAULT ''", "CREATE TABLE n (x)"),
    )
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, later)
    migrate(connection, path, later)
    assert connection.execute("SELECT key, extra FROM transitions").fetchall() == [("a", "")]
    assert connection.execute("PRAGMA user_version").fetchone() == (len(later),)
    connection.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(path: Path) -> None:
    make(path)
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, (*MIGRATIONS, ("CREATE TABLE n (x)", "CREATE TABLE n (x)")))
    connection.close()
    make(path)


def test_another_programs_lock_is_told_and_the_save_can_be_made_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.connection._BUSY_S", 0.0)
    with Store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program"):
            store.save([samples.finding("a")], [])
        other.execute("ROLLBACK")
        other.close()
        store.save([samples.finding("a")], [])
        assert set(store.load()) == {"a"}
