"""
The kinds of value that stand in the files, each with what is wrong and what to write instead:
texts, words, numbers. `address_fields` has addresses, `time_fields` days and hours.

Every validator takes the text as written (see `document`) and gives a typed value, or raises a
`config` error whose words are ours and never hold the value.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from monitor.model.secret import Secret
from monitor.sources.suggest import nearest

MISSING = object()
"""In place of a wrong value, so that the rest of its entry can still be checked."""
MAX_TEXT = 500
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_INTEGER = re.compile(r"[+-]?[0-9][0-9_]{0,24}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,15})?", re.ASCII)
_RATE = re.compile(r"([0-9][0-9_]{0,18})\s*([kMGT]?)(?:bit/s|bps)?", re.ASCII)
_STEPS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
Choice = TypeVar("Choice", bound=StrEnum)


def wrong(message: str, hint: str) -> PydanticCustomError:
    """Make the error of a field: `message` follows the key path, `hint` says what to write."""
    return PydanticCustomError("config", "{message}", {"message": message, "hint": hint})


def plain_text(value: object) -> str:
    """Take one text of one line; line ends and runs of blanks become one blank."""
    if value is None:
        raise wrong("is empty", "write a value, or remove the key")
    if not isinstance(value, str):
        raise wrong("holds lines of its own", "write one value on the line of the key")
    text = " ".join(value.split())
    if not text:
        raise wrong("is empty", "write a value, or remove the key")
    if len(text) > MAX_TEXT:
        raise wrong(f"is longer than {MAX_TEXT} characters", "shorten it")
    if not text.isprintable():
        raise wrong("holds control characters", "write plain text")
    return text


def _code(value: object) -> str:
    text = plain_text(value)
    if not _CODE.fullmatch(text):
        hint = "use letters, digits, '-', '_' and '.', at most 64, as in dinas-kesehatan"
        raise wrong("is not a short name", hint)
    return text


def _flag(value: object) -> bool:
    known = _FLAGS.get(plain_text(value).lower())
    if known is None:
        raise wrong("is neither true nor false", "write true or false")
    return known


def _rate(value: object) -> int:
    found = _RATE.fullmatch(plain_text(value))
    if found is None or not int(found[1]):
        raise wrong("is not a rate in bit/s", "write 100000000, 100M or 1G")
    return int(found[1]) * _STEPS[found[2]]


def _secret(value: object) -> Secret:
    """Keep the reference itself out of sight: it may be a secret written in the wrong form."""
    if not isinstance(value, str) or not value:
        raise wrong("is not a reference to a secret", "write env:NAME or file:/path/to/it")
    return Secret(value)


def integer(low: int, high: int) -> Any:
    """Make the type of whole numbers from `low` to `high`."""

    def check(value: object) -> int:
        text = plain_text(value)
        hint = f"write a whole number from {low} to {high}"
        if not _INTEGER.fullmatch(text):
            raise wrong("is not a whole number", hint)
        if not low <= int(text.replace("_", "")) <= high:
            raise wrong("is out of bounds", hint)
        return int(text.replace("_", ""))

    return PlainValidator(check)


def number(low: float, high: float) -> Any:
    """Make the type of numbers from `low` to `high`."""

    def check(value: object) -> float:
        text = plain_text(value)
        hint = f"write a number from {low:g} to {high:g}"
        if not _NUMBER.fullmatch(text):
            raise wrong("is not a number", hint)
        if not low <= float(text) <= high:
            raise wrong("is out of bounds", hint)
        return float(text)

    return PlainValidator(check)


def choice(kind: type[Choice], also: dict[str, Choice] | None = None) -> Any:
    """Make the type of one word of an enumeration; `also` are further spellings."""
    return word({item.value: item for item in kind} | (also or {}))


def word(known: Mapping[str, object]) -> Any:
    """Make the type of one word out of a few, whatever its case, and of what each stands for."""
    values = {name.lower(): value for name, value in known.items()}

    def check(value: object) -> object:
        text = plain_text(value).lower()
        if text not in values:
            near = nearest(text, known)
            hint = f"write {near}" if near else f"use one of {', '.join(known)}"
            raise wrong("is none of the known words", hint)
        return values[text]

    return PlainValidator(check)


def validator(check: Callable[[object], object], instead: object = None) -> Any:
    """Make a type of a check. `instead` stands for a value that is missing (see MISSING)."""
    return PlainValidator(lambda value: instead if value is MISSING else check(value))


Text = Annotated[str, validator(plain_text, "")]
Code = Annotated[str, validator(_code, "")]
Flag = Annotated[bool, validator(_flag)]
Rate = Annotated[int, validator(_rate)]
Reference = Annotated[Secret, validator(_secret)]
