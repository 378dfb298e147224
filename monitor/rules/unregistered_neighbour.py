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

from collections import Counter
from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.observation import ArpEntry, FdbEntry, Interface, Neighbour
from monitor.model.reading import Observation
from monitor.neighbours import Match, identify
from monitor.rule import Rule, Scene, evidence_of
from monitor.scope import is_cgnat, is_public

_SHARING = 3
_MOST = 64
_NO_ROUTER = frozenset({"telephone", "stationOnly"})


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each unregistered neighbour that routes, once for all protocols."""
    own = [seen.address for seen in scene.snapshot.addresses]
    ports = _Ports(scene)
    said: set[str] = set()
    count = 0
    for neighbour in filter(_is_router, scene.snapshot.neighbours):
        match = identify(neighbour, own, scene.registry, scene.inventory)
        subject = neighbour.mac or neighbour.chassis_id or neighbour.sys_name or ""
        # One box heard by two protocols, of which one does not tell its MAC, is one box.
        name = f"{neighbour.if_index} {neighbour.sys_name}" if neighbour.sys_name else subject
        if match.device or not subject or said & {subject, name}:
            continue
        if ports.is_on_registered_line(neighbour):
            continue
        said |= {subject, name}
        count += 1
        if count <= _MOST:
            yield _signal(neighbour, match, subject, ports)
    if count > _MOST:
        yield _crowd(count - _MOST)


def _signal(neighbour: Neighbour, match: Match, subject: str, ports: "_Ports") -> Signal:
    link = ports.link_of(neighbour)
    uplink = link if link is not None and _is_way_out(link) else None
    port = ports.name_of(neighbour)
    return Signal(
        rule=RULE.id,
        family=RULE.family,
        strength=Strength.STRONG,
        kind=FindingKind.FOREIGN_UPLINK if uplink else FindingKind.FOREIGN_NEIGHBOUR,
        subject=uplink.name if uplink else subject,
        link=uplink.name if uplink else port,
        text=_text(neighbour, match, port),
        evidence=evidence_of(ports.seen_of(neighbour)),
        about=subject,
    )


def _crowd(count: int) -> Signal:
    """Sum up the rest: whoever announces thousands of routers tells of one thing, not of each."""
    return Signal(
        rule=RULE.id,
        family=RULE.family,
        strength=Strength.STRONG,
        kind=FindingKind.FOREIGN_NEIGHBOUR,
        subject="many-more",
        text=Sentence(
            en=f"and {count} more unregistered routers",
            id=f"dan {count} router tidak terdaftar lagi",
        ),
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


class _Ports:
    """Where a neighbour was heard, and what else the device knows of its MAC."""

    def __init__(self, scene: Scene) -> None:
        self._interfaces = {one.index: one for one in scene.snapshot.interfaces}
        self._links = {link.interface.index: link for link in scene.links if link.interface}
        self._registered = [link for link in scene.links if link.is_registered]
        self._sharing = Counter(one.mac for one in scene.snapshot.interfaces)
        self._by_mac: dict[str, list[Observation]] = {}
        entries: list[ArpEntry | FdbEntry] = [*scene.snapshot.arp, *scene.snapshot.fdb]
        for entry in entries:
            if entry.mac is not None:
                self._by_mac.setdefault(entry.mac, []).append(entry)

    def link_of(self, neighbour: Neighbour) -> Link | None:
        """Return the uplink it was heard on, if it is one."""
        return None if neighbour.if_index is None else self._links.get(neighbour.if_index)

    def name_of(self, neighbour: Neighbour) -> str:
        """Return the name of the interface it was heard on."""
        port = self._port_of(neighbour)
        return port.label if port else neighbour.local_port or ""

    def seen_of(self, neighbour: Neighbour) -> list[Observation]:
        """List what shows it: its announcement, and its MAC in the ARP and forwarding tables."""
        return [neighbour, *self._by_mac.get(neighbour.mac or "", ())]

    def is_on_registered_line(self, neighbour: Neighbour) -> bool:
        """Whether it is the far end of a registered line, seen there or on its VLAN's port."""
        link, port = self.link_of(neighbour), self._port_of(neighbour)
        if link is not None:
            return link.is_registered
        return port is not None and any(self._is_vlan_of(one, port) for one in self._registered)

    def _port_of(self, neighbour: Neighbour) -> Interface | None:
        return None if neighbour.if_index is None else self._interfaces.get(neighbour.if_index)

    def _is_vlan_of(self, link: Link, port: Interface) -> bool:
        if link.name.startswith((f"{port.label}.", f"{port.label}:")):
            return True
        # A port and its VLAN or bridge, and hardly another interface, share a MAC.
        mac = link.interface.mac if link.interface else None
        return mac is not None and mac == port.mac and self._sharing[mac] <= _SHARING


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


INDONESIAN = """
Tetangga serupa router yang tidak ada dalam registri.

Mengapa penting: perangkat yang merutekan dan tidak dikelola siapa pun adalah ujung saluran asing.
Bisa keliru bila: perangkat baru milik kota belum didaftarkan; telepon IP dan titik akses juga
mengumumkan diri, dan disisihkan menurut kemampuannya.
Selesai bila: tetangga itu hilang, didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="unregistered-neighbour",
    number=13,
    family=Family.LAYER_2,
    needs=(Neighbour, Interface),
    also=(ArpEntry, FdbEntry),
    check=check,
)
