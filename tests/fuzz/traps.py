"""
Traps that come to the receiver, over a socket: each is let in, or dropped and counted.

They come from several addresses, since of each one only some are looked at in a second.
"""

import asyncio
import socket
from functools import cache

from hypothesis import strategies as st

from monitor.snmp.ber import OBJECT_IDENTIFIER, tlv
from monitor.snmp.message import encode_community
from monitor.snmp.pdu import encode_pdu, encode_varbind
from monitor.snmp.traps import Trap, TrapReceiver
from monitor.snmp.usm import scoped
from monitor.snmp.values import encode_unsigned
from tests.fuzz.strategies import edited
from tests.snmp.forge import ID, PLAIN, PRIVATE, SIGNED, Forgery
from tests.snmp.test_traps import OURS, PROFILES, SECURE

_TRAP, _INFORM, _REPORT = 0xA7, 0xA6, 0xA8
_LISTED = encode_varbind(b"\x2b\x06\x01\x02\x01\x01\x03\x00", encode_unsigned(0x43, 100)) + (
    encode_varbind(
        bytes.fromhex("2b060106030101040100"),
        tlv(OBJECT_IDENTIFIER, bytes.fromhex("2b0601060301010503")),
    )
)
_PDUS = [encode_pdu(kind, 1, 0, 0, _LISTED) for kind in (_TRAP, _INFORM, _REPORT)]
_V1 = bytes.fromhex("a41b 06082b0601040181e41e 40040a000001 020102 020100 430100 3000")
_WHOLE = [
    *(encode_community(1, b"rahasia", pdu) for pdu in _PDUS),
    encode_community(0, b"public", _V1),
    *(Forgery(keys=keys, kind=_TRAP).octets() for keys in (PRIVATE, SIGNED, PLAIN)),
    Forgery(kind=_INFORM).octets(),
    Forgery(keys=PLAIN, engine_id=OURS, kind=_INFORM).octets(),
]  # fmt: skip
_BODIES = [scoped(ID, b"", pdu) for pdu in _PDUS]
_SENDERS = 12
_WAIT_S = 10.0


@st.composite
def _datagrams(draw: st.DrawFn) -> bytes:
    match draw(st.sampled_from(["whole", "community", "signed"])):
        case "community":
            return encode_community(1, b"rahasia", draw(edited(_PDUS)))
        case "signed":
            return Forgery(body=draw(edited(_BODIES))).octets()
        case _:
            return draw(edited(_WHOLE))


STRATEGY = st.lists(_datagrams(), min_size=1, max_size=8)


class _Lab:
    """A receiver that goes on, and senders with an address each."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.found: list[Trap] = []
        self.receiver = TrapReceiver("127.0.0.1", 0, PROFILES, self.found.append, engine_id=OURS)
        self.receiver.expect(ID, SECURE)
        self.runner.run(self.receiver.start())
        self.senders = []
        for number in range(_SENDERS):
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sender.bind((f"127.0.1.{number + 1}", 0))
            self.senders.append(sender)
        self.turn = 0

    def counted(self) -> int:
        """Return how many datagrams the receiver has done with."""
        # What it could not acknowledge is counted beside.
        return len(self.found) + self.receiver.dropped.total() - self.receiver.dropped["unanswered"]

    async def send(self, datagram: bytes) -> None:
        """Send one and wait until it is counted."""
        before = self.counted()
        self.senders[self.turn % _SENDERS].sendto(datagram, ("127.0.0.1", self.receiver.port))
        self.turn += 1
        async with asyncio.timeout(_WAIT_S):
            while self.counted() == before:  # noqa: ASYNC110 - what is waited for sets no event
                await asyncio.sleep(0)


@cache
def _lab() -> _Lab:
    return _Lab()


def check(datagrams: list[bytes]) -> None:
    """Let them come, one after the other."""
    lab = _lab()

    async def run() -> None:
        for datagram in datagrams:
            await lab.send(datagram)

    lab.runner.run(run())
