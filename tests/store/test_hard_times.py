"""Kills and full disks, in child processes."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.store.sqlite import Store

from . import samples

_SAVES = """
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import samples
from monitor.store.sqlite import Store

store = Store(Path(sys.argv[1]))
store.open()
for number in count(len(store.load())):
    key = f"{number}"
    store.save([samples.finding(key)], [samples.transition(key)])
    print(key, flush=True)
"""

_LIMIT_IS_REACHED = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import samples
from monitor.store.errors import StoreError
from monitor.store.sqlite import Store

store = Store(Path(sys.argv[1]))
store.open()
store.save([samples.finding("before")], [])
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
many = [samples.finding(f"{number}") for number in range(500)]
try:
    store.save(many, [samples.transition("0")])
except StoreError as error:
    print(error)
assert set(store.load()) == {"before"} and not store.history("0")
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
store.save(many, [samples.transition("0")])
store.close()
"""

_DISK_IS_FULL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import samples
from monitor.store.errors import StoreError
from monitor.store.sqlite import Store

path = Path(sys.argv[1])
store = Store(path)
store.open()
store.save([samples.finding("before")], [])
ballast = path.with_name("ballast")
with ballast.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(4096))
    except OSError:
        pass
many = [samples.finding(f"{number}") for number in range(50)]
try:
    store.save(many, [samples.transition("0")])
except StoreError as error:
    print(error)
assert set(store.load()) == {"before"} and not store.history("0")
ballast.unlink()
store.save(many, [samples.transition("0")])
assert len(store.load()) == 51 and len(store.history("0")) == 1
store.close()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def command(program: str, path: Path) -> list[str]:
    return [sys.executable, "-W", "error", "-c", program, str(path), str(Path(__file__).parent)]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def run(arguments: Sequence[str]) -> str:
    done = subprocess.run(
        arguments, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert not done.returncode, done.stderr
    return done.stdout


def test_a_kill_loses_nothing_that_was_saved(path: Path) -> None:
    saved: list[str] = []
    for lines in (1, 7, 40, 120):
        with subprocess.Popen(
            command(_SAVES, path), env=environment(), stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            saved += [child.stdout.readline().strip() for _ in range(lines)]
            child.send_signal(signal.SIGKILL)
            # What it had printed before the signal came counts as well.
            saved += child.stdout.read().split()
        with Store(path) as store:
            loaded = store.load()
            # The last save may have been done and not yet printed, and is whole then.
            assert set(saved) <= set(loaded)
            assert len(loaded) <= len(saved) + 1
            for key, finding in loaded.items():
                assert finding == samples.finding(key)
                assert store.history(key) == (samples.transition(key),)
            saved = list(loaded)


def test_a_reader_can_read_what_a_killed_writer_left(path: Path) -> None:
    with subprocess.Popen(
        command(_SAVES, path), env=environment(), stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "0\n"
        child.kill()
    with Store(path, read_only=True) as store:
        assert "0" in store.load()


def test_a_save_beyond_a_limit_of_the_service_leaves_the_old_state(path: Path) -> None:
    assert "a limit on the size of files" in run(command(_LIMIT_IS_REACHED, path))
    with Store(path) as store:
        assert len(store.load()) == 501
        assert len(store.history("0")) == 1


def _may_mount() -> bool:
    tools = shutil.which("unshare") and shutil.which("mount")
    return (
        bool(tools)
        and not subprocess.run(
            ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/tmp"],
            check=False,
            capture_output=True,
        ).returncode
    )


@pytest.mark.skipif(not _may_mount(), reason="user namespaces are switched off here")
def test_a_save_on_a_full_disk_leaves_the_old_state_until_there_is_room(tmp_path: Path) -> None:
    # A small disk of the child's own, in a namespace that ends with it; needs no root.
    mount = f'mount -t tmpfs -o size=1m tmpfs "{tmp_path}" && exec "$@"'
    program = command(_DISK_IS_FULL, tmp_path / "store.db")
    said = run(["unshare", "-rm", "sh", "-c", mount, "sh", *program])
    assert "is full: make room" in said
