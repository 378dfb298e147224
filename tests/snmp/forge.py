"""Messages of version 3 as anybody may make them: each field as it is wanted, fitting or not."""

import hmac
from dataclasses import dataclass, replace

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.model.secret import Secret
from monitor.snmp import ber, message, usm
from monitor.snmp.message import SecureMessage, read_message
from monitor.snmp.pdu import RESPONSE, encode_pdu, encode_varbind
from monitor.snmp.session import User
from monitor.snmp.values import Wire

ID = b"\x80\x00\x00\x00\x05twelve"
_SECRET = Secret("authentic-password")
PRIVATE = usm.keys_of(
    User(
        "monitor",
        AuthProtocol.SHA_256,
        _SECRET,
        PrivProtocol.AES_128,
        Secret("private-password"),
    ),
    ID,
)
"""A user's keys to sign and encrypt with; the next two are the same user's for less."""
SIGNED = usm.keys_of(User("monitor", AuthProtocol.SHA_256, _SECRET), ID)
PLAIN = usm.keys_of(User("monitor"), ID)


@dataclass(frozen=True, slots=True)
class Forgery:
    """
    A message; what is left at its default is as an honest agent has it.

    `flags` are those that it claims (without the bit that asks for reports); it is encrypted and
    signed accordingly, as far as the keys go.
    """

    keys: usm.Keys = PRIVATE
    number: int = 5
    flags: int | None = None
    user: bytes | None = None
    engine_id: bytes = ID
    boots: int = 7
    time_s: int = 1000
    salt: bytes = b"eight by"
    kind: int = RESPONSE
    request_id: int = 1
    shown: tuple[tuple[bytes, Wire], ...] = ()
    body: bytes | None = None

    def but(self, **changes: object) -> "Forgery":
        """Return it with other fields."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def octets(self) -> bytes:
        """Return the datagram."""
        keys = self.keys
        flags = keys.flags if self.flags is None else self.flags
        body = self.body
        if body is None:
            listed = b"".join(encode_varbind(name, wire) for name, wire in self.shown)
            pdu = encode_pdu(self.kind, self.request_id, 0, 0, listed)
            body = usm.scoped(self.engine_id, b"", pdu)
        salt = self.salt if flags & message.PRIV else b""
        if flags & message.PRIV:
            # A salt of another length makes no vector; one that is as near as can be is taken.
            start = self.boots.to_bytes(4, "big") + self.time_s.to_bytes(4, "big")
            vector = (start + salt + bytes(8))[:16]
            secret = keys.aes.encrypt(vector, body) if keys.aes else body
            body = ber.tlv(ber.OCTET_STRING, secret)
        size = keys.digest_size if flags & message.AUTH else 0
        tail = ber.tlv(ber.OCTET_STRING, salt)
        parameters = (
            ber.tlv(ber.OCTET_STRING, self.engine_id)
            + ber.integer(self.boots)
            + ber.integer(self.time_s)
            + ber.tlv(ber.OCTET_STRING, keys.user if self.user is None else self.user)
            + ber.tlv(ber.OCTET_STRING, bytes(size))
            + tail
        )
        datagram = message.encode_secure(self.number, flags, parameters, body)
        end = len(datagram) - len(body) - len(tail)
        digest = hmac.digest(keys.auth_key, datagram, keys.hash_name) if size else b""
        return datagram[: end - size] + digest[:size] + datagram[end:]

    def read(self) -> SecureMessage:
        """Return it as it is received."""
        found = read_message(self.octets())
        assert isinstance(found, SecureMessage)
        return found
