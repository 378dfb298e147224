"""
From the observations of single tables to one consistent picture of a device.

Several tables tell of the same thing: what they say is put together by the observation's key, the
believed table first, the others filling its gaps. Then what one table names by its own numbers
(an LLDP port, a bridge port, a management address) is tied to interfaces and neighbours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import TypeVar

from monitor.model.joins import BridgePort, LocalPort, NeighbourAddress
from monitor.model.observation import FdbEntry, Identity, Interface, Neighbour
from monitor.model.reading import Observation, TableStatus

Seen = TypeVar("Seen", bound=Observation)
_ORDER = (TableStatus.INCOMPLETE, TableStatus.COMPLETE, TableStatus.REFUSED)


def status_over(statuses: Iterable[TableStatus]) -> TableStatus:
    """
    Say how a kind of observation could be seen, over all tables that yield it.

    A table cut short may hide what another does not have, so it spoils the kind; a complete one
    makes up for those that are absent or refused.
    """
    found = set(statuses)
    return next((status for status in _ORDER if status in found), TableStatus.ABSENT)


def merged(observations: Iterable[Seen]) -> tuple[Seen, ...]:
    """Put observations of one key together; the first one's word stands, later ones fill gaps."""
    by_key: dict[object, Seen] = {}
    for seen in observations:
        key = seen.key  # type: ignore[attr-defined]
        before = by_key.get(key)
        by_key[key] = seen if before is None else filled(before, seen)
    return tuple(by_key.values())


def filled(first: Seen, second: Seen) -> Seen:
    """Fill what the first leaves open with what the second says."""
    changes = {}
    for name in _names(type(first)):  # type: ignore[arg-type]
        if getattr(first, name) in (None, "", ()):
            value = getattr(second, name)
            if value not in (None, "", ()):
                changes[name] = value
    return replace(first, **changes, rows=(*first.rows, *second.rows))


@cache
def _names(kind: type[Observation]) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind) if item.name != "rows")


def identity_of(parts: Sequence[Identity]) -> Identity:
    """Put the parts of the identity together; the first serial number found is the device's."""
    found = merged(parts)
    return found[0] if found else Identity()


def interfaces_of(parts: Iterable[Interface]) -> tuple[Interface, ...]:
    """Merge interfaces and drop descriptions that only repeat the name."""
    return tuple(map(_with_true_alias, merged(parts)))


def _with_true_alias(interface: Interface) -> Interface:
    alias = interface.alias
    if alias is not None and alias.strip('"') in (interface.name, interface.descr):
        return replace(interface, alias=None)
    return interface


def neighbours_of(
    neighbours: Iterable[Neighbour],
    addresses: Iterable[NeighbourAddress],
    ports: Iterable[LocalPort],
    interfaces: Sequence[Interface],
) -> tuple[Neighbour, ...]:
    """Merge neighbours and give them their management addresses and local interfaces."""
    by_neighbour: dict[object, list[NeighbourAddress]] = {}
    for seen in addresses:
        where = (seen.protocol, seen.local_port, seen.remote_index)
        by_neighbour.setdefault(where, []).append(seen)
    local_ports = {port.number: port for port in ports}
    index = _InterfaceNames(interfaces)
    return tuple(
        _joined(neighbour, by_neighbour, local_ports, index) for neighbour in merged(neighbours)
    )


def _joined(
    neighbour: Neighbour,
    by_neighbour: Mapping[object, list[NeighbourAddress]],
    ports: Mapping[int, LocalPort],
    index: "_InterfaceNames",
) -> Neighbour:
    where = (neighbour.protocol, neighbour.local_port, neighbour.remote_index)
    told = by_neighbour.get(where, [])
    known = dict.fromkeys((*neighbour.addresses, *(seen.address for seen in told)))
    if_index = neighbour.if_index
    if if_index is None and neighbour.local_port is not None:
        if_index = index.of_port(neighbour.local_port, ports)
    rows = (*neighbour.rows, *(row for seen in told for row in seen.rows))
    return replace(neighbour, addresses=tuple(known), if_index=if_index, rows=rows)


class _InterfaceNames:
    """Interfaces by what an LLDP port may call them."""

    def __init__(self, interfaces: Sequence[Interface]) -> None:
        self._numbers = {interface.index for interface in interfaces}
        self._by_name: dict[str, int | None] = {}
        self._by_mac: dict[str, int | None] = {}
        for interface in interfaces:
            for name in {interface.name, interface.descr} - {None}:
                _once(self._by_name, str(name).casefold(), interface.index)
            if interface.mac:
                _once(self._by_mac, interface.mac, interface.index)

    def of_port(self, local_port: str, ports: Mapping[int, LocalPort]) -> int | None:
        """Find the ifIndex of a port; its number is one only where nothing else is told."""
        if not (local_port.isascii() and local_port.isdecimal()):
            return self._by_name.get(local_port.casefold())
        number = int(local_port)
        port = ports.get(number)
        if port is None:
            return number if not ports and number in self._numbers else None
        for name in (port.port_id, port.descr):
            found = self._by_name.get(name.casefold()) if name else None
            if found is not None:
                return found
        if port.mac and self._by_mac.get(port.mac) is not None:
            return self._by_mac[port.mac]
        return port.if_index if port.if_index in self._numbers else None


def _once(found: dict[str, int | None], key: str, index: int) -> None:
    # A name that several interfaces bear leads to none of them.
    found[key] = index if found.get(key, index) == index else None


def fdb_of(entries: Iterable[FdbEntry], ports: Iterable[BridgePort]) -> tuple[FdbEntry, ...]:
    """Merge learnt addresses and give them the interfaces of their bridge ports."""
    by_port = {port.port: port.if_index for port in ports}
    return tuple(
        entry
        if entry.if_index is not None or entry.port is None
        else replace(entry, if_index=by_port.get(entry.port))
        for entry in merged(entries)
    )
