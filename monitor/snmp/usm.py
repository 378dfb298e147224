"""
The user-based security model: messages sealed and opened with a user's keys (RFC 3414, 3).

Both sides use it: the client, and the agent of simulations and tests.
"""

import hmac
from dataclasses import dataclass
from secrets import token_bytes
from typing import Final

from monitor.model.secret import Secret
from monitor.snmp import ber, keys, message
from monitor.snmp.aes import Aes, initial_vector
from monitor.snmp.errors import (
    DecryptionError,
    MalformedMessageError,
    UnsupportedError,
    WrongDigestError,
)
from monitor.snmp.message import SecureMessage
from monitor.snmp.session import User

SALT_SIZE: Final = 8


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """A user's keys at one engine; `flags` is the level that they give."""

    user: bytes
    flags: int = 0
    hash_name: str = ""
    digest_size: int = 0
    auth_key: bytes = b""
    aes: Aes | None = None


NOBODY: Final = Keys(b"")


def keys_of(user: User, engine_id: bytes) -> Keys:
    """Return the user's keys at an engine; `UnsupportedError` names what is missing."""
    name = user.name.encode()
    if user.auth is None:
        if user.priv is not None:
            raise UnsupportedError("SNMPv3 has no privacy without authentication: set both.")
        return Keys(name)
    password = _octets(user.auth_secret)
    flags = message.AUTH
    aes = None
    if user.priv is not None:
        aes = Aes(keys.priv_key(user.priv, user.auth, _octets(user.priv_secret), engine_id))
        flags |= message.PRIV
    return Keys(
        name,
        flags,
        keys.HASHES[user.auth],
        keys.DIGEST_SIZES[user.auth],
        keys.auth_key(user.auth, password, engine_id),
        aes,
    )


def _octets(secret: Secret | None) -> bytes:
    return secret.reveal().encode(errors="surrogateescape") if secret else b""


def scoped(engine_id: bytes, context: bytes, pdu: bytes) -> bytes:
    """Return a scoped PDU (RFC 3412, 6)."""
    return ber.tlv(
        ber.SEQUENCE,
        ber.tlv(ber.OCTET_STRING, engine_id) + ber.tlv(ber.OCTET_STRING, context) + pdu,
    )


def seal(
    with_keys: Keys,
    message_id: int,
    engine: tuple[bytes, int, int],
    body: bytes,
    *,
    reportable: bool,
) -> bytes:
    """Return the datagram for a scoped PDU; `engine` is the authoritative id, boots and time."""
    engine_id, boots, time_s = engine
    salt = b""
    if with_keys.aes:
        # Unpredictable salts need no state that survives a restart (RFC 3826, 3.1.2.1 wants
        # them not to repeat).
        salt = token_bytes(SALT_SIZE)
        vector = initial_vector(boots, time_s, salt)
        body = ber.tlv(ber.OCTET_STRING, with_keys.aes.encrypt(vector, body))
    tail = ber.tlv(ber.OCTET_STRING, salt)
    parameters = (
        ber.tlv(ber.OCTET_STRING, engine_id)
        + ber.integer(boots)
        + ber.integer(time_s)
        + ber.tlv(ber.OCTET_STRING, with_keys.user)
        + ber.tlv(ber.OCTET_STRING, bytes(with_keys.digest_size))
        + tail
    )
    flags = with_keys.flags | (message.REPORTABLE if reportable else 0)
    datagram = message.encode_secure(message_id, flags, parameters, body)
    if not with_keys.flags & message.AUTH:
        return datagram
    end = len(datagram) - len(body) - len(tail)
    digest = hmac.digest(with_keys.auth_key, datagram, with_keys.hash_name)
    size = with_keys.digest_size
    return datagram[: end - size] + digest[:size] + datagram[end:]


def verify(with_keys: Keys, sealed: SecureMessage) -> None:
    """Raise `WrongDigestError` unless the user's key made the digest."""
    data, at, end = sealed.data, sealed.auth, sealed.auth_end
    size = with_keys.digest_size
    if end - at == size:
        blank = data[:at] + bytes(size) + data[end:]
        digest = hmac.digest(with_keys.auth_key, blank, with_keys.hash_name)
        if hmac.compare_digest(digest[:size], data[at:end]):
            return
    raise WrongDigestError("The digest of a message is not one that this user's key makes.")


def open_body(with_keys: Keys, sealed: SecureMessage) -> tuple[bytes, bytes, bytes, int, int]:
    """
    Return context engine id and name, and the octets, start and end in which the PDU stands.

    The level is the message's own; whether it is enough is for the caller to say.
    """
    data, at, end = sealed.data, sealed.body, sealed.body_end
    tag = sealed.body_tag
    if sealed.flags & message.PRIV:
        if with_keys.aes is None or tag != ber.OCTET_STRING or len(sealed.salt) != SALT_SIZE:
            raise DecryptionError("An encrypted message is not one that this user's key opens.")
        vector = initial_vector(sealed.boots, sealed.time_s, sealed.salt)
        data = with_keys.aes.decrypt(vector, data[at:end])
        tag, at, end = ber.read(data, 0, len(data))
    if tag != ber.SEQUENCE:
        raise MalformedMessageError("a version 3 message holds no scoped PDU")
    engine, at = ber.expect(ber.OCTET_STRING, data, at, end)
    name, stop = ber.expect(ber.OCTET_STRING, data, at, end)
    return data[engine:at], data[name:stop], data, stop, end
