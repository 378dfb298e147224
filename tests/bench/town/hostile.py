"""
Routers of the town that want to cost the others: a process of its own, instead of the responder.

    python -m tests.bench.town.hostile --first 980 --count 20 [--traps 26163]

Each answers at its own address and port, in one of the ways of `WAYS`, and from all of them traps
are sent, fifty a second in all, where a port for them is told. It ends when standard input closes,
or by itself after two hours.
"""

import argparse
import asyncio
import random
import socket
import sys
import time
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address

from monitor.snmp import ber, values
from monitor.snmp.agent import Agent
from monitor.snmp.agent_view import MappingView, View
from monitor.snmp.message import V2C, encode_community
from monitor.snmp.oid import Oid
from monitor.snmp.udp import Address
from monitor.snmp.values import Wire
from tests import fakes
from tests.bench.town.responder import COMMUNITY, Endless
from tests.bench.town.shapes import host
from tests.floods import flood, stuffed

PORT = 26_164
_LIFE_S = 7200.0
_CHANGES_S = 60.0
_ANSWER_BYTES = 60_000
"""Of one answer: as much as UDP carries, nearly."""
_TRAPS_A_SECOND = 50.0
_ECHOES = 20
_ARP: Oid = (1, 3, 6, 1, 2, 1, 4, 22, 1)
_FDB: Oid = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1)
_TRAP_OID = bytes.fromhex("2b060106030101040100")
_LINK_DOWN = bytes.fromhex("06092b0601060301010503")
_LLDP: Oid = (1, 0, 8802, 1, 1, 2, 1, 4, 1, 1)


class Changing:
    """Shows one mapping and then the other, a minute each."""

    def __init__(self, *shown: Mapping[Oid, Wire]) -> None:
        self._views = [MappingView(one) for one in shown]

    def _now(self) -> MappingView:
        return self._views[int(time.monotonic() // _CHANGES_S) % len(self._views)]

    def get(self, oid: Oid) -> Wire | None:
        """Return the value of an OID, or `None`."""
        shown = self._now().get(oid)
        return shown() if callable(shown) else shown

    def next(self, oid: Oid) -> tuple[Oid, Wire] | None:
        """Return the first OID behind this one with its value; `None` at the end."""
        return self._now().next(oid)


class Liar(Agent):
    """An agent that answers often and wrongly: cut, with changed bits, and twenty times over."""

    def __init__(self, view: View, host: str) -> None:
        super().__init__(view, host=host, port=PORT, communities=[COMMUNITY])
        self._chance = random.Random(host)

    def _handle(self, datagram: bytes, address: Address) -> None:
        response = self.respond(datagram)
        if response is None or self._transport is None:
            return
        for _ in range(_ECHOES):
            self._transport.sendto(self._spoilt(response), address)

    def _spoilt(self, response: bytes) -> bytes:
        what = self._chance.randrange(4)
        if what == 0:
            return response
        if what == 1:
            return response[: self._chance.randrange(len(response))]
        if what == 2:
            return self._chance.randbytes(len(response))
        spoilt = bytearray(response)
        spoilt[self._chance.randrange(len(spoilt))] ^= 1 << self._chance.randrange(8)
        return bytes(spoilt)


def _crowd() -> dict[Oid, Wire]:
    """Show a router that has met twenty thousand boxes, of which two thousand tell who they are."""
    shown = fakes.router(foreign=True)
    first = int(IPv4Address("10.64.0.0"))
    for number in range(20_000):
        dotted = str(IPv4Address(first + number))
        mac = values.encode_octets(bytes((0xC8, 0x50, 0xE9, 0, number >> 8, number & 255)))
        at = tuple(IPv4Address(dotted).packed)
        shown |= {
            (*_ARP, 1, 3, *at): values.encode_int(3),
            (*_ARP, 2, 3, *at): mac,
            (*_ARP, 3, 3, *at): fakes.ip(dotted),
            (*_ARP, 4, 3, *at): values.encode_int(3),
            (*_FDB, 2, 0xC8, 0x50, 0xE9, 0, number >> 8, number & 255): values.encode_int(3),
            (*_FDB, 3, 0xC8, 0x50, 0xE9, 0, number >> 8, number & 255): values.encode_int(3),
        }
        if number < 2_000:
            row = (0, 3, number)
            shown |= {
                (*_LLDP, 4, *row): values.encode_int(4),
                (*_LLDP, 5, *row): mac,
                (*_LLDP, 6, *row): values.encode_int(5),
                (*_LLDP, 7, *row): fakes.text(f"port{number}"),
                (*_LLDP, 9, *row): fakes.text(f"router-{number}"),
                (*_LLDP, 12, *row): values.encode_octets(b"\x28"),
            }
    return shown


def _at_once() -> Endless:
    return Endless(MappingView(flood(3_000) | _crowd()))


WAYS: Mapping[str, Callable[[str], Agent]] = {
    "3,000 ways out, and a minute later 2,000": lambda at: _big(
        Changing(flood(3_000), flood(2_000)), at
    ),
    "400 interfaces with 55 KB of text each": lambda at: _big(
        MappingView(stuffed(400, 55_000)), at
    ),
    "a crowd of 20,000, gone every other minute": lambda at: _big(
        Changing(_crowd(), fakes.router()), at
    ),
    "a million interfaces, a crowd, and 3,000 ways out": lambda at: _big(_at_once(), at),
    "wrong answers, each twenty times": lambda at: Liar(MappingView(flood(300)), at),
}


def _big(view: View, at: str) -> Agent:
    return Agent(view, host=at, port=PORT, communities=[COMMUNITY], max_answer_bytes=_ANSWER_BYTES)


async def _send_traps(hosts: list[str], port: int) -> None:
    """Send traps that say a line went down, from one after the other."""
    sockets = []
    for at in hosts:
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sender.bind((at, 0))
        sender.setblocking(False)
        sockets.append(sender)
    trap = _trap()
    while True:
        for sender in sockets:
            sender.sendto(trap, ("127.0.0.1", port))
            await asyncio.sleep(1 / _TRAPS_A_SECOND)


def _trap() -> bytes:
    """Return a trap of version 2c: linkDown (RFC 3418)."""
    row = ber.tlv(ber.SEQUENCE, ber.tlv(ber.OBJECT_IDENTIFIER, _TRAP_OID) + _LINK_DOWN)
    fields = ber.integer(1) + ber.integer(0) + ber.integer(0)
    pdu = ber.tlv(0xA7, fields + ber.tlv(ber.SEQUENCE, row))
    return encode_community(V2C, COMMUNITY.encode(), pdu)


async def _answer(first: int, count: int, traps: int | None) -> None:
    ways = list(WAYS.values())
    hosts = [host(number) for number in range(first, first + count)]
    for number, at in enumerate(hosts):
        await ways[number % len(ways)](at).start()
    print("ready", flush=True)
    told = asyncio.create_task(_send_traps(hosts, traps)) if traps else None
    loop = asyncio.get_running_loop()
    closed = loop.run_in_executor(None, sys.stdin.read)
    await asyncio.wait([closed], timeout=_LIFE_S)
    if told is not None:
        told.cancel()


def main() -> None:
    """Answer until standard input closes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--traps", type=int)
    given = parser.parse_args()
    asyncio.run(_answer(given.first, given.count, given.traps))


if __name__ == "__main__":
    main()
