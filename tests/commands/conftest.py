"""The command line, and an agent to ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.cli_lab import Cli
from tests.fakes import router
from tests.loopback import Running, running_agent


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """The command line, on a machine without an installed configuration."""
    return Cli(capsys, monkeypatch, tmp_path)


@pytest.fixture
def agent() -> Iterator[Running]:
    """A router with a foreign line that answers on loopback."""
    with running_agent(router(foreign=True)) as running:
        yield running
