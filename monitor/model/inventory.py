"""
What registered devices say of themselves: which addresses and MAC addresses are theirs.

A registry lists one address of a router that has thirty. The others are learnt from the router
itself, and then a next hop or a neighbour at another site can be told to be that router. An
address or MAC that several devices claim leads to nobody: a wrong match would be worse than none.
"""

from collections.abc import Iterable
from typing import TypeVar

from monitor.model.observation import Snapshot
from monitor.model.prefixes import IPAddress, unmapped

Key = TypeVar("Key")
SHARED_MACS = (
    "00:00:5e:00:01:",
    "00:00:5e:00:02:",
    "00:00:0c:07:ac:",
    "00:00:0c:9f:f",
    "00:07:b4:00:",
)
"""VRRP (RFC 9568), HSRP and GLBP: addresses of a group, not of a box."""


class Inventory:
    """Addresses and MACs by the registered device that has them; `learn` is its only change."""

    __slots__ = ("_addresses", "_by_device", "_macs", "version")

    def __init__(self) -> None:
        self._by_device: dict[str, tuple[frozenset[IPAddress], frozenset[str]]] = {}
        self._addresses: dict[IPAddress, set[str]] = {}
        self._macs: dict[str, set[str]] = {}
        self.version = 0
        """Another one whenever anything in it is."""

    def learn(self, snapshot: Snapshot) -> None:
        """Take over what a device says of itself, in place of what it said before."""
        addresses = frozenset(
            unmapped(own.address) for own in snapshot.addresses if _is_telling(own.address)
        )
        macs = frozenset(_own_macs(snapshot))
        if self._by_device.get(snapshot.device) == (addresses, macs):
            return
        self.forget(snapshot.device)
        self.version += 1
        self._by_device[snapshot.device] = (addresses, macs)
        for address in addresses:
            self._addresses.setdefault(address, set()).add(snapshot.device)
        for mac in macs:
            self._macs.setdefault(mac, set()).add(snapshot.device)

    def forget(self, device: str) -> None:
        """Drop a device that is no longer registered."""
        if device not in self._by_device:
            return
        self.version += 1
        addresses, macs = self._by_device.pop(device)
        for address in addresses:
            _discard(self._addresses, address, device)
        for mac in macs:
            _discard(self._macs, mac, device)

    def owner_of_address(self, address: IPAddress) -> str | None:
        """Name of the one device that has this address."""
        return _only(self._addresses.get(unmapped(address)))

    def owner_of_mac(self, mac: str) -> str | None:
        """Name of the one device that has this MAC address."""
        return _only(self._macs.get(mac))

    def macs_of(self, device: str) -> frozenset[str]:
        """MAC addresses a device said are its own; empty before it was seen."""
        return self._by_device.get(device, (frozenset(), frozenset()))[1]


def _discard(owners: dict[Key, set[str]], key: Key, device: str) -> None:
    owners[key].discard(device)
    if not owners[key]:
        # Leased addresses come and go; what nobody has must not pile up.
        del owners[key]


def _own_macs(snapshot: Snapshot) -> Iterable[str]:
    bridge = snapshot.identity.bridge_address
    macs = [interface.mac for interface in snapshot.interfaces]
    for mac in (*macs, bridge):
        if mac and not mac.startswith(SHARED_MACS):
            yield mac


def _is_telling(address: IPAddress) -> bool:
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


def _only(owners: set[str] | None) -> str | None:
    # In one go: a device that is judged aside looks while others are learnt of.
    return max(owners, default=None) if owners and len(owners) == 1 else None
