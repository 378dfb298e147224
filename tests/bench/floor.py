"""
What the requests of `tests.bench.client` cost before anything is SNMP: the least that can be had.

    python -m tests.bench.floor [--devices 200] [--rounds 5]

The very datagrams that the own client sends are noted once and sent again, each device's one after
another, fifty devices at once: by a loop that only sends and receives (the kernel and two calls),
by asyncio with one future for each request (what any client of an event loop pays), and by the own
client, which also makes questions and reads answers. CPU-seconds for a million varbinds.
"""

import argparse
import asyncio
import resource
import selectors
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from monitor.snmp.udp import Address, UdpPort
from monitor.snmp.undelivered import Undelivered
from tests.bench.client_subjects import own
from tests.bench.client_unit import PORT, VARBINDS, host

_ROOT = Path(__file__).resolve().parents[2]
_LIMIT_S = 30.0
_AT_ONCE = 50
_BUFFER_BYTES = 2**20


def main() -> None:
    """Measure in turn, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    command = [sys.executable, "-m", "tests.bench.client", "--role", "responder"]
    responder = subprocess.Popen(
        [*command, "--devices", str(given.devices)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert responder.stdout is not None
    try:
        responder.stdout.readline()
        Console().print(_table(given.devices, given.rounds))
    finally:
        responder.communicate(timeout=10)


def _table(devices: int, rounds: int) -> Table:
    questions = asyncio.run(_questions())
    runs: dict[str, Callable[[], float]] = {
        "send and receive": lambda: _bare(questions, devices),
        "send and receive, in asyncio": lambda: asyncio.run(_awaited(questions, devices)),
        "own client, reading": lambda: asyncio.run(_own(devices)),
    }
    spent: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            spent[name].append(run() * 1e6 / (VARBINDS * devices))
    table = Table("", "CPU s per million varbinds", "spread", box=None)
    for name, found in spent.items():
        table.add_row(name, f"{median(found):.2f}", f"{min(found):.2f}-{max(found):.2f}")
    table.caption = f"{len(questions)} requests for {VARBINDS} varbinds"
    return table


async def _questions() -> list[bytes]:
    """Note what the own client sends to one device."""
    sent: list[bytes] = []
    send = UdpPort.send

    def noting(port: UdpPort, datagram: bytes, address: Address) -> None:
        sent.append(datagram)
        send(port, datagram, address)

    UdpPort.send = noting  # type: ignore[method-assign,assignment]
    try:
        await own(1, secure=False, rounds=1)
    finally:
        UdpPort.send = send  # type: ignore[method-assign]
    # The first asks whether anybody is there.
    return sent[1:]


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _bare(questions: list[bytes], devices: int) -> float:
    """Send, wait until something is there, send the next to whoever answered."""
    begun_s = _cpu_s()
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as port,
        selectors.DefaultSelector() as chosen,
    ):
        port.settimeout(0)
        chosen.register(port, selectors.EVENT_READ)
        buffer = bytearray(65_535)
        for addresses in _batches(devices):
            left = {address: iter(questions) for address in addresses}
            for address, rest in left.items():
                port.sendto(next(rest), address)
            while left:
                if not chosen.select(_LIMIT_S):
                    raise SystemExit("The responder kept silent.")
                _answered(port, buffer, left)
    return _cpu_s() - begun_s


def _answered(port: socket.socket, buffer: bytearray, left: dict[Address, Iterator[bytes]]) -> None:
    while True:
        try:
            _, address = port.recvfrom_into(buffer)
        except BlockingIOError:
            return
        question = next(left[address], None)
        if question is None:
            del left[address]
        else:
            port.sendto(question, address)


async def _awaited(questions: list[bytes], devices: int) -> float:
    """Let one task for each device await each answer."""
    loop = asyncio.get_running_loop()
    waiting: dict[Address, asyncio.Future[None]] = {}

    def receive(_datagram: bytes, address: Address) -> None:
        waiting[address].set_result(None)

    async def device(address: Address) -> None:
        for question in questions:
            waiting[address] = loop.create_future()
            port.send(question, address)
            await waiting[address]

    port = UdpPort(socket.AF_INET, _BUFFER_BYTES, receive, _refused)
    begun_s = _cpu_s()
    for addresses in _batches(devices):
        await asyncio.wait_for(asyncio.gather(*map(device, addresses)), _LIMIT_S)
    port.close()
    return _cpu_s() - begun_s


def _refused(told: Mapping[Address, Undelivered]) -> None:
    raise SystemExit(f"Nothing listens at {', '.join(address[0] for address in told)}.")


def _batches(devices: int) -> Iterator[list[Address]]:
    """Return addresses, so many at a time as have room in a socket's usual buffer."""
    for start in range(0, devices, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, devices))
        yield [(host(number), PORT) for number in numbers]


async def _own(devices: int) -> float:
    (cost,) = await own(devices, secure=False, rounds=1)
    return cost.read_s


if __name__ == "__main__":
    main()
