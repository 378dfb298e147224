"""What the README says of `make`."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operations.delivered import ROOT

pytestmark = [
    pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed"),
    pytest.mark.skipif(not (ROOT / "Makefile").exists(), reason="the Makefile is not beside"),
]


@pytest.mark.parametrize("is_exported", [False, True])
@pytest.mark.parametrize("name", ["monitor.yaml", "kota ku/monitor.yaml", 'it\'s "mine"; `x`.yaml'])
def test_it_runs_the_daemon_on_a_configuration_at_any_path(
    tmp_path: Path, name: str, is_exported: bool
) -> None:
    program = tmp_path / "bin" / "opd-monitor"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "<%s>" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    # An environment that is ready: newer than all that it is made of.
    (tmp_path / "ready").touch()
    config = f"CONFIG={tmp_path / name}"
    # What a make above this one tells its own is not meant for this.
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFL"))}
    done = subprocess.run(
        [*(["env", config] if is_exported else []), "make", "run", f"VENV={tmp_path}"]
        + ([] if is_exported else [config]),
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"<run><--config><{tmp_path / name}>"
