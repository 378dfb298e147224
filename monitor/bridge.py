"""
The access ports of a switch, and the MAC addresses it has learnt behind each.

On the port towards the city's network stand the MAC addresses of half the city. Such a port is told
by their number, by a registered device of another site among them, and by being an uplink.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model.declared import DeviceRole
from monitor.model.inventory import SHARED_MACS
from monitor.model.observation import FdbEntry
from monitor.neighbours import owner_of_mac
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
    for (index, number), entries in found.items():
        if len(entries) > most_macs or any(_is_away(mac, scene) for mac in entries):
            continue
        if ports.is_on_registered_line(index) or ports.uplink_at(index) is not None:
            continue
        yield AccessPort(ports.name_of(index, f"port {number}"), entries)


def _is_away(mac: str, scene: Scene) -> bool:
    """Whether a MAC address is of the way to elsewhere: a gateway's, or another site's router."""
    if mac.startswith(SHARED_MACS):
        return True
    owner = owner_of_mac(mac, scene.registry, scene.inventory)
    if not owner:
        return False
    there = scene.registry.devices.get(owner)
    return there is None or (there.site != scene.device.site and there.role not in _HOSTS)
