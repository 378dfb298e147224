"""The nearest known word to one that is not known: most mistakes are of one letter."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word most like this one, if any is."""
    spelt = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word[:100].lower(), list(spelt), n=1, cutoff=0.6)
    return spelt[found[0]] if found else None
