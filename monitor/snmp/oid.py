"""
Object identifiers: as people write them, as numbers, and as they stand on the wire.

On the wire (X.690, 8.19) the first two numbers share an octet group and each further number takes
groups of seven bits, the highest bit saying that more follows. No encoding of a number is the start
of another's, so one OID lies below another exactly if its octets begin with the other's octets.
The client rests on that: it compares and cuts octets, and decodes only what somebody reads.
"""

from functools import lru_cache
from typing import TypeAlias

Oid: TypeAlias = tuple[int, ...]

# RFC 2578, 3.5: a sub-identifier is at most 2**32 - 1.
_LARGEST = 2**32 - 1


def parse_oid(text: str) -> Oid:
    """Return the OID written as `1.3.6.1`, with or without a leading dot; else `ValueError`."""
    parts = text.strip().removeprefix(".").split(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= 10 for part in parts):
        raise ValueError(f"{text!r:.80} is no OID: write numbers and dots, as in 1.3.6.1.2.1.1")
    oid = tuple(int(part) for part in parts)
    if max(oid) > _LARGEST:
        raise ValueError(f"{text!r:.80} is no OID: none of its numbers may exceed {_LARGEST}")
    return oid


def format_oid(oid: Oid) -> str:
    """Return the OID as numbers and dots, without a leading dot."""
    return ".".join(map(str, oid))


@lru_cache(maxsize=4_096)
def encode_oid(oid: Oid) -> bytes:
    """Return the BER contents of an OID of at least two numbers, without tag and length."""
    if len(oid) < 2 or not 0 <= oid[0] <= 2 or oid[1] < 0 or (oid[0] < 2 and oid[1] > 39):
        raise ValueError(f"{format_oid(oid)!r:.80} cannot be sent: an OID begins as 1.3 does")
    return _base128((oid[0] * 40 + oid[1], *oid[2:]))


def decode_oid(contents: bytes) -> Oid:
    """Return the OID of BER contents; none at all is `0.0`, as some agents send zeroDotZero."""
    if not contents:
        return (0, 0)
    first, *rest = decode_index(contents)
    if first < 80:
        return (first // 40, first % 40, *rest)
    return (2, first - 80, *rest)


def encode_index(index: Oid) -> bytes:
    """Return sub-identifiers as they follow a column's OID on the wire."""
    return _base128(index)


def decode_index(suffix: bytes) -> Oid:
    """Return the sub-identifiers of octets that follow a column's OID; `ValueError` if cut off."""
    if suffix.isascii():
        # No octet says that more follow: each is a number.
        return tuple(suffix)
    numbers = []
    number = 0
    for octet in suffix:
        number = number << 7 | octet & 0x7F
        if octet < 0x80:
            # X.690 lets 2.y put 80 on top of its second number.
            if number > _LARGEST + 80:
                raise ValueError("an OID holds a number beyond 32 bits")
            numbers.append(number)
            number = 0
    if suffix[-1] >= 0x80:
        raise ValueError("an OID is cut off within a number")
    return tuple(numbers)


def _base128(numbers: Oid) -> bytes:
    octets = bytearray()
    for number in numbers:
        if number < 0x80:
            octets.append(number)
            continue
        if number > _LARGEST + 80:
            raise ValueError(f"{number} does not fit into an OID")
        groups = (number.bit_length() + 6) // 7
        octets.extend(0x80 | number >> 7 * place & 0x7F for place in range(groups - 1, 0, -1))
        octets.append(number & 0x7F)
    return bytes(octets)
