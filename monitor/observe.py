"""
From the observations of single tables to one consistent picture of a device.

Several tables tell of the same thing: what they say is put together by the observation's key, the
believed table first, the others filling its gaps. Then what one table names by its own numbers
(an LLDP port, a bridge port, a management address) is tied to interfaces and neighbours.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import TypeVar

from monitor.model.joins import BridgePort, LocalPort, NeighbourAddress
from monitor.model.observation import FdbEntry, Identity, Interface, Neighbour, Route
from monitor.model.reading import Observation, TableStatus
from monitor.traffic import with_counters

Seen = TypeVar("Seen", bound=Observation)
_IPV4 = 4
_ORDER = (
    TableStatus.INCOMPLETE, TableStatus.COMPLETE, TableStatus.REFUSED, TableStatus.WITHHELD,
)  # fmt: skip


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
    """Merge interfaces, choose their counters, and drop descriptions that only repeat the name."""
    return tuple(_with_true_alias(with_counters(one)) for one in merged(parts))


def routes_of(
    tables: Iterable[tuple[Sequence[Route], TableStatus]],
) -> tuple[tuple[Route, ...], TableStatus]:
    """
    Merge the routes of several tables, the believed one first, and say how routes could be seen.

    Where a better table that was read whole has IPv4 routes, an older one (of IPv4 alone) fills
    gaps in them and adds none: ipRouteTable (RFC 1213) shows 0.0.0.0/1 of net-snmp as 0.0.0.0/0.
    """
    parts: list[Route] = []
    statuses: list[TableStatus] = []
    is_told = False
    for routes, status in tables:
        if is_told:
            known = {route.key for route in parts}
            parts += [route for route in routes if route.key in known]
            continue
        parts += routes
        statuses.append(status)
        is_told = status is TableStatus.COMPLETE and any(
            route.destination.version == _IPV4 for route in routes
        )
    return merged(parts), status_over(statuses)


def _with_true_alias(interface: Interface) -> Interface:
    alias = interface.alias
    if alias is not None and alias.strip('"') in (interface.name, interface.descr):
        return replace(interface, alias=None)
    return interface


def neighbours_of(
    neighbours: Iterable[Neighbour],
    addresses: Iterable[NeighbourAddress],
    with_ports: Callable[[], "LldpPorts"],
) -> tuple[Neighbour, ...]:
    """Merge neighbours and give them their management addresses and local interfaces."""
    boxes = merged(neighbours)
    if not boxes:
        return ()
    ports = with_ports()
    at_place = Counter(map(_place, boxes))
    told: dict[object, list[NeighbourAddress]] = {}
    for seen in addresses:
        told.setdefault((*_place(seen), seen.time_mark), []).append(seen)
        told.setdefault(_place(seen), []).append(seen)
    found = []
    for box in boxes:
        # The time mark is a part of the index; it is needed where one place had two boxes.
        place = _place(box)
        marked = told.get((*place, box.time_mark))
        own = marked or (told.get(place, []) if at_place[place] == 1 else [])
        found.append(_joined(box, own, ports))
    return tuple(found)


def _place(seen: Neighbour | NeighbourAddress) -> tuple[str, str | None, str | None]:
    return seen.protocol, seen.local_port, seen.remote_index


def _joined(neighbour: Neighbour, told: list[NeighbourAddress], ports: "LldpPorts") -> Neighbour:
    known = dict.fromkeys((*neighbour.addresses, *(seen.address for seen in told)))
    if_index = neighbour.if_index
    if if_index is None and neighbour.local_port is not None:
        if_index = ports.interface_of(neighbour.local_port)
    rows = (*neighbour.rows, *(row for seen in told for row in seen.rows))
    return replace(neighbour, addresses=tuple(known), if_index=if_index, rows=rows)


class LldpPorts:
    """
    Interfaces by what an LLDP port may be called.

    lldpLocPortTable tells what a port number means. Without it the number is that of the bridge
    port on a bridge, and elsewhere the ifIndex (IEEE 802.1AB, LldpPortNumber).
    """

    def __init__(
        self,
        interfaces: Iterable[Interface],
        ports: Iterable[LocalPort] = (),
        bridge_ports: Iterable[BridgePort] = (),
    ) -> None:
        self._ports = {port.number: port for port in ports}
        self._bridge = {port.port: port.if_index for port in bridge_ports}
        self._numbers: set[int] = set()
        self._by_name: dict[str, int | None] = {}
        self._by_mac: dict[str, int | None] = {}
        for interface in interfaces:
            self._numbers.add(interface.index)
            for name in {interface.name, interface.descr} - {None}:
                _once(self._by_name, str(name).casefold(), interface.index)
            if interface.mac:
                _once(self._by_mac, interface.mac, interface.index)

    def interface_of(self, local_port: str) -> int | None:
        """Find the ifIndex of a port by its number or name."""
        if not (local_port.isascii() and local_port.isdecimal()):
            return self._by_name.get(local_port.casefold())
        number = int(local_port)
        port = self._ports.get(number)
        found = self._as_told(port) if port is not None else None
        if found is None:
            found = self._bridge.get(number)
        if found is None and not self._ports:
            found = number
        return found if found in self._numbers else None

    def _as_told(self, port: LocalPort) -> int | None:
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


def without_repeats(entries: Sequence[FdbEntry]) -> tuple[FdbEntry, ...]:
    """
    Leave out learnt addresses without a VLAN that are there once more with it, at the same port.

    BRIDGE-MIB knows of no VLANs and repeats what Q-BRIDGE-MIB tells; counted twice, one box would
    look like two.
    """
    places = {(entry.mac, entry.if_index, entry.port) for entry in entries if entry.vlan}
    placed = {(mac, if_index) for mac, if_index, _ in places if if_index is not None}
    lost = {mac for mac, if_index, port in places if if_index is None and port is None}
    return tuple(
        entry
        for entry in entries
        if entry.vlan
        or (
            (entry.mac, entry.if_index, entry.port) not in places
            and (entry.mac, entry.if_index) not in placed
            and entry.mac not in lost
        )
    )


def fdb_of(entries: Iterable[FdbEntry], ports: Iterable[BridgePort]) -> tuple[FdbEntry, ...]:
    """Merge learnt addresses and give them the interfaces of their bridge ports."""
    by_port = {port.port: port.if_index for port in ports}
    return tuple(
        entry
        if entry.if_index is not None or entry.port is None
        else replace(entry, if_index=by_port.get(entry.port))
        for entry in merged(entries)
    )
