"""
The Basic Encoding Rules as far as SNMP uses them (X.690; RFC 3417, 8): tag, length, contents.

Lengths are definite. Agents write them longer than needed, so any length of up to four octets is
read; none may reach past what contains it.
"""

from monitor.snmp.errors import MalformedMessageError

INTEGER = 0x02
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30

_SMALL = tuple(bytes((INTEGER, 1, number)) for number in range(0x80))


def read(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Return tag, start and stop of the contents at `at`, which must lie before `end`."""
    start = at + 2
    if start > end:
        raise MalformedMessageError("a field is cut off")
    length = data[at + 1]
    if length >= 0x80:
        octets = length & 0x7F
        start += octets
        if not 1 <= octets <= 4 or start > end:
            raise MalformedMessageError("a length is not one that SNMP uses")
        length = int.from_bytes(data[at + 2 : start], "big")
    stop = start + length
    if stop > end:
        raise MalformedMessageError("a field reaches past the end")
    return data[at], start, stop


def expect(tag: int, data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return start and stop of the contents at `at`, which must carry `tag`."""
    start = at + 2
    if start <= end and data[at] == tag and data[at + 1] < 0x80:
        # The usual short form, without another call.
        stop = start + data[at + 1]
        if stop <= end:
            return start, stop
    found, start, stop = read(data, at, end)
    if found != tag:
        raise MalformedMessageError(f"a field has tag {found:#04x} in place of {tag:#04x}")
    return start, stop


def read_int(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return the INTEGER at `at` and where it stops."""
    start, stop = expect(INTEGER, data, at, end)
    if not 1 <= stop - start <= 8:
        raise MalformedMessageError("an integer is empty or longer than 8 octets")
    return int.from_bytes(data[start:stop], "big", signed=True), stop


def tlv(tag: int, contents: bytes) -> bytes:
    """Return contents with tag and the shortest length."""
    size = len(contents)
    if size < 0x80:
        return bytes((tag, size)) + contents
    octets = (size.bit_length() + 7) // 8
    return bytes((tag, 0x80 | octets)) + size.to_bytes(octets, "big") + contents


def integer(number: int) -> bytes:
    """Return a signed INTEGER in the fewest octets."""
    return _SMALL[number] if 0 <= number < 0x80 else tlv(INTEGER, signed(number))


def signed(number: int) -> bytes:
    """Return the contents of a signed integer in the fewest octets."""
    # A number needs its bits and one for the sign; ~n has the bits of a negative n.
    bits = (number if number >= 0 else ~number).bit_length()
    return number.to_bytes(bits // 8 + 1, "big", signed=True)
