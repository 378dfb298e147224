"""
Whether a link is accounted for: a waiver, a circuit, the city's plan; in this order.

An address in the plan proves little, for 10.0.0.1 is also what a shop's router calls itself. So the
plan counts only with a witness at the other end (`witnesses.py`).
"""

from datetime import date

from monitor.model.declared import Circuit, Waiver
from monitor.model.finding import FindingKind
from monitor.model.inventory import Inventory
from monitor.model.link import Link
from monitor.model.registry import Registry
from monitor.model.subject import Subject
from monitor.scope import is_declared, is_somewhere
from monitor.witnesses import Witnesses


def circuit_of(link: Link, registry: Registry, day: date) -> Circuit | None:
    """Find the circuit of the contract register that the link is."""
    circuits = registry.circuits_of(link.site, day)
    return next((c for c in circuits if any(matches(link, s) for s in c.match)), None)


def ended_contract_of(link: Link, registry: Registry, day: date) -> str:
    """
    Name the contract that accounted for the link until lately, or nothing.

    Papers are renewed late: the line is the city's no more, and nobody put it there in secret.
    """
    ended = registry.circuits_ended(link.site, day)
    return next((one.contract for one in ended if any(matches(link, s) for s in one.match)), "")


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
    return next(Witnesses(link, registry, inventory).all(), "")


def has_foreign_session(link: Link, registry: Registry) -> bool:
    """Whether a BGP session with an AS that nobody allowed is established over it."""
    return any(
        peer.state == "established" and peer.remote_as and not registry.allowed_as(peer.remote_as)
        for peer in link.bgp_peers
    )
