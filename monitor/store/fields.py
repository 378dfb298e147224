"""Values of unknown origin, checked: each function returns its argument with a type, or raises."""

import math
from enum import StrEnum
from typing import TypeVar

_Enum = TypeVar("_Enum", bound=StrEnum)
_LARGEST = 2**63 - 1


class CodecError(ValueError):
    """A row that can not be understood, or a value that can not be written."""


def text(value: object) -> str:
    """Return a text."""
    if isinstance(value, str):
        return value
    raise CodecError(f"{value!r:.60} is no text")


def whole(value: object) -> int:
    """Return a whole number that SQLite can hold."""
    if isinstance(value, int) and -_LARGEST <= value <= _LARGEST:
        return int(value)
    raise CodecError(f"{value!r:.60} is no whole number of 64 bits")


def finite(value: object) -> float:
    """Return a number; SQLite would make NULL of NaN, and JSON knows neither NaN nor infinity."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
    raise CodecError(f"{value!r:.60} is no finite number")


def finite_or_none(value: object) -> float | None:
    """Return a number or `None`."""
    return None if value is None else finite(value)


def member(kind: type[_Enum], value: object) -> _Enum:
    """Return the member of an enumeration that has this value."""
    try:
        return kind(text(value))
    except ValueError as error:
        raise CodecError(f"{value!r:.60} is no {kind.__name__} this version knows") from error


def mapping(value: object) -> dict[str, object]:
    """Return an object of JSON."""
    if isinstance(value, dict):
        return value
    raise CodecError(f"{value!r:.60} is no object")


def items(value: object) -> list[object]:
    """Return an array of JSON."""
    if isinstance(value, list):
        return value
    raise CodecError(f"{value!r:.60} is no array")
