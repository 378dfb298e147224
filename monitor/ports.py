"""
Where on a device something was seen: on which interface, on which line, with whom.

A neighbour, an ARP entry and a learnt MAC address all name an interface. What is seen on a
registered line is the far end of that line, and says nothing of the site.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from monitor.model.link import Link
from monitor.model.observation import ArpEntry, FdbEntry, Interface, Snapshot
from monitor.model.prefixes import IPAddress
from monitor.model.reading import Observation
from monitor.scope import is_way_out

_SHARING = 3
_OF_VLANS = ".:"
Key = TypeVar("Key")


class Ports:
    """The interfaces of a device by ifIndex, the lines they are, and what was seen behind them."""

    def __init__(self, snapshot: Snapshot, links: Iterable[Link]) -> None:
        links = tuple(links)
        self._interfaces = {one.index: one for one in snapshot.interfaces}
        self._links = {link.interface.index: link for link in links if link.interface}
        self._registered = [link for link in links if link.is_registered]
        self._snapshot = snapshot
        self._own = frozenset(one.mac for one in snapshot.interfaces if one.mac)
        self._by_mac: dict[str, list[Observation]] = {}
        entries: list[ArpEntry | FdbEntry] = [*snapshot.arp, *snapshot.fdb]
        for entry in entries:
            if entry.mac is not None:
                self._by_mac.setdefault(entry.mac, []).append(entry)

    def at(self, index: int | None) -> Interface | None:
        """Return an interface."""
        return None if index is None else self._interfaces.get(index)

    def link_at(self, index: int | None) -> Link | None:
        """Return the line an interface is, if it is one."""
        return None if index is None else self._links.get(index)

    def uplink_at(self, index: int | None) -> Link | None:
        """Return the line an interface is, if it leads out: else it is a LAN nobody declared."""
        link = self.link_at(index)
        return link if link is not None and is_way_out(link) else None

    def name_of(self, index: int | None, otherwise: str | None = None) -> str:
        """Return the name of an interface."""
        port = self.at(index)
        return port.label if port else otherwise or ""

    def is_own(self, mac: str) -> bool:
        """Whether a MAC address is one of the device's own interfaces."""
        return mac in self._own

    def entries_of(self, mac: str | None) -> list[Observation]:
        """List where the ARP and forwarding tables have a MAC address."""
        return self._by_mac.get(mac or "", [])

    def arp_of(self, mac: str | None) -> Sequence[ArpEntry]:
        """List the ARP entries of a MAC address."""
        return [entry for entry in self.entries_of(mac) if isinstance(entry, ArpEntry)]

    def arp_at(self, address: IPAddress) -> Sequence[ArpEntry]:
        """List the ARP entries of an IP address, on whichever interface."""
        return self._arp_by_address.get(address, ())

    def arp_on(self, index: int) -> Sequence[ArpEntry]:
        """List the ARP entries that are told to be on an interface."""
        return self._arp_by_index.get(index, ())

    def is_on_registered_line(self, index: int | None) -> bool:
        """Whether an interface is a registered line, or the port of its VLAN."""
        link, port = self.link_at(index), self.at(index)
        if link is not None:
            return link.is_registered
        return port is not None and self.carries_line(port)

    def carries_line(self, port: Interface) -> bool:
        """Whether a registered line is a VLAN of the port, so that its traffic is the line's."""
        if port.label in self._trunks:
            return True
        # A port and its VLAN or bridge, and hardly another interface, share a MAC.
        mac = port.mac
        return mac is not None and mac in self._line_macs and self._sharing[mac] <= _SHARING

    @cached_property
    def _sharing(self) -> Counter[str | None]:
        return Counter(one.mac for one in self._snapshot.interfaces)

    @cached_property
    def _trunks(self) -> frozenset[str]:
        """The names of ports of which a registered line would be a VLAN: `eth0` of `eth0.7`."""
        names = (link.name for link in self._registered)
        return frozenset(
            name[:at] for name in names for at, sign in enumerate(name) if sign in _OF_VLANS
        )

    @cached_property
    def _line_macs(self) -> frozenset[str | None]:
        return frozenset(link.interface.mac for link in self._registered if link.interface)

    @cached_property
    def _arp_by_address(self) -> Mapping[IPAddress, list[ArpEntry]]:
        return _grouped((entry.address, entry) for entry in self._snapshot.arp)

    @cached_property
    def _arp_by_index(self) -> Mapping[int | None, list[ArpEntry]]:
        return _grouped((entry.if_index, entry) for entry in self._snapshot.arp)


def _grouped(pairs: Iterable[tuple[Key, ArpEntry]]) -> dict[Key, list[ArpEntry]]:
    groups: dict[Key, list[ArpEntry]] = {}
    for key, entry in pairs:
        groups.setdefault(key, []).append(entry)
    return groups
