"""
Traps and informs: what a device says without being asked.

A trap is never evidence, because anybody can send one: it only makes the daemon poll that device
at once. So nothing is kept of it but who sent which, and nothing arriving here can raise, fill the
log or hold up the loop for long: what is not wanted is counted in `dropped` and forgotten.

Version 1 and 2c show a community, which one of the profiles must have. In version 3 one engine is
the authority on a message (RFC 3412, 6.4; RFC 3414, 1.5.1): for an inform, which is acknowledged,
it is ours, for a trap the sender's, whose engine id must be known beforehand (`expect`).
"""

import asyncio
import errno
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from monitor.model.profile import SnmpProfile, SnmpVersion
from monitor.snmp import ber, message
from monitor.snmp.errors import MalformedMessageError
from monitor.snmp.message import SecureMessage
from monitor.snmp.udp import Address, address_of

if TYPE_CHECKING:
    from monitor.snmp.trap_engine import TrapEngine

# An engine id, and whose messages are accepted from it.
EngineUser: TypeAlias = tuple[bytes, SnmpProfile]

# pysnmp takes about a millisecond for each, so this bounds what a flood costs.
MAX_PER_S: Final = 100
MAX_PER_SOURCE_PER_S: Final = 10

_BURST: Final = 64
_LARGEST_DATAGRAM: Final = 65_535
_ADVICE: Final = {
    errno.EADDRINUSE: "another program, maybe snmptrapd, has it; stop that or choose another port",
    errno.EACCES: "ports below 1024 need the capability CAP_NET_BIND_SERVICE, which systemd gives "
    "with AmbientCapabilities; or choose a higher port",
    errno.EADDRNOTAVAIL: "this machine has no such address",
}
_VERSIONS: Final = {
    message.V1: SnmpVersion.V1,
    message.V2C: SnmpVersion.V2C,
    message.V3: SnmpVersion.V3,
}
# Trap-PDU (RFC 1157, 4.1.6), InformRequest-PDU and SNMPv2-Trap-PDU (RFC 3416, 3).
_KINDS: Final = {message.V1: (0xA4,), message.V2C: (0xA6, 0xA7)}
# SNMPv2-MIB, LLDP-MIB, BGP4-MIB (RFC 4273; before it RFC 1657), OSPF-TRAP-MIB.
_NAMES: Final = {
    "1.3.6.1.6.3.1.1.5.1": "coldStart",
    "1.3.6.1.6.3.1.1.5.2": "warmStart",
    "1.3.6.1.6.3.1.1.5.3": "linkDown",
    "1.3.6.1.6.3.1.1.5.4": "linkUp",
    "1.3.6.1.6.3.1.1.5.5": "authenticationFailure",
    "1.0.8802.1.1.2.0.0.1": "lldpRemTablesChange",
    "1.3.111.2.802.1.1.13.0.1": "lldpV2RemTablesChange",
    "1.3.6.1.2.1.15.0.1": "bgpEstablishedNotification",
    "1.3.6.1.2.1.15.0.2": "bgpBackwardTransNotification",
    "1.3.6.1.2.1.15.7.1": "bgpEstablished",
    "1.3.6.1.2.1.15.7.2": "bgpBackwardTransition",
    "1.3.6.1.2.1.14.16.2.2": "ospfNbrStateChange",
    "1.3.6.1.2.1.14.16.2.16": "ospfIfStateChange",
}

_MIKROTIK: Final = "1.3.6.1.4.1.14988."


class TrapPortError(Exception):
    """The port for traps cannot be had; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap or inform: the address it came from, its snmpTrapOID in numbers and dots."""

    source: str
    oid: str
    version: SnmpVersion

    def __str__(self) -> str:
        return f"{name_of(self.oid)} from {self.source}"


def name_of(oid: str) -> str:
    """Return the name of a standard trap, or the OID as it is."""
    # Told in version 1, one that has no zero before its last number gets it (RFC 3584, 3.1).
    head, _, last = oid.rpartition(".")
    return _NAMES.get(oid) or _NAMES.get(f"{head.removesuffix('.0')}.{last}", oid)


class TrapReceiver:
    """
    Receives on one address; `on_trap` is called in the loop, after an inform was acknowledged.

    `is_known` tells by its address who may send at all. `opened` is the descriptor of a socket
    that somebody else bound, and is used in place of the address. Communities and users are those
    of the profiles; of two users of one name, informs know the first. `engine_id` is ours, for
    devices where it has to be written down; by default it is made of this machine's name.
    `received` counts what was let in, by a standard trap's name or `other`; `dropped` the rest by
    reason: unknown_source, malformed, not_a_trap, unknown_community, unknown_engine (never
    expected), unknown_user, security_level, wrong_digest, time_window (also a step in the greeting
    of some devices), flood, and unanswered for a lost acknowledgement. A replayed trap of version
    3 is accepted: it costs a poll.
    """

    def __init__(
        self,
        host: str,
        port: int,
        profiles: Iterable[SnmpProfile],
        on_trap: Callable[[Trap], None],
        *,
        is_known: Callable[[str], bool] = lambda _: True,
        engine_id: bytes = b"",
        opened: int | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self._is_known = is_known
        self._opened = opened
        # RFC 3411, 5: the first bit says that the rest is as described there; 4 is "text".
        name = socket.gethostname().encode()[:27]
        self.engine_id = engine_id or b"\x80\x00\x00\x00\x04" + name
        self.dropped: Counter[str] = Counter()
        self.received: Counter[str] = Counter()
        self._on_trap = on_trap
        self._communities: set[bytes] = set()
        self._users: dict[bytes, dict[bytes, SnmpProfile]] = {self.engine_id: {}}
        for profile in profiles:
            if profile.version is SnmpVersion.V3:
                self._users[self.engine_id].setdefault(profile.user.encode(), profile)
            elif profile.community:
                self._communities.add(profile.community.reveal().encode())
        self._engine: TrapEngine | None = None
        self._socket: socket.socket | None = None
        self._buffer = memoryview(bytearray(_LARGEST_DATAGRAM))
        self._second = 0
        self._seen: Counter[str] = Counter()

    def expect(self, engine_id: bytes, profile: SnmpProfile) -> None:
        """
        Let traps of that engine by the profile's user in; may be called again with a new secret.

        Nothing happens for other versions, and for an id that no engine may have (RFC 3411, 5).
        """
        if profile.version is SnmpVersion.V3 and 5 <= len(engine_id) <= 32:
            self._users.setdefault(engine_id, {})[profile.user.encode()] = profile

    async def start(self) -> None:
        """Bind, or raise `TrapPortError`; `port` is then the one bound to."""
        bound = _bind(self.host, self.port) if self._opened is None else _taken_over(self._opened)
        try:
            # pysnmp takes its time to import and to read its MIBs.
            self._engine = await asyncio.to_thread(self._make_engine)
        except BaseException:
            bound.close()
            raise
        self.port = bound.getsockname()[1]
        self._socket = bound
        asyncio.get_running_loop().add_reader(bound, self._readable)

    async def stop(self) -> None:
        """Free the port; traps that still arrive are lost."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _make_engine(self) -> "TrapEngine":
        from monitor.snmp.trap_engine import TrapEngine

        return TrapEngine(self.engine_id, sorted(self._communities), self._send)

    def _readable(self) -> None:
        # Leave the loop to others now and then when datagrams keep coming.
        for _ in range(_BURST):
            if self._socket is None:
                return
            try:
                size, address = self._socket.recvfrom_into(self._buffer)
            except OSError:
                # Nothing more, or an ICMP error about an acknowledgement.
                return
            self._receive(bytes(self._buffer[:size]), address)

    def _receive(self, data: bytes, address: Address) -> None:
        if self._engine is None:
            return
        source = _text(address)
        if not self._is_known(source):
            self.dropped["unknown_source"] += 1
            return
        now_s = asyncio.get_running_loop().time()
        try:
            version, user = self._admit(data)
            self._count(source, now_s)
        except _Unwanted as unwanted:
            self.dropped[unwanted.reason] += 1
            return
        except MalformedMessageError:
            self.dropped["malformed"] += 1
            return
        verdict = self._engine.receive(data, address, user, now_s)
        if verdict.refusal:
            self.dropped[verdict.refusal] += 1
        if verdict.oid:
            self._received(Trap(source, verdict.oid, _VERSIONS[version]))

    def _received(self, trap: Trap) -> None:
        name = name_of(trap.oid)
        # Of a sender's own there are as many as numbers; those are one series.
        other = "mikrotik" if trap.oid.startswith(_MIKROTIK) else "other"
        self.received[name if name in _NAMES.values() else other] += 1
        self._on_trap(trap)

    def _admit(self, data: bytes) -> tuple[int, EngineUser | None]:
        """Return version and user of what pysnmp shall see; it would take longer to refuse."""
        at, end = ber.expect(ber.SEQUENCE, data, 0, len(data))
        version, at = ber.read_int(data, at, end)
        if version not in _KINDS:
            secure = message.read_message(data)
            assert isinstance(secure, SecureMessage)
            return version, self._admit_user(secure)
        start, at = ber.expect(ber.OCTET_STRING, data, at, end)
        kind, _, _ = ber.read(data, at, end)
        if data[start:at] not in self._communities:
            raise _Unwanted("unknown_community")
        if kind not in _KINDS[version]:
            raise _Unwanted("not_a_trap")
        return version, None

    def _admit_user(self, secure: SecureMessage) -> EngineUser | None:
        if not secure.engine_id:
            # Somebody asks for our engine id before an inform (RFC 3414, 4).
            if secure.flags != message.REPORTABLE or secure.body_tag != ber.SEQUENCE:
                raise _Unwanted("malformed")
            return None
        users = self._users.get(secure.engine_id)
        if users is None:
            raise _Unwanted("unknown_engine")
        profile = users.get(secure.user)
        if profile is None:
            raise _Unwanted("unknown_user")
        # Towards our engine pysnmp looks itself, and allows for the greeting.
        foreign = secure.engine_id != self.engine_id
        if foreign and secure.flags & (message.AUTH | message.PRIV) != _level_of(profile):
            raise _Unwanted("security_level")
        return secure.engine_id, profile

    def _count(self, source: str, now_s: float) -> None:
        """Raise if this second had enough already, of all or of this source."""
        if int(now_s) != self._second:
            self._second = int(now_s)
            self._seen.clear()
        if self._seen.total() >= MAX_PER_S or self._seen[source] >= MAX_PER_SOURCE_PER_S:
            raise _Unwanted("flood")
        self._seen[source] += 1

    def _send(self, datagram: bytes, address: Address) -> None:
        try:
            if self._socket is not None:
                self._socket.sendto(datagram, address)
        except OSError:
            self.dropped["unanswered"] += 1


class _Unwanted(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _bind(host: str, port: int) -> socket.socket:
    where = f"{host}, UDP port {port}"
    try:
        family, address = address_of(host, port)
    except ValueError as error:
        raise TrapPortError(f"Traps cannot be received: {error}.") from error
    bound = socket.socket(family, socket.SOCK_DGRAM)
    try:
        bound.settimeout(0)
        bound.bind(address)
    except OSError as error:
        bound.close()
        advice = _ADVICE.get(error.errno or 0, f"{error.strerror}")
        raise TrapPortError(f"Traps cannot be received on {where}: {advice}.") from error
    return bound


def _taken_over(descriptor: int) -> socket.socket:
    taken = socket.socket(fileno=descriptor)
    taken.settimeout(0)
    return taken


def _level_of(profile: SnmpProfile) -> int:
    return (message.AUTH if profile.auth else 0) | (message.PRIV if profile.priv else 0)


def _text(address: Address) -> str:
    # No scope, and the IPv4 of a mapped address, which a socket for both families shows.
    text = str(address[0]).partition("%")[0]
    return text.removeprefix("::ffff:") if "." in text else text
