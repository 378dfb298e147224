"""
What other devices show of a device, held against what it says of itself.

An agent shows what its administrator lets it show. What he cannot edit are the tables of others:
the routes a core router learnt from the device, the address with which it keeps a session, the MAC
addresses behind a switch's port, the port's name in an announcement. Only those are asked who can
meet it: the devices of its site, and those in the city's hands.

Pure. Looked at whenever whole tables were read, and linear in what is shown.
"""

import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import islice

from monitor.model.declared import Device
from monitor.model.inventory import SHARED_MACS, Encounters, Inventory
from monitor.model.observation import Address, Interface, Neighbour, Route, Snapshot
from monitor.model.outside import UNSEEN, Omission, Omitted, Outside
from monitor.model.prefixes import IPAddress, IPNetwork, unmapped
from monitor.model.reading import Observation, TableStatus
from monitor.model.registry import Registry
from monitor.scope import is_cgnat, is_declared, is_public, is_somewhere, leads_out

_MOST = 8
"""Omissions that are kept of a device; one is enough."""
_PROXIED = 3
"""Foreign addresses that others resolved to a device from which on it is a proxy for them all."""
_ROW = 4
"""MAC addresses of one device that make a row."""
_AGED_S = 7_200.0
"""After which every bridge has forgotten a MAC address: most do after five minutes."""
_NUMBERED = re.compile(r"(.*\D)(\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a device shows of itself: its addresses, MAC addresses, and the rest."""

    snapshot: Snapshot
    own: frozenset[IPAddress]
    macs: frozenset[str]
    middle: frozenset[str]
    registry: Registry
    inventory: Inventory

    def has_whole(self, *kinds: type[Observation]) -> bool:
        return all(self.snapshot.status_of(kind) is TableStatus.COMPLETE for kind in kinds)

    def is_in(self, heard: Neighbour) -> bool:
        """Whether a neighbour is the device, by its numbers: a name is given to any box."""
        return heard.mac in self.macs or not self.own.isdisjoint(map(unmapped, heard.addresses))


def seen_from_outside(
    device: Device, snapshot: Snapshot, registry: Registry, inventory: Inventory
) -> Outside:
    """Tell who sees a device, and what they see that its `snapshot` leaves out."""
    own = (unmapped(one.address) for one in snapshot.addresses if is_somewhere(one.address))
    macs = _macs_of(snapshot)
    shown = _Shown(snapshot, frozenset(own), macs, _middle(macs), registry, inventory)
    observers: list[str] = []
    omissions: list[Omission] = []
    for other in _who_can_meet(device, registry):
        met = inventory.encounters_of(other.name)
        if met is not None and _meets(met, shown):
            observers.append(other.name)
            omissions += islice(_omissions(other.name, met, shown), _MOST - len(omissions))
    return Outside(tuple(observers), tuple(omissions)) if observers else UNSEEN


def _who_can_meet(device: Device, registry: Registry) -> Iterator[Device]:
    near = registry.devices_of(device.site)
    known = {one.name: one for one in (*near, *registry.core_devices)}
    return (one for one in known.values() if one.name != device.name and one.poll)


def _macs_of(snapshot: Snapshot) -> frozenset[str]:
    shown = (snapshot.identity.bridge_address, *(one.mac for one in snapshot.interfaces))
    return frozenset(mac for mac in shown if mac and not mac.startswith(SHARED_MACS))


def _middle(macs: Set[str]) -> frozenset[str]:
    """Return what lies between the MAC addresses of a box: its maker numbers its ports in a row."""
    rows: dict[str, list[int]] = {}
    for mac in macs:
        rows.setdefault(mac[:-2], []).append(int(mac[-2:], 16))
    return frozenset(
        f"{start}{last:02x}"
        for start, row in rows.items()
        if len(row) >= _ROW and max(row) - min(row) < 2 * len(row)
        for last in range(min(row), max(row))
        if last not in row
    )


def _meets(met: Encounters, shown: _Shown) -> bool:
    return (
        not met.peers.isdisjoint(shown.own)
        or any(unmapped(entry.address) in shown.own for entry in met.resolved_to(shown.macs))
        or any(True for _ in met.learnt(shown.macs))
        or any(map(shown.is_in, met.neighbours))
    )


def _omissions(name: str, met: Encounters, shown: _Shown) -> Iterator[Omission]:
    if shown.own and shown.has_whole(Address):
        if shown.has_whole(Route):
            yield from _routes(name, met, shown)
        yield from _addresses(name, met, shown)
    if shown.has_whole(Interface):
        yield from _ports(name, met, shown)
        yield from _live_ports(name, met, shown)
        yield from _middle_macs(name, met, shown)


def _routes(name: str, met: Encounters, shown: _Shown) -> Iterator[Omission]:
    """Find what an observer sends to the device, and the device nowhere but back."""
    routes = tuple(met.routes_over(shown.own))
    if not routes:
        return
    theirs = shown.inventory.addresses_of(name)
    hops = ((one, one.next_hop) for one in shown.snapshot.routes)
    away = [one for one, hop in hops if hop is None or unmapped(hop) not in theirs]
    goes_out = any(map(leads_out, away))
    networks = [one.network for one in shown.snapshot.addresses if one.network is not None]
    networks += [one.destination for one in away]
    for route in routes:
        if leads_out(route):
            if not goes_out:
                yield Omission(Omitted.DEFAULT_ROUTE, str(route.destination), name, route)
        elif _is_foreign(route.destination.network_address, shown.registry) and not any(
            _is_shown(route.destination, network) for network in networks
        ):
            yield Omission(Omitted.ROUTE, str(route.destination), name, route)


def _is_shown(destination: IPNetwork, network: IPNetwork) -> bool:
    alike = network.version == destination.version and network.prefixlen > 0
    return alike and network.overlaps(destination)


def _is_foreign(address: IPAddress, registry: Registry) -> bool:
    return (is_public(address) or is_cgnat(address)) and not is_declared(address, registry)


def _addresses(name: str, met: Encounters, shown: _Shown) -> Iterator[Omission]:
    """Find addresses that an observer met on the device, and that the device does not show."""
    foreign: list[Omission] = []
    for entry in met.resolved_to(shown.macs):
        address = unmapped(entry.address)
        if address in shown.own or shown.inventory.claimants_of_address(address):
            continue
        if address in met.peers:
            yield Omission(Omitted.SESSION_ADDRESS, str(address), name, entry)
        elif _is_foreign(address, shown.registry):
            foreign.append(Omission(Omitted.ADDRESS, str(address), name, entry))
    if len(foreign) < _PROXIED:
        yield from foreign


def _ports(name: str, met: Encounters, shown: _Shown) -> Iterator[Omission]:
    """Find the ports on which an observer hears the device, and that the device skips."""
    heard = [one for one in met.neighbours if one.port_id and shown.is_in(one)]
    if not heard:
        return
    names = {
        text.casefold()
        for one in shown.snapshot.interfaces
        for text in (one.name, one.descr, one.alias)
        if text
    }
    stems = Counter(found[1] for text in names if (found := _NUMBERED.fullmatch(text)))
    for one in heard:
        port = (one.port_id or "").casefold()
        numbered = _NUMBERED.fullmatch(port)
        # RouterOS says the bridge before the port.
        is_shown = port in names or port.rsplit("/", 1)[-1] in names
        if numbered and not is_shown and stems[numbered[1]] > 1:
            yield Omission(Omitted.PORT, one.port_id or "", name, one)


def _live_ports(name: str, met: Encounters, shown: _Shown) -> Iterator[Omission]:
    """Find ports that are down by what the device says, and from which an observer has frames."""
    ports = shown.snapshot.interfaces
    used = {one.mac for one in ports if one.is_up} | {shown.snapshot.identity.bridge_address}
    down = {one.mac: one for one in ports if one.mac and not one.is_up}
    dead = frozenset(mac for mac in down if mac in shown.macs and mac not in used)
    uptime_s = shown.snapshot.identity.uptime_s
    for entry in met.learnt(dead) if dead else ():
        port = down[entry.mac]
        changed_s = port.last_change_s
        is_known = uptime_s is not None and changed_s is not None
        is_long = is_known and (uptime_s or 0.0) - (changed_s or 0.0) >= _AGED_S
        what = Omitted.LIVE_PORT if is_long else Omitted.LATE_PORT
        yield Omission(what, f"{port.label} ({entry.mac})", name, entry)


def _middle_macs(name: str, met: Encounters, shown: _Shown) -> Iterator[Omission]:
    """Find MAC addresses that only the device can have, of which it shows no interface."""
    if not shown.middle:
        return
    found = ((entry.mac or "", entry) for entry in met.resolved_to(shown.middle))
    learnt = ((entry.mac, entry) for entry in met.learnt(shown.middle))
    for mac, entry in (*found, *learnt):
        if not shown.inventory.claimants_of_mac(mac):
            yield Omission(Omitted.MAC, mac, name, entry)
