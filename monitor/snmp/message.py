"""What surrounds a PDU: the messages of versions 1 and 2c (RFC 1901) and of 3 (RFC 3412, 6)."""

from typing import Final, NamedTuple

from monitor.snmp import ber
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.pdu import Pdu, read_pdu

V1: Final = 0
V2C: Final = 1
V3: Final = 3

# msgFlags (RFC 3412, 6.4)
AUTH: Final = 1
PRIV: Final = 2
REPORTABLE: Final = 4

USM: Final = 3
# What we can receive: the most that UDP over IPv4 carries.
MAX_SIZE: Final = 65507


class SecureMessage(NamedTuple):
    """
    A version 3 message, not yet verified or decrypted.

    The digest stands in `data` from `auth` to `auth_end`, the scoped PDU, plain or encrypted, from
    `body` to `body_end`; `body_tag` tells which of the two.
    """

    message_id: int
    flags: int
    engine_id: bytes
    boots: int
    time_s: int
    user: bytes
    salt: bytes
    data: bytes
    auth: int
    auth_end: int
    body_tag: int
    body: int
    body_end: int


class CommunityMessage(NamedTuple):
    """A message of version 1 or 2c."""

    version: int
    community: bytes
    pdu: Pdu


def read_message(data: bytes) -> CommunityMessage | SecureMessage:
    """Read a datagram as far as its PDU."""
    at, end = ber.expect(ber.SEQUENCE, data, 0, len(data))
    version, at = ber.read_int(data, at, end)
    if version in (V1, V2C):
        start, at = ber.expect(ber.OCTET_STRING, data, at, end)
        return CommunityMessage(version, data[start:at], read_pdu(data, at, end))
    if version != V3:
        raise MalformedMessageError(f"{version} is no version of SNMP")
    return _read_secure(data, at, end)


def _read_secure(data: bytes, at: int, end: int) -> SecureMessage:
    head, at = ber.expect(ber.SEQUENCE, data, at, end)
    message_id, head = ber.read_int(data, head, at)
    _, head = ber.read_int(data, head, at)
    flags, head = ber.expect(ber.OCTET_STRING, data, head, at)
    model, _ = ber.read_int(data, head, at)
    if head != flags + 1 or model != USM:
        raise MalformedMessageError("the message uses another security model than USM")
    outer, body = ber.expect(ber.OCTET_STRING, data, at, end)
    part, stop = ber.expect(ber.SEQUENCE, data, outer, body)
    engine, part = ber.expect(ber.OCTET_STRING, data, part, stop)
    engine_id = data[engine:part]
    boots, part = ber.read_int(data, part, stop)
    time_s, part = ber.read_int(data, part, stop)
    user, part = ber.expect(ber.OCTET_STRING, data, part, stop)
    name = data[user:part]
    auth, auth_end = ber.expect(ber.OCTET_STRING, data, part, stop)
    salt, part = ber.expect(ber.OCTET_STRING, data, auth_end, stop)
    if not (0 <= boots < 2**31 and 0 <= time_s < 2**31):
        raise MalformedMessageError("the engine's boots or time are out of range")
    tag, start, body_end = ber.read(data, body, end)
    return SecureMessage(
        message_id,
        data[flags],
        engine_id,
        boots,
        time_s,
        name,
        data[salt:part],
        data,
        auth,
        auth_end,
        tag,
        start,
        body_end,
    )


def encode_community(version: int, community: bytes, pdu: bytes) -> bytes:
    """Return a message of version 1 or 2c."""
    return ber.tlv(ber.SEQUENCE, community_head(version, community) + pdu)


def community_head(version: int, community: bytes) -> bytes:
    """Return what stands before the PDU in a message of version 1 or 2c."""
    return ber.integer(version) + ber.tlv(ber.OCTET_STRING, community)


def encode_secure(message_id: int, flags: int, parameters: bytes, body: bytes) -> bytes:
    """Return a message of version 3 around USM's parameters and a scoped PDU with its tag."""
    head = (
        ber.integer(message_id)
        + ber.integer(MAX_SIZE)
        + ber.tlv(ber.OCTET_STRING, bytes((flags,)))
        + ber.integer(USM)
    )
    return ber.tlv(
        ber.SEQUENCE,
        ber.integer(V3)
        + ber.tlv(ber.SEQUENCE, head)
        + ber.tlv(ber.OCTET_STRING, ber.tlv(ber.SEQUENCE, parameters))
        + body,
    )
