"""How many people's machines are behind a device: by its ARP table, and by its own DHCP server."""

from collections.abc import Iterable

from monitor.model.link import Link
from monitor.model.observation import ArpEntry, Snapshot
from monitor.model.reading import TableStatus
from monitor.model.service import ClientCount


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
