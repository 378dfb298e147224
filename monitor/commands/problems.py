"""What is wrong in a configuration, in the reader's language."""

from typing import Any

from exporters.sentences import said
from monitor.sources.problem import Problem, Severity, printable

_SEVERITIES = {
    "en": {Severity.ERROR: "error", Severity.WARNING: "warning"},
    "id": {Severity.ERROR: "kesalahan", Severity.WARNING: "peringatan"},
}


def problem_words(language: str, problem: Problem) -> str:
    """Write a problem on one line: where, how bad, what is wrong; and what to write instead."""
    where = f"{problem.file}:{problem.line}" if problem.line else problem.file
    message = said(language, problem.message)
    what = f"{problem.path} {message}" if problem.path else message
    hint = f"; {said(language, problem.hint)}" if problem.hint else ""
    return printable(f"{where}: {_SEVERITIES[language][problem.severity]}: {what}{hint}")


def problem_json(language: str, problem: Problem) -> dict[str, Any]:
    """Give a problem to a program; `line` is null where the whole file is meant."""
    return {
        "severity": problem.severity.value,
        "file": problem.file,
        "line": problem.line or None,
        "path": problem.path,
        "message": said(language, problem.message),
        "hint": said(language, problem.hint),
    }
