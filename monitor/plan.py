"""
Whether a link is accounted for: a waiver, a circuit, the city's plan; in this order.

An address in the plan proves little, for 10.0.0.1 is also what a shop's router calls itself. So the
plan counts only with a witness: the gateway's MAC, the neighbour, the routing peer or the next hop
is a registered device of the city.
"""

from collections.abc import Iterator
from datetime import date
from ipaddress import IPv4Address

from monitor.model.declared import Circuit, DeviceRole, Waiver
from monitor.model.finding import FindingKind
from monitor.model.inventory import Inventory
from monitor.model.link import Link, Medium
from monitor.model.prefixes import IPAddress
from monitor.model.registry import Registry
from monitor.model.subject import Subject
from monitor.neighbours import identify, is_disowned, owner_of_address, owner_of_mac
from monitor.scope import USUAL_CPE, is_declared, is_somewhere

_WITHOUT_MAC = (Medium.PPP, Medium.CELLULAR, Medium.TUNNEL)


def circuit_of(link: Link, registry: Registry, day: date) -> Circuit | None:
    """Find the circuit of the contract register that the link is."""
    circuits = registry.circuits_of(link.site, day)
    return next((c for c in circuits if any(matches(link, s) for s in c.match)), None)


def waiver_of(
    link: Link, registry: Registry, day: date, kind: FindingKind = FindingKind.FOREIGN_UPLINK
) -> Waiver | None:
    """Find the waiver that exempts the link from one kind of finding."""
    return next(
        (
            waiver
            for waiver in registry.waivers_of(link.site, day)
            if kind.value in waiver.kinds and matches(link, waiver.subject)
        ),
        None,
    )


def matches(link: Link, subject: Subject) -> bool:
    """Whether a description in the registry is of this link."""
    return subject.matches(
        device=link.device,
        interfaces=(link.name, *link.names),
        next_hops=link.next_hops,
        addresses=[own.address for own in link.addresses],
        macs=link.gateway_macs,
        as_numbers=[peer.remote_as for peer in link.bgp_peers if peer.remote_as],
    )


def is_numbered_by(link: Link, registry: Registry) -> bool:
    """Whether the line has addresses or next hops, and all are in the city's plan."""
    found = [*link.next_hops, *(seen.address for seen in link.addresses)]
    telling = [address for address in found if is_somewhere(address)]
    return bool(telling) and all(is_declared(address, registry) for address in telling)


def approval_of(link: Link, registry: Registry) -> str:
    """
    Name the approved destination that a line leads to, or nothing.

    Approved is traffic for that destination, not for anywhere: a default route ends it. Where far
    ends are told all must be approved; else the line's own address in the destination's prefix
    speaks for it.
    """
    if link.routes:
        return ""
    ends = [end for end in link.far_ends if is_somewhere(end)]
    inner = () if ends else (seen.address for seen in link.addresses)
    places = [registry.approved_destination(end) for end in ends or inner]
    found = [place.name for place in places if place is not None]
    return found[0] if found and (not ends or len(found) == len(ends)) else ""


def leads_home(link: Link, registry: Registry) -> bool:
    """Whether the line is a tunnel of which every far end is in the city's own numbers."""
    ends = [end for end in link.far_ends if is_somewhere(end)]
    return bool(ends) and all(is_declared(end, registry) for end in ends)


def plan_reason(link: Link, registry: Registry, inventory: Inventory) -> str:
    """Say by whom the link is known to be in the city's plan; nothing where no one vouches."""
    if not is_numbered_by(link, registry) or has_foreign_session(link, registry):
        return ""
    hops = [hop for hop in link.next_hops if is_somewhere(hop)]
    own = [seen.address for seen in link.addresses if is_somewhere(seen.address)]
    return next(_witnesses(link, hops, own, registry, inventory), "")


def has_foreign_session(link: Link, registry: Registry) -> bool:
    """Whether a BGP session with an AS that nobody allowed is established over it."""
    return any(
        peer.state == "established" and peer.remote_as and not registry.allowed_as(peer.remote_as)
        for peer in link.bgp_peers
    )


def _can_vouch(name: str, link: Link, registry: Registry) -> bool:
    """Whether a neighbour says where the line leads: no printer does, and no switch of a LAN."""
    device = registry.devices.get(name)
    if device is None:
        return True
    if device.role is DeviceRole.SWITCH:
        return device.site != link.site
    return device.role not in (DeviceRole.APPLIANCE, DeviceRole.SERVER)


def _witnesses(
    link: Link,
    hops: list[IPAddress],
    own: list[IPAddress],
    registry: Registry,
    inventory: Inventory,
) -> Iterator[str]:
    macs = {entry.address: entry.mac for entry in link.gateways if entry.mac}
    for hop in hops:
        mac = macs.get(hop)
        owner = owner_of_mac(mac, registry, inventory) if mac else ""
        if owner and owner != link.device:
            yield f"the gateway's MAC address is {owner}'s"
            continue
        gateway = registry.gateway_by_address(hop)
        if gateway is not None and gateway.mac and mac and gateway.mac != mac:
            continue
        owner = owner_of_address(hop, registry, inventory)
        # Where no MAC could speak against it, an address that anybody may use, or that half of all
        # home routers have out of the box, is nobody's.
        if not mac and (link.medium in _WITHOUT_MAC or str(hop) in USUAL_CPE):
            continue
        if owner and owner != link.device and not is_disowned(mac, owner, registry, inventory):
            yield f"the next hop is {owner}"
    for neighbour in link.neighbours:
        match = identify(neighbour, own, registry, inventory)
        if (
            match.device
            and match.device != link.device
            and _can_vouch(match.device, link, registry)
        ):
            yield f"the neighbour is {match.device}"
    for peer in link.ospf_neighbours:
        router: IPv4Address | None = peer.router_id
        owner = owner_of_address(router, registry, inventory) if router else ""
        if owner and owner != link.device and peer.state == "full":
            yield f"the OSPF neighbour is {owner}"
    for session in link.bgp_peers:
        known = session.remote_as is not None and registry.allowed_as(session.remote_as)
        if known and session.state == "established" and is_declared(session.address, registry):
            yield f"the BGP peer is of AS {session.remote_as}, which the city allows"
