"""
What pysnmp does for the receiver of traps: it verifies, decrypts, maps version 1 and acknowledges.

It is fed datagrams one by one and never sees a socket or the loop. What it leaves out is done in
`traps`: for a trap of a foreign engine it does not hold the message to the user's security level,
and takes an empty user name for a known one.
"""

from collections.abc import Callable, Iterable
from time import time
from typing import Any, Final, NamedTuple

from pyasn1.type import univ  # type: ignore[import-untyped]
from pysnmp.carrier.base import AbstractTransportDispatcher  # type: ignore[import-untyped]
from pysnmp.entity import config  # type: ignore[import-untyped]
from pysnmp.entity.engine import SnmpEngine  # type: ignore[import-untyped]
from pysnmp.entity.rfc3413.ntfrcv import NotificationReceiver  # type: ignore[import-untyped]

from monitor.model.profile import SnmpProfile
from monitor.model.secret import Secret
from monitor.snmp.oid import Oid, format_oid
from monitor.snmp.pysnmp_engine import AUTH, PRIV
from monitor.snmp.udp import Address

_SNMP_TRAP_OID: Final[Oid] = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
# pysnmp files senders by a transport domain; one serves both address families here.
_DOMAIN: Final[Oid] = (1, 3, 6, 1, 6, 1, 1)
_FAILED: Final = "rfc3412.prepareDataElements:sm-failure"
# pysnmp's error indications, by the names of their classes; a greeting is no refusal.
_REFUSALS: Final = {
    "UnknownEngineID": "",
    "AuthenticationFailure": "wrong_digest",
    "DecryptionError": "wrong_digest",
    "NotInTimeWindow": "time_window",
    "UnsupportedSecurityLevel": "security_level",
}
# 2020-01-01T00:00Z.
_EPOCH_S: Final = 1_577_836_800
_TICK_S: Final = 1.0


class Verdict(NamedTuple):
    """What became of a datagram: the snmpTrapOID, or why there is none."""

    oid: str
    refusal: str = ""


class TrapEngine:
    """A pysnmp engine that answers through `send`, which must not raise."""

    def __init__(
        self, engine_id: bytes, communities: Iterable[bytes], send: Callable[[bytes, Address], None]
    ) -> None:
        self._pysnmp: Any = SnmpEngine()
        # Given an engine id, SnmpEngine keeps its restarts in a shared temporary folder. Seconds
        # since a fixed day grow over restarts just as well (RFC 3414, 2.2) and need no file.
        self._set("snmpEngineID", engine_id)
        self._set("snmpEngineBoots", int(time()) - _EPOCH_S)
        self._known: dict[tuple[bytes, str], SnmpProfile] = {}
        self._oid, self._refusal = "", ""
        for number, community in enumerate(communities):
            config.add_v1_system(self._pysnmp, f"community-{number}", community)
        self._ticker: Any = AbstractTransportDispatcher()
        self._pysnmp.register_transport_dispatcher(self._ticker)
        self._ticker.set_timer_resolution(_TICK_S)
        self._ticker.register_transport(_DOMAIN, _Wire(send))
        self._pysnmp.observer.register_observer(self._failed, _FAILED)
        self._receiver: Any = NotificationReceiver(self._pysnmp, self._notified)
        kinds, dispatcher = (
            NotificationReceiver.SUPPORTED_PDU_TYPES,
            self._pysnmp.message_dispatcher,
        )
        dispatcher.unregister_context_engine_id(b"", kinds)
        dispatcher.register_context_engine_id(b"", kinds, self._process)

    def receive(
        self, data: bytes, address: Address, user: tuple[bytes, SnmpProfile] | None, now_s: float
    ) -> Verdict:
        """
        Take a datagram, and answer it if it wants that; whatever pysnmp raises is a refusal.

        `user` is whom a message of version 3 says it is from: the engine's id and the profile.
        """
        self._oid, self._refusal = "", "malformed"
        # pysnmp forgets what it keeps for a while by these ticks.
        self._ticker.handle_timer_tick(now_s)
        try:
            if user is not None:
                self._know(*user)
            self._pysnmp.message_dispatcher.receive_message(self._pysnmp, _DOMAIN, address, data)
        except Exception:  # noqa: BLE001 - what a datagram can raise in pysnmp has no end
            return Verdict("", "malformed")
        return Verdict(self._oid, "" if self._oid else self._refusal)

    def close(self) -> None:
        """Give back what pysnmp holds."""
        self._pysnmp.close_dispatcher()

    def _know(self, engine_id: bytes, profile: SnmpProfile) -> None:
        # Some 15 ms each, so only for engines that do send; cities have many that never will.
        key = engine_id, profile.user
        if self._known.get(key) == profile:
            return
        config.add_v3_user(
            self._pysnmp,
            profile.user,
            AUTH[profile.auth],
            _octets(profile.auth_secret),
            PRIV[profile.priv],
            _octets(profile.priv_secret),
            securityEngineId=univ.OctetString(engine_id),
        )
        self._known[key] = profile

    def _set(self, name: str, value: bytes | int) -> None:
        (scalar,) = self._pysnmp.get_mib_builder().import_symbols("__SNMP-FRAMEWORK-MIB", name)
        scalar.syntax = scalar.syntax.clone(value)

    def _process(self, *given: Any) -> None:
        try:
            self._receiver.process_pdu(*given)
        except Exception:  # noqa: BLE001 - of any kind, and let out it leaves a record in pysnmp
            self._oid = ""

    def _failed(self, _engine: Any, _point: str, variables: dict[str, Any], _context: Any) -> None:
        indication = variables["statusInformation"].get("errorIndication")
        self._refusal = _REFUSALS.get(type(indication).__name__, "malformed")

    def _notified(self, *given: Any) -> None:
        varbinds = given[4]
        for name, value in varbinds:
            if tuple(name) == _SNMP_TRAP_OID and isinstance(value, univ.ObjectIdentifier):
                self._oid = format_oid(tuple(value))


class _Wire:
    """The little that pysnmp's dispatcher asks of a transport."""

    def __init__(self, send: Callable[[bytes, Address], None]) -> None:
        self._send = send

    def register_callback(self, _callback: Any) -> None:
        """Nothing: datagrams are given to pysnmp directly."""

    def unregister_callback(self) -> None:
        """Nothing."""

    def close_transport(self) -> None:
        """Nothing: the socket is not pysnmp's."""

    def send_message(self, message: bytes, address: Address) -> None:
        """Send an acknowledgement or a report."""
        self._send(bytes(message), address)


def _octets(secret: Secret | None) -> bytes | None:
    return secret.reveal().encode() if secret else None
