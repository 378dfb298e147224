"""
A tunnel to somewhere that is not approved.

Why it matters: a tunnel carries an agency's traffic past the city's network while every route and
address shown looks like the city's.
Lies when: a ministry's or a bank's VPN (approve the destination), Kominfo's own overlay, a
vendor's support access. Where the agent does not tell the far end, only its use can.
Clears when: the tunnel goes down, its far end is approved, or a waiver covers it.

Approved is traffic for a destination. A default route into a tunnel leads everywhere, so it needs a
far end that is the city's own.

One that a default route leads into is strong, and so is one that carries traffic: policy routing
shows in no table. Else it is a hint, and so is one that carries traffic in the city's own numbers
and whose far end is not told.

IPsec has an interface on some platforms and none on others: what RouterOS and FortiGate tell of
their peers is joined with the interface where there is one, and is a hint by itself elsewhere.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import Address, Interface
from monitor.model.prefixes import IPAddress
from monitor.model.service import VpnPeer
from monitor.neighbours import owner_of_address
from monitor.plan import is_numbered_by
from monitor.rule import Rule, Scene, evidence_of, on_interface, whose
from monitor.scope import is_declared, is_somewhere

_MOST = 64


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each tunnel whose far end nobody approved, and for each such peer."""
    for link in scene.suspects:
        if link.medium is Medium.TUNNEL and not _is_all_known(link, scene):
            yield _of_link(link, scene)
    placed = {peer.index for link in scene.links for peer in link.vpn_peers}
    lost = {
        peer.remote: peer
        for peer in scene.snapshot.vpn_peers
        if peer.is_tunnel and is_somewhere(peer.remote)
        if peer.index not in placed and not _is_known(peer.remote, scene)
    }
    for peer in list(lost.values())[:_MOST]:
        yield _of_peer(peer)


def _of_link(link: Link, scene: Scene) -> Signal:
    remote = link.interface.tunnel_remote if link.interface else None
    far = next(iter(link.far_ends), None)
    least = scene.threshold(RULE, "octets_per_s")
    carries = link.octets_per_s is not None and link.octets_per_s >= least
    # In the city's own numbers it may be one that the city dials for its own work.
    is_ours = far is None and is_numbered_by(link, scene.registry)
    strength = Strength.STRONG if link.is_routed or (carries and not is_ours) else Strength.HINT
    text = _text(link, far)
    seen = (*on_interface(link), *link.routes, *link.vpn_peers)
    return RULE.on(link, strength, text, seen, about=str(remote or ""))


def _text(link: Link, far: IPAddress | None) -> Sentence:
    if far is None:
        return Sentence(
            en=f"{link.name} is a tunnel nobody approved, whose far end is not told",
            id=f"{link.name} adalah terowongan tanpa persetujuan yang ujung seberangnya tidak"
            " disebut",
        )
    return Sentence(
        en=f"{link.name} is a tunnel to {far}{whose(link)} that is not approved",
        id=f"{link.name} adalah terowongan ke {far}{whose(link)} yang tidak disetujui",
    )


def _of_peer(peer: VpnPeer) -> Signal:
    name = f" “{peer.name}”" if peer.name else ""
    return Signal(
        rule=RULE.id,
        family=RULE.family,
        strength=Strength.HINT,
        kind=FindingKind.FOREIGN_NEIGHBOUR,
        subject=f"vpn {peer.remote}",
        text=Sentence(
            en=f"an IPsec tunnel{name} leads to {peer.remote}, which is not approved",
            id=f"terowongan IPsec{name} menuju {peer.remote}, yang tidak disetujui",
        ),
        about=str(peer.remote),
        evidence=evidence_of((peer,)),
    )


def _is_all_known(link: Link, scene: Scene) -> bool:
    """Whether each far end is approved or a registered device's; none is enough for a default."""
    ends = [end for end in link.far_ends if is_somewhere(end)]
    if link.routes:
        registry, inventory = scene.registry, scene.inventory
        return bool(ends) and all(owner_of_address(end, registry, inventory) for end in ends)
    return bool(ends) and all(_is_known(end, scene) for end in ends)


def _is_known(remote: IPAddress, scene: Scene) -> bool:
    registry = scene.registry
    return (
        is_declared(remote, registry)
        or registry.approved_destination(remote) is not None
        or bool(owner_of_address(remote, registry, scene.inventory))
    )


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
    also=(VpnPeer,),
    thresholds={"octets_per_s": 1000},
    check=check,
)
