"""
An address of carrier-grade NAT (100.64.0.0/10, RFC 6598) on an uplink.

Why it matters: only a carrier's access line hands out such addresses.
Lies when: the carrier-grade NAT is Kominfo's own (declare it); an overlay VPN numbers its tunnels
from this space.
Clears when: the address goes, the range is declared, the circuit is registered, or a waiver covers
it.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.medium import Medium
from monitor.model.observation import Address, Interface
from monitor.rule import Rule, Scene, on_interface, whose
from monitor.scope import is_cgnat, is_declared, looks_like_lan


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each such address that is not of the city's own NAT."""
    for link in scene.suspects:
        for own in link.addresses:
            if not is_cgnat(own.address) or is_declared(own.address, scene.registry):
                continue
            is_inside = link.medium is Medium.TUNNEL or looks_like_lan(link, own)
            strength = Strength.HINT if is_inside else Strength.STRONG
            text = Sentence(
                en=f"{link.name} has the carrier-grade NAT address {own.address}{whose(link)}",
                id=f"{link.name} beralamat NAT operator (CGNAT) {own.address}{whose(link)}",
            )
            yield RULE.on(link, strength, text, (own, *on_interface(link)))


INDONESIAN = """
Alamat NAT operator (100.64.0.0/10, RFC 6598) pada tautan keluar.

Mengapa penting: hanya saluran akses milik operator yang membagikan alamat seperti itu.
Bisa keliru bila: NAT operator itu milik Kominfo sendiri (nyatakan dalam registri); VPN memakai
rentang ini untuk terowongannya.
Selesai bila: alamat hilang, rentangnya dinyatakan, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="carrier-nat-address",
    number=5,
    family=Family.ADDRESSING,
    needs=(Address, Interface),
    check=check,
)
