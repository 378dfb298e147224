"""
Octet strings that are text, made fit to be shown.

DisplayString is NVT ASCII, SnmpAdminString UTF-8; agents send Windows-1252, NUL padding, line
breaks and whatever a user pasted, and cut what is too long for them within a character. Here, and
only here, octets become text: nothing that could move a cursor, break a line or turn the reading
direction gets past.

Octets beyond ASCII that are valid UTF-8 are hardly ever anything else. What is valid but for its
last character may be UTF-8 that was cut, or another character set: which of the two is told by what
the device writes elsewhere (`are_utf8`).
"""

import codecs
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)
LONGEST = 1024
_SHORT = 48
_DECODER: Final = codecs.getincrementaldecoder("utf-8")
_SHORTEST_CUT: Final = 15
"""What an agent has room for at the least: a name of an interface in Linux (IFNAMSIZ)."""


def readable(octets: bytes, *, is_utf8: bool = True) -> str:
    """
    Return octets as one line of printable text: UTF-8 where valid, else Windows-1252.

    `is_utf8` says that the device writes UTF-8: of a text that ends within a character the whole
    characters before are then returned. Trailing NULs are padding and go; other control characters
    become one blank. Longer text than `LONGEST` characters is cut and ends in an ellipsis.
    """
    return (_known if len(octets) <= _SHORT else _readable)(octets, is_utf8=is_utf8)


def are_utf8(texts: Iterable[bytes]) -> bool:
    """Tell from texts of one device whether it writes UTF-8; where nothing tells, it does."""
    valid = other = 0
    for octets in texts:
        if not octets.isascii():
            text, is_cut = _utf8(_trimmed(octets))
            valid += text is not None and not is_cut
            other += text is None
    return valid >= other


@lru_cache(maxsize=32_768)
def _known(octets: bytes, *, is_utf8: bool) -> str:
    # A city has the same few hundred names of interfaces ten thousand times: here they are once.
    return _readable(octets, is_utf8=is_utf8)


def _readable(octets: bytes, *, is_utf8: bool) -> str:
    octets = _trimmed(octets)
    text = octets.decode("ascii") if octets.isascii() else _decoded(octets, is_utf8=is_utf8)
    text = _CONTROL.sub(" ", text).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _trimmed(octets: bytes) -> bytes:
    if len(octets) > LONGEST * 4:
        octets = octets[: LONGEST * 4]
        text, is_cut = _utf8(octets)
        if is_cut and text is not None:
            # This cut is ours.
            octets = text.encode()
    return octets.rstrip(b"\x00")


def _decoded(octets: bytes, *, is_utf8: bool) -> str:
    text, is_cut = _utf8(octets)
    if text is None or (is_cut and not is_utf8):
        text = _windows_1252(octets)
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if c.isprintable() or c in "\n\r\t")


def _utf8(octets: bytes) -> tuple[str | None, bool]:
    """Return the whole characters, or `None` if it is no UTF-8; and whether one is cut behind."""
    decoder = _DECODER()
    try:
        text = decoder.decode(octets)
    except UnicodeDecodeError:
        return None, False
    is_cut = bool(decoder.getstate()[0])
    if is_cut and len(octets) < _SHORTEST_CUT:
        return None, False
    return text, is_cut


def _windows_1252(octets: bytes) -> str:
    try:
        return octets.decode("cp1252")
    except UnicodeDecodeError:
        # It has no characters for five octets, Latin-1 only controls.
        return octets.decode("latin-1")
