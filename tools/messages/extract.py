"""
The sentences that a user may meet, found in the code that makes them.

They are plain English strings there: whoever raises an error or writes a history knows of no
language. An f-string becomes a template, `{0} has no address: {1}.`, which the exporters recognise
again. Also what the command line's help says, and the few words of its libraries.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import exporters

ROOT = Path(exporters.__file__).parents[1]
"""Where the program is, be it installed."""
_SPEAKING = (
    "exporters/doorman.py",
    "exporters/gate.py",
    "exporters/lifecycle.py",
    "exporters/web.py",
    "monitor/cells.py",
    "monitor/cli.py",
    "monitor/commands/*.py",
    "monitor/control.py",
    "monitor/hidden.py",
    "monitor/plan.py",
    "monitor/poller.py",
    "monitor/polling.py",
    "monitor/reading.py",
    "monitor/recorder.py",
    "monitor/simulation/*.py",
    "monitor/snmp/*.py",
    "monitor/sources/*.py",
    "monitor/store/*.py",
    "monitor/vlans.py",
)
_SILENT = frozenset({"monitor/commands/signals_page.py", "monitor/store/schema.py"})
"""A page for administrators that is made from the rules, and SQL."""
_NO_SENTENCE = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE|ALTER|DROP) "
    r"|.*(%[YHMmd]|list\[|\$@|\$\(|realm=|-uri|-src|Value error)",
    re.DOTALL,
)
"""SQL, the pattern of a time, a type, a shell's line, a header, what is taken out."""
_PLACE = re.compile(r"\{\w*(![rsa])?\}")
_LOGS = frozenset({"log", "_LOG", "_quiet"})
"""Logs are English: they are searched, and sent to others."""

THEIRS = (
    "Usage:",
    "Options",
    "Arguments",
    "Commands",
    "Error",
    "Aborted.",
    "Show this message and exit.",
    "Install completion for the current shell.",
    "Show completion for the current shell, to copy it or customize the installation.",
    "Missing argument {0}.",
    "Missing option {0}.",
    "Missing command.",
    "No such option: {0}.",
    "{0} (Possible options: {1})",
    "No such command {name!r}.",
    "Did you mean {0}?",
    "Option {0} requires an argument.",
    "Got unexpected extra argument(s) ({0}).",
    "Invalid value for {0}: {1}.",
    "{0} is not one of {1}",
    "Input should be greater than or equal to {0}",
    "Input should be a valid number, unable to parse string as a number",
    "[default: {}]",
    "[required]",
    "[env var: {}]",
)
"""What typer says: it asks gettext for some, as this does, and writes others out."""


def sentences() -> dict[str, list[str]]:
    """Return every sentence and where it stands, as `monitor/polling.py`."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for pattern in _SPEAKING for path in ROOT.glob(pattern)):
        name = path.relative_to(ROOT).as_posix()
        if name not in _SILENT:
            for text in _of_module(path.read_text(encoding="utf-8")):
                found.setdefault(text, []).append(name)
    for text in _helps():
        found.setdefault(text, []).append("monitor/cli.py")
    for text in THEIRS:
        found.setdefault(text, []).append("typer")
    return {text: sorted(set(places)) for text, places in found.items()}


def _of_module(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    silent = _silent_parts(tree)
    for node in ast.walk(tree):
        text = None if id(node) in silent else template(node)
        if text is not None and _is_sentence(text):
            yield text.strip()


def template(node: ast.AST) -> str | None:
    """Return a string as it stands, an f-string with numbers in its places, or else nothing."""
    if isinstance(node, ast.Constant):
        return _escaped(node.value) if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts, places = [], 0
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(_doubled(str(value.value)))
        else:
            parts.append(f"{{{places}}}")
            places += 1
    return "".join(parts)


def _escaped(text: str) -> str:
    """Leave a template for `str.format` as it is; other braces are signs of the text."""
    rest = _PLACE.sub("", text)
    return text if _doubled(rest) == rest else _doubled(text)


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _is_sentence(text: str) -> bool:
    words = re.findall(r"\b[A-Za-z]?[a-z]{2,}\b", _PLACE.sub("", text))
    # One word between two places would be found in nearly every sentence there is.
    is_glue = len(words) == 1 and text.strip()[:1] == "{" and text.strip()[-1:] == "}"
    return bool(words) and not is_glue and " " in text.strip() and not _NO_SENTENCE.match(text)


def _silent_parts(tree: ast.Module) -> set[int]:
    """Find docstrings, parts of f-strings, and what is said to the log."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            silent |= {id(part) for value in node.values for part in _constants(value)}
        elif isinstance(node, ast.Call) and _logger(node.func) in _LOGS:
            silent |= {id(part) for part in ast.walk(node)}
    return silent


def _constants(value: ast.expr) -> Iterator[ast.AST]:
    if isinstance(value, ast.Constant):
        yield value
    elif isinstance(value, ast.FormattedValue) and value.format_spec is not None:
        yield from ast.walk(value.format_spec)


def _logger(called: ast.expr) -> str:
    if not isinstance(called, ast.Attribute):
        return ""
    owner = called.value
    return owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")


def _helps() -> Iterator[str]:
    from monitor.cli import app

    yield from _helps_of(typer.main.get_command(app))


def _helps_of(command: Any) -> Iterator[str]:
    for one in (command, *command.params):
        if one.help:
            yield one.help
    for each in getattr(command, "commands", {}).values():
        yield from _helps_of(each)
