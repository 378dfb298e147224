"""Trying mutants of one module: in forks of a run of pytest, and what takes effect at import."""

import os
import pickle
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from tools.mutation import imported
from tools.mutation.mutants import Mutant
from tools.mutation.session import Outcome, Reach, Session

_OPTIONS: Final = (
    *("-q", "--no-header", "--no-summary", "--hypothesis-profile=mutation"),
    *("-p", "no:cacheprovider", "-p", "no:faulthandler"),
    *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
)
# What the program and its tests need of others: imported once for all, as it is not changed.
_OTHERS: Final = (
    "aiohttp.web",
    "apscheduler.schedulers.asyncio",
    "bcrypt",
    "cryptography.hazmat.primitives.ciphers",
    "hypothesis",
    "jinja2",
    "netaddr",
    "prometheus_client",
    "pydantic",
    "rich.console",
    "structlog",
    "typer",
    "yaml",
)


class TrialError(Exception):
    """Nothing could be tried; the text says why."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of the mutants of a module that were tried, by name."""

    outcomes: dict[str, Outcome]
    seconds: float


def import_others() -> None:
    """Import what all children need, before the first."""
    for name in _OTHERS:
        with suppress(ImportError):
            import_module(name)


def tried(
    path: Path, mutants: Sequence[Mutant], tests: Sequence[str], until_s: float = float("inf")
) -> Tried:
    """
    Try mutants of the module at `path`, in their order, until a time of the monotonic clock.

    Raise `TrialError` where the tests fail as it is.
    """
    began_s = time.monotonic()
    within = [mutant for mutant in mutants if mutant.function]
    reach, outcomes = _in_session(path.resolve(), within, tests, until_s)
    for mutant in mutants:
        if time.monotonic() > until_s:
            break
        if outcomes.get(mutant.name, Outcome.AT_IMPORT) is not Outcome.AT_IMPORT:
            continue
        if mutant.function and mutant.name not in outcomes:
            continue
        outcomes[mutant.name] = imported.tried(path, mutant, reach, _OPTIONS)
    for name in [name for name, one in outcomes.items() if one is Outcome.AT_IMPORT]:
        del outcomes[name]
    return Tried(outcomes, time.monotonic() - began_s)


def _in_session(
    path: Path, mutants: Sequence[Mutant], tests: Sequence[str], until_s: float
) -> tuple[Reach, dict[str, Outcome]]:
    with tempfile.TemporaryFile() as found, tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            try:
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                session = Session(path, mutants, until_s)
                pytest.main([*_OPTIONS, *tests], [session])
                pickle.dump((session.reach, session.outcomes, session.broken), found)
                found.flush()
            except BaseException:  # noqa: BLE001 - whatever it is, it is told below
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)
        os.waitpid(child, 0)
        found.seek(0)
        said.seek(0)
        octets = found.read()
        if not octets:
            raise TrialError(said.read().decode(errors="replace")[-3000:])
        reach, outcomes, broken = pickle.loads(octets)  # noqa: S301 - our own child's
    if broken or not reach.lines:
        raise TrialError(f"tests fail though nothing was changed: {', '.join(broken) or 'all'}")
    return reach, outcomes
