"""
A public address outside the city's prefixes on an interface.

Why it matters: an address of a provider's is leased with a line of that provider's.
Lies when: the provider's address came with a Kominfo contract nobody registered; a LAN was
numbered with somebody else's public addresses.
Clears when: the address goes, the circuit is registered, or a waiver covers it.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.observation import Address, Interface
from monitor.rule import Rule, Scene, on_interface, whose
from monitor.scope import is_declared, is_public, looks_like_lan


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each public address that is not the city's."""
    for link in scene.suspects:
        for own in link.addresses:
            if not is_public(own.address) or is_declared(own.address, scene.registry):
                continue
            if _is_used(link, own):
                strength = Strength.PROOF
            else:
                strength = Strength.HINT if looks_like_lan(link, own) else Strength.STRONG
            text = Sentence(
                en=f"{link.name} has the public address {own.address}{whose(link)}",
                id=f"{link.name} beralamat publik asing {own.address}{whose(link)}",
            )
            yield RULE.on(link, strength, text, (own, *link.routes, *on_interface(link)))


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
alamat publik milik pihak lain.
Selesai bila: alamat hilang, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="foreign-public-address",
    number=4,
    family=Family.ADDRESSING,
    needs=(Address, Interface),
    check=check,
)
