"""
An OSPF neighbour that the plan does not know, or a known one that is gone.

Why it matters: a router that exchanges routes with an agency's router decides where its traffic
goes. And where the city's own neighbour is gone while the agency goes on working, its traffic
leaves by another way.
Lies when: new equipment of the city's has a router id outside the plan; work that was not
announced. A neighbour that was taken away for good is forgotten with announced work.
Clears when: the neighbour goes, is registered, or comes back.

A router id or address in the plan is a hint at most: it is what a router of the city's has.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.observation import ArpEntry, Interface, OspfNeighbour
from monitor.neighbours import owner_of_ospf
from monitor.rule import Rule, Scene, on_interface
from monitor.scope import is_declared

_FULL = "full"


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each neighbour nobody knows, and for each that is missed."""
    for link in scene.suspects:
        for peer in link.ospf_neighbours:
            owner = _owner(peer, scene)
            if peer.state == _FULL and not owner:
                yield _stranger(link, peer, scene)
    yield from _missed(scene)


def _owner(peer: OspfNeighbour, scene: Scene) -> str:
    there = scene.ports.arp_at(peer.address)
    return owner_of_ospf(peer, there, scene.registry, scene.inventory)


def _stranger(link: Link, peer: OspfNeighbour, scene: Scene) -> Signal:
    router = peer.router_id or peer.address
    is_planned = is_declared(peer.address, scene.registry)
    strength = Strength.HINT if is_planned else Strength.STRONG
    text = Sentence(
        en=f"the OSPF neighbour {router} at {peer.address} on {link.name} is not registered",
        id=f"tetangga OSPF {router} di {peer.address} pada {link.name} tidak terdaftar",
    )
    return RULE.on(link, strength, text, (peer, *on_interface(link)))


def _missed(scene: Scene) -> Iterator[Signal]:
    full = {str(peer.router_id) for peer in scene.snapshot.ospf_neighbours if peer.state == _FULL}
    links = {link.name: link for link in scene.links if link.is_registered}
    for router, name in scene.past.ospf.items():
        link = links.get(name)
        if router in full or link is None or not link.is_up:
            continue
        text = Sentence(
            en=f"the OSPF neighbour {router} on {name} is gone, though the line is up",
            id=f"tetangga OSPF {router} pada {name} hilang, padahal tautannya hidup",
        )
        yield RULE.on(link, Strength.HINT, text, on_interface(link), kind=FindingKind.SILENT_BYPASS)


INDONESIAN = """
Tetangga OSPF yang tidak dikenal rencana jaringan, atau tetangga yang dikenal tetapi hilang.

Mengapa penting: router yang bertukar rute dengan router Perangkat Daerah menentukan ke mana lalu
lintasnya mengalir; dan bila tetangga milik kota hilang sementara kantor tetap bekerja, lalu
lintasnya keluar lewat jalan lain.
Bisa keliru bila: perangkat baru milik kota memakai router id di luar rencana; pekerjaan yang tidak
diumumkan. Tetangga yang memang dilepas akan dilupakan bila pekerjaannya diumumkan.
Selesai bila: tetangga itu pergi, didaftarkan, atau kembali.
"""

RULE = Rule(
    id="ospf-neighbour",
    number=15,
    family=Family.ROUTING,
    needs=(OspfNeighbour, Interface),
    also=(ArpEntry,),
    check=check,
)
