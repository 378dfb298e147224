"""
Ratios as people read them, in their language's form, and never rounded up.

A finding goes into a letter: 99.96 % of certainty is not 100 %. So digits that are not written are
cut off, and less than all never looks like all.
"""

from math import floor

_NOISE_DIGITS = 6
"""What floating point adds or takes away (0.955 * 10000 is 9549.99…) is far behind these."""


def rounded_down(ratio: float, digits: int = 4) -> float:
    """Cut a ratio from 0 to 1 after so many decimals; below 1 it stays below 1."""
    steps: int = 10**digits
    whole = floor(round(ratio * steps, _NOISE_DIGITS))
    return (min(whole, steps - 1) if ratio < 1 else whole) / steps


def ratio_words(language: str, ratio: float) -> str:
    """Write a ratio with two decimals: `0,99` in Indonesian, `0.99` in English."""
    return decimal_words(language, f"{rounded_down(ratio, 2):.2f}")


def share_words(language: str, ratio: float) -> str:
    """Write a ratio in percent: `99,5 %` in Indonesian, `99.5 %` in English; all is `100 %`."""
    percent = f"{rounded_down(ratio, 3) * 100:.1f}".removesuffix(".0")
    return f"{decimal_words(language, percent)} %"


def decimal_words(language: str, number: str) -> str:
    """Put a number that was written with a decimal point into a language's form: `2,5`."""
    return number.replace(".", ",") if language == "id" else number
