"""The units for systemd, by its own tool."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operations.delivered import PROGRAM, UNITS, placed_units

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


def analyze(*arguments: str) -> str:
    done = subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def test_the_service_is_hardly_exposed() -> None:
    tenths = 15
    unit = str(UNITS / "opd-monitor.service")
    analyze("security", "--offline=true", f"--threshold={tenths}", unit)


def test_systemd_finds_nothing_wrong_in_the_units(tmp_path: Path) -> None:
    # It wants the program to be there: it is given one, and the rest of the unit as it is.
    service, socket = placed_units(tmp_path)
    assert analyze("verify", str(service), str(socket)) == ""


def test_the_program_is_where_the_page_installs_it() -> None:
    text = (UNITS / "opd-monitor.service").read_text(encoding="utf-8")
    assert f"\nExecStart={PROGRAM} run " in text
