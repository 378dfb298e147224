"""
A tunnel to somewhere that is not approved.

Why it matters: a tunnel carries an agency's traffic past the city's network while every route and
address shown looks like the city's.
Lies when: a ministry's or a bank's VPN (approve the destination), Kominfo's own overlay, a
vendor's support access. Where the agent does not tell the far end, only its use can.
Clears when: the tunnel goes down, its far end is approved, or a waiver covers it.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Medium
from monitor.model.observation import Address, Interface
from monitor.rule import Rule, Scene, on_interface, whose


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each tunnel whose far end nobody approved."""
    for link in scene.suspects:
        if link.medium is not Medium.TUNNEL:
            continue
        strength = Strength.STRONG if link.is_routed else Strength.HINT
        remote = link.interface.tunnel_remote if link.interface else None
        far = str(remote) if remote else "?"
        text = Sentence(
            en=f"{link.name} is a tunnel to {far}{whose(link)} that is not approved",
            id=f"{link.name} adalah terowongan ke {far}{whose(link)} yang tidak disetujui",
        )
        seen = (*on_interface(link), *link.routes)
        yield RULE.on(link, strength, text, seen, about=str(remote or ""))


INDONESIAN = """
Terowongan ke tujuan yang tidak disetujui.

Mengapa penting: terowongan membawa lalu lintas Perangkat Daerah melewati jaringan kota, sementara
semua rute dan alamat yang tampak seperti milik kota.
Bisa keliru bila: VPN kementerian atau bank (setujui tujuannya), jaringan tumpangan Kominfo sendiri,
akses dukungan pemasok. Bila agen tidak menyebut ujung seberang, hanya pemakaiannya yang tampak.
Selesai bila: terowongan mati, ujung seberangnya disetujui, atau ada surat izin.
"""

RULE = Rule(
    id="unapproved-tunnel",
    number=10,
    family=Family.INTERFACE,
    needs=(Interface, Address),
    check=check,
)
