"""The command itself: help, wrong words, and readers that go away."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.rules import rules
from monitor.snmp.recording import write_recording
from tests.commands.cli_lab import Cli
from tests.fakes import interface, router

ROOT = Path(__file__).parents[2]
COMMANDS = ("run", "check-config", "poll", "replay", "record", "findings", "rules", "simulate")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_every_command(cli: Cli, option: str) -> None:
    result = cli(option)
    assert result.status == 0
    assert all(command in result.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(cli: Cli, command: str) -> None:
    result = cli(command, "--help")
    assert result.status == 0
    assert "--help" in result.out


@pytest.mark.parametrize(
    "words",
    [("--nonsense",), ("poll", "--nonsense", "r1"), ("nonsense",), ("replay",), ("record", "r1")],
)
def test_wrong_words_are_told_with_status_2(cli: Cli, words: tuple[str, ...]) -> None:
    result = cli(*words)
    assert result.status == 2
    assert result.out == ""
    assert result.err
    assert "Traceback" not in result.err


def test_every_rule_is_listed_with_what_it_needs(cli: Cli) -> None:
    result = cli("rules")
    assert result.status == 0
    for rule in rules().values():
        assert rule.id in result.out
    assert "Route" in result.out


def _unread(*words: str) -> tuple[int, str]:
    """Run the command where nobody reads what it says; return its status and what it complains."""
    # Held back as it is by default, which this variable of the environment would change.
    held_back = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "w") as out:
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *words],
            cwd=ROOT,
            env=held_back,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    return done.returncode, done.stderr


@pytest.mark.parametrize("ports", [1, 400])
@pytest.mark.parametrize("how", [[], ["--json"]])
def test_a_reader_that_goes_away_ends_it_without_a_word(
    tmp_path: Path, ports: int, how: list[str]
) -> None:
    path = tmp_path / "r1.snmprec"
    shown = router()
    for number in range(10, 10 + ports):
        shown |= interface(number, f"port{number}")
    write_recording(path, shown.items(), 0.0)
    assert _unread("replay", str(path), *how) == (1, "")


def test_a_reader_that_goes_away_before_a_short_answer_ends_it_so_too() -> None:
    assert _unread("--version") == (1, "")
