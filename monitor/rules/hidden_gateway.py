"""
A line that carries traffic to a box like a gateway, and no route table shows it.

Why it matters: policy routing and VRFs take an agency's traffic out and appear in no route table;
what is left to see is the address of a foreign box's network, the box itself, and the octets.
Lies when: a LAN of the agency that the plan does not hold, with a server as its only other machine,
from which more comes than goes there (a backup); a link to another building.
Clears when: the address or the box goes, the address is in the plan, the line is registered, or a
waiver covers it.

Strong where everything fits: the router has a private address outside the plan that is not a
gateway's own, hardly anybody else is on that network but a box at a gateway's address whom nobody
knows, no route leads over it, it carries traffic, and more came in than went out, as on a way out
and not on a LAN. While it carries nothing, and where counters of 32 bits wrap too often to tell, it
is a hint. So it is where a line of the city's is dialled: the modem of that line may have an
address to be managed by. The port of a VLAN that is the city's line is left out, and so are boxes
of a class that has nothing to do with lines.
"""

from collections.abc import Iterator

from monitor.model.device_class import DeviceClass
from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.medium import Medium
from monitor.model.observation import Address, ArpEntry, Interface
from monitor.model.prefixes import IPAddress
from monitor.rule import Rule, Scene, on_interface
from monitor.scope import has_plan_for, is_declared, is_private
from monitor.strangers import Strangers, described, is_gateway_like

_OTHER_MEDIA = (Medium.TUNNEL, Medium.PPP)
"""Lines without ARP, which other rules look at."""
_NEVER_WRAPS = 64
_THINGS = frozenset({DeviceClass.PRINTER, DeviceClass.CAMERA, DeviceClass.PHONE})


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each such line."""
    ports = scene.ports
    strangers = Strangers(scene, ports)
    for link in scene.suspects:
        port = link.interface
        if port is None or link.is_routed or link.medium in _OTHER_MEDIA:
            continue
        if not _is_foreign_end(link, scene) or ports.carries_line(port):
            continue
        others = [entry for entry in _on(link, port, scene) if entry.mac]
        boxes = {entry.mac: entry for entry in others if _is_gateway(entry, strangers)}
        is_pair = len({entry.mac for entry in others}) <= scene.threshold(RULE, "machines")
        if len(boxes) == 1 and is_pair and (strength := _strength(link, port, scene)) is not None:
            [box] = boxes.values()
            yield _signal(link, box, strength)


def _is_gateway(entry: ArpEntry, strangers: Strangers) -> bool:
    mac = entry.mac or ""
    return (
        is_gateway_like(entry.address)
        and strangers.is_stranger(mac)
        and not strangers.is_taken(entry.address)
        and not strangers.classes(mac) & _THINGS
    )


def _is_foreign_end(link: Link, scene: Scene) -> bool:
    """Whether it has a private address out of the plan, and not a gateway's own."""
    private = [own.address for own in link.addresses if is_private(own.address)]
    return bool(private) and not any(
        is_gateway_like(address) or not _is_outside(address, scene) for address in private
    )


def _is_outside(address: IPAddress, scene: Scene) -> bool:
    return has_plan_for(address, scene.registry) and not is_declared(address, scene.registry)


def _on(link: Link, port: Interface, scene: Scene) -> Iterator[ArpEntry]:
    own = {one.address for one in link.addresses}
    return (entry for entry in scene.ports.arp_on(port.index) if entry.address not in own)


def _strength(link: Link, port: Interface, scene: Scene) -> Strength | None:
    """Say how much its traffic looks like that of a way out."""
    least = scene.threshold(RULE, "octets_per_s")
    carries = link.octets_per_s is not None and link.octets_per_s >= least
    if port.counter_bits != _NEVER_WRAPS or port.in_octets is None or port.out_octets is None:
        # What is not known is not "no traffic".
        return Strength.HINT if carries or link.octets_per_s is None else None
    if port.in_octets <= port.out_octets:
        return None
    may_be_ours = any(one.is_registered and one.medium in _OTHER_MEDIA for one in scene.links)
    return Strength.STRONG if carries and not may_be_ours else Strength.HINT


def _signal(link: Link, box: ArpEntry, strength: Strength) -> Signal:
    mac = box.mac or ""
    text = Sentence(
        en=f"{link.name} leads to the box {described(mac)} at the gateway's address {box.address},"
        " and no route shows it",
        id=f"{link.name} menuju perangkat {described(mac)} beralamat gateway {box.address},"
        " dan tidak ada rute yang menunjukkannya",
    )
    return RULE.on(link, strength, text, (box, *on_interface(link)), about=mac)


INDONESIAN = """
Saluran yang membawa trafik ke perangkat mirip gateway, dan tidak tampak di tabel rute mana pun.

Mengapa penting: policy routing dan VRF membawa keluar trafik Perangkat Daerah tanpa tampak di tabel
rute; yang masih terlihat adalah alamat jaringan perangkat asing, perangkat itu, dan jumlah oktet.
Bisa keliru bila: LAN Perangkat Daerah yang tidak ada dalam rencana alamat, dengan server sebagai
satu-satunya mesin lain, dan lebih banyak data datang daripada pergi (pencadangan); tautan ke gedung
lain.
Selesai bila: alamat atau perangkat itu hilang, alamatnya masuk rencana, salurannya didaftarkan,
atau ada surat izin.
"""

RULE = Rule(
    id="hidden-gateway",
    number=27,
    family=Family.ADDRESSING,
    needs=(Interface, Address, ArpEntry),
    thresholds={"octets_per_s": 1000, "machines": 2},
    check=check,
)
