"""`cli_lab`, the command line and agents to ask, is found beside this file."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from cli_lab import Cli
from fakes import router
from loopback import Running, running_agent


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """The command line, on a machine without an installed configuration."""
    return Cli(capsys, monkeypatch, tmp_path)


@pytest.fixture
def agent() -> Iterator[Running]:
    """A router with a foreign line that answers on loopback."""
    with running_agent(router(foreign=True)) as running:
        yield running
