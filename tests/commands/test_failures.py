"""With `--json` a command writes one object, whatever went wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from monitor import cli as command_line
from monitor.cli import app
from monitor.commands.failures import Kind
from monitor.store.sqlite import Store
from tests.commands.cli_lab import Cli
from tests.lives import Memory, case
from tests.loopback import free_port, write_config


def _with_json(command: Any, *words: str) -> Iterator[tuple[str, ...]]:
    if any("--json" in given.opts for given in command.params):
        yield words
    for name, each in getattr(command, "commands", {}).items():
        yield from _with_json(each, *words, name)


WITH_JSON = tuple(_with_json(get_command(app)))


def _both(cli: Cli, *words: object) -> dict[str, Any]:
    """Run a command that fails with and without `--json`; return what it told a program."""
    plain, told = cli(*words), cli(*words, "--json")
    assert told.status == plain.status > 0
    assert told.err == plain.err
    assert told.err.startswith("opd-monitor: ")
    error: dict[str, Any] = told.data["error"]
    assert error["message"] in told.err
    return error


def test_the_commands_for_programs_are_known() -> None:
    names = {" ".join(words) for words in WITH_JSON}
    assert {"poll", "replay", "audit", "rules", "what-if", "findings", "findings show"} <= names


@pytest.mark.parametrize("words", WITH_JSON, ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_wrong_usage_is_an_object_too(cli: Cli, words: tuple[str, ...], lang: str) -> None:
    error = _both(cli, *words, "--nonsense", "--lang", lang)
    assert error["kind"] == Kind.USAGE
    assert "--nonsense" in error["message"]


@pytest.mark.parametrize("words", [("findigs",), (), ("--nonsense",), ("findings", "shwo")])
def test_a_command_that_is_none_is_an_object_too(cli: Cli, words: tuple[str, ...]) -> None:
    told = cli(*words, "--json")
    assert told.status == 2
    assert told.data["error"]["kind"] == Kind.USAGE


def test_without_a_command_help_is_shown_and_no_empty_error(cli: Cli) -> None:
    told = cli()
    assert told.status == 2
    assert "Usage" in told.out + told.err
    assert "opd-monitor: ." not in told.err


def test_a_configurations_problems_come_with_file_and_line(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text("intervals: {fast_s: soon}\n")
    told = cli("findings", "--config", path, "--json", "--lang", "id")
    assert told.status == 2
    error = told.data["error"]
    assert error["kind"] == Kind.CONFIGURATION
    [problem] = [one for one in error["problems"] if one["path"] == "intervals.fast_s"]
    assert (problem["file"], problem["line"]) == (str(path), 1)
    assert problem["message"] in told.err
    assert _both(cli, "audit", "--config", tmp_path / "no.yaml")["kind"] == Kind.CONFIGURATION


def test_what_failed_is_told_by_a_word(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    with Store(tmp_path / "store.db"):
        pass
    assert _both(cli, "findings", "--store", tmp_path / "no.db")["kind"] == Kind.STORE
    assert _both(cli, "findings", "show", "abc", "--config", config)["kind"] == Kind.NOT_FOUND
    assert _both(cli, "replay", tmp_path / "no.snmprec")["kind"] == Kind.RECORDING
    forecast = ("what-if", "--config", config, "--registry", tmp_path / "registry.yaml")
    assert _both(cli, *forecast)["kind"] == Kind.DAEMON
    where = f"127.0.0.1:{free_port()}"
    assert _both(cli, "poll", where, "--community", "x")["kind"] == "port_refused"


def test_a_broken_history_is_one_object_with_what_was_found(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    memory = Memory().looks(3, case())
    with Store(path) as store:
        store.save(memory.known.values(), memory.told)
    told = cli("audit", "--store", path, "--head", "a" * 64, "--json")
    assert told.status == 1
    assert told.data["has_head"] is False
    assert told.data["is_whole"] is True
    assert told.data["error"]["kind"] == Kind.HISTORY


def test_rules_are_one_object(cli: Cli) -> None:
    assert len(cli("rules", "--json").data["rules"]) > 20


def test_a_mistake_of_the_program_is_an_object_and_is_not_hidden(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_app: object) -> None:
        raise ValueError("by mistake")

    def command(**_: object) -> None:
        fails(None)

    monkeypatch.setattr("typer.main.get_command", lambda _: command)
    monkeypatch.setattr("monitor.cli._translate", lambda _: None)
    monkeypatch.setattr("monitor.cli.configure", lambda: None)
    monkeypatch.setattr("sys.argv", ["opd-monitor", "rules", "--json"])
    with pytest.raises(ValueError, match="by mistake"):
        command_line.main()
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == Kind.ERROR
