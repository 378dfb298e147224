"""
Notice of waivers before they end: in 30 days, in 7, and when one that covered something has ended.

A waiver that ends unnoticed turns an approved backup into a finding overnight. Each notice is given
once; after a restart those that are due are given again. Pure: the day is an argument.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from monitor.model.city import Covered
from monitor.model.declared import Waiver

_NOTICES = (7, 30)
_ENDED = 0
Given = Mapping[Waiver, int]
"""The last notice given of each waiver, by its days; 0 for its end."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Sentences to say now, and everything that has been said by then."""

    sentences: tuple[str, ...]
    given: Given


def notices(
    waivers: Iterable[Waiver], day: date, used: Collection[Covered], given: Given
) -> Notices:
    """Say what is due on a day; `given` was said before, `used` are those that cover something."""
    sentences: list[str] = []
    now: dict[Waiver, int] = {}
    for waiver in waivers:
        stage = _stage(waiver, day)
        if stage is None:
            continue
        now[waiver] = stage
        is_used = (waiver.site, waiver.letter) in used
        if given.get(waiver) != stage and (is_used or stage != _ENDED):
            sentences.append(_sentence(waiver, day, is_used=is_used))
    return Notices(tuple(sentences), now)


def _stage(waiver: Waiver, day: date) -> int | None:
    left = (waiver.valid_until - day).days
    if left < 0:
        return _ENDED
    if day < waiver.valid_from:
        return None
    return next((days for days in _NOTICES if left <= days), None)


def _sentence(waiver: Waiver, day: date, *, is_used: bool) -> str:
    left = (waiver.valid_until - day).days
    what = f"The waiver {waiver.letter} of {waiver.site} ({waiver.reason})"
    if left < 0:
        return (
            f"{what} ended on {waiver.valid_until}: what it covered is a finding from now on. Renew"
            " it in the registry if it still holds."
        )
    when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    use = "It covers a line now: renew it" if is_used else "It covers nothing now: renew it"
    return f"{what} ends {when}, on {waiver.valid_until}. {use} if it is still needed."
