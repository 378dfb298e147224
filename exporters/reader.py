"""Which of our languages a reader's browser prefers (Accept-Language; RFC 9110, 12.5.4)."""

import re

from exporters.words import LANGUAGES

_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?"
)
_OLD = {"in": "id"}
"""What Indonesian was called until 1989, and by some phones still is."""


def preferred_language(header: str) -> str:
    """Return the one of our languages that weighs most, the first of equals; empty if none does."""
    weights: dict[str, float] = {}
    for part in header.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            continue
        code = _OLD.get(match[1].lower(), match[1].lower())
        weight = 1.0 if match[2] is None else float(match[2])
        if code in LANGUAGES and weight > weights.get(code, 0.0):
            weights[code] = weight
    return max(weights, key=weights.__getitem__, default="")
