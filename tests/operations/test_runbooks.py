"""
The runbooks: a page for each alert, in both languages, and nothing in it that does not exist.

Whoever is woken at night types what a page says. So every command is parsed by the command line
itself, every metric is on the daemon's page, and every snippet of configuration is loaded.
"""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
import yaml
from typer.main import get_command

from exporters.web import make_app
from monitor.cli import app
from monitor.model.city import CityView
from monitor.model.registry import Registry
from monitor.rules import names
from monitor.sources.yaml_files import load_all
from tests.operations.delivered import (
    ROOT,
    RUNBOOKS,
    alerts,
    exported,
    loaded,
    metrics_in,
    rules,
)
from tests.scenes import NOW

CONFIG = ROOT / "config"
PAGES = sorted(path for path in RUNBOOKS.glob("*.md") if path.stem != "README")
INDEX = RUNBOOKS / "README.md"
EVERY = (*PAGES, INDEX)
LANGUAGES = {
    "English": ["What it means", "Is it true?", "What to do", "When it is wrong"],
    "Bahasa Indonesia": ["Artinya", "Benarkah?", "Yang dilakukan", "Bila keliru"],
}
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`]+)`")
_RECORDED = re.compile(r"\w+:opd_\w+:\w+")
_LINK = re.compile(r"\]\(([^)]+)\)")
_OURS = re.compile(r"http://127\.0\.0\.1:10190(/[^\s`?)]*)")
_SEPARATOR = re.compile(r"\s(?:\||&&|;)\s")
_FILES = ("# registry.yaml", "# monitor.yaml")

pages = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
every = pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)


class Block(NamedTuple):
    """A fenced block: what language it says it is in, and its text without the indent."""

    language: str
    text: str


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path, language: str = "") -> list[Block]:
    found = [
        Block(match[2], re.sub(rf"^{match[1]}", "", match[3], flags=re.MULTILINE))
        for match in _FENCE.finditer(text_of(path))
    ]
    return [block for block in found if language in ("", block.language)]


def inline(path: Path) -> list[str]:
    return [" ".join(code.split()) for code in _INLINE.findall(_FENCE.sub("", text_of(path)))]


def lines_of_code(path: Path) -> Iterator[str]:
    yield from inline(path)
    for block in blocks(path, "sh"):
        yield from block.text.splitlines()


def commands(path: Path) -> list[list[str]]:
    """List the words of each command line of the program's own."""
    parts = (part for line in lines_of_code(path) for part in _SEPARATOR.split(line))
    found = (shlex.split(part, comments=True) for part in parts if part.startswith("opd-monitor"))
    return [words[1:] for words in found if words[1:]]


def parse(words: list[str]) -> None:
    """Let the command line parse words, without doing what they ask for."""
    command: Any = get_command(app)
    rest = list(words)
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest.pop(0)]
    is_group = hasattr(command, "commands")
    assert not (is_group and rest and not rest[0].startswith("-")), f"no such command: {words}"
    try:
        command.make_context("opd-monitor", rest)
    except typer.Exit:
        return  # --version and --help say what they have to and end.
    except Exception as error:  # noqa: BLE001 - the exceptions' module depends on typer's version
        pytest.fail(f"opd-monitor {shlex.join(words)}: {error}")


def test_every_alert_has_a_page_and_every_page_an_alert() -> None:
    assert {path.stem for path in PAGES} == alerts().keys()


def test_the_index_names_every_alert_with_its_severity_in_both_languages() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text_of(INDEX).splitlines()
        if line.startswith("| [Opd")
    ]
    told = {row[0]: row[1] for row in rows}
    assert told == {
        f"[{name}]({name}.md)": alert["labels"]["severity"] for name, alert in alerts().items()
    }
    assert all(len(row) == 4 and row[2] and row[3] for row in rows)


@pages
def test_a_page_has_both_languages_with_the_same_headings_in_order(path: Path) -> None:
    headings = re.findall(r"^(#+) (.+)$", _FENCE.sub("", text_of(path)), re.MULTILINE)
    wanted = [("#", path.stem)]
    for language, titles in LANGUAGES.items():
        wanted += [("##", language), *(("###", title) for title in titles)]
    assert headings == wanted


@pages
def test_no_part_of_a_page_is_empty(path: Path) -> None:
    parts = re.split(r"^### .+$", text_of(path), flags=re.MULTILINE)[1:]
    assert len(parts) == 8
    assert all(len(part.split()) > 15 for part in parts)


@pages
def test_both_languages_show_the_same_queries_and_snippets(path: Path) -> None:
    def told(language: str) -> list[str]:
        return [re.sub(r" *# .*", "", block.text) for block in blocks(path, language)]

    for language in ("promql", "yaml"):
        shown = told(language)
        assert shown[: len(shown) // 2] == shown[len(shown) // 2 :]


@every
def test_code_is_in_a_language_that_is_tested(path: Path) -> None:
    assert {block.language for block in blocks(path)} <= {"sh", "promql", "yaml"}
    assert text_of(path).count("```") == 2 * len(blocks(path))


@every
def test_every_command_line_is_one_that_the_command_line_knows(path: Path) -> None:
    found = commands(path)
    assert found
    for words in found:
        parse(words)


@pytest.mark.parametrize(
    "line",
    ["nonsense", "findings shwo ID", "poll", "poll r1 --nonsense", "findings --state closed"],
)
def test_a_command_line_that_is_wrong_would_be_noticed(line: str) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        parse(line.split())


@every
def test_every_metric_is_exported_or_recorded(path: Path) -> None:
    text = text_of(path)
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    assert metrics_in(text) <= exported()
    assert set(_RECORDED.findall(text)) <= recorded


@every
def test_every_alert_and_page_that_is_named_exists(path: Path) -> None:
    text = text_of(path)
    assert set(re.findall(r"\bOpd[A-Z]\w+", text)) <= alerts().keys()
    for link in _LINK.findall(text):
        assert (path.parent / link).exists(), link


@every
def test_every_address_of_the_daemon_is_answered(path: Path) -> None:
    def view() -> CityView:
        return CityView(time_s=0.0, registry=Registry())

    answered = {resource.canonical for resource in make_app(view).router.resources()}
    assert set(_OURS.findall(text_of(path))) <= answered


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_promtool_accepts_every_query(tmp_path: Path) -> None:
    queries = {
        line: path.stem
        for path in EVERY
        for block in blocks(path, "promql")
        for line in block.text.splitlines()
        if line.strip()
    }
    assert queries
    recordings = [
        {"record": f"query:number:{number}", "expr": query} for number, query in enumerate(queries)
    ]
    file = tmp_path / "queries.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": recordings}]}))
    done = subprocess.run(
        ["promtool", "check", "rules", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@every
def test_every_snippet_loads_with_the_delivered_configuration(path: Path, tmp_path: Path) -> None:
    for number, block in enumerate(blocks(path, "yaml")):
        folder = tmp_path / str(number)
        shutil.copytree(CONFIG, folder, ignore=shutil.ignore_patterns("demo", "prometheus"))
        name = block.text.splitlines()[0]
        assert name in _FILES
        file = folder / name.removeprefix("# ")
        file.write_text(yaml.safe_dump(merged(loaded(file), yaml.safe_load(block.text))))
        _, _, warnings = load_all(
            folder / "monitor.yaml",
            known_rules=names(),
            with_profiles=False,
            environ={},
            now=NOW,
        )
        assert not warnings, block.text


def merged(base: Any, more: Any) -> Any:
    """Put a snippet into a configuration as a person would: lists grow, keys are set."""
    if isinstance(base, dict) and isinstance(more, dict):
        return base | {key: merged(base.get(key), value) for key, value in more.items()}
    if isinstance(base, list) and isinstance(more, list):
        return base + more
    return more
