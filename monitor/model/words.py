"""
Whole words in the texts of devices and lists: how a name is looked for without finding others.

Whatever is no letter parts words, digits and underscores too ("INDIHOME_cadangan2"); a blank in a
pattern stands for such a sign, two or none ("icon plus" is in "ICON-PLUS" and "iconplus", and not
in "silicon plus"). Case does not count. Patterns are plain texts, never regular expressions.
"""

import re
from collections.abc import Iterable

_GAP = r"[\W_]{0,2}"


def whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile plain texts into one expression for lower-case text."""
    return re.compile("|".join(_whole_word(pattern.lower()) for pattern in patterns))


def _whole_word(pattern: str) -> str:
    """Write a regular expression for the plain text between word edges."""
    words = pattern.split()
    if not words:
        return r"(?!)"
    body = _GAP.join(re.escape(word) for word in words)
    first, last = words[0][0], words[-1][-1]
    return f"(?<!{_edge(first)}){body}(?!{_edge(last)})"


def _edge(character: str) -> str:
    """Say what may not stand beside it: no letter at a letter, neither at a digit."""
    return r"[^\W_]" if character.isdigit() else r"[^\W\d_]"
