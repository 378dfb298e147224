"""
An established BGP session with an AS that is not the city's.

Why it matters: only who sells transit, or who buys it, speaks BGP with a site.
Lies when: the session is Kominfo's own with its upstream; on core and border routers it is, so the
rule does not look there.
Clears when: the session ends, the AS is allowed, the circuit is registered, or a waiver covers it.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.observation import BgpPeer, Interface
from monitor.rule import Rule, Scene, on_interface


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each established session with an AS nobody allowed."""
    for link in scene.suspects:
        for peer in link.bgp_peers:
            number = peer.remote_as
            if peer.state != "established" or number is None or scene.registry.allowed_as(number):
                continue
            entry = scene.registry.providers.provider_of_as(number)
            name = f" ({entry.name})" if entry else ""
            text = Sentence(
                en=f"a BGP session with AS {number}{name} at {peer.address} is established"
                f" over {link.name}",
                id=f"sesi BGP dengan AS {number}{name} di {peer.address} terhubung"
                f" lewat {link.name}",
            )
            seen = (peer, *on_interface(link))
            yield RULE.on(link, Strength.PROOF, text, seen, about=f"AS{number}")


INDONESIAN = """
Sesi BGP yang terhubung dengan AS yang bukan milik kota.

Mengapa penting: hanya penjual atau pembeli transit yang berbicara BGP dengan sebuah lokasi.
Bisa keliru bila: sesi itu milik Kominfo sendiri dengan hulunya; di router inti dan perbatasan
memang begitu, maka aturan ini tidak melihat ke sana.
Selesai bila: sesi berakhir, AS-nya diizinkan, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="foreign-bgp-peer",
    number=14,
    family=Family.ROUTING,
    needs=(BgpPeer, Interface),
    check=check,
)
