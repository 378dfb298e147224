"""
The access ports of a switch, and the MAC addresses it has learnt behind each.

On the port towards the city's network stand the MAC addresses of half the city. Such a port is told
by their number, by a registered device of another site among them, by the gateway of a registered
line, and by being an uplink.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model.declared import DeviceRole
from monitor.model.inventory import SHARED_MACS
from monitor.model.observation import FdbEntry, Neighbour
from monitor.model.prefixes import IPAddress
from monitor.neighbours import identify, owner_of_mac
from monitor.ports import Ports
from monitor.rule import Scene

_LEARNED = (None, "learned")
_HOSTS = (DeviceRole.SERVER, DeviceRole.APPLIANCE)


@dataclass(frozen=True, slots=True)
class AccessPort:
    """A port that ends at the site: its name, and what was learnt there, by MAC address."""

    name: str
    entries: dict[str, FdbEntry]


def access_ports(scene: Scene, ports: Ports, most_macs: float) -> Iterator[AccessPort]:
    """Yield the ports with `most_macs` addresses at most that lead to no other site."""
    found: dict[tuple[int | None, int | None], dict[str, FdbEntry]] = {}
    for entry in scene.snapshot.fdb:
        where = (entry.if_index, None if entry.if_index is not None else entry.port)
        if entry.status in _LEARNED and where != (None, None) and not ports.is_own(entry.mac):
            found.setdefault(where, {}).setdefault(entry.mac, entry)
    gateways = {mac for link in scene.links if link.is_registered for mac in link.gateway_macs}
    own = frozenset(seen.address for seen in scene.snapshot.addresses)
    away = {one.if_index for one in scene.snapshot.neighbours if _leads_away(one, own, scene)}
    for (index, number), entries in found.items():
        if len(entries) > most_macs or not gateways.isdisjoint(entries):
            continue
        if any(_is_away(_owner(mac, scene), scene) for mac in entries):
            continue
        if index is not None and index in away:
            continue
        if ports.is_on_registered_line(index) or ports.uplink_at(index) is not None:
            continue
        yield AccessPort(ports.name_of(index, f"port {number}"), entries)


def _owner(mac: str, scene: Scene) -> str | None:
    """Name whose a MAC address is, or nothing; `None` for an address of a group (VRRP)."""
    if mac.startswith(SHARED_MACS):
        return None
    return owner_of_mac(mac, scene.registry, scene.inventory)


def _leads_away(heard: Neighbour, own: frozenset[IPAddress], scene: Scene) -> bool:
    return _is_away(identify(heard, own, scene.registry, scene.inventory).device, scene)


def _is_away(owner: str | None, scene: Scene) -> bool:
    """Whether it is on the way to elsewhere: a gateway, a group of them, another site's router."""
    if not owner:
        return owner is None
    there = scene.registry.devices.get(owner)
    return there is None or (there.site != scene.device.site and there.role not in _HOSTS)
