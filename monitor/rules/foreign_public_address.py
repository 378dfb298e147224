"""
A public address outside the city's prefixes on an interface.

Why it matters: an address of a provider's is leased with a line of that provider's.
Lies when: the provider's address came with a Kominfo contract nobody registered; a LAN was
numbered with somebody else's public addresses; a prefix that the city's own gateway hands out and
nobody declared (a hint, where the gateway is known by its MAC address).
Clears when: the address goes, the circuit is registered, or a waiver covers it.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.observation import Address, Interface
from monitor.model.prefixes import IPNetwork
from monitor.neighbours import owner_of_hop
from monitor.rule import Rule, Scene, on_interface, whose
from monitor.scope import is_declared, is_public, looks_like_lan


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each public address that is not the city's."""
    handed_out = _handed_out(scene)
    for link in scene.suspects:
        for own in link.addresses:
            if not is_public(own.address) or is_declared(own.address, scene.registry):
                continue
            if own.network in handed_out:
                strength = Strength.HINT
            elif _is_used(link, own):
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
        for own in link.addresses
        if own.network is not None and _is_behind_the_city(link, own.address.version, scene)
    )


def _is_behind_the_city(link: Link, version: int, scene: Scene) -> bool:
    hops = [hop for hop in link.next_hops if hop.version == version]
    found = {entry.address: entry for entry in link.gateways}
    arp = scene.snapshot.arp
    owners = {
        owner_of_hop(found[hop], arp, scene.registry, scene.inventory) if hop in found else ""
        for hop in hops
    }
    return bool(hops) and not owners & {"", link.device}


def _is_used(link: Link, own: Address) -> bool:
    """Whether the device routes over the line, in the address's own family."""
    version = own.address.version
    return any(route.destination.version == version for route in link.routes) or any(
        peer.state == "established" and peer.address.version == version for peer in link.bgp_peers
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
    check=check,
)
