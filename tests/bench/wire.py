"""
From a change on an agent to the changed sample on the metrics page.

    python -m tests.bench.wire [--devices 500] [--changes 20]

The line of a device goes down; the page is fetched until it says so. By poll alone, the change is
seen within a fast interval; by trap, a linkDown is sent with the change, from the device's address.
"""

import argparse
import asyncio
import random
import socket
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.progress import track
from rich.table import Table

from monitor.snmp import ber, values
from monitor.snmp.oid import Oid, encode_oid
from monitor.snmp.pdu import encode_pdu, encode_varbind
from tests.bench.town.responder import COMMUNITY
from tests.bench.town.shapes import host, shapes
from tests.bench.town.stage import Daemon, Orders, town

FAST_S = 10.0
_TRAPS = 10_196
_TRAP_V2 = 0xA7
_UPTIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
_LIMIT_S = 3 * FAST_S


def main() -> None:
    """Let lines go down one after another, each way, and print how long it took to be seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=500)
    parser.add_argument("--changes", type=int, default=20)
    given = parser.parse_args()
    screen = Console()
    table = Table("by", "changes", "median s", "most s", box=None)
    intervals = {"fast_s": FAST_S, "slow_s": 900.0}
    for way in ("poll", "trap"):
        with (
            tempfile.TemporaryDirectory() as name,
            town(given.devices) as tell,
            Daemon(
                Path(name), given.devices, intervals=intervals, traps=f"127.0.0.1:{_TRAPS}"
            ) as daemon,
        ):
            daemon.wait()
            daemon.rest(2 * FAST_S)
            chosen = _routers(given.devices, given.changes)
            took = [
                seen_after_s(daemon, tell, number, by_trap=way == "trap")
                for number in track(chosen, way, console=screen, transient=True)
            ]
        table.add_row(way, str(len(took)), f"{median(took):.2f}", f"{max(took):.2f}")
    screen.print(table)


def seen_after_s(daemon: Daemon, tell: Orders, number: int, *, by_trap: bool) -> float:
    """Let the line of a device go down; return after how many seconds the page says so."""
    time.sleep(random.uniform(0, FAST_S / 4))
    tell(down=number)
    begun_s = time.monotonic()
    if by_trap:
        asyncio.run(_trap(number))
    name = f'device="opd-{number:05}"'
    while (passed_s := time.monotonic() - begun_s) < _LIMIT_S:
        scrape = daemon.scrape()
        assert scrape is not None
        lines = (line for line in scrape.text.splitlines() if line.startswith("opd_link_up{"))
        if any(name in line and line.endswith(" 0.0") for line in lines):
            return time.monotonic() - begun_s
        time.sleep(0.05)
    raise SystemExit(f"In {passed_s:.0f} s nobody saw that the line of device {number} is down.")


def _routers(devices: int, number: int) -> list[int]:
    kinds = shapes()
    routers = [at for at in range(devices) if kinds[at % len(kinds)].role == "router"]
    return random.Random(7).sample(routers, number)


async def _trap(number: int) -> None:
    body = encode_varbind(encode_oid(_UPTIME), values.encode_unsigned(values.TIMETICKS, 100))
    body += encode_varbind(
        encode_oid(_TRAP_OID),
        values.encode_oid_value(tuple(map(int, _LINK_DOWN.split(".")))),
    )
    pdu = encode_pdu(_TRAP_V2, number + 1, 0, 0, body)
    head = b"\x02\x01\x01" + ber.tlv(ber.OCTET_STRING, COMMUNITY.encode())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((host(number), 0))
        sender.sendto(ber.tlv(ber.SEQUENCE, head + pdu), ("127.0.0.1", _TRAPS))


if __name__ == "__main__":
    main()
