"""
What the daemon's polls ask of a town's devices, and modules by which snmp_exporter asks the same.

Nothing is listed here: the daemon's own polling and city run over sessions that note what they are
asked and what came of it. So a table that the product asks tomorrow is compared tomorrow.
"""

import asyncio
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from monitor.city import City
from monitor.mibs import tables
from monitor.model.reading import Pace
from monitor.polling import Polling
from monitor.rule import read_by_role
from monitor.rules import names, rules
from monitor.snmp import values
from monitor.snmp.client import Client
from monitor.snmp.oid import Oid, decode_index, format_oid
from monitor.snmp.session import MAX_ROWS, EngineIdentity, Session, Target
from monitor.snmp.values import Wire
from monitor.snmp.walks import Walk
from monitor.sources.yaml_files import load_all
from monitor.table import Table
from tests.bench.judgement.witness import Witness
from tests.bench.town.papers import write
from tests.bench.town.responder import COMMUNITY
from tests.bench.town.stage import HTTP

_MAC_OCTETS = 6
_COUNTERS = {values.COUNTER32, values.COUNTER64}


@dataclass(slots=True)
class Asked:
    """What one poll of a device asked: roots to walk, and single names; `cells` came of it."""

    walked: set[Oid] = field(default_factory=set)
    got: set[Oid] = field(default_factory=set)
    cells: dict[Oid, Wire] = field(default_factory=dict)


class _Noting:
    """A session that notes."""

    def __init__(self, session: Session, asked: Asked) -> None:
        self._session, self._asked = session, asked

    @property
    def engine(self) -> EngineIdentity | None:
        return self._session.engine

    async def get(self, oids: Sequence[Oid]) -> dict[Oid, Wire]:
        self._asked.got.update(oids)
        found = await self._session.get(oids)
        self._asked.cells |= found
        return found

    async def walk(self, roots: Sequence[Oid], *, max_rows: int = MAX_ROWS) -> Walk:
        self._asked.walked.update(roots)
        walk = await self._session.walk(roots, max_rows=max_rows)
        for root, column in zip(roots, walk.columns, strict=True):
            for suffix, wire in column.items():
                self._asked.cells[*root, *decode_index(suffix)] = wire
        return walk


class _NotingClient:
    """Gives sessions as the client does, and notes by the address that is asked."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.asked: dict[str, Asked] = {}

    def session(self, target: Target, **how: Any) -> _Noting:
        noted = self.asked.setdefault(target.host, Asked())
        return _Noting(self._client.session(target, **how), noted)


def asked_by_polls(devices: int) -> dict[Pace, dict[str, Asked]]:
    """
    Poll so many devices of a town that is there; return what each pace asked, by address.

    Noted is the second slow poll, as most are: the first and every eighth also ask for tables that
    are known to be absent.
    """
    with tempfile.TemporaryDirectory() as name:
        return asyncio.run(_asked(Path(name), devices))


async def _asked(folder: Path, devices: int) -> dict[Pace, dict[str, Asked]]:
    client = Client()
    await client.start()
    try:
        return await _noted(folder, devices, client)
    finally:
        await client.stop()


async def _noted(folder: Path, devices: int, client: Client) -> dict[Pace, dict[str, Asked]]:
    settings, registry, _ = load_all(write(folder, devices, HTTP), known_rules=names())
    enabled = list(rules().values())
    noting = _NotingClient(client)
    city = City(registry, settings.policy, enabled, Witness(), {})
    polling = Polling(settings, city, cast("Client", noting), read_by_role(enabled))
    noted: dict[Pace, dict[str, Asked]] = {}
    for pace in (Pace.SLOW, Pace.SLOW, Pace.FAST):
        noting.asked = {}
        for state in city.devices.values():
            if pace is Pace.SLOW:
                state.next_slow_s = 0.0
            await polling.run(state.device.name)
        noted[pace] = noting.asked
    assert polling.results == {"ok": 3 * devices}, polling.results
    return noted


def module(asked: Asked, *, is_sparing: bool = False) -> dict[str, Any]:
    """
    Make a module that asks the same columns; `is_sparing` leaves out those without any row.

    Where the daemon looks for routes below the destinations of short prefixes and then for the rest
    of what it found, the exporter walks the columns: it asks one root after another.
    """
    seen: dict[Oid, dict[Oid, Wire]] = {}
    for oid, wire in asked.cells.items():
        column = _column_of(oid)
        seen.setdefault(column, {})[oid[len(column) :]] = wire
    singles = sorted(oid for oid in asked.got if _table_of(oid).key_column is None)
    rest = asked.walked | (asked.got - set(singles))
    walked = sorted({_column_of(oid) for oid in rest})
    if is_sparing:
        walked = [column for column in walked if column in seen]
    columns = [*walked, *dict.fromkeys(map(_column_of, singles))]
    return {
        "walk": list(map(format_oid, walked)),
        "get": list(map(format_oid, singles)),
        "metrics": [_metric(column, seen.get(column, {})) for column in columns],
        "version": 2,
        "auth": {"community": COMMUNITY},
        "max_repetitions": 50,
        "timeout": "10s",
    }


def _table_of(oid: Oid) -> Table:
    """Return the table that a cell is of; a group of scalars may have tables below it."""
    fitting = (one for one in tables().values() if one.entry == oid[: len(one.entry)])
    return max(fitting, key=lambda table: len(table.entry))


def _column_of(oid: Oid) -> Oid:
    return oid[: len(_table_of(oid).entry) + 1]


def _metric(column: Oid, rows: Mapping[Oid, Wire]) -> dict[str, Any]:
    table = _table_of(column)
    indexes: list[dict[str, Any]] = []
    if not table.scalars:
        is_number = all(len(index) == 1 for index in rows)
        # One label for all of an index is the least that keeps rows apart.
        kind = {"type": "gauge"} if is_number else {"type": "OctetString", "implied": True}
        indexes.append({"labelname": "index", **kind})
    name = table.columns[column[-1]]
    kind_of = _kind(rows.values())
    return {
        "name": name,
        "oid": format_oid(column),
        "type": kind_of,
        "help": "",
        "indexes": indexes,
    }


def _kind(wires: Collection[Wire]) -> str:
    """Return the type for a column by what is in it."""
    tags = {wire[0] for wire in wires}
    if tags & _COUNTERS:
        return "counter"
    if tags & {values.OBJECT_IDENTIFIER, values.IP_ADDRESS}:
        return "DisplayString"
    if values.OCTET_STRING not in tags:
        return "gauge"
    texts = {wire[2:] for wire in wires}
    if all(text.isascii() and text.decode("ascii").isprintable() for text in texts):
        return "DisplayString"
    return "PhysAddress48" if all(len(text) == _MAC_OCTETS for text in texts) else "OctetString"
