"""How many people's machines are behind a device: by its ARP table, and by its own DHCP server."""

from collections.abc import Iterable

from monitor.model.declared import Device, DeviceRole
from monitor.model.link import Link
from monitor.model.observation import ArpEntry, Snapshot
from monitor.model.reading import TableStatus
from monitor.model.service import ClientCount

_LATELY_S = 3600.0
"""What a device resolved longer ago says nothing of who is there now."""


def clients_of(snapshot: Snapshot, links: Iterable[Link]) -> int | None:
    """Count the MAC addresses in its ARP table that are on no way out; `None` if not all read."""
    if snapshot.status_of(ArpEntry) is not TableStatus.COMPLETE:
        return None
    outside = {link.interface.index for link in links if link.interface and link.routes}
    return len({entry.mac for entry in snapshot.arp if entry.mac and entry.if_index not in outside})


def leases_of(snapshot: Snapshot) -> int | None:
    """Count the leases that its DHCP server has given; `None` where it does not tell."""
    told = [one.number for one in snapshot.client_counts if one.source == "leases"]
    is_read = snapshot.status_of(ClientCount) is TableStatus.COMPLETE
    return sum(told) if told and is_read else None


def resolved_at(
    shown: Iterable[tuple[Device, Snapshot | None]], now_s: float
) -> frozenset[str] | None:
    """
    Unite the MAC addresses that the devices of a site have resolved lately.

    `shown` are all its declared devices with what each last showed. A switch may route there, or
    another router; where one of the routers could not be read nobody knows whom it has resolved.
    """
    macs: set[str] = set()
    routers = 0
    for device, seen in shown:
        is_read = (
            seen is not None
            and now_s - seen.time_s <= _LATELY_S
            and seen.status_of(ArpEntry) is TableStatus.COMPLETE
        )
        if seen is not None and is_read:
            macs |= {entry.mac for entry in seen.arp if entry.mac}
        if device.role is DeviceRole.ROUTER:
            if not is_read:
                return None
            routers += 1
    return frozenset(macs) if routers else None
