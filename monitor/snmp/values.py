"""
Values as they stood on the wire, and what they mean (RFC 2578, 7.1; RFC 3416, 3).

A `Wire` is the whole field, tag, length and contents: evidence keeps the type that was sent, and
only what somebody reads gets decoded. Unsigned numbers are where agents are careless. The one rule
here is what the encoding says: contents are a signed number, and a negative one is the unsigned
number that has the same bits (so an agent that left out the leading zero octet, or extended the
sign, is understood, as by other managers). Padding is ignored, what exceeds the type is refused.
"""

from ipaddress import IPv4Address
from typing import Final, TypeAlias

from monitor.snmp import ber, oid
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.oid import Oid

Wire: TypeAlias = bytes

INTEGER: Final = 0x02
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OBJECT_IDENTIFIER: Final = 0x06
IP_ADDRESS: Final = 0x40
COUNTER32: Final = 0x41
GAUGE32: Final = 0x42
TIMETICKS: Final = 0x43
OPAQUE: Final = 0x44
COUNTER64: Final = 0x46
NO_SUCH_OBJECT: Final = 0x80
NO_SUCH_INSTANCE: Final = 0x81
END_OF_MIB_VIEW: Final = 0x82

NULL_WIRE: Final = b"\x05\x00"
NO_SUCH_OBJECT_WIRE: Final = b"\x80\x00"
NO_SUCH_INSTANCE_WIRE: Final = b"\x81\x00"
END_OF_MIB_VIEW_WIRE: Final = b"\x82\x00"

_NAMES: Final = {
    INTEGER: "INTEGER",
    OCTET_STRING: "OCTET STRING",
    NULL: "NULL",
    OBJECT_IDENTIFIER: "OBJECT IDENTIFIER",
    IP_ADDRESS: "IpAddress",
    COUNTER32: "Counter32",
    GAUGE32: "Gauge32",
    TIMETICKS: "TimeTicks",
    OPAQUE: "Opaque",
    COUNTER64: "Counter64",
    NO_SUCH_OBJECT: "noSuchObject",
    NO_SUCH_INSTANCE: "noSuchInstance",
    END_OF_MIB_VIEW: "endOfMibView",
}
EXCEPTIONS: Final = frozenset((NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW))
"""What stands in the place of a value that there is not (RFC 3416, 3)."""
VALUES: Final = frozenset(_NAMES) - EXCEPTIONS
# How many numbers each unsigned type has. Counter64 is the only one of 64 bits.
_SPANS: Final = {COUNTER32: 2**32, GAUGE32: 2**32, TIMETICKS: 2**32, COUNTER64: 2**64}
_NUMBERS: Final = frozenset((INTEGER, *_SPANS))
_EMPTY: Final = frozenset((NULL, NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW))


class BadValueError(ValueError):
    """A value has another type than its reader needs, or contents that its type does not allow."""


def as_int(wire: Wire) -> int:
    """Return an INTEGER with its sign, or a counter, gauge or time without."""
    size = len(wire)
    if size == 3 and wire[1] == 1 and wire[2] < 0x80 and wire[0] in _NUMBERS:
        # Most numbers are small.
        return wire[2]
    if size < 3:
        raise BadValueError(f"{type_name(wire)} without contents is no number")
    if wire[1] == size - 2:
        number = int.from_bytes(wire[2:], "big", signed=True)
    else:
        number = int.from_bytes(_contents(wire), "big", signed=True)
    tag = wire[0]
    if tag == INTEGER:
        # Integer32 is what SNMP has; some agents put an unsigned 32-bit number there.
        if -(2**31) <= number < 2**32:
            return number
        raise BadValueError("INTEGER holds more than 32 bits")
    span = _SPANS.get(tag)
    if span is None:
        raise BadValueError(f"{type_name(wire)} is no number")
    if number < 0:
        number += span
        if number >= span >> 1:
            return number
    elif number < span:
        return number
    raise BadValueError(f"{type_name(wire)} holds more bits than its type has")


def as_octets(wire: Wire) -> bytes:
    """Return the octets of an OCTET STRING or Opaque."""
    if wire[:1] == b"\x04" or wire[:1] == b"\x44":
        return wire[2:] if wire[1:2] and wire[1] == len(wire) - 2 < 0x80 else _contents(wire)
    raise BadValueError(f"{type_name(wire)} is no octet string")


def as_oid(wire: Wire) -> Oid:
    """Return an OBJECT IDENTIFIER."""
    if wire[:1] != b"\x06":
        raise BadValueError(f"{type_name(wire)} is no object identifier")
    try:
        return oid.decode_oid(_contents(wire))
    except ValueError as error:
        raise BadValueError(str(error)) from error


def as_ip(wire: Wire) -> IPv4Address:
    """Return an IpAddress."""
    if wire[:1] != b"\x40":
        raise BadValueError(f"{type_name(wire)} is no IpAddress")
    contents = _contents(wire)
    if len(contents) != 4:
        raise BadValueError(f"an IpAddress of {len(contents)} octets")
    return IPv4Address(contents)


def to_python(wire: Wire) -> int | bytes | Oid | IPv4Address | None:
    """Return the value as its type has it; `None` for NULL and the three exceptions."""
    tag = wire[0] if wire else -1
    if tag in (OCTET_STRING, OPAQUE):
        return as_octets(wire)
    if tag == OBJECT_IDENTIFIER:
        return as_oid(wire)
    if tag == IP_ADDRESS:
        return as_ip(wire)
    if tag in _EMPTY:
        return None
    return as_int(wire)


def is_known(wire: Wire) -> bool:
    """Whether a value is of a type that SNMP has, or says that there is none."""
    return wire[:1] != b"" and wire[0] in _NAMES


def type_name(wire: Wire) -> str:
    """Return the type as the standards write it; an unknown tag as a number."""
    if not wire:
        return "nothing"
    return _NAMES.get(wire[0], f"tag {wire[0]:#04x}")


def show(wire: Wire) -> str:
    """Return the value as evidence: printable, on one line, whatever the agent sent.

    Numbers are decimal, OIDs dotted, octets text where that is printable UTF-8 and `0x…` otherwise.
    """
    try:
        value = to_python(wire)
    except BadValueError:
        return "0x" + wire.hex()
    if value is None:
        return type_name(wire)
    if isinstance(value, tuple):
        return oid.format_oid(value)
    if isinstance(value, bytes):
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return "0x" + value.hex()
        return text if text.isprintable() else "0x" + value.hex()
    return str(value)


def shortened(wire: Wire, octets: int) -> Wire:
    """
    Return a value whose contents are too long, cut to so many octets.

    Of text its beginning is left. What is no text is nothing without its end: it is cut off, and no
    reader will take it.
    """
    if wire[:1] in (b"\x04", b"\x44"):
        try:
            return ber.tlv(wire[0], _contents(wire)[:octets])
        except BadValueError:
            pass
    return wire[:1] + b"\x81"


def encode_int(number: int) -> Wire:
    """Return an INTEGER."""
    return ber.integer(number)


def encode_unsigned(tag: int, number: int) -> Wire:
    """Return a Counter32, Gauge32, TimeTicks or Counter64, as `tag` says."""
    if not 0 <= number < _SPANS[tag]:
        raise BadValueError(f"{number} does not fit into {_NAMES[tag]}")
    return ber.tlv(tag, ber.signed(number))


def encode_octets(octets: bytes) -> Wire:
    """Return an OCTET STRING."""
    return ber.tlv(OCTET_STRING, octets)


def encode_oid_value(value: Oid) -> Wire:
    """Return an OBJECT IDENTIFIER."""
    return ber.tlv(OBJECT_IDENTIFIER, oid.encode_oid(value))


def encode_ip(address: IPv4Address) -> Wire:
    """Return an IpAddress."""
    return ber.tlv(IP_ADDRESS, address.packed)


def _contents(wire: Wire) -> bytes:
    try:
        _, start, stop = ber.read(wire, 0, len(wire))
    except MalformedMessageError as error:
        raise BadValueError(f"{type_name(wire)} is cut off") from error
    if stop != len(wire):
        raise BadValueError(f"{type_name(wire)} has octets behind its end")
    return wire[start:stop]
