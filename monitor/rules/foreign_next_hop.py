"""
A default route whose next hop is not the city's.

Why it matters: the agency's traffic leaves by a line that Kominfo did not provide.
Lies when: a management VRF; a CPE that Kominfo rents and the registry does not know; 192.168.1.1
is a provider's box at home and a common LAN too (a hint, but for a half of a default route).
Clears when: the route goes, the circuit is registered, or a waiver covers it.

A route without a next hop, as into a tunnel, is judged by where the line ends: a half of a default
route into a tunnel that ends abroad is the same proof as a whole one with a gateway.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import ArpEntry, Interface, Route
from monitor.model.prefixes import IPAddress
from monitor.model.reading import Observation
from monitor.plan import is_numbered_by
from monitor.rule import Rule, Scene, on_interface, whose
from monitor.scope import (
    USUAL_CPE,
    has_plan_for,
    is_cgnat,
    is_declared,
    is_private,
    is_public,
    is_somewhere,
)
from monitor.witnesses import Witnesses

_DIALLED = (Medium.PPP, Medium.CELLULAR)


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each route that leads out by a line nobody declared."""
    for link in scene.suspects:
        for route in link.routes:
            strength = _strength(link, route, scene)
            if strength is not None:
                yield RULE.on(link, strength, _text(link, route), _seen(link, route))


def _strength(link: Link, route: Route, scene: Scene) -> Strength | None:
    hop = route.next_hop
    if link.medium in _DIALLED:
        # A dialled line in the city's own numbers may be one that the city delivers.
        is_ours = link.medium is Medium.PPP and is_numbered_by(link, scene.registry)
        return Strength.STRONG if is_ours else Strength.PROOF
    if hop is None:
        return _strength_of_line(link, route, scene)
    if is_declared(hop, scene.registry) or _is_ours(link, hop, scene):
        return None
    if not is_somewhere(hop):
        return _strength_of_own(link, route, scene)
    is_part = route.destination.prefixlen > 0
    return _strength_of_hop(hop, has_plan=has_plan_for(hop, scene.registry), is_part=is_part)


def _strength_of_own(link: Link, route: Route, scene: Scene) -> Strength | None:
    """Judge by the line's own addresses: a link-local next hop, as IPv6 has them, says nothing."""
    known = _own_of(link, route)
    if any(is_declared(address, scene.registry) for address in known):
        return None
    return Strength.PROOF if any(map(is_public, known)) else None


def _strength_of_line(link: Link, route: Route, scene: Scene) -> Strength | None:
    """Judge a route without a next hop, as into a tunnel, by the line's far ends and addresses."""
    ends = [end for end in link.far_ends if is_somewhere(end)]
    if any(is_public(end) and not is_declared(end, scene.registry) for end in ends):
        return Strength.PROOF
    known = _own_of(link, route)
    if any(is_declared(address, scene.registry) for address in known):
        return None
    is_part = route.destination.prefixlen > 0
    found = {
        _strength_of_hop(one, has_plan=has_plan_for(one, scene.registry), is_part=is_part)
        for one in known
    }
    return next((strength for strength in Strength if strength in found), None)


def _own_of(link: Link, route: Route) -> list[IPAddress]:
    version = route.destination.version
    own = [seen.address for seen in link.addresses if seen.address.version == version]
    return [address for address in own if is_somewhere(address)]


def _strength_of_hop(hop: IPAddress, *, has_plan: bool, is_part: bool) -> Strength | None:
    if is_public(hop):
        return Strength.PROOF
    if is_cgnat(hop):
        return Strength.STRONG
    if is_private(hop):
        # Private is foreign only against a plan that says which private addresses are the city's.
        # A half of a default route is there to beat the whole one: no LAN looks like that.
        is_telling = has_plan and (is_part or str(hop) not in USUAL_CPE)
        return Strength.STRONG if is_telling else Strength.HINT
    return None


def _is_ours(link: Link, hop: IPAddress, scene: Scene) -> bool:
    """Whether the gateway is a registered box by its MAC: its numbers are just not declared."""
    found = (entry for entry in link.gateways if entry.address == hop)
    arp_of = scene.ports.arp_of
    known = Witnesses(link, scene.registry, scene.inventory)
    return any(known.of_hop(entry, arp_of(entry.mac)) for entry in found)


def _text(link: Link, route: Route) -> Sentence:
    to = str(route.next_hop) if route.next_hop else ""
    return Sentence(
        en=f"the route {route.destination} leaves by {link.name}"
        + (f" to {to}" if to else "")
        + whose(link),
        id=f"rute {route.destination} keluar lewat {link.name}"
        + (f" ke {to}" if to else "")
        + whose(link),
    )


def _seen(link: Link, route: Route) -> tuple[Observation, ...]:
    gateways = (entry for entry in link.gateways if entry.address == route.next_hop)
    return (route, *gateways, *on_interface(link))


INDONESIAN = """
Rute bawaan yang gerbangnya bukan milik kota.

Mengapa penting: lalu lintas Perangkat Daerah keluar lewat saluran yang tidak disediakan Kominfo.
Bisa keliru bila: VRF manajemen; CPE sewaan Kominfo yang belum dikenal registri; 192.168.1.1 adalah
perangkat operator di rumah dan juga LAN yang lazim.
Selesai bila: rute hilang, sirkuitnya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="foreign-next-hop",
    number=1,
    family=Family.ROUTING,
    needs=(Route, Interface),
    also=(ArpEntry,),
    check=check,
)
