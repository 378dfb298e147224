"""
Texts of other people's devices, made fit for a page, a label or a terminal.

What devices say was cleaned where it was read. Nothing here relies on that: names also come from
files that people write, and one stray escape sequence in a terminal, or half a surrogate pair in
an exposition, spoils more than the line it is in.
"""

LONGEST_LABEL = 255
"""Characters of a label's value; texts of devices are cut at that in the settings, too."""
LONGEST_TEXT = 1000


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """
    Return a text as one printable line of at most `longest` characters.

    Control characters, line breaks, marks that turn the reading direction, invisible ones and
    halves of surrogate pairs become one blank. What is cut ends in an ellipsis.
    """
    if not text.isprintable():
        text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
