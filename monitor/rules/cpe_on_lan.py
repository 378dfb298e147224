"""
A home router, an ONT or an LTE router that calls itself a LAN's gateway.

Why it matters: a box of a provider's on the LAN is a way out that no uplink of the router shows;
clients that take it for their gateway never pass the city's network.
Lies when: an access point or a switch of a maker of home routers has the address .1 or .254; the
city's own gateway there is not registered. A maker alone is a hint, never more.
Clears when: the box goes, its MAC address is registered, or a waiver covers it.

Only on several LANs at once it is more than a hint: that is what a router does. Makers are classed
in oui.yaml; addresses that no maker gave, and those of groups (VRRP, HSRP, GLBP), are left out. The
gateway of a line that leads out is the matter of other rules.
"""

from collections.abc import Iterator
from itertools import islice

from monitor.listing import listed_all
from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import ArpEntry, Interface
from monitor.ports import Ports
from monitor.rule import Rule, Scene, evidence_of
from monitor.strangers import Strangers, described, is_gateway_like

_MOST = 64


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each such MAC address."""
    ports = scene.ports
    strangers = Strangers(scene, ports)
    found: dict[str, list[ArpEntry]] = {}
    for entry in scene.snapshot.arp:
        if entry.mac is None or not is_gateway_like(entry.address):
            continue
        if ports.is_on_registered_line(entry.if_index) or ports.uplink_at(entry.if_index):
            continue
        if strangers.is_cpe(entry.mac) and not strangers.is_taken(entry.address):
            found.setdefault(entry.mac, []).append(entry)
    lans = scene.threshold(RULE, "lans")
    for mac, entries in islice(found.items(), _MOST):
        is_on_several = len({entry.if_index for entry in entries}) >= lans
        strength = Strength.STRONG if is_on_several else Strength.HINT
        yield _signal(mac, entries, strength, ports)


def _signal(mac: str, entries: list[ArpEntry], strength: Strength, ports: Ports) -> Signal:
    names = dict.fromkeys(ports.name_of(entry.if_index, "?") for entry in entries)
    where = listed_all(names)
    addresses = ", ".join(str(entry.address) for entry in entries[:3])
    return Signal(
        rule=RULE.id,
        family=RULE.family,
        strength=strength,
        kind=FindingKind.FOREIGN_NEIGHBOUR,
        subject=mac,
        link=next(iter(names)),
        text=Sentence(
            en=f"on {where.en} the box {described(mac)} has a gateway's address, {addresses}",
            id=f"di {where.id} perangkat {described(mac)} beralamat seperti gateway, {addresses}",
        ),
        evidence=evidence_of(entries),
    )


INDONESIAN = """
Router rumahan, ONT, atau router LTE yang memakai alamat gateway sebuah LAN.

Mengapa penting: perangkat operator di LAN adalah jalan keluar yang tidak tampak pada tautan router
mana pun; klien yang memakainya sebagai gateway tidak pernah melewati jaringan kota.
Bisa keliru bila: titik akses atau switch dari pembuat router rumahan beralamat .1 atau .254;
gateway milik kota di sana belum didaftarkan. Nama pembuat saja hanyalah isyarat.
Selesai bila: perangkat itu pergi, alamat MAC-nya didaftarkan, atau ada surat izin.
"""

RULE = Rule(
    id="cpe-on-lan",
    number=12,
    family=Family.LAYER_2,
    needs=(Interface, ArpEntry),
    thresholds={"lans": 2},
    check=check,
)
