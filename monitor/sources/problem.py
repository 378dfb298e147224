"""
What is wrong in a configuration, said so that the reader can put it right.

    ConfigError       the files cannot be used; carries every problem of every file
      Problem         one thing: file, line, key path, what is wrong, what to write instead

A problem never quotes a value that may be a secret, and nothing that it quotes can move the
cursor of the terminal it is printed on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_QUOTE_CHARACTERS = 60


class Severity(StrEnum):
    """Whether a problem stops the start-up."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing wrong. `line` counts from 1, 0 where the whole file is meant.

    `path` is the key path, as `devices[3].address`; `hint` says what to write instead.
    """

    file: str
    line: int
    path: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        what = f"{self.path} {self.message}" if self.path else self.message
        text = f"{where}: {self.severity}: {what}" + (f"; {self.hint}" if self.hint else "")
        return printable(text)


class ConfigError(Exception):
    """The configuration cannot be used. `problems` holds them all, warnings too."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by file and line, each problem once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line, p.path)))


def printable(text: str) -> str:
    """Replace what is not printable, so that no file name or key can act on a terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def quoted(text: str) -> str:
    """Quote a text from a file, cut to a readable length."""
    plain = printable(text)
    short = plain if len(plain) <= _QUOTE_CHARACTERS else plain[: _QUOTE_CHARACTERS - 1] + "…"
    return f"“{short}”"
