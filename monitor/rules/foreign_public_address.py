"""
A public address outside the city's prefixes on an interface.

Why it matters: an address of a provider's is leased with a line of that provider's.
Lies when: the provider's address came with a Kominfo contract nobody registered; a LAN was
numbered with somebody else's public addresses; a prefix that the city's own gateway hands out and
nobody declared (a hint, where the gateway is known by its MAC address).
Clears when: the address goes, the circuit is registered, or a waiver covers it.

It is proof where the device routes over the line, and where no route shows it too: an address of a
known provider that no contract has, in a subnet of two ends or leased, with one far end that
answers, octets both ways, and nobody else there.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.observation import Address, ArpEntry, Interface
from monitor.model.prefixes import IPNetwork
from monitor.neighbours import owner_of_mac
from monitor.rule import Rule, Scene, on_interface, whose
from monitor.scope import is_declared, is_public, looks_like_lan
from monitor.witnesses import Witnesses

_IPV4 = 4
_POINT_TO_POINT_BITS = 2
_GIVEN = frozenset({"dhcp", "linklayer", "random"})
"""Origins of an address that the far end gave (RFC 4293): leased, or made of its prefix."""


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each public address that is not the city's."""
    handed_out = _handed_out(scene)
    for link in scene.suspects:
        for own in link.addresses:
            if not is_public(own.address) or is_declared(own.address, scene.registry):
                continue
            if own.network in handed_out:
                strength = Strength.HINT
            elif _is_used(link, own) or _is_leased_line(link, own, scene):
                strength = Strength.PROOF
            else:
                strength = Strength.HINT if looks_like_lan(link, own) else Strength.STRONG
            text = Sentence(
                en=f"{link.name} has the public address {own.address}{whose(link)}",
                id=f"{link.name} beralamat publik asing {own.address}{whose(link)}",
            )
            yield RULE.on(link, strength, text, (own, *link.routes, *on_interface(link)))


def _handed_out(scene: Scene) -> frozenset[IPNetwork]:
    """List the subnets on lines whose next hop, in the same family, is a registered box."""
    return frozenset(
        own.network
        for link in scene.links
        for version in {own.address.version for own in link.addresses}
        if _is_behind_the_city(link, version, scene)
        for own in link.addresses
        if own.network is not None and own.address.version == version
    )


def _is_behind_the_city(link: Link, version: int, scene: Scene) -> bool:
    hops = [hop for hop in link.next_hops if hop.version == version]
    found = {entry.address: entry for entry in link.gateways}
    arp_of = scene.ports.arp_of
    known = Witnesses(link, scene.registry, scene.inventory)
    gateways = [found.get(hop) for hop in hops]
    return bool(hops) and all(one and known.of_hop(one, arp_of(one.mac)) for one in gateways)


def _is_used(link: Link, own: Address) -> bool:
    """Whether the device routes over the line, in the address's own family."""
    version = own.address.version
    return any(route.destination.version == version for route in link.routes) or any(
        peer.state == "established" and peer.address.version == version for peer in link.bgp_peers
    )


def _is_known(mac: str, scene: Scene) -> bool:
    return bool(owner_of_mac(mac, scene.registry, scene.inventory, seen_by=scene.device.name))


def _is_leased_line(link: Link, own: Address, scene: Scene) -> bool:
    """
    Whether a provider's address is in use on a line of that provider's, though no route shows it.

    Policy routing and VRFs show none. But the address is of a known provider and in no contract,
    one far end answers there, octets pass both ways, and nobody else is on that network.
    """
    if scene.registry.providers.provider_of_address(own.address) is None:
        return False
    if link.interface is None or not (link.is_rising and link.is_two_way):
        return False
    if _is_contracted(own, scene):
        return False
    there = [
        entry
        for entry in scene.ports.arp_on(link.interface.index)
        if entry.mac and not scene.ports.is_own(entry.mac)
    ]
    macs = {entry.mac for entry in there}
    if len(macs) != 1 or _is_known(macs.pop() or "", scene):
        return False
    network = own.network
    near = [
        entry
        for entry in there
        if entry.address.is_link_local or (network is not None and entry.address in network)
    ]
    return bool(near) and (
        own.origin in _GIVEN or any(_is_between_two(own, far, link) for far in near)
    )


def _is_between_two(own: Address, far: ArpEntry, link: Link) -> bool:
    """Whether a subnet is a line's: for two ends, or with the far end where a gateway stands."""
    network = own.network
    if network is None or looks_like_lan(link, own):
        return False
    if network.max_prefixlen - network.prefixlen <= _POINT_TO_POINT_BITS:
        return True
    return far.address.version == _IPV4 and far.address in (
        network.network_address + 1,
        network.broadcast_address - 1,
    )


def _is_contracted(own: Address, scene: Scene) -> bool:
    return any(
        subject.prefix is not None and own.address in subject.prefix
        for circuit in scene.registry.circuits
        for subject in circuit.match
    )


INDONESIAN = """
Alamat publik di luar prefiks kota pada sebuah antarmuka.

Mengapa penting: alamat milik operator disewakan bersama saluran operator itu.
Bisa keliru bila: alamat itu datang dengan kontrak Kominfo yang belum didaftarkan; sebuah LAN diberi
alamat publik milik pihak lain; prefiks dari gateway kota sendiri yang belum didaftarkan (hanya
isyarat, bila gateway itu dikenal dari alamat MAC-nya).
Selesai bila: alamat hilang, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="foreign-public-address",
    number=4,
    family=Family.ADDRESSING,
    needs=(Address, Interface),
    also=(ArpEntry,),
    check=check,
)
