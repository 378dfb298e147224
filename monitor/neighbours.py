"""
Who a neighbour is.

A name proves nothing: anybody can call a box `kominfo-core`. What is matched is the MAC address,
and a management address as long as no MAC speaks against it. A neighbour that claims an address of
a registered device, with a MAC that device does not have, is a conflict and no match.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from monitor.model.declared import Device, Gateway
from monitor.model.inventory import SHARED_MACS, Inventory
from monitor.model.observation import ArpEntry, Neighbour, OspfNeighbour
from monitor.model.prefixes import IPAddress, is_link_local
from monitor.model.registry import Registry
from monitor.scope import is_declared, is_private


@dataclass(frozen=True, slots=True)
class Match:
    """
    Who a neighbour is: a registered `device` (its name), or one that it `claims` to be.

    `by_name` says that it takes the other's name, else it takes an address.
    """

    device: str = ""
    claims: str = ""
    by_name: bool = False


def identify(
    neighbour: Neighbour,
    own: Collection[IPAddress],
    registry: Registry,
    inventory: Inventory,
) -> Match:
    """Find the registered device a neighbour is; an empty match where nothing tells."""
    if neighbour.mac is not None:
        owner = owner_of_mac(neighbour.mac, registry, inventory)
        if owner:
            return Match(device=owner)
    telling = [address for address in neighbour.addresses if _is_telling(address, registry)]
    for address in telling:
        if address in own:
            return Match(claims=owner_of_address(address, registry, inventory) or str(address))
    for address in telling:
        owner = owner_of_address(address, registry, inventory)
        if owner:
            if is_disowned(neighbour.mac, owner, registry, inventory):
                return Match(claims=owner)
            return Match(device=owner)
    named = _registered_as(neighbour.sys_name, registry)
    if named and is_disowned(neighbour.mac, named, registry, inventory):
        return Match(claims=named, by_name=True)
    return Match()


def _is_telling(address: IPAddress, registry: Registry) -> bool:
    """
    Whether a management address tells one box from others.

    Link-local ones are on every segment, and private ones outside the plan at every other site:
    that some device has 192.168.1.1 says nothing of another's neighbour.
    """
    if is_link_local(address):
        return False
    return (
        not is_private(address)
        or is_declared(address, registry)
        or registry.device_by_address(address) is not None
        or registry.gateway_by_address(address) is not None
    )


def _registered_as(name: str | None, registry: Registry) -> str:
    """Name of the registered device or gateway that is called so; case does not count."""
    if not name:
        return ""
    told = name.casefold()
    gateways = (gateway.name for gateway in registry.network.gateways if gateway.name)
    return next((one for one in (*registry.devices, *gateways) if one.casefold() == told), "")


def owner_of_mac(mac: str, registry: Registry, inventory: Inventory, *, seen_by: str = "") -> str:
    """
    Name of the registered device or gateway with this MAC address, or nothing.

    `seen_by` is the device that meets it: its own claim to be that box counts for nothing.
    """
    declared = registry.device_by_mac(mac), registry.gateway_by_mac(mac)
    learnt = inventory.owner_of_mac(mac)
    return _owner(*declared, learnt if learnt != seen_by else None, registry)


def owner_of_ospf(
    peer: OspfNeighbour, arp: Iterable[ArpEntry], registry: Registry, inventory: Inventory
) -> str:
    """Name of the registered box that an OSPF neighbour is by address, router id or MAC."""
    for address in filter(None, (peer.address, peer.router_id)):
        owner = owner_of_address(address, registry, inventory)
        if owner:
            return owner
    for entry in arp:
        is_it = entry.address == peer.address and peer.if_index in (None, entry.if_index)
        owner = owner_of_mac(entry.mac, registry, inventory) if is_it and entry.mac else ""
        if owner:
            return owner
    return ""


def owner_of_address(address: IPAddress, registry: Registry, inventory: Inventory) -> str:
    """
    Name of the registered device or gateway with this address, or nothing.

    A link-local address is nobody's: every segment may have it (RFC 4007).
    """
    if is_link_local(address):
        return ""
    declared = registry.device_by_address(address), registry.gateway_by_address(address)
    return _owner(*declared, inventory.owner_of_address(address), registry)


def _owner(
    device: Device | None, gateway: Gateway | None, learnt: str | None, registry: Registry
) -> str:
    """Name whoever it is: declared before learnt, and only if registered."""
    if device is not None:
        return device.name
    if gateway is not None:
        return gateway.name or str(gateway.address)
    return learnt if learnt is not None and learnt in registry.devices else ""


def is_disowned(mac: str | None, owner: str, registry: Registry, inventory: Inventory) -> bool:
    """
    Whether a MAC address speaks against a box being the registered device or gateway `owner`.

    A chassis id is often the first of a block whose others are on the interfaces, so a MAC of the
    same vendor's numbering is not held against it.
    """
    device = registry.devices.get(owner)
    known = inventory.macs_of(owner) | (device.macs if device else frozenset())
    known |= _gateway_macs(owner, registry)
    return mac is not None and bool(known) and all(mac[:8] != other[:8] for other in known)


def _gateway_macs(owner: str, registry: Registry) -> frozenset[str]:
    """List the declared MACs of a gateway, but for those of a group: no box announces them."""
    return frozenset(
        gateway.mac
        for gateway in registry.network.gateways
        if gateway.mac
        and owner in (gateway.name, str(gateway.address))
        and not gateway.mac.startswith(SHARED_MACS)
    )
