"""
Trying a mutant that takes effect at import: constants, thresholds, defaults, what classes have.

In a child in which nothing of the program was imported yet, the module is imported with the
mistake in it, and the tests that reach it are run.
"""

import importlib.util
import os
import signal
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from tools.mutation.mutants import Mutant, tree_with
from tools.mutation.session import Outcome, Reach

_START_S: Final = 60.0
_PATIENCE: Final = 10


def tried(path: Path, mutant: Mutant, reach: Reach, options: Sequence[str]) -> Outcome:
    """Try one mutant of the module at `path`, relative to where the program is."""
    tests = reach.tests_of(mutant)
    if not tests:
        return Outcome.SURVIVED
    child = os.fork()
    if child:
        return Outcome(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    code = Outcome.NOTICED.value
    try:
        silence()
        limit_s = _START_S + _PATIENCE * sum(reach.took_s[test] for test in tests)
        signal.signal(signal.SIGALRM, lambda *_: os._exit(Outcome.TIMED_OUT.value))
        signal.setitimer(signal.ITIMER_REAL, limit_s)
        sys.meta_path.insert(0, _Finder(path, mutant))
        files = dict.fromkeys(test.partition("::")[0] for test in tests)
        ended = pytest.main(["-x", *options, *files], [_Chosen(tests)])
        code = Outcome.SURVIVED.value if ended == pytest.ExitCode.OK else Outcome.NOTICED.value
    finally:
        os._exit(code)


def silence() -> None:
    """Write nothing any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


class _Chosen:
    """A plugin of pytest: some tests only, in an order of their own."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._order = {test: at for at, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what was not chosen."""
        order = self._order
        items[:] = sorted(
            (item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid]
        )


class _Finder(MetaPathFinder, Loader):
    """Finds one module, with a mistake in it."""

    def __init__(self, path: Path, mutant: Mutant) -> None:
        parts = path.with_suffix("").parts
        self._name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self._is_package = parts[-1] == "__init__"
        self._path = path.resolve()
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Say that this is where the module comes from."""
        del path, target
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(
            fullname,
            self._path,
            loader=self,
            submodule_search_locations=[str(self._path.parent)] if self._is_package else None,
        )

    def create_module(self, spec: ModuleSpec) -> None:
        """Let Python make it."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        tree = tree_with(self._path.read_text(encoding="utf-8"), self._mutant)
        exec(compile(tree, str(self._path), "exec"), module.__dict__)  # noqa: S102
