"""
A box on an access port that looks like a router: by its maker, or by those it takes along.

Why it matters: an ONT in the LAN is seen by the switch even if it never speaks to the router; it
takes traffic out that no uplink shows.
Lies when: access points, cameras and adapters of makers of home routers (a maker alone is a hint);
machines that speak to their neighbours only; proxy ARP, a server with many addresses or containers,
a firewall not yet registered.
Clears when: the box goes, its MAC address is registered, or a waiver covers it.

An access port has few MAC addresses and leads to no other site. A maker of home routers there is a
hint. It is strong with machines that pass the site's router by: the switch has had them for an hour
and no device of the site has resolved them, though it has others of their VLAN. Several must be
behind the box's own port, or, of a maker who makes nothing else, a part of all. Cameras, printers,
access points and other boxes of a class do not count. A box that is a gateway on several LANs is
strong too. Many addresses of one MAC in the ARP table are a hint; hypervisors and groups are left
out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import islice

from monitor.bridge import AccessPort, access_ports
from monitor.model.device_class import DeviceClass
from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import ArpEntry, FdbEntry, Interface
from monitor.model.reading import Observation
from monitor.oui import classes_of
from monitor.ports import Ports
from monitor.rule import Rule, Scene, evidence_of
from monitor.strangers import CPE_ALONE, Strangers, described, is_gateway_like

_MOST = 64


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each router-like MAC on an access port, and each with many addresses."""
    ports = scene.ports
    strangers = Strangers(scene, ports)
    behind = _arp_by_mac(scene, ports)
    yield from islice(_on_ports(scene, ports, strangers, behind), _MOST)
    yield from islice(_with_many_addresses(scene, ports, strangers, behind), _MOST)


def _on_ports(
    scene: Scene, ports: Ports, strangers: Strangers, behind: dict[str, list[ArpEntry]]
) -> Iterator[Signal]:
    said: set[str] = set()
    found = list(access_ports(scene, ports, _MOST))
    lan = _lan_of(found, scene, strangers)
    for port in found:
        for mac in port.entries:
            if mac in said or not strangers.is_cpe(mac):
                continue
            along = _taken_along(mac, port, lan, scene)
            if not along and len(port.entries) > scene.threshold(RULE, "access_port_macs"):
                continue
            said.add(mac)
            entries = [e for e in behind.get(mac, ()) if is_gateway_like(e.address)]
            yield _router(mac, port, entries, along, scene)


@dataclass(frozen=True, slots=True)
class _Lan:
    """How many machines there are, and which no router of the site has resolved for long."""

    machines: int
    passing: frozenset[str]


def _lan_of(found: Iterable[AccessPort], scene: Scene, strangers: Strangers) -> _Lan:
    machines = {
        mac
        for port in found
        for mac in port.entries
        # A box of any class may well have nobody to speak to beyond its LAN; computers have none.
        if strangers.is_stranger(mac) and not strangers.classes(mac)
    }
    until_s = scene.snapshot.time_s - scene.threshold(RULE, "passing_s")
    since_s = scene.past.passing
    passing = (mac for mac in machines & since_s.keys() if since_s[mac] <= until_s)
    return _Lan(len(machines), frozenset(passing))


def _taken_along(mac: str, port: AccessPort, lan: _Lan, scene: Scene) -> frozenset[str]:
    """List the machines that a box takes along, if they are enough to say so."""
    least = scene.threshold(RULE, "passing_machines")
    others = lan.passing - {mac}
    behind = others & port.entries.keys()
    if len(behind) >= least:
        return behind
    is_part = len(others) >= scene.threshold(RULE, "passing_ratio") * lan.machines
    is_only_cpe = classes_of(mac, scene.registry.oui) == CPE_ALONE
    return others if is_only_cpe and is_part and len(others) >= least else frozenset()


def _router(
    mac: str, port: AccessPort, gateway: list[ArpEntry], along: frozenset[str], scene: Scene
) -> Signal:
    lans = {entry.if_index for entry in gateway}
    is_strong = bool(along) or len(lans) >= scene.threshold(RULE, "lans")
    en = f"behind {port.name} is the box {described(mac)}"
    id_ = f"di balik {port.name} ada perangkat {described(mac)}"
    if gateway:
        en += f" with a gateway's address, {gateway[0].address}"
        id_ += f" yang beralamat seperti gateway, {gateway[0].address}"
    if along:
        en += f", and {len(along)} machines there pass the site's router by"
        id_ += f", dan {len(along)} mesin di sana tidak lewat router lokasi"
    strength = Strength.STRONG if is_strong else Strength.HINT
    entries = [entry for entry in scene.snapshot.fdb if entry.mac in along][:_MOST]
    seen = (port.entries[mac], *gateway, *entries)
    return _signal(mac, strength, Sentence(en=en, id=id_), seen, port.name)


def _with_many_addresses(
    scene: Scene, ports: Ports, strangers: Strangers, behind: dict[str, list[ArpEntry]]
) -> Iterator[Signal]:
    most = scene.threshold(RULE, "addresses")
    for mac, entries in behind.items():
        if len(entries) <= most:
            continue
        count = len({entry.address for entry in entries if isinstance(entry.address, IPv4Address)})
        if count <= most or not strangers.is_stranger(mac):
            continue
        if DeviceClass.HYPERVISOR not in strangers.classes(mac):
            where = ports.name_of(entries[0].if_index, "?")
            text = Sentence(
                en=f"on {where} the box {described(mac)} has {count} addresses",
                id=f"di {where} perangkat {described(mac)} memiliki {count} alamat",
            )
            yield _signal(mac, Strength.HINT, text, entries, where)


def _arp_by_mac(scene: Scene, ports: Ports) -> dict[str, list[ArpEntry]]:
    """List ARP entries of the site's LANs: what is behind a line that leads out is not its own."""
    found: dict[str, list[ArpEntry]] = {}
    away: dict[int | None, bool] = {}
    for entry in scene.snapshot.arp:
        index = entry.if_index
        if index not in away:
            away[index] = ports.is_on_registered_line(index) or ports.uplink_at(index) is not None
        if entry.mac is not None and not away[index]:
            found.setdefault(entry.mac, []).append(entry)
    return found


def _signal(
    mac: str, strength: Strength, text: Sentence, seen: Iterable[Observation], where: str
) -> Signal:
    return Signal(
        rule=RULE.id,
        family=RULE.family,
        strength=strength,
        kind=FindingKind.FOREIGN_NEIGHBOUR,
        subject=mac,
        link=where,
        text=text,
        evidence=evidence_of(seen),
    )


INDONESIAN = """
Perangkat di porta akses yang mirip router: menurut pembuatnya, atau mesin yang dibawanya.

Mengapa penting: ONT di LAN terlihat oleh switch walau tidak pernah berbicara dengan router; ia
membawa keluar lalu lintas yang tidak tampak pada tautan mana pun.
Bisa keliru bila: titik akses, kamera, dan adaptor dari pembuat router rumahan (pembuat saja
hanyalah isyarat); mesin yang hanya berbicara dengan tetangganya; proxy ARP, server dengan banyak
alamat atau kontainer, firewall yang belum didaftarkan.
Selesai bila: perangkat itu pergi, alamat MAC-nya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="router-behind-port",
    number=16,
    family=Family.LAYER_2,
    needs=(Interface, FdbEntry),
    also=(ArpEntry,),
    thresholds={
        "access_port_macs": 8,
        "lans": 2,
        "addresses": 8,
        "passing_s": 3600,
        "passing_machines": 3,
        "passing_ratio": 0.25,
    },
    check=check,
)
