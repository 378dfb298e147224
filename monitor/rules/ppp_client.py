"""
A PPP or PPPoE client that is dialled in.

Why it matters: that is how home and small-business internet is delivered.
Lies when: Kominfo itself delivers a line by PPPoE (register the circuit). The server's side, as
`<pppoe-user>` of RouterOS, is no client.
Clears when: the session ends, the circuit is registered, or a waiver covers it.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import Address, Interface
from monitor.plan import is_numbered_by
from monitor.rule import Rule, Scene, on_interface, whose
from monitor.scope import is_declared, is_public


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each client that has an address."""
    for link in scene.suspects:
        if link.medium is not Medium.PPP or not (link.addresses or link.routes):
            continue
        if is_numbered_by(link, scene.registry):
            # In the city's own numbers it may be one that the city delivers.
            strength = Strength.STRONG
        elif link.is_routed or _has_foreign_public(link, scene):
            strength = Strength.PROOF
        elif link.is_rising is False:
            strength = Strength.HINT
        else:
            strength = Strength.STRONG
        text = Sentence(
            en=f"{link.name} is a PPP client that is dialled in{whose(link)}",
            id=f"{link.name} adalah klien PPP yang tersambung{whose(link)}",
        )
        yield RULE.on(link, strength, text, (*on_interface(link), *link.routes))


def _has_foreign_public(link: Link, scene: Scene) -> bool:
    return any(
        is_public(own.address) and not is_declared(own.address, scene.registry)
        for own in link.addresses
    )


INDONESIAN = """
Klien PPP atau PPPoE yang sedang tersambung.

Mengapa penting: begitulah internet rumah dan usaha kecil dihantarkan.
Bisa keliru bila: Kominfo sendiri menghantarkan saluran lewat PPPoE (daftarkan sirkuitnya). Sisi
peladen, seperti `<pppoe-user>` pada RouterOS, bukan klien.
Selesai bila: sesi berakhir, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="ppp-client",
    number=6,
    family=Family.INTERFACE,
    needs=(Interface, Address),
    check=check,
)
