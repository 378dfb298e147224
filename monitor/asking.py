"""
Which tables to ask a device for: as few as will do.

Asked is what an enabled rule reads and links are made of, what the device has (sysObjectID, and
what was absent before), and what its role can show. Full tables cost small routers dearly.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from monitor.mibs import tables
from monitor.model.declared import DeviceRole
from monitor.model.joins import BridgePort, LocalPort, NeighbourAddress, Vlan
from monitor.model.observation import (
    Address,
    ArpEntry,
    BgpPeer,
    FdbEntry,
    Identity,
    Interface,
    Listener,
    Neighbour,
    OspfNeighbour,
    Process,
    Route,
)
from monitor.model.reading import Observation, Pace, TableReading, TableStatus
from monitor.model.service import ClientCount, VirtualMachine, VpnPeer
from monitor.snmp.oid import Oid, parse_oid
from monitor.table import Table

Kinds = frozenset[type[Observation]]

LINK_KINDS: Kinds = frozenset(
    {Identity, Interface, Address, Route, ArpEntry, Neighbour, BgpPeer, OspfNeighbour}
)
"""What links are made of, whatever rules are enabled."""
EVERY_KIND: Kinds = LINK_KINDS | {
    FdbEntry, Listener, Process, VpnPeer, VirtualMachine, ClientCount,
}  # fmt: skip
_JOINED: dict[type[Observation], Kinds] = {
    Neighbour: frozenset({NeighbourAddress, LocalPort, BridgePort}),
    FdbEntry: frozenset({BridgePort, Vlan}),
}
_NOT_SHOWN: dict[DeviceRole, Kinds] = {
    DeviceRole.APPLIANCE: frozenset({BgpPeer, OspfNeighbour, FdbEntry, BridgePort}),
    DeviceRole.SERVER: frozenset({FdbEntry, BridgePort}),
    DeviceRole.SWITCH: frozenset({Listener, Process}),
    DeviceRole.ACCESS: frozenset({Listener, Process}),
}
_SYSTEM = "system"


def kinds_for(needed: Iterable[type[Observation]], role: DeviceRole | None = None) -> Kinds:
    """List the kinds of observation to ask for, with those that they are joined with."""
    not_shown = _NOT_SHOWN.get(role or DeviceRole.ROUTER, Kinds())
    kinds = (LINK_KINDS | frozenset(needed)) - not_shown
    return kinds.union(*(_JOINED.get(kind, frozenset()) for kind in kinds)) - not_shown


def tables_for(
    kinds: Collection[type[Observation]],
    pace: Pace,
    object_id: str | None = None,
    absent: Collection[str] = (),
) -> tuple[Table, ...]:
    """
    List the tables to ask, the system group first.

    `object_id` is the sysObjectID as known (dotted); without it no vendor's table is asked.
    `absent` are tables the device did not have when last asked.
    """
    return _tables_for(frozenset(kinds), pace, object_id, frozenset(absent))


@lru_cache(maxsize=4096)
def _tables_for(
    kinds: frozenset[type[Observation]],
    pace: Pace,
    object_id: str | None,
    absent: frozenset[str],
) -> tuple[Table, ...]:
    platform = parse_oid(object_id) if object_id else ()
    chosen = [
        table
        for table in tables().values()
        if table.kind in kinds
        and (table.name not in absent or table.name == _SYSTEM)
        and (pace is Pace.SLOW or table.fast is not None)
        and _is_of(table, platform)
    ]
    return tuple(sorted(chosen, key=lambda table: table.name != _SYSTEM))


def _is_of(table: Table, platform: Oid) -> bool:
    return not table.platforms or any(
        platform[: len(prefix)] == prefix for prefix in table.platforms
    )


def spared(readings: Mapping[str, TableReading]) -> frozenset[str]:
    """List the absent tables of kinds that another table of the device yields."""
    known = tables()
    given: set[type[Observation]] = set()
    absent: list[Table] = []
    nothing = TableStatus.ABSENT
    for name, reading in readings.items():
        table = known.get(name)
        if table is None:
            continue
        if reading.status is nothing:
            absent.append(table)
        else:
            given.add(table.kind)
    return frozenset(table.name for table in absent if table.kind in given)
