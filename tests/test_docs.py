"""What the documents say is what the program does."""

from pathlib import Path

import pytest

from monitor.cli import app
from monitor.commands.signals_page import as_markdown

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the documents are not beside the tests")
def test_the_page_of_signals_is_what_the_rules_say() -> None:
    assert (ROOT / "docs" / "signals.md").read_text(encoding="utf-8") == as_markdown()


@pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="README.md is not beside the tests")
def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [command.name for command in app.registered_commands]
    assert names
    for name in names:
        assert f"| `{name}" in text
