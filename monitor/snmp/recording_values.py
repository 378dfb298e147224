r"""
How a line of a recording writes a name and a value, both ways.

The tag is the BER tag in decimal. Numbers are decimal, OIDs and addresses dotted, octets the text
itself. An `x` behind any tag says that the value is hexadecimal contents, an `e` behind 4 that it
has escapes as in `\x00`. Recorders write octets raw where they happen to be printable: `4|X8yMvK`
is a MAC, `64|hSh1` is 104.83.104.49.
"""

import re
from functools import lru_cache
from typing import Final

from monitor.snmp import ber, values
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.oid import encode_index, encode_oid, format_oid
from monitor.snmp.values import BadValueError, Wire

_EXCEPTIONS: Final = (values.NO_SUCH_OBJECT, values.NO_SUCH_INSTANCE, values.END_OF_MIB_VIEW)
_LARGEST: Final = 2**32 - 1
_ESCAPE: Final = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\x00"}
_DOTTED: Final = re.compile(rb"\d{1,3}(?:\.\d{1,3}){3}")
# What stands in a line as it is: visible ASCII, with blanks only inside (some readers strip them).
_TEXT: Final = re.compile(rb"(?:[!-~](?:[ -~]*[!-~])?)?")


def oid_octets(text: bytes) -> bytes:
    """Return the BER contents of a dotted OID; else `ValueError`."""
    parts = text.removeprefix(b".").split(b".")
    if len(parts) < 2:
        raise ValueError("its OID is none: write numbers and dots, as in 1.3.6.1.2.1.1")
    return _head(parts[0], parts[1]) + b"".join(map(_sub_identifier, parts[2:]))


@lru_cache(maxsize=64)
def _head(first: bytes, second: bytes) -> bytes:
    return encode_oid((_number(first), _number(second)))


@lru_cache(maxsize=16_384)
def _sub_identifier(text: bytes) -> bytes:
    return encode_index((_number(text),))


def _number(text: bytes) -> int:
    if not text.isdigit() or len(text) > 10 or (number := int(text)) > _LARGEST:
        raise ValueError("its OID is none: write numbers and dots, as in 1.3.6.1.2.1.1")
    return number


def parse_value(tag: bytes, value: bytes) -> Wire:
    """Return the wire of a value as a line has it; else `ValueError`."""
    read = _READERS.get(tag)
    if read is not None:
        return read(value)
    if tag.endswith(b"x") and tag[:-1].isdigit() and len(tag) <= 4:
        number = int(tag[:-1])
        if 0 < number < 256 and number not in _EXCEPTIONS:
            try:
                return ber.tlv(number, bytes.fromhex(value.decode("ascii")))
            except ValueError:
                raise ValueError("its value is not hexadecimal, as the x of its tag says") from None
    raise ValueError(f"its tag {tag.decode('latin-1')!r:.20} is none of this format")


def _integer(value: bytes) -> Wire:
    return values.encode_int(_decimal(value))


def _counter32(value: bytes) -> Wire:
    return values.encode_unsigned(values.COUNTER32, _decimal(value))


def _gauge32(value: bytes) -> Wire:
    return values.encode_unsigned(values.GAUGE32, _decimal(value))


def _timeticks(value: bytes) -> Wire:
    return values.encode_unsigned(values.TIMETICKS, _decimal(value))


def _counter64(value: bytes) -> Wire:
    return values.encode_unsigned(values.COUNTER64, _decimal(value))


def _decimal(value: bytes) -> int:
    if not value.removeprefix(b"-").isdigit() or len(value) > 20:
        raise ValueError("its value is no decimal number of at most 64 bits")
    return int(value)


def _escaped(value: bytes) -> Wire:
    def plain(match: re.Match[bytes]) -> bytes:
        if match[1]:
            return bytes((int(match[1], 16),))
        return _ESCAPED.get(match[2], match[2])

    return values.encode_octets(_ESCAPE.sub(plain, value))


def _null(value: bytes) -> Wire:
    if value.strip():
        raise ValueError("its value should be empty, as NULL (tag 5) is")
    return values.NULL_WIRE


def _oid(value: bytes) -> Wire:
    return ber.tlv(values.OBJECT_IDENTIFIER, oid_octets(value))


def _ip(value: bytes) -> Wire:
    if _DOTTED.fullmatch(value):
        numbers = tuple(map(int, value.split(b".")))
        if max(numbers) < 256:
            return ber.tlv(values.IP_ADDRESS, bytes(numbers))
    elif len(value) == 4:
        return ber.tlv(values.IP_ADDRESS, value)
    raise ValueError("its value is no IPv4 address")


_READERS: Final = {
    b"2": _integer,
    b"4": values.encode_octets,
    b"4e": _escaped,
    b"5": _null,
    b"6": _oid,
    b"64": _ip,
    b"65": _counter32,
    b"66": _gauge32,
    b"67": _timeticks,
    b"70": _counter64,
}


def format_value(wire: Wire) -> tuple[str, str]:
    """
    Return tag and value of a wire as a line has them; `BadValueError` if it is no whole one.

    Read again they make the same octets, if the length was written as short as it can be.
    """
    try:
        tag, start, stop = ber.read(wire, 0, len(wire))
    except MalformedMessageError as error:
        raise BadValueError(f"{values.type_name(wire)} is cut off") from error
    if stop != len(wire):
        raise BadValueError(f"{values.type_name(wire)} has octets behind its end")
    shortest = ber.tlv(tag, wire[start:stop])
    plain = _plain(tag, wire[start:stop], shortest)
    if plain is not None:
        try:
            if _READERS[b"%d" % tag](plain.encode("ascii")) == shortest:
                return str(tag), plain
        except ValueError:
            pass  # An agent's own way of writing a number or an OID: hexadecimal keeps it.
    return f"{tag}x", wire[start:stop].hex()


def _plain(tag: int, contents: bytes, wire: Wire) -> str | None:
    if tag == values.OCTET_STRING:
        return contents.decode("ascii") if _TEXT.fullmatch(contents) else None
    if b"%d" % tag not in _READERS:
        return None
    if tag == values.NULL:
        return ""
    try:
        value = values.to_python(wire)
    except BadValueError:
        return None
    return format_oid(value) if isinstance(value, tuple) else str(value)
