"""
The language that a command speaks: the one asked for with `--lang`, else the city's own once its
configuration was loaded, else that of the terminal, as gettext would choose it; else English.
"""

import os
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from enum import StrEnum
from typing import Annotated

import typer

from exporters.sentences import said
from exporters.words import LANGUAGES


class Language(StrEnum):
    """A language that commands speak."""

    EN = "en"
    ID = "id"


_OPTION = "--lang"
Lang = Annotated[Language | None, typer.Option(_OPTION, help="Language of sentences.")]
"""An option of every command. It is understood before all others (`begin`), so that help and
errors are in it too: a command only has it, and asks `language`."""
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_asked: ContextVar[str] = ContextVar("asked", default="")
_city: ContextVar[str] = ContextVar("city", default="")


def begin(words: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """
    Choose a command's language from its words, before anything of it is understood.

    Help and errors are to be in that language too, and those come while words are parsed.
    """
    _asked.set(_after(_OPTION, words))
    _city.set("")
    if not _asked.get():
        set_here = (environment.get(name, "") for name in _VARIABLES)
        code = next((text for text in set_here if text), "")[:2].lower()
        _city.set(code if code in LANGUAGES else "")
    return language()


def of_city(code: str) -> None:
    """Speak the city's language, unless another was asked for."""
    _city.set(code)


def language() -> str:
    """Return `en` or `id`."""
    return _asked.get() or _city.get() or "en"


def spoken(sentence: str) -> str:
    """Say an English sentence of this program in the command's language."""
    return said(language(), sentence)


def _after(option: str, words: Sequence[str]) -> str:
    found = ""
    for at, word in enumerate(words):
        if word == "--":
            break
        if word.startswith(f"{option}="):
            found = word.removeprefix(f"{option}=")
        elif word == option and at + 1 < len(words):
            found = words[at + 1]
    return found if found in LANGUAGES else ""
