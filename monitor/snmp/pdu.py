"""
Protocol data units: what is asked and what is answered (RFC 3416, 3).

All have one shape: request id, two numbers, and a list of names with values. In a request for
many rows (GETBULK) the two numbers are non-repeaters and max-repetitions, in a response
error-status and error-index. A response keeps its list as octets; `columns` and `varbinds` read it.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from monitor.snmp import ber
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.values import Wire

GET: Final = 0xA0
GETNEXT: Final = 0xA1
RESPONSE: Final = 0xA2
GETBULK: Final = 0xA5
REPORT: Final = 0xA8

# Tag and length of a varbind, tag and length of its name, for names of each length that leaves
# all lengths in one octet; the value of a question is NULL.
_HEADS: Final = tuple(bytes((0x30, size + 4, 0x06, size)) for size in range(0x7C))
_NULL: Final = b"\x05\x00"


class Pdu(NamedTuple):
    """A PDU as it arrived; the varbinds stand in `data` from `start` to `stop`."""

    kind: int
    request_id: int
    error_status: int
    error_index: int
    data: bytes
    start: int
    stop: int


def encode_question(
    kind: int, request_id: int, first: int, second: int, names: Iterable[bytes]
) -> bytes:
    """Return a PDU that asks for encoded names; `first` and `second` matter to GETBULK alone."""
    parts: list[bytes] = []
    for name in names:
        if len(name) < 0x7C:
            parts += (_HEADS[len(name)], name, _NULL)
        else:
            parts.append(encode_varbind(name, _NULL))
    return encode_pdu(kind, request_id, first, second, b"".join(parts))


def encode_varbind(name: bytes, value: Wire) -> bytes:
    """Return a name, encoded, and its value."""
    return ber.tlv(ber.SEQUENCE, ber.tlv(ber.OBJECT_IDENTIFIER, name) + value)


def encode_pdu(kind: int, request_id: int, first: int, second: int, varbinds: bytes) -> bytes:
    """Return a PDU around encoded varbinds."""
    return ber.tlv(
        kind,
        ber.integer(request_id)
        + ber.integer(first)
        + ber.integer(second)
        + ber.tlv(ber.SEQUENCE, varbinds),
    )


def read_pdu(data: bytes, at: int, end: int) -> Pdu:
    """Read the PDU at `at`; its varbinds stay as they are."""
    kind, at, end = ber.read(data, at, end)
    if not 0xA0 <= kind <= 0xA8:
        raise MalformedMessageError(f"{kind:#04x} is no PDU")
    request_id, at = ber.read_int(data, at, end)
    status, at = ber.read_int(data, at, end)
    index, at = ber.read_int(data, at, end)
    start, stop = ber.expect(ber.SEQUENCE, data, at, end)
    return Pdu(kind, request_id, status, index, data, start, stop)


def varbinds(pdu: Pdu) -> Iterator[tuple[bytes, Wire | None]]:
    """
    Yield encoded names and values; a value that does not decode is `None`.

    A name that does not decode is left out with its value. Where one varbind cannot be told from
    the next, `MalformedMessageError` ends the list.
    """
    data, at, end = pdu.data, pdu.start, pdu.stop
    while at < end:
        # The usual short form at one look, as `columns.fill` has it and says why that is enough.
        if at + 6 <= end:
            stop = at + 2 + data[at + 1]
            value = at + 4 + data[at + 3]
            if (
                value + 1 < stop <= end
                and data[at] == 0x30
                and data[at + 1] < 0x80
                and data[at + 2] == 0x06
                and data[value + 1] == stop - value - 2
            ):
                yield data[at + 4 : value], data[value:stop]
                at = stop
                continue
        start, at = ber.expect(ber.SEQUENCE, data, at, end)
        try:
            name, value = ber.expect(ber.OBJECT_IDENTIFIER, data, start, at)
        except MalformedMessageError:
            continue
        try:
            _, _, stop = ber.read(data, value, at)
        except MalformedMessageError:
            stop = -1
        yield data[name:value], data[value:at] if stop == at else None
