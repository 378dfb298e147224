"""How an agent of ours answers a PDU (RFC 3416, 4.2): view and question in, octets out."""

from collections.abc import Iterator
from typing import Final

from monitor.snmp.agent_view import View
from monitor.snmp.errors import TOO_BIG, MalformedMessageError
from monitor.snmp.oid import Oid, decode_oid, encode_oid
from monitor.snmp.pdu import (
    GET,
    GETBULK,
    GETNEXT,
    RESPONSE,
    Pdu,
    encode_pdu,
    encode_varbind,
    varbinds,
)
from monitor.snmp.values import END_OF_MIB_VIEW_WIRE, NO_SUCH_INSTANCE_WIRE

MAX_ANSWER_BYTES: Final = 60_000


def answer(view: View, question: Pdu, limit_bytes: int = MAX_ANSWER_BYTES) -> bytes | None:
    """Return the response PDU, or `None` for what is no question; `limit_bytes` is for its list."""
    try:
        names = [decode_oid(name) for name, _ in varbinds(question)]
    except ValueError as error:
        raise MalformedMessageError("a name in a request is no OID") from error
    found: Iterator[bytes]
    if question.kind == GET:
        found = (_at(view, name) for name in names)
    elif question.kind == GETNEXT:
        found = (_behind(view, name)[1] for name in names)
    elif question.kind == GETBULK:
        found = _rows(view, names, question.error_status, question.error_index)
    else:
        return None
    parts: list[bytes] = []
    room = limit_bytes
    for varbind in found:
        room -= len(varbind)
        if room < 0:
            if question.kind == GETBULK and parts:
                break
            return encode_pdu(RESPONSE, question.request_id, TOO_BIG, 0, b"")
        parts.append(varbind)
    return encode_pdu(RESPONSE, question.request_id, 0, 0, b"".join(parts))


def _at(view: View, oid: Oid) -> bytes:
    return encode_varbind(encode_oid(oid), view.get(oid) or NO_SUCH_INSTANCE_WIRE)


def _behind(view: View, oid: Oid) -> tuple[Oid | None, bytes]:
    found = view.next(oid)
    if found is None:
        return None, encode_varbind(encode_oid(oid), END_OF_MIB_VIEW_WIRE)
    return found[0], encode_varbind(encode_oid(found[0]), found[1])


def _rows(view: View, names: list[Oid], singles: int, rows: int) -> Iterator[bytes]:
    singles = max(0, singles)
    for name in names[:singles]:
        yield _behind(view, name)[1]
    ends: list[tuple[Oid, bool]] = [(name, False) for name in names[singles:]]
    for _ in range(rows):
        if all(ended for _, ended in ends):
            return
        for at, (name, _) in enumerate(ends):
            following, varbind = _behind(view, name)
            ends[at] = (following or name, following is None)
            yield varbind
