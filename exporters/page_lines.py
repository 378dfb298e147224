"""The kinds of line that the landing page has, in words already (`page_writer.py`)."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Some(Generic[Item]):
    """The first of many: `items` are shown, `more` are not (0 where all are); `count` is all."""

    items: tuple[Item, ...] = ()
    more: str = ""
    count: str = "0"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the headline; `tone` is a class of the style sheet."""

    number: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """
    A finding in words. `badge` is its band, or its state where it is not said; `mark` is there
    where a person has verified it. `tone` is a class of the style sheet.
    """

    id: str
    sentence: str
    kind: str
    agency: str
    site: str
    subject: str
    since: str
    badge: str
    tone: str
    confidence: str
    mark: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """A device that cannot be seen, with the reason."""

    name: str
    agency: str
    site: str
    reason: str
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """A link that nobody can attribute, with what is known of it; `seen` only where it is old."""

    name: str
    agency: str
    site: str
    about: str
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyLine:
    """
    A row of the table of agencies; a count is empty where nobody could count. `tone` is a class of
    the style sheet for its status; `as_of` says of when it is, where a part of it is silent.
    """

    name: str
    status: str
    tone: str
    as_of: str
    counts: tuple[str, ...]
    ratio: str
    is_covered: bool
    coverage: str
    devices: str
