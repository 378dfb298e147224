"""
Octet strings that are text, made fit to be shown.

DisplayString is NVT ASCII, SnmpAdminString UTF-8; agents send Latin-1, NUL padding, line breaks and
whatever a user pasted. Here, and only here, octets become text: nothing that could move a cursor,
break a line or turn the reading direction gets past.
"""

import re
import unicodedata
from functools import lru_cache

_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)
LONGEST = 1024
_SHORT = 48


def readable(octets: bytes) -> str:
    """Return octets as one line of printable text, UTF-8 where valid, else Latin-1.

    Trailing NULs are padding and go; other control characters become one blank. Longer text than
    `LONGEST` characters is cut and ends in an ellipsis.
    """
    return _known(octets) if len(octets) <= _SHORT else _readable(octets)


@lru_cache(maxsize=32_768)
def _known(octets: bytes) -> str:
    # A city has the same few hundred names of interfaces ten thousand times: here they are once.
    return _readable(octets)


def _readable(octets: bytes) -> str:
    octets = octets[: LONGEST * 4].rstrip(b"\x00")
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        text = octets.decode("latin-1")
    if not text.isascii():
        text = "".join(
            c for c in unicodedata.normalize("NFC", text) if c.isprintable() or c in "\n\r\t"
        )
    text = _CONTROL.sub(" ", text).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
