"""
Whom a device hears on its ports, as it is shown: by a registered name where it has one.

Pure.
"""

from collections.abc import Iterator
from itertools import islice

from monitor.masking import HIDDEN as _HIDDEN
from monitor.masking import masked_text
from monitor.model.city import Heard
from monitor.model.inventory import Inventory
from monitor.model.observation import Neighbour, Snapshot
from monitor.model.privacy import HostNames, Privacy
from monitor.model.registry import Registry
from monitor.neighbours import identify

MOST = 64
"""Of one device; a port towards a careless network hears a whole office."""


def heard_by(
    snapshot: Snapshot, registry: Registry, inventory: Inventory, privacy: Privacy
) -> tuple[Heard, ...]:
    """List the neighbours of a device, each once however many protocols it speaks."""
    return tuple(islice(dict.fromkeys(_all(snapshot, registry, inventory, privacy)), MOST))


def _all(
    snapshot: Snapshot, registry: Registry, inventory: Inventory, privacy: Privacy
) -> Iterator[Heard]:
    names = {interface.index: interface.label for interface in snapshot.interfaces}
    own = frozenset(seen.address for seen in snapshot.addresses)
    for neighbour in snapshot.neighbours:
        device = identify(neighbour, own, registry, inventory).device
        port = names.get(neighbour.if_index or 0) or neighbour.local_port or ""
        yield Heard(port=port, name=device or _name(neighbour, privacy), device=device)


def _name(neighbour: Neighbour, privacy: Privacy) -> str:
    """Return what it calls itself, or its MAC address: as much of them as the city keeps."""
    name = neighbour.sys_name or (None if neighbour.mac else neighbour.chassis_id)
    if name and privacy.host_names is HostNames.HIDE:
        return _HIDDEN
    return masked_text(name or neighbour.mac or "", privacy)
