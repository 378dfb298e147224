"""
Answers for the whole town from one process: version 2c, at port PORT of 127.1.0.0/16.

    python -m tests.bench.town.responder --devices 10000

It reads orders from standard input, one JSON object a line, and ends when that closes, or by itself
after an hour. Each order is answered by a line:

    {"dead": [from, to]}    devices that keep silent
    {"loss": 0.1}           questions and answers that get lost, each
    {"delay_s": 0.2}        how long every answer takes
    {"slow": 7}             a device takes a second for each answer
    {"endless": 7}          a device has a million interfaces
    {"down": 7}             the line of a device goes down
    {"punctuality": 60}     how late polls began, at an interval of so many seconds (`Diary`)
    {"forget": true}        when polls began until now
"""

import argparse
import heapq
import json
import os
import random
import selectors
import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

from monitor.snmp import ber, values
from monitor.snmp.agent_pdu import answer
from monitor.snmp.agent_view import MappingView
from monitor.snmp.errors import SnmpError
from monitor.snmp.message import CommunityMessage, read_message
from monitor.snmp.oid import Oid
from monitor.snmp.pdu import RESPONSE
from monitor.snmp.values import Wire
from tests.bench.town.shapes import Filling, number_of, shapes, template
from tests.measured_city.ip_tables import IF

PORT = 26_162
COMMUNITY = "town"
_COMMUNITY_FIELD = ber.tlv(ber.OCTET_STRING, COMMUNITY.encode())
_LIFE_S = 3600.0
_MOST_ANSWER_BYTES = 1_400
_BUFFER_BYTES = 2**25
_IP_PKTINFO = 8
_SO_RCVBUFFORCE, _SO_SNDBUFFORCE = 33, 32


class Endless:
    """A view whose ifTable goes on as long as it is asked."""

    def __init__(self, view: MappingView, rows: int = 1_000_000) -> None:
        self._view, self._rows = view, rows

    def get(self, oid: Oid) -> Wire | None:
        """Return the value of an OID, or `None`."""
        return self._view.get(oid)

    def next(self, oid: Oid) -> tuple[Oid, Wire] | None:
        """Return the first OID behind this one with its value; `None` at the end."""
        size = len(IF)
        if oid[:size] == IF and len(oid) in (size + 1, size + 2):
            row = (oid[size + 1] if len(oid) > size + 1 else 0) + 1
            if row <= self._rows:
                return (*oid[: size + 1], row), values.encode_int(1)
        return self._view.next(oid)


class Town:
    """Every device's answers. `clock` gives seconds."""

    def __init__(self, devices: int, clock: Callable[[], float] = time.time) -> None:
        kinds = [template(shape) for shape in shapes()]
        self._lines = [shape.line for shape in shapes()]
        self._views: list[Any] = [MappingView(shown) for shown in kinds]
        self._templates = kinds
        self._fillings = [Filling(number) for number in range(devices)]
        self._known: list[dict[bytes, bytes]] = [{} for _ in kinds]
        self._own: dict[int, tuple[Any, dict[bytes, bytes]]] = {}
        self._clock = clock
        self.dead = range(0)
        self.answered = 0

    def respond(self, number: int, datagram: bytes) -> bytes | None:
        """Return a device's answer to a datagram."""
        if number in self.dead or not 0 <= number < len(self._fillings):
            return None
        at = datagram.find(_COMMUNITY_FIELD, 0, 16)
        if at < 0:
            return None
        at += len(_COMMUNITY_FIELD)
        filling = self._fillings[number]
        start = at + 1 + _length_size(datagram, at + 1)
        end = start + 2 + datagram[start + 1]
        question = datagram[at : at + 1] + filling.asked(datagram[end:])
        view, known = self._own.get(number) or (
            self._views[number % len(self._views)], self._known[number % len(self._views)]
        )  # fmt: skip
        told = known.get(question)
        if told is None:
            told = known[question] = _worked_out(view, filling.asked(datagram))
        pdu = ber.tlv(RESPONSE, datagram[start:end] + filling.fill(told, self._clock()))
        self.answered += 1
        return ber.tlv(ber.SEQUENCE, b"\x02\x01\x01" + _COMMUNITY_FIELD + pdu)

    def take_down(self, number: int) -> None:
        """Let the line of a device go down."""
        kind = number % len(self._templates)
        shown = dict(self._templates[kind])
        names = (oid for oid, wire in shown.items() if oid[:-1] == (*IF, 8))
        shown[min(names)] = values.encode_int(2)
        self._own[number] = MappingView(shown), {}

    def bring_up(self, number: int) -> None:
        """Let it come back."""
        self._own.pop(number, None)

    def make_endless(self, number: int) -> None:
        """Let a device have a million interfaces."""
        self._own[number] = Endless(self._views[number % len(self._views)]), {}


def _length_size(datagram: bytes, at: int) -> int:
    first = datagram[at]
    return 1 + (first & 0x7F) if first & 0x80 else 1


def _worked_out(view: Any, datagram: bytes) -> bytes:
    """Return what stands behind the request id in the answer to a template's question."""
    received = read_message(datagram)
    assert isinstance(received, CommunityMessage)
    response = answer(view, received.pdu, _MOST_ANSWER_BYTES)
    assert response is not None
    body = 1 + _length_size(response, 1)
    return response[body + 2 + response[body + 1] :]


class Diary:
    """
    When the polls of each device began: with a datagram after some seconds without any.

    A device's polls are due at a moment of its own and one interval later each: how late each of
    them began is told against the most punctual of them.
    """

    _APART_S = 3.0

    def __init__(self) -> None:
        self.begun_s: dict[int, list[float]] = {}
        self._last_s: dict[int, float] = {}

    def note(self, number: int, now_s: float) -> None:
        """Note that a datagram came for a device."""
        if now_s - self._last_s.get(number, -self._APART_S) >= self._APART_S:
            self.begun_s.setdefault(number, []).append(now_s)
        self._last_s[number] = now_s

    def told(self, interval_s: float, without: range) -> dict[str, float]:
        """Tell of all devices but some: polls, those that did not come, percentiles of lateness."""
        late: list[float] = []
        missed = 0
        for number, begun in self.begun_s.items():
            if number in without:
                continue
            turns = [round((at - begun[0]) / interval_s) for at in begun]
            starts = [at - turn * interval_s for at, turn in zip(begun, turns, strict=True)]
            late += [at - min(starts) for at in starts]
            missed += turns[-1] + 1 - len(set(turns))
        late.sort()
        return {
            "polls": len(late),
            "missed": missed,
            "p50_s": late[len(late) // 2] if late else 0.0,
            "p99_s": late[len(late) * 99 // 100] if late else 0.0,
            "most_s": late[-1] if late else 0.0,
        }


class Mailman:
    """The socket: takes questions, and answers from the address that was asked."""

    def __init__(self, town: Town, port: int, chance: random.Random) -> None:
        self._town = town
        self._chance = chance
        self._later: list[tuple[float, int, bytes, bytes, Any]] = []
        self._count = 0
        self.loss = 0.0
        self.delay_s = 0.0
        self.slow: dict[int, float] = {}
        self.diary = Diary()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(0)
        self.socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER_BYTES)
        self.socket.setsockopt(socket.SOL_SOCKET, _SO_SNDBUFFORCE, _BUFFER_BYTES)
        self.socket.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        self.socket.bind(("0.0.0.0", port))

    def wait_s(self) -> float:
        """Return how long nothing is due."""
        return max(0.0, self._later[0][0] - time.monotonic()) if self._later else 1.0

    def deliver(self) -> None:
        """Send what is due by now."""
        now_s = time.monotonic()
        while self._later and self._later[0][0] <= now_s:
            _, _, response, source, address = heapq.heappop(self._later)
            self._send(response, source, address)

    def collect(self) -> None:
        """Answer everything that has come."""
        take = self.socket.recvmsg
        for _ in range(1024):
            try:
                datagram, extra, _, address = take(4096, 64)
            except OSError:
                return
            asked = extra[0][2][8:12]
            number = number_of(socket.inet_ntoa(asked))
            self.diary.note(number, time.monotonic())
            if self.loss and self._chance.random() < self.loss:
                continue
            try:
                response = self._town.respond(number, datagram)
            except (SnmpError, ValueError):
                continue
            if response is None or (self.loss and self._chance.random() < self.loss):
                continue
            wait_s = self.slow.get(number, self.delay_s)
            if wait_s:
                self._count += 1
                due_s = time.monotonic() + wait_s
                heapq.heappush(self._later, (due_s, self._count, response, asked, address))
            else:
                self._send(response, asked, address)

    def _send(self, response: bytes, source: bytes, address: Any) -> None:
        info = struct.pack("=I4s4s", 0, source, b"\0\0\0\0")
        try:
            self.socket.sendmsg([response], [(socket.IPPROTO_IP, _IP_PKTINFO, info)], 0, address)
        except OSError:
            return


def obey(order: dict[str, Any], town: Town, mailman: Mailman) -> Any:
    """Carry out one order, and return what is to be answered."""
    told = None
    for what, value in order.items():
        match what:
            case "dead":
                town.dead = range(*value)
            case "loss":
                mailman.loss = value
            case "delay_s":
                mailman.delay_s = value
            case "down":
                town.take_down(value)
            case "endless":
                town.make_endless(value)
            case "slow":
                mailman.slow[value] = 1.0
            case "punctuality":
                told = mailman.diary.told(value, town.dead)
            case "forget":
                mailman.diary.begun_s.clear()
    return told


def main() -> None:
    """Answer until standard input closes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, required=True)
    parser.add_argument("--port", type=int, default=PORT)
    given = parser.parse_args()
    town = Town(given.devices)
    mailman = Mailman(town, given.port, random.Random(1))
    chosen = selectors.DefaultSelector()
    chosen.register(sys.stdin, selectors.EVENT_READ)
    chosen.register(mailman.socket, selectors.EVENT_READ)
    print("ready", flush=True)
    end_s, unread = time.monotonic() + _LIFE_S, b""
    while time.monotonic() < end_s:
        for key, _ in chosen.select(min(1.0, mailman.wait_s())):
            if key.fileobj is mailman.socket:
                mailman.collect()
                continue
            told = os.read(0, 65536)
            if not told:
                return
            *lines, unread = (unread + told).split(b"\n")
            for line in lines:
                print(json.dumps(obey(json.loads(line), town, mailman)), flush=True)
        mailman.deliver()


if __name__ == "__main__":
    main()
