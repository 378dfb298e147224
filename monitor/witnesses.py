"""
Who confirms that a line is the city's: the registered boxes at its other end.

What a device says of its line is his word who administers it: a gateway's address is typed in, a
MAC address is cloned, a neighbour announces what it likes. So a registered box is a witness only if
it meets the line itself, in its own tables: the line's address in its ARP table or among its
routing sessions, or the line's MAC address behind its own port. What the registry alone declares,
gateways and devices that are not polled, is the city's own word. Core and border routers are in the
city's hands: what they say of their own lines counts, and where such a one shows no ARP table, what
it says of itself has to do for others' lines.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from monitor.model.declared import DeviceRole
from monitor.model.inventory import Encounters, Inventory
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import ArpEntry, Neighbour
from monitor.model.prefixes import IPAddress, is_link_local, unmapped
from monitor.model.registry import Registry
from monitor.neighbours import identify, is_disowned
from monitor.scope import USUAL_CPE, is_declared, is_somewhere

_WITHOUT_MAC = (Medium.PPP, Medium.CELLULAR, Medium.TUNNEL)
_NO_WAY_OUT = frozenset({DeviceRole.APPLIANCE, DeviceRole.SERVER})


class Witnesses:
    """What registered boxes say of one line."""

    def __init__(self, link: Link, registry: Registry, inventory: Inventory) -> None:
        self._link, self._registry, self._inventory = link, registry, inventory
        self._mac = link.interface.mac if link.interface else None
        device = registry.devices.get(link.device)
        self._is_citys = device is not None and registry.is_in_citys_hands(device)

    def all(self) -> Iterator[str]:
        """Yield one sentence for each box that confirms the line."""
        yield from self._gateways()
        yield from self._neighbours()
        yield from self._sessions()

    def of_hop(self, hop: ArpEntry, arp: Iterable[ArpEntry]) -> str:
        """
        Name the registered box that a next hop is by its MAC address, or nothing.

        A gateway is declared by its address, mostly; the box that has this address in the `arp`
        table, of whichever interface in its LAN, is the same box by any other, as the link-local
        one of IPv6.
        """
        if hop.mac is None:
            return ""
        owner = self._confirmed(self._of_mac(hop.mac))
        if owner:
            return owner
        for entry in arp:
            is_it = entry.mac == hop.mac and not is_link_local(entry.address)
            gateway = self._registry.gateway_by_address(entry.address) if is_it else None
            if gateway is not None and gateway.mac in (None, hop.mac):
                return gateway.name or str(gateway.address)
        return ""

    @cached_property
    def _own(self) -> tuple[IPAddress, ...]:
        return tuple(
            unmapped(seen.address) for seen in self._link.addresses if is_somewhere(seen.address)
        )

    @cached_property
    def _mine(self) -> frozenset[str]:
        """The MAC addresses of the device, for it is not asked once for each gateway."""
        own = self._inventory.macs_of(self._link.device)
        return own | {self._mac} if self._mac else own

    def known_box(self, mac: str) -> str:
        """Name the registered box that a MAC address on the line is, or nothing."""
        return self._confirmed(self._of_mac(mac))

    def is_met_by(self, name: str) -> bool:
        """Whether a registered device has met the line in its own tables."""
        met = self._inventory.encounters_of(name)
        return met is not None and self._is_met_by(met)

    def met_by(self) -> frozenset[str]:
        """Name the registered devices at the other end that have met the line themselves."""
        return frozenset(name for name in self._others_at_the_end() if self.is_met_by(name))

    def _others_at_the_end(self) -> frozenset[str]:
        hops = (owner for hop in self._link.next_hops for owner in self._of_address(hop))
        macs = (owner for mac in self._link.gateway_macs for owner in self._of_mac(mac))
        return frozenset((*hops, *macs)) - {self._link.device, ""}

    def _gateways(self) -> Iterator[str]:
        macs = {entry.address: entry.mac for entry in self._link.gateways if entry.mac}
        for hop in filter(is_somewhere, self._link.next_hops):
            mac = macs.get(hop)
            by_mac = self._confirmed(self._of_mac(mac)) if mac else ""
            if by_mac:
                yield f"the gateway's MAC address is {by_mac}'s"
                continue
            by_address = self._by_address(hop, mac)
            if by_address:
                yield f"the next hop is {by_address}"

    def _by_address(self, hop: IPAddress, mac: str | None) -> str:
        # Where no MAC could speak against it, an address that anybody may use, or that half of all
        # home routers have out of the box, is nobody's.
        if not mac and (self._link.medium in _WITHOUT_MAC or str(hop) in USUAL_CPE):
            return ""
        gateway = self._registry.gateway_by_address(hop)
        if gateway is not None and gateway.mac and mac and gateway.mac != mac:
            return ""
        if gateway is not None and not self._is_here(hop):
            return ""
        return self._confirmed(
            owner
            for owner in self._of_address(hop)
            if not is_disowned(mac, owner, self._registry, self._inventory)
        )

    def _is_here(self, gateway: IPAddress) -> bool:
        """Whether a gateway may be this site's: not one of another site, or of the data centre."""
        if self._is_citys:
            return True
        site = self._registry.site_of_address(gateway)
        is_elsewhere = site is not None and site.code != self._link.site
        return not (is_elsewhere or self._registry.in_data_centre(gateway))

    def _neighbours(self) -> Iterator[str]:
        for neighbour in self._link.neighbours:
            name = self._identified(neighbour)
            device = self._registry.devices.get(name)
            if device is not None and (
                device.role in _NO_WAY_OUT
                or (device.role is DeviceRole.SWITCH and device.site == self._link.site)
            ):
                # No printer says where a line leads, and no switch of the LAN.
                continue
            if self._confirmed([name]):
                yield f"the neighbour is {name}"

    def _identified(self, neighbour: Neighbour) -> str:
        return identify(neighbour, self._own, self._registry, self._inventory).device

    def _sessions(self) -> Iterator[str]:
        for peer in self._link.ospf_neighbours:
            ends = (one for one in (peer.address, peer.router_id) if one is not None)
            owners = (owner for end in ends for owner in self._of_address(end))
            confirmed = self._confirmed(owners) if peer.state == "full" else ""
            if confirmed:
                yield f"the OSPF neighbour is {confirmed}"
        for session in self._link.bgp_peers:
            if session.state != "established" or not is_declared(session.address, self._registry):
                continue
            if session.remote_as is None or not self._registry.allowed_as(session.remote_as):
                continue
            if self._is_citys or self._confirmed(self._of_address(session.address)):
                yield f"the BGP peer is of AS {session.remote_as}, which the city allows"

    def _of_mac(self, mac: str) -> Iterator[str]:
        """Name who has a MAC address: declared before learnt."""
        device = self._registry.device_by_mac(mac)
        gateway = self._registry.gateway_by_mac(mac)
        if device is not None:
            yield device.name
        if gateway is not None:
            yield gateway.name or str(gateway.address)
        yield from sorted(self._inventory.claimants_of_mac(mac))

    def _of_address(self, address: IPAddress) -> Iterator[str]:
        device = self._registry.device_by_address(address)
        gateway = self._registry.gateway_by_address(address)
        if device is not None:
            yield device.name
        if gateway is not None:
            yield gateway.name or str(gateway.address)
        yield from sorted(self._inventory.claimants_of_address(address))

    def _confirmed(self, owners: Iterable[str]) -> str:
        """Name the first that is the city's word, or that meets the line in its own tables."""
        claim = set(owners)
        others = sorted(claim - {self._link.device, ""})
        is_disputed = len(claim) > 1
        return next((one for one in others if self._is_confirmed(one, is_disputed=is_disputed)), "")

    def _is_confirmed(self, owner: str, *, is_disputed: bool) -> bool:
        device = self._registry.devices.get(owner)
        if device is None or not device.poll or self._is_citys:
            return True
        met = self._inventory.encounters_of(owner)
        if met is not None and self._is_met_by(met):
            return True
        if is_disputed or not self._registry.is_in_citys_hands(device):
            return False
        return met is None or not met.tells_all_it_resolved

    def _is_met_by(self, met: Encounters) -> bool:
        """Whether a box has this line at its other end, by its own tables."""
        mine = self._mine
        if any(self._is_mine(own, met.resolved.get(own), mine) for own in self._own):
            return True
        if not met.peers.isdisjoint(self._own) or self._mac in met.learnt_macs:
            return True
        ports = {self._mac, *self._link.names}
        return any(
            not frozenset(map(unmapped, seen.addresses)).isdisjoint(self._own)
            or (seen.mac in mine and seen.port_id in ports)
            for seen in met.neighbours
        )

    def _is_mine(self, own: IPAddress, found: frozenset[str] | None, mine: Collection[str]) -> bool:
        """Whether a resolved address is this line's: a radio may show its own MAC in its place."""
        if not found:
            return False
        if not found.isdisjoint(mine):
            return True
        others = self._inventory.claimants_of_address(own).union(
            *(self._inventory.claimants_of_mac(mac) for mac in found)
        )
        return not others - {self._link.device}
