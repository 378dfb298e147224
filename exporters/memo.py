"""What is asked of one city many times for one page, reckoned once."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import ref

from monitor.model.city import CityView

T = TypeVar("T")


def once_for_each_city(make: Callable[[CityView], T]) -> Callable[[CityView], T]:
    """Keep what was made of the city that was asked about last, as long as that is there."""
    kept: dict[ref[CityView], T] = {}

    @wraps(make)
    def made(city: CityView) -> T:
        for of, known in list(kept.items()):
            if of() is city:
                return known
        found = make(city)
        kept.clear()
        kept[ref(city, lambda gone: kept.pop(gone, None))] = found
        return found

    return made
