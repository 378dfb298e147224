"""
What a story is: something that happens at a site, at so many of 300.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.measured_city.estate import Estate
from tests.measured_city.homes import Home

Tale = Callable[[Estate, Home], None]


def anywhere(_: Home) -> bool:
    """It can happen at every site."""
    return True


def nothing(_estate: Estate, _home: Home) -> None:
    """All there is to it is so from the beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """
    `tell` makes it happen, with its label; `fits` says where it can. `before` is what is so from
    the beginning, and is told before the devices are made. `takes` is what no other story of the
    same site may touch: a port, the hands of somebody, habits.
    """

    kind: str
    tell: Tale
    count: int = 3
    fits: Callable[[Home], bool] = anywhere
    before: Tale | None = None
    takes: frozenset[str] = frozenset({"site"})


def taking(*things: str) -> frozenset[str]:
    """Name what a story needs for itself."""
    return frozenset(things)
