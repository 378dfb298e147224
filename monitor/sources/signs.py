"""
Blanks that are none: signs that look like a blank, or like nothing, and that YAML takes for text.

Word processors, spreadsheets and web pages put them in (U+00A0, the no-break space, most of all).
Nobody sees them, so whoever has to find one is told its name.
"""

import re
import unicodedata

_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cf"})
_PLACES = re.compile(
    r"^[ \t-]*([^\x00-\x7f])"
    r"|[:,\[\]{}\"'-]([^\x00-\x7f])"
    r"|([^\x00-\x7f])\#"
)
"""Before anything else on a line, behind a sign of YAML's, and before a remark."""


def odd_sign(text: str) -> str:
    """Name the first blank in a text that is none: `U+00A0 (no-break space)`; else nothing."""
    found = next((sign for sign in text if _is_odd(sign)), None)
    return "" if found is None else _named(found)


def odd_sign_in_place(line: str) -> str:
    """Name the first one that stands where YAML wants a blank, or its own signs."""
    found = (sign for match in _PLACES.finditer(line) for sign in match.groups() if sign)
    return next((_named(sign) for sign in found if _is_odd(sign)), "")


def without_odd_signs(text: str) -> str:
    """Leave them out."""
    return "".join(sign for sign in text if not _is_odd(sign))


def _is_odd(sign: str) -> bool:
    return sign > "\x7f" and unicodedata.category(sign) in _CATEGORIES


def _named(sign: str) -> str:
    return f"U+{ord(sign):04X} ({unicodedata.name(sign).lower()})"
