"""Mutants of a small module, tried with its tests."""

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tools.mutation import targets as store
from tools.mutation.targets import Measured, Target, digest

ROOT = Path(store.__file__).parents[2]
MODULE = """
from functools import lru_cache

LIMIT = 3
UNUSED = 7


@lru_cache
def is_few(number):
    return number < LIMIT


class Count:
    step = 1

    def __init__(self):
        self.total = 0

    @property
    def is_none(self):
        return not self.total

    def add(self):
        self.total += self.step


def forever(number):
    while number > 0:
        number -= 1
    return "ended"


def nobody_asks(number):
    return number + 1
"""
TESTS = """
from small import Count, forever, is_few


def test_few():
    assert is_few(2)
    assert not is_few(3)


def test_count():
    count = Count()
    assert count.is_none
    count.add()
    assert count.total == 1


def test_forever():
    forever(2)
"""
CONFTEST = """
from hypothesis import settings

settings.register_profile("mutation")
"""
DRIVER = """
import json
import sys
from pathlib import Path

from tools.mutation import session, trial
from tools.mutation.mutants import mutants_of

session._PATIENCE_S = 1.0
path = Path("small.py")
try:
    done = trial.tried(path, mutants_of(path.read_text()), ["test_small.py"])
except trial.TrialError as error:
    sys.exit(str(error))
print(json.dumps({name: outcome.name for name, outcome in done.outcomes.items()}))
"""


def _tried(folder: Path, tests: str = TESTS) -> "subprocess.CompletedProcess[str]":
    (folder / "small.py").write_text(MODULE, encoding="utf-8")
    (folder / "test_small.py").write_text(tests, encoding="utf-8")
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "driver.py").write_text(dedent(DRIVER), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "driver.py"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_mutant_is_noticed_or_survives_wherever_it_lies(tmp_path: Path) -> None:
    done = _tried(tmp_path)
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout)
    noticed = {name for name, outcome in outcomes.items() if outcome == "NOTICED"}
    assert noticed == {
        "<module>: 3 -> 4",
        "<module>: 3 -> 2",
        "is_few: number < LIMIT -> number <= LIMIT",
        "is_few: return number < LIMIT -> return None",
        "Count: 1 -> 2",
        "Count.__init__: self.total = 0 -> pass",
        "Count.__init__: 0 -> 1",
        "Count.is_none: not self.total -> self.total",
        "Count.is_none: return not self.total -> return None",
        "Count.add: self.total += self.step -> self.total -= self.step",
        "Count.add: self.total += self.step -> pass",
    }
    timed_out = {name for name, outcome in outcomes.items() if outcome == "TIMED_OUT"}
    assert timed_out == {
        "forever: number -= 1 -> number += 1",
        "forever: number -= 1 -> pass",
    }
    survived = {name for name, outcome in outcomes.items() if outcome == "SURVIVED"}
    assert "<module>: 7 -> 8" in survived
    assert "nobody_asks: number + 1 -> number - 1" in survived
    assert "forever: 'ended' -> 'endedX'" in survived


def test_tests_that_fail_as_it_is_say_nothing_of_mutants(tmp_path: Path) -> None:
    done = _tried(tmp_path, TESTS + "\n\ndef test_wrong():\n    assert False\n")
    assert done.returncode == 1
    assert "fail though nothing was changed: test_small.py::test_wrong" in done.stderr


def test_a_change_touches_what_is_not_as_it_was_measured_and_what_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {}
    among = []
    for name in ("same", "other", "new"):
        (tmp_path / f"{name}.py").write_text("x = 1", encoding="utf-8")
        among.append(Target(f"{name}.py", (f"test_{name}.py",)))
        if name != "new":
            source = "x = 1" if name == "same" else "x = 2"
            known[f"{name}.py"] = Measured(digest(source), 2, 0, 2)
    monkeypatch.setattr(store, "_MEASURED", tmp_path / "measured.json")
    store.record(known)
    assert store.measured() == known

    def touched(*changed: str) -> list[str]:
        return [one.module for one in store.touched(tmp_path, among, changed)]

    assert touched() == ["other.py", "new.py"]
    assert touched("same.py") == ["same.py", "other.py", "new.py"]
    assert touched("test_same.py") == ["same.py", "other.py", "new.py"]


@pytest.mark.skipif(not (ROOT / "monitor").exists(), reason="the source is not beside the tests")
def test_every_module_and_test_that_is_named_is_there() -> None:
    floor, among = store.targets(ROOT)
    assert floor >= 0.9
    for target in among:
        assert any(not test.startswith("-") for test in target.tests), target.module
    modules = {target.module for target in among}
    assert {"monitor/life.py", "monitor/store/chain.py", "monitor/snmp/usm.py"} <= modules
    assert store.equivalent().keys() <= modules
