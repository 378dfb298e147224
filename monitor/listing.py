"""
Names in a sentence: the first of them, and how many more there are. Pure.

A device may make up names by the thousand. A sentence with all of them is read by nobody, and one
for each of them that names all others is as much text as the square of their number.
"""

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

from monitor.model.finding import Sentence

NAMED: Final = 5
"""How many names stand in a sentence; those of all lines of nearly every device do."""


def listed(names: Iterable[str], count: int) -> Sentence:
    """Name the first `NAMED` of `count` things, and say how many more there are."""
    first = ", ".join(islice(names, NAMED))
    more = count - NAMED
    if more <= 0:
        return Sentence(en=first, id=first)
    return Sentence(en=f"{first} and {more} more", id=f"{first} dan {more} lagi")


def listed_all(names: Collection[str]) -> Sentence:
    """Name the first of some things, and say how many more there are."""
    return listed(names, len(names))
