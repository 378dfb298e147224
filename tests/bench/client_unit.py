"""
The unit of work: interfaces and ARP of one device, 668 varbinds, and the agents that serve it.

The responder answers on an address of 127.0.0.0/8 for each device. All devices show the same, so
each different question is worked out once and its list of varbinds kept: what is measured is the
client. Its sockets are in `tests.bench.client_serve`.
"""

import time
from ipaddress import IPv4Address

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.model.secret import Secret
from monitor.snmp import ber, values
from monitor.snmp.agent_pdu import answer
from monitor.snmp.agent_usm import AgentSecurity
from monitor.snmp.agent_view import MappingView
from monitor.snmp.message import CommunityMessage, encode_community, read_message
from monitor.snmp.oid import Oid
from monitor.snmp.pdu import RESPONSE, Pdu, encode_pdu, read_pdu
from monitor.snmp.session import User
from monitor.snmp.values import Wire

PORT = 26_161
COMMUNITY = "bench"
USER = User(
    "bench",
    AuthProtocol.SHA_256,
    Secret("bench-auth-password"),
    PrivProtocol.AES_128,
    Secret("bench-priv-password"),
)
ENGINE_ID = b"\x80\x00\x00\x00\x05bench"

INTERFACES = 24
NEIGHBOURS = 59
IF_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
IFX_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
ARP_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 4, 22, 1)
IF_COLUMNS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 16)
IFX_COLUMNS = (1, 2, 4, 6, 10, 15, 17, 18)
ARP_COLUMNS = (1, 2, 3, 4)
TABLES: tuple[tuple[Oid, ...], ...] = (
    tuple((*IF_ENTRY, column) for column in IF_COLUMNS),
    tuple((*IFX_ENTRY, column) for column in IFX_COLUMNS),
    tuple((*ARP_ENTRY, column) for column in ARP_COLUMNS),
)
VARBINDS = INTERFACES * (len(IF_COLUMNS) + len(IFX_COLUMNS)) + NEIGHBOURS * len(ARP_COLUMNS)
_COMMUNITY_FIELD = ber.tlv(ber.OCTET_STRING, COMMUNITY.encode())


def host(number: int) -> str:
    """Return the address of a device."""
    return f"127.77.{number // 250}.{number % 250 + 1}"


def mib() -> dict[Oid, Wire]:
    """Return what each device shows; rows beyond the last table make its end a usual one."""
    shown: dict[Oid, Wire] = {}
    for row in range(1, INTERFACES + 1):
        shown |= {(*IF_ENTRY, column, row): _if_cell(column, row) for column in IF_COLUMNS}
        shown |= {(*IFX_ENTRY, column, row): _ifx_cell(column, row) for column in IFX_COLUMNS}
    for row in range(NEIGHBOURS):
        address = IPv4Address(f"10.20.30.{row + 1}")
        index = (row % INTERFACES + 1, *address.packed)
        shown[(*ARP_ENTRY, 1, *index)] = values.encode_int(index[0])
        shown[(*ARP_ENTRY, 2, *index)] = values.encode_octets(
            b"\x02\x00\x5e\x10\x00" + bytes((row,))
        )
        shown[(*ARP_ENTRY, 3, *index)] = values.encode_ip(address)
        shown[(*ARP_ENTRY, 4, *index)] = values.encode_int(3)
    shown[(1, 3, 6, 1, 2, 1, 4, 23, 0)] = values.encode_int(0)
    shown |= {(1, 3, 6, 1, 2, 1, 31, 1, 5, row): values.encode_int(row) for row in range(40)}
    return shown


def _if_cell(column: int, row: int) -> Wire:
    if column == 2:
        return values.encode_octets(b"GigabitEthernet0/%d" % row)
    if column == 6:
        return values.encode_octets(b"\x00\x1b\x54\xaa\xbb" + bytes((row,)))
    if column == 5:
        return values.encode_unsigned(values.GAUGE32, 1_000_000_000)
    if column == 9:
        return values.encode_unsigned(values.TIMETICKS, 123_456 * row)
    if column in (10, 16):
        return values.encode_unsigned(values.COUNTER32, 3_000_000_000 + row)
    return values.encode_int({3: 6, 4: 1500}.get(column, 1))


def _ifx_cell(column: int, row: int) -> Wire:
    if column == 1:
        return values.encode_octets(b"Gi0/%d" % row)
    if column == 18:
        return values.encode_octets(b"uplink of agency number %d" % row)
    if column in (6, 10):
        return values.encode_unsigned(values.COUNTER64, 9_000_000_000_000 + row)
    if column in (2, 4):
        return values.encode_unsigned(values.COUNTER32, 70_000 + row)
    return values.encode_unsigned(values.GAUGE32, 1000) if column == 15 else values.encode_int(1)


class Responder:
    """Answers for all devices at once."""

    def __init__(self) -> None:
        started = time.monotonic()
        self._view = MappingView(mib())
        self._known: dict[tuple[int, int, int, bytes], bytes] = {}
        self._by_rest: dict[bytes, bytes] = {}
        self._security = AgentSecurity(ENGINE_ID, 3, lambda: time.monotonic() - started, [USER])

    def respond(self, datagram: bytes) -> bytes | None:
        """Return the answer to a datagram."""
        return self._respond_fast(datagram) or self._respond_slowly(datagram)

    def _respond_fast(self, datagram: bytes) -> bytes | None:
        # A busy responder shares caches and cores with the client: the less it does, the less of
        # it is measured. So a question is known by what follows its request id.
        at = datagram.find(_COMMUNITY_FIELD, 0, 16)
        if at < 0:
            return None
        at += len(_COMMUNITY_FIELD) + 1
        length = datagram[at]
        at += 1 + (length & 0x7F if length & 0x80 else 0)
        end = at + 2 + datagram[at + 1]
        known = self._by_rest.get(datagram[end:])
        if known is not None:
            pdu = ber.tlv(RESPONSE, datagram[at:end] + known)
            return ber.tlv(ber.SEQUENCE, b"\x02\x01\x01" + _COMMUNITY_FIELD + pdu)
        slow = self._respond_slowly(datagram)
        if slow is not None:
            answer_at = slow.rindex(datagram[at:end], 0, 40) + end - at
            self._by_rest[datagram[end:]] = slow[answer_at:]
        return slow

    def _respond_slowly(self, datagram: bytes) -> bytes | None:
        received = read_message(datagram)
        if isinstance(received, CommunityMessage):
            pdu = self._answer(b"", received.pdu)
            return encode_community(received.version, received.community, pdu)
        return self._security.handle(received, self._answer)

    def _answer(self, context: bytes, question: Pdu) -> bytes:
        key = (
            question.kind,
            question.error_status,
            question.error_index,
            question.data[question.start : question.stop],
        )
        known = self._known.get(key)
        if known is None:
            response = answer(self._view, question)
            assert response is not None
            pdu = read_pdu(response, 0, len(response))
            known = self._known[key] = response[pdu.start : pdu.stop]
        return encode_pdu(RESPONSE, question.request_id, 0, 0, known)
