"""
Which interface each observation of a device belongs to, and what is known of each interface.

Tables name interfaces by ifIndex, and some agents do not: a route with ifIndex 0 leaves where the
next hop's subnet is, a BGP session where its peer's is. A link-local address is on every interface
(RFC 4007), so it is placed by its zone. Where that fails, an address is where it was resolved, if
on one interface alone. What fits no interface is kept and shown as a link of its own: nothing may
be lost because an agent is vague.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from monitor.media import medium_of
from monitor.model.link import Link
from monitor.model.observation import (
    Address,
    ArpEntry,
    BgpPeer,
    Interface,
    Neighbour,
    OspfNeighbour,
    Route,
    Snapshot,
)
from monitor.model.prefixes import IPAddress, PrefixTable, is_link_local
from monitor.model.service import VpnPeer
from monitor.scope import leads_out
from monitor.traffic import passing

Item = TypeVar("Item")


class Placement:
    """The observations of a snapshot by interface; `previous` is the reading before, if any."""

    def __init__(self, snapshot: Snapshot, previous: Snapshot | None = None) -> None:
        self._snapshot = snapshot
        self._previous = previous
        self._by_index: dict[int | None, Interface] = {i.index: i for i in snapshot.interfaces}
        self._before = {i.index: i for i in previous.interfaces} if previous else {}
        held = [
            (network, holder)
            for own in snapshot.addresses
            if (network := own.network) is not None
            and (holder := self._by_index.get(own.if_index)) is not None
        ]
        self._up = PrefixTable((net, one.index) for net, one in held if one.is_up)
        self._down = PrefixTable((net, one.index) for net, one in held if not one.is_up)
        self._holders = Counter(own.address for own in snapshot.addresses)
        self._addresses: _ByIndex[Address] = _grouped(
            (own.if_index, own) for own in snapshot.addresses
        )
        self._neighbours: _ByIndex[Neighbour] = _grouped(
            (seen.if_index, seen) for seen in snapshot.neighbours
        )
        self._tells_macs = any(one.mac for one in snapshot.interfaces)
        self._resolved_on = _resolved_on(snapshot.arp)
        self._arp: _ByIndex[ArpEntry] = _grouped(
            (self._or_subnet(entry.if_index, entry.address), entry) for entry in snapshot.arp
        )
        self._routes: _ByIndex[Route] = _grouped(
            (self._or_subnet(route.if_index, route.next_hop), route)
            for route in filter(leads_out, snapshot.routes)
        )
        self._peers: _ByIndex[BgpPeer] = _grouped(
            (self._or_subnet(peer.if_index, peer.address), peer) for peer in snapshot.bgp_peers
        )
        self._ospf: _ByIndex[OspfNeighbour] = _grouped(
            (self._or_subnet(seen.if_index, seen.address), seen)
            for seen in snapshot.ospf_neighbours
        )

    def of_address(self, address: IPAddress) -> int | None:
        """Find the interface whose own subnet holds the address: up, then the smallest subnet."""
        found = None
        if not is_link_local(address):
            found = self._up.lookup(address)
            found = self._down.lookup(address) if found is None else found
        if found is not None:
            return found
        resolved = self._resolved_on.get(address)
        return resolved if resolved in self._by_index else None

    def _or_subnet(self, if_index: int | None, address: IPAddress | None) -> int | None:
        # RouterOS, some IOS and N18010 say ifIndex 0.
        if if_index in self._by_index:
            return if_index
        return self.of_address(address) if address else None

    def is_shared(self, own: Address) -> bool:
        """Whether another interface has the same address, as where it is borrowed."""
        return self._holders[own.address] > 1

    def arp_at(self, address: IPAddress) -> Sequence[ArpEntry]:
        """Everything in the ARP table of an address, on whichever interface."""
        return self._arp_by_address.get(address, ())

    def arp_of(self, link: Link) -> Sequence[ArpEntry]:
        """Everything in the ARP table on the link's interface."""
        return self._arp.get(link.interface.index, ()) if link.interface else ()

    def gather(self, interface: Interface, blank: Link) -> Link:
        """Collect what is known of one interface."""
        index = interface.index
        own = tuple(self._addresses.get(index, ()))
        before = self._before.get(index)
        rate, is_two_way = passing(self._previous, self._snapshot, before, interface)
        routes = tuple(self._routes.get(index, ()))
        hops = {route.next_hop for route in routes}
        return Link(
            device=blank.device,
            site=blank.site,
            agency=blank.agency,
            name=interface.label,
            interface=interface,
            medium=medium_of(interface, own, tells_macs=self._tells_macs),
            is_up=interface.is_up,
            addresses=own,
            routes=routes if interface.is_up else (),
            gateways=tuple(entry for entry in self._arp.get(index, ()) if entry.address in hops),
            neighbours=tuple(self._neighbours.get(index, ())),
            bgp_peers=tuple(self._peers.get(index, ())),
            ospf_neighbours=tuple(self._ospf.get(index, ())),
            vpn_peers=self._peers_at(interface),
            octets_per_s=rate,
            is_two_way=is_two_way,
        )

    def _peers_at(self, interface: Interface) -> tuple[VpnPeer, ...]:
        names = {interface.name, interface.descr, interface.alias} - {None}
        found = {
            at for key in (*names, interface.tunnel_remote) for at in self._tunnels.get(key, ())
        }
        return tuple(self._snapshot.vpn_peers[at] for at in sorted(found))

    @cached_property
    def _tunnels(self) -> Mapping[object, list[int]]:
        """The places of the far ends of tunnels in their table, by name and by address."""
        places: dict[object, list[int]] = {}
        for at, peer in enumerate(self._snapshot.vpn_peers):
            for key in (peer.name, peer.remote) if peer.is_tunnel else ():
                if key is not None:
                    places.setdefault(key, []).append(at)
        return places

    def unplaced(self, blank: Link) -> Iterable[Link]:
        """Make links of routes and sessions that no interface of the device claims."""
        by_hop: dict[str, list[Route]] = {}
        for route in self._routes.get(None, ()):
            entry = next(iter(self._resolved({route.next_hop})), None)
            by_hop.setdefault(entry.mac if entry and entry.mac else "unplaced", []).append(route)
        for name, routes in by_hop.items():
            gateways = self._resolved(dict.fromkeys(route.next_hop for route in routes))
            yield replace(blank, name=f"gateway-{name}", routes=tuple(routes), gateways=gateways)
        lost = tuple(self._addresses.get(None, ()))
        if lost:
            yield replace(blank, name="unplaced-addresses", addresses=lost)
        far: dict[int, list[BgpPeer]] = {}
        for peer in self._peers.get(None, ()):
            if peer.remote_as:
                far.setdefault(peer.remote_as, []).append(peer)
        for number, peers in far.items():
            yield replace(blank, name=f"bgp-as{number}", bgp_peers=tuple(peers))
        routers = _grouped_by_router(self._ospf.get(None, ()))
        for router, seen in routers.items():
            yield replace(blank, name=f"ospf-{router}", ospf_neighbours=tuple(seen))

    def _resolved(self, hops: Collection[IPAddress | None]) -> tuple[ArpEntry, ...]:
        """List the ARP entries of next hops that mean one box on every interface."""
        return tuple(
            entry
            for hop in hops
            if hop is not None and not is_link_local(hop)
            for entry in self.arp_at(hop)
        )

    @cached_property
    def _arp_by_address(self) -> Mapping[IPAddress, list[ArpEntry]]:
        groups: dict[IPAddress, list[ArpEntry]] = {}
        for entry in self._snapshot.arp:
            groups.setdefault(entry.address, []).append(entry)
        return groups


def _resolved_on(arp: Iterable[ArpEntry]) -> Mapping[IPAddress, int | None]:
    """Tell on which interface an address was resolved; nothing where it was on several."""
    found: dict[IPAddress, int | None] = {}
    for entry in arp:
        index = entry.if_index if entry.mac else None
        found[entry.address] = index if found.get(entry.address, index) == index else None
    return found


def _grouped_by_router(seen: Iterable[OspfNeighbour]) -> Mapping[IPAddress, list[OspfNeighbour]]:
    groups: dict[IPAddress, list[OspfNeighbour]] = {}
    for one in seen:
        groups.setdefault(one.router_id or one.address, []).append(one)
    return groups


_ByIndex = dict[int | None, list[Item]]


def _grouped(pairs: Iterable[tuple[int | None, Item]]) -> "_ByIndex[Item]":
    groups: _ByIndex[Item] = {}
    for index, item in pairs:
        groups.setdefault(index, []).append(item)
    return groups
