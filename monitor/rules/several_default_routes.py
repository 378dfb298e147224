"""
Several default routes over different lines, one of them foreign.

Why it matters: a second way out, kept beside the city's line; whichever has the better metric is
used, and the other waits.
Lies when: the city's own equal-cost paths or dual ring (both are registered then).
Clears when: the foreign route goes, its circuit is registered, or a waiver covers it.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from monitor.listing import listed
from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import Interface, Route
from monitor.rule import Rule, Scene, whose
from monitor.scope import has_plan_for, is_declared, is_private, is_public, is_somewhere


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each foreign line that stands beside another one."""
    routed = [link for link in scene.links if link.is_up and link.is_routed]
    if len(routed) < 2:
        return
    for link in scene.suspects:
        if not link.is_routed or not _leads_abroad(link, scene):
            continue
        strength = Strength.PROOF if link.is_rising else Strength.STRONG
        names = listed((other.name for other in _others(routed, link)), len(routed) - 1)
        text = Sentence(
            en=f"default routes lead over {link.name}{whose(link)} and over {names.en}"
            + (", and the former carries traffic" if link.is_rising else ""),
            id=f"rute bawaan lewat {link.name}{whose(link)} dan lewat {names.id}"
            + (", dan yang pertama membawa trafik" if link.is_rising else ""),
        )
        others = (route for other in _others(routed, link) for route in other.routes)
        yield RULE.on(link, strength, text, chain(link.routes, others))


def _others(routed: Iterable[Link], link: Link) -> Iterator[Link]:
    """Yield them one by one: of thousands only a few are looked at."""
    return (other for other in routed if other is not link)


def _leads_abroad(link: Link, scene: Scene) -> bool:
    if link.medium in (Medium.PPP, Medium.CELLULAR):
        return True
    if any(is_public(end) and not is_declared(end, scene.registry) for end in link.far_ends):
        return True
    return any(
        # Link-local tells nothing, and without a plan private does not either.
        is_somewhere(hop)
        and not is_declared(hop, scene.registry)
        and (has_plan_for(hop, scene.registry) or not is_private(hop))
        for hop in link.next_hops
    )


INDONESIAN = """
Beberapa rute bawaan lewat saluran yang berbeda, salah satunya asing.

Mengapa penting: ada jalan keluar kedua di samping saluran kota; yang metriknya lebih baik dipakai,
yang lain menunggu.
Bisa keliru bila: jalur ganda atau cincin milik kota sendiri (keduanya lalu terdaftar).
Selesai bila: rute asing hilang, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="several-default-routes",
    number=2,
    family=Family.ROUTING,
    needs=(Route, Interface),
    check=check,
)
