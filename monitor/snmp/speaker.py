"""
How a question becomes a datagram and a datagram an answer, for a community and for a user.

A speaker holds no socket: the client numbers, sends and receives. `open` raises `DroppedError` for
a datagram that is not what was asked for; dropping it leaves the request waiting for a better one.
"""

from typing import Final, Protocol

from monitor.snmp import ber, message, usm
from monitor.snmp.engine import Engine
from monitor.snmp.errors import DecryptionError, WrongDigestError
from monitor.snmp.message import CommunityMessage, SecureMessage
from monitor.snmp.oid import Oid, decode_oid
from monitor.snmp.pdu import REPORT, RESPONSE, Pdu, read_pdu, varbinds
from monitor.snmp.session import Community

OUTSIDE_WINDOW: Final = "outside the time window"


class DroppedError(Exception):
    """The datagram does not answer the request; the text is a reason to count by."""


class Speaker(Protocol):
    """Seals requests to, and opens answers of, one agent."""

    numbered: bool
    """Whether messages have a number of their own, apart from the request id (version 3)."""

    def seal(self, number: int, pdu: bytes, now_s: float) -> bytes:
        """Return the datagram for an encoded PDU."""
        ...

    def open(self, received: CommunityMessage | SecureMessage, now_s: float) -> Pdu:
        """Return the answer, or raise `DroppedError`."""
        ...


class CommunitySpeaker:
    """Versions 1 and 2c."""

    numbered = False

    def __init__(self, community: Community) -> None:
        self._version = community.version - 1
        # Octets that are no UTF-8 come out of the environment as surrogates.
        self._name = community.name.reveal().encode(errors="surrogateescape")
        self._head = message.community_head(self._version, self._name)

    def seal(self, number: int, pdu: bytes, now_s: float) -> bytes:  # noqa: ARG002
        """Return the datagram for an encoded PDU."""
        return ber.tlv(ber.SEQUENCE, self._head + pdu)

    def open(self, received: CommunityMessage | SecureMessage, now_s: float) -> Pdu:  # noqa: ARG002
        """Return the answer, or raise `DroppedError`."""
        if not isinstance(received, CommunityMessage) or received.version != self._version:
            raise DroppedError("wrong version")
        if received.community != self._name:
            raise DroppedError("wrong community")
        if received.pdu.kind != RESPONSE:
            raise DroppedError("not a response")
        return received.pdu


class UserSpeaker:
    """Version 3: a user's keys at an engine that is already known (or nobody's, to discover)."""

    numbered = True

    def __init__(
        self, engine: Engine, keys: usm.Keys, context: bytes, *, checks_time: bool = True
    ) -> None:
        self._engine = engine
        self._keys = keys
        self._context = context
        self._checks_time = checks_time

    def seal(self, number: int, pdu: bytes, now_s: float) -> bytes:
        """Return the datagram for an encoded PDU."""
        engine = self._engine.now(now_s)
        body = usm.scoped(engine[0], self._context, pdu)
        return usm.seal(self._keys, number, engine, body, reportable=True)

    def open(self, received: CommunityMessage | SecureMessage, now_s: float) -> Pdu:
        """
        Return the answer or report, or raise `DroppedError`.

        An answer needs the level that was asked at. A report may come without: an agent that does
        not know the user has no key to sign with. The message's number, which only the agent and
        who listens on the way can know, is then what it is believed by. What is signed is signed
        for this user at this engine, a report too.
        """
        received, level, answer = self._opened(received)
        is_report = answer.kind == REPORT
        if is_report and not level:
            if not self._keys.flags:
                self._engine.learn(received, now_s)
            return answer
        if not is_report and answer.kind != RESPONSE:
            raise DroppedError("not a response")
        if not is_report and level != self._keys.flags:
            raise DroppedError("wrong security level")
        if received.user != self._keys.user:
            raise DroppedError("wrong user")
        if received.engine_id != self._engine.engine_id:
            raise DroppedError("wrong engine")
        if level:
            self._follow_time(received, now_s)
        return answer

    def _opened(self, received: CommunityMessage | SecureMessage) -> tuple[SecureMessage, int, Pdu]:
        """Return a message that our keys made, with its level and what is in it."""
        if not isinstance(received, SecureMessage):
            raise DroppedError("wrong version")
        level = received.flags & (message.AUTH | message.PRIV)
        # Privacy without authentication does not exist (RFC 3412, 7.2, 5d).
        if level & ~self._keys.flags or level == message.PRIV:
            raise DroppedError("wrong security level")
        try:
            if level & message.AUTH:
                usm.verify(self._keys, received)
            _, _, data, at, end = usm.open_body(self._keys, received)
        except WrongDigestError as error:
            raise DroppedError("wrong digest") from error
        except DecryptionError as error:
            raise DroppedError("does not decrypt") from error
        return received, level, read_pdu(data, at, end)

    def _follow_time(self, received: SecureMessage, now_s: float) -> None:
        """
        Learn the time of a signed message, or drop one that is too old (RFC 3414, 3.2, 7b).

        The number of a message is fresh and cannot be guessed, so what this drops is seldom an old
        answer: most often an agent that forgot how often it was started.
        """
        engine = self._engine
        heard, known = (received.boots, received.time_s), (engine.boots, engine.time_s)
        if not engine.is_sure or heard > known:
            engine.learn(received, now_s, is_signed=True)
        if engine.is_outside_window(received, now_s):
            if self._checks_time:
                raise DroppedError(OUTSIDE_WINDOW)
            engine.learn(received, now_s, is_signed=True)


def report_oid(report: Pdu) -> Oid:
    """Return which counter a report is about; nothing readable gives an empty OID."""
    for name, _ in varbinds(report):
        try:
            return decode_oid(name)
        except ValueError:
            break
    return ()
