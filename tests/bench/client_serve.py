"""
The responder's sockets: an address for each device, and what gets lost or late on the way.

It ends when its standard input closes, or by itself after a while. The town's `Mailman` is not
taken for this: it has one socket, enlarged with root's privilege, the town's addresses, and one
delay for all.
"""

import heapq
import os
import random
import selectors
import socket
import sys
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from monitor.snmp.errors import SnmpError
from tests.bench.client_unit import PORT, Responder, host

_LIFE_S = 600
_SEED = 1


class Weather(NamedTuple):
    """
    What happens between a client and its devices.

    `loss` is the share of datagrams that get lost, of questions and of answers each. An answer
    takes up to `latest_s`, any time within being as likely.
    """

    loss: float = 0.0
    latest_s: float = 0.0


class Post:
    """Takes answers to their askers, in some weather; `chance` decides which are lost or late."""

    def __init__(self, weather: Weather, chance: random.Random) -> None:
        self._loss, self._latest_s = weather
        self._chance = chance
        self._later: list[tuple[float, int, socket.socket, bytes, Any]] = []
        self._count = 0

    def loses(self) -> bool:
        """Whether the next datagram gets lost."""
        return self._loss > 0 and self._chance.random() < self._loss

    def send(self, port: socket.socket, response: bytes, address: Any) -> None:
        """Send an answer, now or later."""
        if self.loses():
            return
        if not self._latest_s:
            port.sendto(response, address)
            return
        self._count += 1
        due_s = time.monotonic() + self._chance.uniform(0.0, self._latest_s)
        heapq.heappush(self._later, (due_s, self._count, port, response, address))

    def wait_s(self) -> float:
        """Return how long nothing is due."""
        return max(0.0, self._later[0][0] - time.monotonic()) if self._later else 1.0

    def deliver(self) -> None:
        """Send what is due by now."""
        now_s = time.monotonic()
        while self._later and self._later[0][0] <= now_s:
            _, _, port, response, address = heapq.heappop(self._later)
            port.sendto(response, address)


def serve(devices: int, weather: Weather) -> None:
    """Answer for `devices` addresses until standard input closes."""
    responder = Responder()
    post = Post(weather, random.Random(_SEED))
    chosen = selectors.DefaultSelector()
    chosen.register(sys.stdin, selectors.EVENT_READ)
    for port in _ports(devices):
        chosen.register(port, selectors.EVENT_READ)
    print("ready", flush=True)
    end_s = time.monotonic() + _LIFE_S
    while time.monotonic() < end_s:
        for key, _ in chosen.select(post.wait_s()):
            if key.fileobj is sys.stdin:
                if not os.read(0, 1):
                    return
                continue
            assert isinstance(key.fileobj, socket.socket)
            _drain(key.fileobj, responder, post)
        post.deliver()


def _ports(devices: int) -> Iterable[socket.socket]:
    for number in range(devices):
        port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**20)
        port.bind((host(number), PORT))
        port.settimeout(0)
        yield port


def _drain(port: socket.socket, responder: Responder, post: Post) -> None:
    while True:
        try:
            datagram, address = port.recvfrom(65_535)
        except OSError:
            return
        if post.loses():
            continue
        try:
            response = responder.respond(datagram)
        except (SnmpError, ValueError):
            continue
        if response is not None:
            post.send(port, response, address)
