"""
One run of pytest in which many mutants are tried, each in a process of its own.

All tests are run once as the module is, and traced: which lines of it each reaches, and how long
each takes. Then for each mutant the process is forked, the function is replaced in the child, and
the tests that reach its lines are run, the quickest first, until one fails. What takes effect at
import is tried by `imported`, with what is learnt here of the tests.
"""

import functools
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, Final

import pytest

from tools.mutation.mutants import Mutant, tree_with

_PATIENCE_S: Final = 5.0
_PATIENCE: Final = 10
"""How long a test may take with a mutant: so many times as long as without, and some seconds."""


class Outcome(Enum):
    """What became of a mutant; the values are exit codes."""

    SURVIVED = 0
    NOTICED = 1
    TIMED_OUT = 3
    AT_IMPORT = 4
    """Not tried: it takes effect when the module is imported."""


@dataclass(slots=True)
class Reach:
    """Of each test by its id: which lines of the module it ran, and for how many seconds."""

    lines: dict[str, set[int]] = field(default_factory=dict)
    took_s: dict[str, float] = field(default_factory=dict)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """List the tests that reach a mutant, the quickest first."""
        if mutant.function:
            wanted = range(mutant.lines[0], mutant.lines[1] + 1)
            found = [test for test, lines in self.lines.items() if not lines.isdisjoint(wanted)]
        else:
            found = [test for test, lines in self.lines.items() if lines]
        return sorted(found, key=self.took_s.__getitem__)


class Session:
    """A plugin of pytest: measures the reach of all tests, and tries mutants of functions."""

    def __init__(self, path: Path, mutants: Iterable[Mutant], until_s: float) -> None:
        self._path = path
        self._mutants = list(mutants)
        self._until_s = until_s
        self._failed: list[str] = []
        self.reach = Reach()
        self.outcomes: dict[str, Outcome] = {}
        self.broken: list[str] = []
        """Tests that fail though nothing was changed."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of a failure."""
        if report.failed:
            self._failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests as they are, then with each mutant."""
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        session.config.pluginmanager.unregister(reporter)
        functions = _functions_of(self._path)
        self._measure(session.items)
        self.broken = list(self._failed)
        if self.broken:
            return True
        source = self._path.read_text(encoding="utf-8")
        items = {item.nodeid: item for item in session.items}
        for mutant in self._mutants:
            if time.monotonic() > self._until_s:
                break
            tests = [items[name] for name in self.reach.tests_of(mutant)]
            self.outcomes[mutant.name] = self._outcome(mutant, source, functions, tests)
        return True

    def _measure(self, items: list[pytest.Item]) -> None:
        path = str(self._path)
        for item, following in zip(items, [*items[1:], None], strict=True):
            lines: set[int] = set()
            began_s = time.monotonic()
            with _Traced(path, lines):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.reach.took_s[item.nodeid] = time.monotonic() - began_s
            self.reach.lines[item.nodeid] = lines

    def _outcome(
        self,
        mutant: Mutant,
        source: str,
        functions: Mapping[tuple[str, int], list[FunctionType]],
        tests: list[pytest.Item],
    ) -> Outcome:
        if not tests:
            return Outcome.SURVIVED
        child = os.fork()
        if child:
            return Outcome(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        code = Outcome.NOTICED.value
        try:
            code = self._tried(mutant, source, functions, tests).value
        finally:
            os._exit(code)

    def _tried(
        self,
        mutant: Mutant,
        source: str,
        functions: Mapping[tuple[str, int], list[FunctionType]],
        tests: list[pytest.Item],
    ) -> Outcome:
        tree = tree_with(source, mutant)
        if not _is_replaced(compile(tree, str(self._path), "exec"), mutant.function, functions):
            return Outcome.AT_IMPORT
        _forget_cached()
        signal.signal(signal.SIGALRM, lambda *_: os._exit(Outcome.TIMED_OUT.value))
        for test, following in zip(tests, [*tests[1:], None], strict=True):
            limit_s = _PATIENCE_S + _PATIENCE * self.reach.took_s[test.nodeid]
            signal.setitimer(signal.ITIMER_REAL, limit_s)
            test.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
            if self._failed:
                return Outcome.NOTICED
        return Outcome.SURVIVED


class _Traced:
    """Notes the lines of a file that are run while it is entered."""

    def __init__(self, path: str, lines: set[int]) -> None:
        self._path = path
        self._lines = lines

    def __enter__(self) -> None:
        sys.settrace(self._called)
        threading.settrace(self._called)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _called(self, frame: FrameType, _: str, __: object) -> Any:
        return self._ran if frame.f_code.co_filename == self._path else None

    def _ran(self, frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            self._lines.add(frame.f_lineno)
        return self._ran


def _functions_of(path: Path) -> dict[tuple[str, int], list[FunctionType]]:
    """Return the functions of a file that are in use, by qualified name and first line."""
    found: dict[tuple[str, int], list[FunctionType]] = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename == str(path):
            code = thing.__code__
            found.setdefault((code.co_qualname, code.co_firstlineno), []).append(thing)
    return found


def _is_replaced(
    module: CodeType, name: str, functions: Mapping[tuple[str, int], list[FunctionType]]
) -> bool:
    """Put the code of a function in place of what runs now; tell whether there was any."""
    is_done = False
    for code in _codes(module):
        if code.co_qualname != name:
            continue
        for function in functions.get((name, code.co_firstlineno), ()):
            if len(code.co_freevars) != len(function.__code__.co_freevars):
                return False
            function.__code__ = code
            is_done = True
    return is_done


def _codes(code: CodeType) -> Iterable[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _forget_cached() -> None:
    """Forget what was computed before the mistake was made."""
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper):  # noqa: SLF001
            thing.cache_clear()
