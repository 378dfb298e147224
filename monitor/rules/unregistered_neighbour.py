"""
A router-like neighbour that is not in the registry.

Why it matters: a box that routes and that nobody manages is where a foreign line ends.
Lies when: new equipment of the city's is not registered yet; IP phones and access points also
announce themselves, and are left out by their capabilities.
Clears when: the neighbour goes, is registered, or a waiver covers it.

The name a neighbour gives itself is never believed; one that claims an address of a registered
device, with a MAC that device does not have, is a conflict. What is seen on a registered line is
the far end of that line.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.observation import ArpEntry, FdbEntry, Interface, Neighbour, Observation
from monitor.neighbours import Match, identify
from monitor.rule import Rule, Scene, evidence_of
from monitor.scope import is_cgnat, is_public

_SHARING = 3
_NO_ROUTER = frozenset({"telephone", "stationOnly"})


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each unregistered neighbour that routes, once for all protocols."""
    own = [seen.address for seen in scene.snapshot.addresses]
    links: dict[int | None, Link] = {
        link.interface.index: link for link in scene.links if link.interface
    }
    said: set[str] = set()
    for neighbour in scene.snapshot.neighbours:
        link = links.get(neighbour.if_index)
        if not _is_router(neighbour) or _is_on_registered_line(neighbour, link, scene):
            continue
        match = identify(neighbour, own, scene.registry, scene.inventory)
        subject = neighbour.mac or neighbour.chassis_id or neighbour.sys_name or ""
        # One box heard by two protocols, of which one does not tell its MAC, is one box.
        name = f"{neighbour.if_index} {neighbour.sys_name}" if neighbour.sys_name else subject
        if match.device or not subject or said & {subject, name}:
            continue
        said |= {subject, name}
        uplink = link if link is not None and _is_way_out(link) else None
        yield Signal(
            rule=RULE.id,
            family=RULE.family,
            strength=Strength.STRONG,
            kind=FindingKind.FOREIGN_UPLINK if uplink else FindingKind.FOREIGN_NEIGHBOUR,
            subject=uplink.name if uplink else subject,
            link=uplink.name if uplink else _port(neighbour, scene),
            text=_text(neighbour, match, _port(neighbour, scene)),
            evidence=evidence_of(_seen(neighbour, scene)),
        )


def _is_router(neighbour: Neighbour) -> bool:
    capabilities = neighbour.capabilities
    return capabilities is not None and "router" in capabilities and not capabilities & _NO_ROUTER


def _is_way_out(link: Link) -> bool:
    """Whether a router behind it ends a line: else it is a box on a LAN that nobody declared."""
    return link.is_up and (
        link.is_routed
        or bool(link.bgp_peers)
        or any(is_public(own.address) or is_cgnat(own.address) for own in link.addresses)
    )


def _is_on_registered_line(neighbour: Neighbour, link: Link | None, scene: Scene) -> bool:
    """Whether it is the far end of a registered line, seen there or on the port of its VLAN."""
    if link is not None:
        return link.is_registered
    port = next((i for i in scene.snapshot.interfaces if i.index == neighbour.if_index), None)
    if port is None:
        return False
    return any(
        one.is_registered
        and (
            one.name.startswith((f"{port.label}.", f"{port.label}:"))
            or (one.interface is not None and _is_vlan_of(one.interface, port, scene))
        )
        for one in scene.links
    )


def _is_vlan_of(interface: Interface, port: Interface, scene: Scene) -> bool:
    """Whether two interfaces are one port and its VLAN: they, and hardly another, share a MAC."""
    if port.mac is None or interface.mac != port.mac:
        return False
    return sum(other.mac == port.mac for other in scene.snapshot.interfaces) <= _SHARING


def _port(neighbour: Neighbour, scene: Scene) -> str:
    for interface in scene.snapshot.interfaces:
        if interface.index == neighbour.if_index:
            return interface.label
    return neighbour.local_port or ""


def _seen(neighbour: Neighbour, scene: Scene) -> Iterator[Observation]:
    yield neighbour
    if neighbour.mac is not None:
        yield from (entry for entry in scene.snapshot.arp if entry.mac == neighbour.mac)
        yield from (entry for entry in scene.snapshot.fdb if entry.mac == neighbour.mac)


def _text(neighbour: Neighbour, match: Match, port: str) -> Sentence:
    name = f"“{neighbour.sys_name}”" if neighbour.sys_name else "?"
    what = f" ({neighbour.sys_descr})" if neighbour.sys_descr else ""
    mac = f", MAC {neighbour.mac}" if neighbour.mac else ""
    en = f"behind {port or '?'} is the unregistered router {name}{what}{mac}"
    id_ = f"di balik {port or '?'} ada router tidak terdaftar {name}{what}{mac}"
    if match.claims:
        en += f", which claims an address of {match.claims}"
        id_ += f", yang mengaku beralamat {match.claims}"
    return Sentence(en=en, id=id_)


RULE = Rule(
    id="unregistered-neighbour",
    number=13,
    family=Family.LAYER_2,
    needs=(Neighbour, Interface),
    also=(ArpEntry, FdbEntry),
    check=check,
)
