"""
A box on an access port that looks like a router: by its maker, or by the addresses behind it.

Why it matters: an ONT in the LAN is seen by the switch even if it never speaks to the router; it
takes traffic out that no uplink shows.
Lies when: access points, cameras and adapters of makers of home routers (a maker alone is a hint);
proxy ARP, a server with many addresses or containers, a firewall not yet registered.
Clears when: the box goes, its MAC address is registered, or a waiver covers it.

An access port has few MAC addresses and leads to no other site. More than a hint is a maker of home
routers who makes nothing else, with the address of a gateway, be it another device of the site that
sees it so; and one that is a gateway on several LANs. Many addresses of one MAC in the ARP table
are a hint; hypervisors and groups are left out.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address
from itertools import islice

from monitor.bridge import AccessPort, access_ports
from monitor.model.device_class import DeviceClass
from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import ArpEntry, FdbEntry, Interface
from monitor.model.reading import Observation
from monitor.ports import Ports
from monitor.rule import Rule, Scene, evidence_of
from monitor.strangers import CPE_ALONE, Strangers, described, is_gateway_like

_MOST = 64


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each router-like MAC on an access port, and each with many addresses."""
    ports = Ports(scene.snapshot, scene.links)
    strangers = Strangers(scene, ports)
    behind = _arp_by_mac(scene, ports)
    yield from islice(_on_ports(scene, ports, strangers, behind), _MOST)
    yield from islice(_with_many_addresses(scene, ports, strangers, behind), _MOST)


def _on_ports(
    scene: Scene, ports: Ports, strangers: Strangers, behind: dict[str, list[ArpEntry]]
) -> Iterator[Signal]:
    said: set[str] = set()
    for port in access_ports(scene, ports, scene.threshold(RULE, "access_port_macs")):
        for mac in port.entries:
            if mac not in said and strangers.is_cpe(mac):
                said.add(mac)
                entries = [e for e in behind.get(mac, ()) if is_gateway_like(e.address)]
                yield _router(mac, port, entries, scene, strangers)


def _router(
    mac: str, port: AccessPort, gateway: list[ArpEntry], scene: Scene, strangers: Strangers
) -> Signal:
    is_named = bool(gateway) or _is_named_nearby(mac, scene)
    is_gateway = is_named and strangers.classes(mac) == CPE_ALONE
    lans = {entry.if_index for entry in gateway}
    is_strong = is_gateway or len(lans) >= scene.threshold(RULE, "lans")
    en = f"behind {port.name} is the box {described(mac)}"
    id_ = f"di balik {port.name} ada perangkat {described(mac)}"
    if gateway:
        en += f" with a gateway's address, {gateway[0].address}"
        id_ += f" yang beralamat seperti gateway, {gateway[0].address}"
    strength = Strength.STRONG if is_strong else Strength.HINT
    return _signal(mac, strength, Sentence(en=en, id=id_), (port.entries[mac], *gateway), port.name)


def _is_named_nearby(mac: str, scene: Scene) -> bool:
    """Whether another device of the site suspects the same box, by something else than this."""
    return any(
        case.kind is FindingKind.FOREIGN_NEIGHBOUR
        and case.subject == mac
        and case.rules - {RULE.id}
        for case in scene.nearby
    )


def _with_many_addresses(
    scene: Scene, ports: Ports, strangers: Strangers, behind: dict[str, list[ArpEntry]]
) -> Iterator[Signal]:
    most = scene.threshold(RULE, "addresses")
    for mac, entries in behind.items():
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
    for entry in scene.snapshot.arp:
        away = ports.is_on_registered_line(entry.if_index) or ports.uplink_at(entry.if_index)
        if entry.mac is not None and not away:
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
Perangkat di porta akses yang mirip router: menurut pembuatnya, atau alamat di baliknya.

Mengapa penting: ONT di LAN terlihat oleh switch walau tidak pernah berbicara dengan router; ia
membawa keluar lalu lintas yang tidak tampak pada tautan mana pun.
Bisa keliru bila: titik akses, kamera, dan adaptor dari pembuat router rumahan (pembuat saja
hanyalah isyarat); proxy ARP, server dengan banyak alamat atau kontainer, firewall yang belum
didaftarkan.
Selesai bila: perangkat itu pergi, alamat MAC-nya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="router-behind-port",
    number=16,
    family=Family.LAYER_2,
    needs=(Interface, FdbEntry),
    also=(ArpEntry,),
    thresholds={"access_port_macs": 8, "lans": 2, "addresses": 8},
    check=check,
)
