"""
Prometheus's snmp_exporter as a peer: it scrapes the same columns of the same agents.

It is what most people would take instead. It judges nothing; what it takes is counted for its own
process alone, Go's garbage collector included.
"""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import aiohttp

from monitor.snmp.oid import Oid, format_oid
from tests.bench.client_unit import (
    ARP_ENTRY,
    COMMUNITY,
    IF_ENTRY,
    IFX_ENTRY,
    PORT,
    TABLES,
    USER,
    VARBINDS,
    host,
)

PROGRAM = "prometheus-snmp-exporter"
_ADDRESS = "127.0.0.1:19116"
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_AT_ONCE = 50
# Comments, and what it tells of itself.
_NO_SAMPLE = ("#", "snmp_scrape_")
_TEXTS = {(IF_ENTRY, 2), (IFX_ENTRY, 1), (IFX_ENTRY, 18)}
_MACS = {(IF_ENTRY, 6), (ARP_ENTRY, 2)}
_COUNTERS = {(IF_ENTRY, 10), (IF_ENTRY, 16), (IFX_ENTRY, 6), (IFX_ENTRY, 10)}


def is_installed() -> bool:
    """Whether Debian's package is here."""
    return shutil.which(PROGRAM) is not None


def measured(devices: int, *, secure: bool) -> tuple[int, float, float]:
    """Scrape so many devices once; return varbinds, CPU-seconds, and seconds on the clock."""
    with running(TABLES, secure=secure) as process:
        asyncio.run(_scrape_all(min(4, devices)))
        before_s, wall_s = cpu_s(process.pid), time.perf_counter()
        asyncio.run(_scrape_all(devices))
        return VARBINDS * devices, cpu_s(process.pid) - before_s, time.perf_counter() - wall_s


@dataclass(frozen=True, slots=True)
class Page:
    """A page to ask for: of which agent, by which module, and how many samples it must have."""

    target: str
    module: str
    samples: int


def cpu_s_of(modules: Mapping[str, Any], pages: Sequence[Page], every_s: float = 0.0) -> float:
    """
    Ask for pages, one after so many seconds, and return the CPU-seconds that they took.

    A page that lacks a sample ends it all. Some are asked for before: its memory grows to its size.
    """
    with _serving(modules) as process:
        asyncio.run(_whole(pages[: 2 * _AT_ONCE], 0.0))
        before_s = cpu_s(process.pid)
        asyncio.run(_whole(pages, every_s))
        return cpu_s(process.pid) - before_s


async def _whole(pages: Iterable[Page], every_s: float) -> None:
    connector = aiohttp.TCPConnector(limit=_AT_ONCE)
    plain = {"Accept-Encoding": "identity"}  # compressing is no part of what is compared
    async with aiohttp.ClientSession(connector=connector, headers=plain) as session:

        async def scrape(at: int, page: Page) -> None:
            await asyncio.sleep(at * every_s)
            asked = {"target": page.target, "module": page.module}
            async with session.get(f"http://{_ADDRESS}/snmp", params=asked) as answer:
                text = await answer.text()
                assert answer.status == 200, text[:500]
            found = sum(not line.startswith(_NO_SAMPLE) for line in text.splitlines())
            assert found == page.samples, f"{page}: {found} samples"

        await asyncio.gather(*(scrape(at, page) for at, page in enumerate(pages)))


def cpu_s(pid: int) -> float:
    """Return the CPU-seconds that a process has used, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


@contextmanager
def running(
    tables: Iterable[Sequence[Oid]], *, secure: bool
) -> "Iterator[subprocess.Popen[bytes]]":
    """Run it with a module that walks these columns."""
    with _serving({"bench": _module(tables, secure=secure)}) as process:
        yield process


@contextmanager
def _serving(modules: Mapping[str, Any]) -> "Iterator[subprocess.Popen[bytes]]":
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snmp.yml"
        # JSON is YAML.
        path.write_text(json.dumps(modules))
        process = subprocess.Popen(
            [PROGRAM, f"--config.file={path}", f"--web.listen-address={_ADDRESS}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait()
            yield process
        finally:
            process.terminate()
            process.wait(10)


def _wait(limit_s: float = 20.0) -> None:
    end_s = time.monotonic() + limit_s
    while time.monotonic() < end_s:
        try:
            with urlopen(f"http://{_ADDRESS}/", timeout=1):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit(f"{PROGRAM} did not start.")


async def _scrape_all(devices: int) -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def scrape(number: int) -> None:
            asked = {"target": f"{host(number)}:{PORT}", "module": "bench"}
            async with session.get(f"http://{_ADDRESS}/snmp", params=asked) as answer:
                text = await answer.text()
                assert answer.status == 200, text[:500]

        await asyncio.gather(*(scrape(number) for number in range(devices)))


def _module(tables: Iterable[Sequence[Oid]], *, secure: bool) -> dict[str, Any]:
    columns = [column for table in tables for column in table]
    auth: dict[str, Any] = {"community": COMMUNITY}
    if secure:
        assert USER.auth_secret is not None
        assert USER.priv_secret is not None
        auth = {
            "username": USER.name,
            "security_level": "authPriv",
            "password": USER.auth_secret.reveal(),
            "auth_protocol": "SHA256",
            "priv_protocol": "AES",
            "priv_password": USER.priv_secret.reveal(),
        }
    return {
        "walk": [format_oid(column) for column in columns],
        "metrics": [_metric(column) for column in columns],
        "version": 3 if secure else 2,
        "auth": auth,
        "max_repetitions": 50,
        "timeout": "10s",
    }


def _metric(column: Oid) -> dict[str, Any]:
    entry, number = column[:-1], column[-1]
    kind = "gauge"
    if (entry, number) in _TEXTS:
        kind = "DisplayString"
    elif (entry, number) in _MACS:
        kind = "PhysAddress48"
    elif (entry, number) == (ARP_ENTRY, 3):
        kind = "InetAddressIPv4"
    elif (entry, number) in _COUNTERS:
        kind = "counter"
    indexes = [{"labelname": "ifIndex", "type": "gauge"}]
    if entry == ARP_ENTRY:
        indexes.append({"labelname": "address", "type": "InetAddressIPv4"})
    name = f"bench_{'_'.join(map(str, column[-3:]))}"
    return {"name": name, "oid": format_oid(column), "type": kind, "help": "", "indexes": indexes}
