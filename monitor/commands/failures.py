"""
Why a command could not do what it was asked, for people and for programs.

People get a sentence on standard error. A program that asked with `--json` gets the same beside it
on standard output, as one object: `{"error": {"kind": ..., "message": ..., ...}}`.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from exporters.sentences import said
from monitor.commands.problems import problem_json, problem_words
from monitor.sources.problem import Problem


class Kind(StrEnum):
    """
    What kind of failure it is, a word for programs.

    A device that gave nothing is told by how its poll ended (`monitor.model.city.POLL_RESULTS`).
    """

    USAGE = "usage"
    """How it was asked: a wrong word, option or value."""
    CONFIGURATION = "configuration"
    NOT_FOUND = "not_found"
    """There is no such finding, or several could be meant."""
    STORE = "store"
    DAEMON = "daemon"
    """No daemon answers, or it is not at work."""
    RECORDING = "recording"
    HISTORY = "history"
    """The history is not whole, or not the one that a head was noted of."""
    NO_ADDRESS = "no_address"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    """Anything else that the sentence tells."""
    ERROR = "error"
    """A mistake of this program."""


USED_WRONGLY = 2
"""The exit status of who asked in a wrong way."""


class Failure(Exception):  # noqa: N818 - it reads as what it is in `raise Failure(...)`
    """
    A command cannot do what it was asked: why, in one English sentence; and of a configuration all
    that is wrong in it. `data` is what it found out all the same, for who asked for JSON.
    """

    def __init__(
        self,
        sentence: str,
        status: int = 1,
        problems: Sequence[Problem] = (),
        *,
        kind: str = "",
        data: Mapping[str, object] | None = None,
    ) -> None:
        self.sentence = sentence
        self.status = status
        self.problems = tuple(problems)
        self.kind = kind or _kind_of(status, problems)
        self.data = data or {}
        super().__init__("\n".join((sentence, *map(str, problems))))

    def told(self, language: str) -> str:
        """Say it to a person: a line, and one for each problem."""
        lines = [said(language, self.sentence)] if self.sentence else []
        return "\n".join([*lines, *(problem_words(language, one) for one in self.problems)])

    def as_json(self, language: str) -> dict[str, object]:
        """Tell it to a program; sentences are those that a person gets."""
        message = said(language, self.sentence) if self.sentence else self.told(language)
        error: dict[str, object] = {"kind": str(self.kind), "message": message}
        if self.problems:
            error["problems"] = [problem_json(language, one) for one in self.problems]
        return {**self.data, "error": error}


def _kind_of(status: int, problems: Sequence[Problem]) -> Kind:
    if problems:
        return Kind.CONFIGURATION
    return Kind.USAGE if status == USED_WRONGLY else Kind.FAILED
