"""
MAC addresses that belong to nothing registered, and what their makers and addresses make of them.

A home router gives itself away by its maker and by calling itself .1 or .254. Both are hints: some
makers of home routers make access points too, and those stand in both classes.
"""

from ipaddress import IPv4Address

from monitor.model.device_class import Classes, DeviceClass
from monitor.model.inventory import SHARED_MACS
from monitor.model.prefixes import IPAddress, unmapped
from monitor.neighbours import owner_of_address, owner_of_mac
from monitor.oui import classes_of, vendor_of
from monitor.ports import Ports
from monitor.rule import Scene

_GATEWAYS = (1, 254)
_INTERFACE_ID = (1 << 64) - 1
CPE_ALONE = frozenset({DeviceClass.CPE})


class Strangers:
    """Tells MAC addresses that are neither the device's own nor of anything registered."""

    def __init__(self, scene: Scene, ports: Ports) -> None:
        self._ports, self._registry, self._inventory = ports, scene.registry, scene.inventory
        self._device = scene.device.name

    def is_stranger(self, mac: str) -> bool:
        """Whether nobody is known to have it; addresses of groups (VRRP) are nobody's."""
        return not (
            mac.startswith(SHARED_MACS)
            or self._ports.is_own(mac)
            or owner_of_mac(mac, self._registry, self._inventory, seen_by=self._device)
        )

    def is_taken(self, address: IPAddress) -> bool:
        """Whether an address is that of something registered."""
        return bool(owner_of_address(address, self._registry, self._inventory))

    def classes(self, mac: str) -> Classes:
        """Say what kinds of box it may be."""
        return classes_of(mac, self._registry.oui)

    def is_cpe(self, mac: str) -> bool:
        """Whether it may be a home router, an ONT or the like, of nobody known."""
        return DeviceClass.CPE in self.classes(mac) and self.is_stranger(mac)


def described(mac: str) -> str:
    """Write a MAC address with its maker."""
    vendor = vendor_of(mac)
    return f"{mac} ({vendor})" if vendor else mac


def is_gateway_like(address: IPAddress) -> bool:
    """Whether an address is one that routers take: .1 or .254, or an IPv6 interface id of 1."""
    plain = unmapped(address)
    if isinstance(plain, IPv4Address):
        return plain.packed[-1] in _GATEWAYS
    return int(plain) & _INTERFACE_ID == 1 and plain.packed[0] != 0
