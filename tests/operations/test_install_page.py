"""The page that says how to install: what it names exists, and what it says can be carried out."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer.main
from typer.core import TyperArgument, TyperGroup

from monitor.cli import app
from tests.operations.delivered import ALERTMANAGER, PROGRAM, ROOT, loaded, placed_units

INSTALL = ROOT / "docs" / "install.md"
pytestmark = pytest.mark.skipif(not INSTALL.exists(), reason="the page is not beside the tests")
TEXT = INSTALL.read_text(encoding="utf-8") if INSTALL.exists() else ""
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
SHELL = [text for language, text in BLOCKS if language in {"", "sh"}]

_OURS = re.compile(r"(?<![\w/.-])(?:(?:config|docs|tests|tools)/[\w./*-]+|requirements[\w-]*\.txt)")
_CALL = re.compile(r"(?:^|`)opd-monitor +([^`\n|;]+)", re.MULTILINE)


def block(language: str) -> str:
    texts: list[str] = [text for other, text in BLOCKS if other == language]
    [text] = texts
    return text


def line_with(words: str) -> str:
    lines: list[str] = [line for text in SHELL for line in text.splitlines() if words in line]
    [line] = lines
    return line


@pytest.mark.parametrize("name", sorted(set(_OURS.findall(TEXT))))
def test_a_file_that_it_names_is_there(name: str) -> None:
    assert list(ROOT.glob(name.rstrip("."))), name


def test_pages_that_it_leads_to_are_there() -> None:
    leads = re.findall(r"\]\(([^):]+)\)", TEXT)
    assert leads
    for lead in leads:
        assert (INSTALL.parent / lead).exists(), lead
    assert (ROOT / "compose.yaml").exists()


@pytest.mark.parametrize("call", sorted(set(_CALL.findall(TEXT))))
def test_a_command_that_it_names_is_one_with_these_options(call: str) -> None:
    command = typer.main.get_command(app)
    for word in shlex.split(call):
        if word.startswith("-"):
            options = {name for given in command.params for name in given.opts}
            assert word.partition("=")[0] in options, f"{word} of {call}"
        elif isinstance(command, TyperGroup) and word in command.commands:
            command = command.commands[word]
        else:
            takes = any(isinstance(given, TyperArgument) for given in command.params)
            assert takes, f"{word} of {call}"


@pytest.mark.parametrize("text", SHELL)
def test_its_commands_are_shell(text: str) -> None:
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)


def test_the_trial_webhook_is_python() -> None:
    [program] = re.findall(r"<<'PY'\n(.*?)^PY$", TEXT, re.DOTALL | re.MULTILINE)
    compile(program, "opd-trial-webhook.py", "exec")


def test_the_program_is_put_where_the_unit_starts_it() -> None:
    assert PROGRAM == "/opt/opd-monitor/bin/opd-monitor"
    assert line_with("ln -sf").split()[2] == PROGRAM
    assert "\npython3 -m venv /opt/opd-monitor\n" in TEXT


def test_the_settings_it_makes_name_the_credential_of_the_unit_and_nothing_else(
    tmp_path: Path,
) -> None:
    settings = tmp_path / "monitor.yaml"
    shutil.copy(ROOT / "config" / "monitor.yaml", settings)
    edit = line_with("credential:snmp-community")
    assert "/etc/opd-monitor/monitor.yaml" in edit
    edit = edit.replace("/etc/opd-monitor/monitor.yaml", str(settings))
    subprocess.run(["bash", "-euc", edit], check=True)
    before, after = loaded(ROOT / "config" / "monitor.yaml"), loaded(settings)
    assert after.pop("profiles") == {
        "default": {"version": "2c", "community": "credential:snmp-community"}
    }
    del before["profiles"]
    assert after == before


@pytest.mark.skipif(shutil.which("amtool") is None, reason="amtool is not installed")
def test_alertmanager_takes_the_receivers_in_place_of_the_delivered_ones(tmp_path: Path) -> None:
    delivered = ALERTMANAGER.read_text(encoding="utf-8")
    path = tmp_path / "alertmanager.yml"
    path.write_text(delivered[: delivered.index("\nreceivers:")] + "\n" + block("yaml"))
    subprocess.run(["amtool", "check-config", path], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="it is not installed")
def test_systemd_takes_what_it_adds_to_the_unit(tmp_path: Path) -> None:
    service, _ = placed_units(tmp_path)
    more = service.with_name(service.name + ".d")
    more.mkdir()
    (more / "override.conf").write_text(block("ini"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", service], capture_output=True, text=True, check=True
    )
    assert done.stdout + done.stderr == ""
