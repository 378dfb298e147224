"""
The chain of hashes over the history. Pure.

Each record carries SHA-256 over the hash of the record before it and its own columns, so that no
record can be changed, taken out or put in between without every later hash being wrong. Whoever may
write the file can make the whole chain anew; against that helps only a head noted elsewhere.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

GENESIS: Final = "0" * 64
"""What the first record of all follows."""

COLUMNS: Final = (
    "id",
    "key",
    "time_s",
    "state_before",
    "state_after",
    "cause",
    "who",
    "note",
    "decision",
    "case_json",
)


def linked(previous: str, row: Mapping[str, object]) -> str:
    """
    Return the hash of a record, in hexadecimal, that follows one with the hash `previous`.

    Hashed are the previous hash as text, a line feed, and the columns as one JSON array in ASCII.
    """
    columns = json.dumps([row[name] for name in COLUMNS], separators=(",", ":"), default=repr)
    return hashlib.sha256(f"{previous}\n{columns}".encode()).hexdigest()
