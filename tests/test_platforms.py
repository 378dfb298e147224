"""
Which platform can show what, held against recordings of real devices.

The recordings are no part of this repository: they are looked for in the folder `shared` beside it.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from monitor.asking import EVERY_KIND
from monitor.commands.replay import replayed
from monitor.mibs import tables
from monitor.model.declared import Device, DeviceRole
from monitor.model.observation import FdbEntry, Identity, Interface, Listener, Process
from monitor.model.reading import TableStatus
from monitor.model.service import ClientCount, VirtualMachine, VpnPeer
from monitor.platforms import DOCUMENTED, PLATFORMS, RECORDED, able, platforms_of, showing
from monitor.rules import rules
from monitor.snmp.oid import parse_oid
from monitor.snmp.recording import read_recording

_NOT_SHOWN = (TableStatus.ABSENT, TableStatus.WITHHELD)
FOLDER = Path(__file__).parents[2] / "shared" / "recordings"
FILES = sorted(path for path in FOLDER.glob("*.snmprec") if "@" not in path.name)
STANDARD = {
    name
    for name, table in tables().items()
    if not table.platforms and not table.scalars and table.kind in EVERY_KIND
} - {"entPhysicalTable"}


def _platform(object_id: str | None) -> str | None:
    oid = parse_oid(object_id) if object_id else ()
    found = [name for name, prefix in PLATFORMS.items() if oid[: len(prefix)] == prefix]
    return found[0] if found else None


def _recorded() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in FILES:
        whose = Device(path.stem, path.stem, "")
        snapshot = asyncio.run(replayed(path, read_recording(path), whose, lambda _: None))
        platform = _platform(snapshot.identity.object_id)
        for name, reading in snapshot.tables.items():
            if platform and name in STANDARD and reading.status not in _NOT_SHOWN:
                found.setdefault(name, set()).add(platform)
    return found


@pytest.mark.skipif(not FILES, reason=f"there are no recordings in {FOLDER}")
def test_the_platforms_that_are_declared_are_those_of_the_recordings() -> None:
    assert _recorded() == RECORDED


def test_only_known_tables_and_platforms_are_declared() -> None:
    for declared in (RECORDED, DOCUMENTED):
        assert declared.keys() <= STANDARD
        assert frozenset().union(*declared.values()) <= PLATFORMS.keys()


def test_a_vendors_table_is_its_own_platforms() -> None:
    assert platforms_of(tables()["mtxrIkeSATable"]) == {"MikroTik"}
    assert showing((VpnPeer,)) == ("MikroTik", "Fortinet")
    assert showing((VirtualMachine,)) == ("VMware",)
    assert showing((ClientCount,)) == ("MikroTik",)


def test_all_that_is_needed_must_be_shown() -> None:
    assert showing((Identity,)) == tuple(PLATFORMS)
    assert "Linux" in showing((Interface, Listener))
    assert "MikroTik" not in showing((Interface, Listener))
    assert showing((Listener, Process)) == ("Linux", "Windows")
    assert "Windows" not in showing((Interface, FdbEntry))


def test_a_rule_can_look_where_one_of_its_roles_can() -> None:
    assert able(rules()["server-outside-data-centre"]) == tuple(PLATFORMS)
    assert able(rules()["router-behind-port"]) == showing((Interface, FdbEntry))
    assert DeviceRole.SERVER in rules()["server-outside-data-centre"].roles


def test_every_rule_can_look_somewhere() -> None:
    assert all(able(rule) for rule in rules().values())
