"""
The ways out of a device: which interfaces are uplinks, and what is known of each.

An uplink is an interface over which a default or very short route leads, that has an address, a
gateway or a BGP session outside the plan, that is a line of a carrier's kind (PPP, LTE, DSL,
tunnel), or that the contract register names. What the route table shows decides nothing alone, and
an address in the plan hides no line: a carrier numbers its modems from 10.0.0.0/8 too. So what is
numbered as a line is one (a lone /32, a lease, two ends of which the other is a stranger's).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from monitor import plan
from monitor.media import JUNIPER, is_within_box, leads_nowhere
from monitor.model.declared import Device, DeviceRole
from monitor.model.inventory import Inventory
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import Address, Interface, Snapshot
from monitor.model.prefixes import IPAddress
from monitor.model.reading import TableStatus
from monitor.model.registry import Registry
from monitor.neighbours import owner_of_mac, owner_of_ospf
from monitor.placement import Placement
from monitor.scope import is_cgnat, is_declared, is_public, is_somewhere
from monitor.steps import Steps, finished
from monitor.witnesses import Witnesses

_LINES = frozenset(
    {Medium.PPP, Medium.CELLULAR, Medium.DSL, Medium.CABLE, Medium.PON, Medium.TUNNEL}
)
_AT_ONCE = 128
"""Interfaces between two steps."""
_POINT_TO_POINT_BITS = 2
"""A /30 is for two ends."""
_USB = re.compile(r"usb\d+")
"""What Linux calls a modem or a telephone that is an Ethernet by USB."""
_HOSTS = frozenset({DeviceRole.SERVER, DeviceRole.APPLIANCE})


@dataclass(frozen=True, slots=True)
class Whose:
    """The device whose links they are, with everything declared and learnt, on a day."""

    device: Device
    registry: Registry
    inventory: Inventory
    day: date


def links_of(
    snapshot: Snapshot, whose: Whose, previous: Snapshot | None = None
) -> tuple[Link, ...]:
    """Assemble the uplinks of a device, with the circuit, waiver or plan that accounts for each."""
    return finished(linking(snapshot, whose, previous))


def linking(
    snapshot: Snapshot, whose: Whose, previous: Snapshot | None = None
) -> Steps[tuple[Link, ...]]:
    """Assemble the uplinks of a device, in steps."""
    where = Placement(snapshot, previous)
    agency = whose.registry.agency_of(whose.device.site)
    blank = Link(
        device=whose.device.name,
        site=whose.device.site,
        agency=agency.code if agency else "",
        name="",
    )
    found = []
    for at, interface in enumerate(snapshot.interfaces, 1):
        if not at % _AT_ONCE:
            yield None
        if leads_nowhere(interface):
            continue
        gathered = where.gather(interface, blank)
        if _is_within_box(gathered, snapshot):
            continue
        circuit = plan.circuit_of(gathered, whose.registry, whose.day)
        if circuit is not None or _is_uplink(gathered, where, whose):
            found.append(_accounted(gathered, whose))
    if TableStatus.INCOMPLETE in (snapshot.status_of(Interface), snapshot.status_of(Address)):
        # It may well be on an interface that was cut off, and that the register names.
        return _distinct(found)
    found += [
        _accounted(link, whose)
        for link in where.unplaced(blank)
        if link.routes
        or _has_strange_peer(link, whose.registry)
        or _has_strange_ospf(link, where, whose)
        or _has_public(link, whose.registry)
    ]
    return _distinct(found)


def _is_within_box(link: Link, snapshot: Snapshot) -> bool:
    is_junos = (snapshot.identity.object_id or "").startswith(JUNIPER)
    is_line = bool(link.routes or link.bgp_peers or link.gateways)
    if link.interface is None or is_line or not is_junos:
        return False
    public = [own.address for own in link.addresses if is_public(own.address)]
    return is_within_box(link.interface, public)


def _accounted(link: Link, whose: Whose) -> Link:
    """Attach what accounts for the link, and whose line it seems to be."""
    registry, day = whose.registry, whose.day
    return replace(
        link,
        circuit=plan.circuit_of(link, registry, day),
        ended_contract=plan.ended_contract_of(link, registry, day),
        waiver=plan.waiver_of(link, registry, day),
        plan_reason=plan.plan_reason(link, registry, whose.inventory),
        approval=plan.approval_of(link, registry),
        provider=_provider(link, registry),
    )


def _is_uplink(link: Link, where: Placement, whose: Whose) -> bool:
    if not link.is_up:
        return False
    registry = whose.registry
    if link.routes or _has_strange_peer(link, registry):
        return True
    if link.medium in _LINES and whose.device.role is not DeviceRole.ACCESS:
        return link.medium is not Medium.TUNNEL or _is_way_through(link)
    own = [seen.address for seen in link.addresses if is_somewhere(seen.address)]
    strange = [address for address in own if not is_declared(address, registry)]
    if whose.device.role in _HOSTS:
        # Hypervisors and containers give their hosts private networks of all kinds.
        return any(is_public(address) or is_cgnat(address) for address in strange)
    return (
        bool(strange)
        or any(
            _is_gateway_like(entry.address) and not is_declared(entry.address, registry)
            for entry in where.arp_of(link)
        )
        or (whose.device.role is DeviceRole.ROUTER and _is_numbered_as_line(link, where, whose))
        or (whose.device.role is DeviceRole.ROUTER and _meets_citys_router(link, where, whose))
    )


def _is_way_through(link: Link) -> bool:
    """
    Whether packets can leave by a tunnel over which no route is shown: it has an address.

    The server's end of a VPN that people dial has the first address of a subnet for many, and more
    goes out there than comes in, as on any LAN.
    """
    own = [seen for seen in link.addresses if is_somewhere(seen.address)]
    port = link.interface
    sends_more = (
        port is not None
        and port.in_octets is not None
        and port.out_octets is not None
        and port.in_octets <= port.out_octets
    )
    return bool(own) and not (sends_more and all(map(_is_first_of_many, own)))


def _is_first_of_many(own: Address) -> bool:
    network = own.network
    if network is None or network.max_prefixlen - network.prefixlen <= _POINT_TO_POINT_BITS:
        return False
    return own.address == network.network_address + 1


def _is_numbered_as_line(link: Link, where: Placement, whose: Whose) -> bool:
    """Whether its addresses, in the plan as they may be, are those of a line and not of a LAN."""
    own = [seen for seen in link.addresses if is_somewhere(seen.address)]
    if not own:
        return False
    if _USB.fullmatch(link.name) or any(seen.origin == "dhcp" for seen in own):
        return True
    rests = [seen.address.max_prefixlen - (seen.prefix_length or 0) for seen in own]
    if any(seen.prefix_length is None for seen in own) or max(rests) > _POINT_TO_POINT_BITS:
        return False
    if max(rests) == 0:
        # A router lends its loopback's address to lines that have none of their own.
        return not any(where.is_shared(seen) for seen in own)
    ends = {seen.address for seen in own}
    witnesses = Witnesses(link, whose.registry, whose.inventory)
    return any(
        entry.mac
        and entry.address not in ends
        and is_somewhere(entry.address)
        and not witnesses.known_box(entry.mac)
        for entry in where.arp_of(link)
    )


def _meets_citys_router(link: Link, where: Placement, whose: Whose) -> bool:
    """Whether somebody on it has the MAC address of a router of the city's, which denies that."""
    registry, inventory = whose.registry, whose.inventory
    return any(
        owner.site != link.site
        and registry.is_in_citys_hands(owner)
        and not Witnesses(link, registry, inventory).known_box(entry.mac)
        for entry in where.arp_of(link)
        if entry.mac
        and (name := owner_of_mac(entry.mac, registry, inventory, seen_by=link.device))
        and (owner := registry.devices.get(name)) is not None
    )


def _has_strange_peer(link: Link, registry: Registry) -> bool:
    is_foreign = plan.has_foreign_session(link, registry)
    return is_foreign or any(
        # A link-local address, as of an unnumbered session, is in nobody's plan.
        is_somewhere(peer.address) and not is_declared(peer.address, registry)
        for peer in link.bgp_peers
    )


def _has_strange_ospf(link: Link, where: Placement, whose: Whose) -> bool:
    return any(
        peer.state == "full"
        and not owner_of_ospf(peer, where.arp_at(peer.address), whose.registry, whose.inventory)
        for peer in link.ospf_neighbours
    )


def _has_public(link: Link, registry: Registry) -> bool:
    return any(
        is_public(own.address) and not is_declared(own.address, registry) for own in link.addresses
    )


def _is_gateway_like(address: IPAddress) -> bool:
    if not is_somewhere(address):
        return False
    return is_public(address) or address.packed[-1] in (1, 254)


def _provider(link: Link, registry: Registry) -> str | None:
    """Say whose addresses or AS number it has; the words of a description are no address."""
    providers = registry.providers
    strange = [
        *link.next_hops,
        *(seen.address for seen in link.addresses),
        *(peer.address for peer in link.bgp_peers),
    ]
    for peer in link.bgp_peers:
        entry = providers.provider_of_as(peer.remote_as) if peer.remote_as else None
        if entry is not None and not registry.allowed_as(peer.remote_as or 0):
            return entry.name
    for address in strange:
        entry = None if is_declared(address, registry) else providers.provider_of_address(address)
        if entry is not None:
            return entry.name
    return None


def _distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """Give links of one name the ifIndex too: a series must not stand for two lines."""
    counts: dict[str, int] = {}
    links = tuple(links)
    for link in links:
        counts[link.name] = counts.get(link.name, 0) + 1
    return tuple(
        replace(link, name=_numbered(link.name, link.interface.index, counts))
        if counts[link.name] > 1 and link.interface is not None
        else link
        for link in links
    )


def _numbered(name: str, index: int, taken: Collection[str]) -> str:
    numbered = f"{name}#{index}"
    while numbered in taken:
        numbered += "#"
    return numbered
