"""The command line within the test's process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor import cli
from tests.loopback import AUTH_KEY, COMMUNITY, PRIV_KEY

_MODULES = ("check_config", "common", "health", "run", "target")


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.out)
        return loaded

    @property
    def sentence(self) -> str:
        """The one line of a failure."""
        assert self.status in (1, 2)
        assert self.out == ""
        assert "Traceback" not in self.err
        [line] = self.err.splitlines()
        return line.removeprefix("opd-monitor: ")


class Cli:
    """Runs commands."""

    def __init__(
        self,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        folder: Path,
    ) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("COLUMNS", "300")
        # The test's own handlers stay.
        for module in ("monitor.cli", "monitor.commands.run"):
            monkeypatch.setattr(f"{module}.configure", lambda *_: None)
        for name in ("OPD_MONITOR_CONFIG", "OPD_MONITOR_WEB_CONFIG"):
            monkeypatch.delenv(name, raising=False)
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for module in _MODULES:
            monkeypatch.setattr(f"monitor.commands.{module}.DEFAULT_CONFIG", folder / "no.yaml")

    def __call__(self, *words: object) -> Result:
        self._monkeypatch.setattr("sys.argv", ["opd-monitor", *map(str, words)])
        # The command before set it, for whoever looks there.
        self._monkeypatch.setenv("LANGUAGE", "")
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = self._capsys.readouterr()
        status = ended.value.code
        assert COMMUNITY not in out + err
        assert AUTH_KEY not in out + err
        assert PRIV_KEY not in out + err
        return Result(status if isinstance(status, int) else int(status is not None), out, err)
