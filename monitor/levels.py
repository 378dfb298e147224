"""
Numbers as levels: one byte for anything from 0 to four thousand million, eight steps to a doubling.

That is 9 % a step, which is enough to tell a tenth of the usual from the usual, and makes what is
remembered of a line a fixed number of bytes. Level 0 means that there is no number.
"""

from math import log2
from statistics import median

NONE = 0
_STEPS = 8
_HIGHEST = 255


def level(number: float | None) -> int:
    """Return the level of a number (0 or more), `NONE` of none."""
    if number is None:
        return NONE
    return min(1 + round(_STEPS * log2(1 + max(number, 0.0))), _HIGHEST)


def number(of: int) -> float | None:
    """Return the number that a level stands for."""
    return None if of == NONE else 2.0 ** ((of - 1) / _STEPS) - 1


def numbers(levels: bytes) -> list[float]:
    """Return the numbers of those levels that stand for one."""
    return [found for found in map(number, levels) if found is not None]


def middle(levels: bytes) -> tuple[float, float] | None:
    """
    Return the median level and the median absolute deviation from it; `None` without any.

    The deviation is scaled to the standard deviation of a normal distribution (1.4826).
    """
    known = [one for one in levels if one != NONE]
    if not known:
        return None
    centre = median(known)
    return centre, 1.4826 * median(abs(one - centre) for one in known)
