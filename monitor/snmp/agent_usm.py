"""
The agent's side of the user-based security model: which messages it accepts (RFC 3414, 3.2).

What it does not accept it answers with a report that names a counter; that is also how a client
learns the engine id (it asks with none) and the time.
"""

from collections.abc import Callable, Sequence
from typing import Final

from monitor.snmp import message, usm
from monitor.snmp.errors import DecryptionError, MalformedMessageError, WrongDigestError
from monitor.snmp.message import SecureMessage
from monitor.snmp.oid import encode_oid
from monitor.snmp.pdu import REPORT, Pdu, encode_pdu, encode_varbind, read_pdu
from monitor.snmp.session import User
from monitor.snmp.values import COUNTER32, encode_unsigned

_USM_STATS: Final = (1, 3, 6, 1, 6, 3, 15, 1, 1)
_UNSUPPORTED_LEVEL: Final = 1
_NOT_IN_TIME_WINDOW: Final = 2
_UNKNOWN_USER: Final = 3
_UNKNOWN_ENGINE: Final = 4
_WRONG_DIGEST: Final = 5
_DECRYPTION: Final = 6
_WINDOW_S: Final = 150
_LAST_BOOT: Final = 2**31 - 1


class AgentSecurity:
    """An engine with its users; `clock` gives seconds since its last start."""

    def __init__(
        self, engine_id: bytes, boots: int, clock: Callable[[], float], users: Sequence[User]
    ) -> None:
        self.engine_id = engine_id
        self.boots = boots
        self._clock = clock
        self._keys = {user.name.encode(): usm.keys_of(user, engine_id) for user in users}

    def handle(
        self, received: SecureMessage, answer: Callable[[bytes, Pdu], bytes | None]
    ) -> bytes | None:
        """Return the datagram that answers a message; `answer` takes context name and PDU."""
        if received.engine_id != self.engine_id:
            return self._report(received, _UNKNOWN_ENGINE)
        keys = self._keys.get(received.user)
        if keys is None:
            return self._report(received, _UNKNOWN_USER)
        level = received.flags & (message.AUTH | message.PRIV)
        # A user is let in at the level of all its keys: a weaker one would be a way around them.
        if level != keys.flags:
            return self._report(received, _UNSUPPORTED_LEVEL)
        try:
            if level & message.AUTH:
                usm.verify(keys, received)
                if not self._in_window(received):
                    return self._report(received, _NOT_IN_TIME_WINDOW, keys)
            _, context, data, at, end = usm.open_body(keys, received)
            question = read_pdu(data, at, end)
        except WrongDigestError:
            return self._report(received, _WRONG_DIGEST)
        except (DecryptionError, MalformedMessageError):
            if level & message.PRIV:
                return self._report(received, _DECRYPTION)
            raise
        response = answer(context, question)
        if response is None:
            return None
        body = usm.scoped(self.engine_id, context, response)
        return usm.seal(keys, received.message_id, self._now(), body, reportable=False)

    def _now(self) -> tuple[bytes, int, int]:
        return self.engine_id, self.boots, int(self._clock())

    def _in_window(self, received: SecureMessage) -> bool:
        _, boots, time_s = self._now()
        return received.boots == boots != _LAST_BOOT and abs(received.time_s - time_s) <= _WINDOW_S

    def _report(
        self, received: SecureMessage, about: int, keys: usm.Keys = usm.NOBODY
    ) -> bytes | None:
        if not received.flags & message.REPORTABLE:
            return None
        name = encode_oid((*_USM_STATS, about, 0))
        varbind = encode_varbind(name, encode_unsigned(COUNTER32, 1))
        body = usm.scoped(self.engine_id, b"", encode_pdu(REPORT, 0, 0, 0, varbind))
        # Only the time is worth a signature, and it goes out unencrypted (RFC 3414, 3.2, 7).
        signed = usm.Keys(
            received.user,
            keys.flags & message.AUTH,
            keys.hash_name,
            keys.digest_size,
            keys.auth_key,
        )
        return usm.seal(signed, received.message_id, self._now(), body, reportable=False)
