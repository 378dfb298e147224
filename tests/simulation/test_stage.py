"""The simulation on its stage: what it says, what it starts, and that it leaves nothing behind."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from monitor.simulation.scenario import SimulatedCity
from monitor.simulation.stage import perform
from tests.simulation.simulated import CITY, city


def performed(
    found: SimulatedCity, *, with_monitor: bool, ended_at: str = "nothing"
) -> tuple[int, list[str]]:
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if line.startswith(ended_at):
            os.kill(os.getpid(), signal.SIGTERM)

    work = perform(found, say, "en", with_monitor=with_monitor)
    return asyncio.run(asyncio.wait_for(work, 60)), said


def pretend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """Let a shell script be the Python that runs the monitor."""
    path = tmp_path / "python"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(path))


def test_it_tells_what_comes_and_where_to_look_and_ends_when_told(tmp_path: Path) -> None:
    found = city(tmp_path)
    status, said = performed(found, with_monitor=False, ended_at="Start the monitor")
    assert status == 0
    variables = "DEMO_COMMUNITY=made-up DEMO_AUTH=made-up-authentication DEMO_PRIV=made-up-privacy"
    run = f"opd-monitor run --config {tmp_path}/monitor.yaml"
    assert said == [
        "2 simulated devices answer by SNMP. What will happen to them:",
        "  00:04 opd-a: dials in",
        "  00:09 opd-a: hangs up",
        "Start the monitor beside them, and look at http://127.0.0.1:10190/:",
        f"  {variables} STATE_DIRECTORY=$(mktemp -d) {run}",
    ]


def test_what_is_due_at_once_happens_at_once(tmp_path: Path) -> None:
    event = "events: [{at_s: 0, device: opd-b, recording: dialled.snmprec, en: goes, id: pergi}]"
    found = city(tmp_path, city_yaml=f"{CITY}{event}")
    status, said = performed(found, with_monitor=False, ended_at="That was all")
    assert status == 0
    assert said[-2:] == [
        "00:00 opd-b: goes",
        "That was all; from here on the city stays as it is. End it with Ctrl-C.",
    ]


@pytest.mark.parametrize("number", ["INT", "TERM", "HUP"])
def test_the_monitor_gets_secrets_and_a_fresh_folder_and_ends_with_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    seen = tmp_path / "seen"
    show = 'echo "$DEMO_AUTH $STATE_DIRECTORY $$ $*"; ls -d "$STATE_DIRECTORY"'
    pretend(monkeypatch, tmp_path, f"{{ {show}; }} > {seen}; kill -{number} $PPID; exec sleep 300")
    status, said = performed(city(tmp_path), with_monitor=True)
    assert status == 0
    assert f" findings --config {tmp_path}/monitor.yaml" in said[-1]
    first, listed = seen.read_text(encoding="utf-8").splitlines()
    secret, folder, pid, *arguments = first.split()
    assert secret == "made-up-authentication"
    assert arguments == ["-m", "monitor", "run", "--config", f"{tmp_path}/monitor.yaml"]
    assert listed == folder
    assert not Path(folder).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


def test_a_monitor_that_ends_by_itself_ends_the_simulation_with_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, "exit 3")
    assert performed(city(tmp_path), with_monitor=True)[0] == 3


def test_ctrl_c_does_not_reach_the_monitor_while_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(monkeypatch, tmp_path, "kill -INT $$; exit 4")
    assert performed(city(tmp_path), with_monitor=True)[0] == 4
