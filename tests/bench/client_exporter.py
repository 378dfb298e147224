"""Prometheus's snmp_exporter as a subject: its settings swept, its failures counted."""

import asyncio
import time
from typing import Any
from unittest.mock import patch

import aiohttp

from tests.bench import exporter_peer
from tests.bench.client_cost import Cost, How, for_each
from tests.bench.client_peers import PATIENCE_S
from tests.bench.client_unit import PORT, TABLES, VARBINDS, host

NAME = "snmp_exporter"
_PAGE = f"http://{exporter_peer._ADDRESS}/snmp"
_WARMING = 4
# What it does by itself where its file says nothing.
_DEFAULTS = {"timeout": "5s", "retries": 3}


def measured(devices: int, *, secure: bool, how: How) -> Cost:
    """Scrape so many devices once; a page that says that something is missing is no page."""
    made = exporter_peer._module

    def module(*given: Any, **named: Any) -> dict[str, Any]:
        return made(*given, **named) | _DEFAULTS | {"max_repetitions": how.repetitions}

    with (
        patch.object(exporter_peer, "_module", module),
        exporter_peer.running(TABLES, secure=secure) as process,
    ):
        asyncio.run(_scraped(min(_WARMING, devices), 0))
        before_s, wall_s = exporter_peer.cpu_s(process.pid), time.perf_counter()
        finished = asyncio.run(_scraped(devices, how.at_once))
        read_s = exporter_peer.cpu_s(process.pid) - before_s
        wall_s = time.perf_counter() - wall_s
    return Cost(VARBINDS * finished, read_s, 0.0, wall_s, devices, finished)


async def _scraped(devices: int, at_once: int) -> int:
    """Return of how many devices it made a page."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=PATIENCE_S)
    ) as session:

        async def scrape(number: int) -> bool:
            asked = {"target": f"{host(number)}:{PORT}", "module": "bench"}
            try:
                async with session.get(_PAGE, params=asked) as answer:
                    await answer.read()
                    return answer.status == 200
            except (aiohttp.ClientError, TimeoutError):
                return False

        return sum(await for_each(devices, at_once, scrape))
