"""
Datagrams that come to a client: each ends a request, or is dropped and counted.

A request of version 2c waits, and one of version 3 for a signed and encrypted answer; what comes is
an answer to either, edited as a whole or before it was signed.
"""

import asyncio
from collections import Counter
from contextlib import suppress

from hypothesis import strategies as st

from monitor.model.secret import Secret
from monitor.snmp.engine import Engine
from monitor.snmp.errors import MalformedMessageError, SnmpError
from monitor.snmp.inbox import Inbox
from monitor.snmp.message import encode_community
from monitor.snmp.oid import encode_oid
from monitor.snmp.pdu import REPORT, RESPONSE, encode_pdu, encode_varbind, varbinds
from monitor.snmp.peer import Peer, Whereabouts
from monitor.snmp.pending import Pending
from monitor.snmp.session import Community
from monitor.snmp.speaker import CommunitySpeaker, UserSpeaker
from monitor.snmp.usm import scoped
from monitor.snmp.values import show
from tests import fakes
from tests.fuzz.strategies import edited
from tests.snmp.forge import ID, PRIVATE, Forgery

_HERE = ("192.0.2.1", 161)
_SOURCES = st.sampled_from([_HERE, ("192.0.2.1", 999), ("192.0.2.9", 161)])
_PLAIN, _SECURE = 4, 5
_SHOWN = tuple((encode_oid(oid), wire) for oid, wire in fakes.router(foreign=True).items())
_LISTED = b"".join(encode_varbind(name, wire) for name, wire in _SHOWN[:20])
_PDUS = [
    encode_pdu(kind, request_id, status, index, _LISTED)
    for kind, request_id, status, index in (
        (RESPONSE, _PLAIN, 0, 0),
        (RESPONSE, 1, 5, 3),
        (REPORT, 1, 0, 0),
    )
]
_WHOLE = [
    *(encode_community(1, b"public", pdu) for pdu in _PDUS),
    Forgery(shown=_SHOWN[:20]).octets(),
    Forgery(kind=REPORT, flags=0, shown=_SHOWN[:1]).octets(),
]
_BODIES = [scoped(ID, b"", pdu) for pdu in _PDUS]


@st.composite
def _datagrams(draw: st.DrawFn) -> bytes:
    match draw(st.sampled_from(["whole", "community", "signed"])):
        case "community":
            return encode_community(1, b"public", draw(edited(_PDUS)))
        case "signed":
            return Forgery(body=draw(edited(_BODIES))).octets()
        case _:
            return draw(edited(_WHOLE))


STRATEGY = st.lists(st.tuples(_datagrams(), _SOURCES), min_size=1, max_size=4)


def check(datagrams: list[tuple[bytes, tuple[str, int]]]) -> None:
    """Let them come, one after the other, and read what they answer."""

    async def run() -> None:
        dropped: Counter[str] = Counter()
        inbox = Inbox(dropped)
        where = Whereabouts(2, _HERE, _HERE, Peer())
        plain = Pending(where, CommunitySpeaker(Community(2, Secret("public"))), _PLAIN)
        engine = Engine()
        engine.engine_id = ID
        secure = Pending(where, UserSpeaker(engine, PRIVATE, b""), 1)
        inbox.know(_HERE)
        for number, pending in ((_PLAIN, plain), (_SECURE, secure)):
            inbox.expect(number, pending)
        for datagram, source in datagrams:
            before = dropped.total() + plain.done + secure.done
            inbox.receive(datagram, source)
            assert dropped.total() + plain.done + secure.done == before + 1
        for pending in (plain, secure):
            if pending.outcome is not None and not isinstance(pending.outcome, SnmpError):
                with suppress(MalformedMessageError):
                    for _, wire in varbinds(pending.outcome):
                        show(wire or b"")

    asyncio.run(run())
