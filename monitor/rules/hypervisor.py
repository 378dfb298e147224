"""
A host of virtual machines at an agency.

Why it matters: a hypervisor is a data centre of its own, however small the box.
Lies when: people run a virtual machine on a laptop (a few MAC addresses say nothing), a router of
the city's is a virtual machine, Docker on a machine that serves nobody.
Clears when: the host moves into the data centre, its machines stop, or a waiver covers the device.

What the host itself shows is strong: its list of machines, or bridges and ports that hypervisors
name (vmbr, virbr, vmnic) and that are up. So are several MAC addresses of virtual network cards
behind one port of a switch: a laptop has one or two. A Docker bridge alone is a hint, and so are
such addresses that are spread over the agency's LAN.
"""

import re
from collections.abc import Collection, Iterator

from monitor.bridge import access_ports
from monitor.data_centre import is_outside
from monitor.model.declared import DeviceRole
from monitor.model.device_class import DeviceClass
from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Address, ArpEntry, FdbEntry, Interface
from monitor.model.reading import Observation
from monitor.model.service import VirtualMachine
from monitor.ports import Ports
from monitor.rule import Rule, Scene, evidence_of
from monitor.strangers import Strangers

_HOST = re.compile(
    r"(?:vmbr|virbr|vmnic|vmk|xenbr)\d+|(?:tap|fwbr)\d+i\d+|vethernet \(.*\)", re.IGNORECASE
)
_CONTAINERS = re.compile(r"docker\d+|podman\d+|cni\d+|br-[0-9a-f]{12}", re.IGNORECASE)
_GUESTS = "VM"
_MOST_BEHIND = 64
"""Behind a port with more MAC addresses is a network, and no host; so it is where the machines are
the lesser part."""


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal of the host by itself, or of machines seen on the LAN."""
    if not is_outside(scene.device, scene.registry, scene.snapshot.addresses):
        return
    machines = scene.snapshot.virtual_machines
    hosts, containers = _interfaces(scene, _HOST), _interfaces(scene, _CONTAINERS)
    if machines:
        text = Sentence(
            en=f"it runs {len(machines)} virtual machines",
            id=f"menjalankan {len(machines)} mesin virtual",
        )
        yield _signal(scene.device.name, Strength.STRONG, text, (*machines, *hosts))
    elif hosts:
        yield _signal(scene.device.name, Strength.STRONG, _of_ports(hosts, "hypervisor"), hosts)
    elif containers:
        text = _of_ports(containers, "container host")
        yield _signal(scene.device.name, Strength.HINT, text, containers)
    if not (machines or hosts):
        yield from _on_lan(scene)


def _interfaces(scene: Scene, pattern: re.Pattern[str]) -> tuple[Interface, ...]:
    return tuple(
        one
        for one in scene.snapshot.interfaces
        if one.is_up and any(pattern.fullmatch(name) for name in (one.name, one.descr) if name)
    )


def _of_ports(found: tuple[Interface, ...], what: str) -> Sentence:
    names = ", ".join(one.label for one in found[:3])
    return Sentence(
        en=f"its interfaces are those of a {what} ({names})",
        id=f"antarmukanya adalah milik {what} ({names})",
    )


def _on_lan(scene: Scene) -> Iterator[Signal]:
    ports = scene.ports
    strangers = Strangers(scene, ports)
    entries: list[ArpEntry | FdbEntry] = [*scene.snapshot.arp, *scene.snapshot.fdb]
    found: dict[str, list[Observation]] = {}
    for entry in entries:
        away = ports.is_on_registered_line(entry.if_index) or ports.uplink_at(entry.if_index)
        if entry.mac is None or away or DeviceClass.HYPERVISOR not in strangers.classes(entry.mac):
            continue
        if strangers.is_stranger(entry.mac):
            found.setdefault(entry.mac, []).append(entry)
    if len(found) >= scene.threshold(RULE, "machines"):
        text = Sentence(
            en=f"{scene.device.name} sees {len(found)} virtual machines on its LAN",
            id=f"{scene.device.name} melihat {len(found)} mesin virtual di LAN-nya",
        )
        seen = tuple(entry for entries in found.values() for entry in entries)
        behind_one = max(_behind_ports(found.keys(), scene, ports), default=0)
        is_host = behind_one >= scene.threshold(RULE, "machines_on_port")
        yield _signal(_GUESTS, Strength.STRONG if is_host else Strength.HINT, text, seen)


def _behind_ports(macs: Collection[str], scene: Scene, ports: Ports) -> Iterator[int]:
    """Count the machines behind each port that ends at the site, where they are most of all."""
    for port in access_ports(scene, ports, _MOST_BEHIND):
        count = len(port.entries.keys() & set(macs))
        if 2 * count >= len(port.entries):
            yield count


def _signal(
    subject: str, strength: Strength, text: Sentence, seen: tuple[Observation, ...]
) -> Signal:
    return Signal(
        rule=RULE.id,
        family=RULE.family,
        strength=strength,
        kind=FindingKind.FOREIGN_SERVER,
        subject=subject,
        text=text,
        evidence=evidence_of(seen),
    )


INDONESIAN = """
Induk mesin virtual di Perangkat Daerah.

Mengapa penting: hypervisor adalah pusat data tersendiri, sekecil apa pun kotaknya.
Bisa keliru bila: orang menjalankan mesin virtual di laptop (beberapa alamat MAC tidak berarti apa
pun), router kota adalah mesin virtual, Docker pada mesin yang tidak melayani siapa pun.
Selesai bila: induknya pindah ke pusat data, mesin-mesinnya berhenti, atau ada surat izin.
"""

RULE = Rule(
    id="hypervisor",
    number=21,
    family=Family.SERVER,
    needs=(Interface,),
    also=(VirtualMachine, ArpEntry, FdbEntry, Address),
    thresholds={"machines": 3, "machines_on_port": 4},
    roles=frozenset({DeviceRole.ROUTER, DeviceRole.SWITCH, DeviceRole.ACCESS, DeviceRole.SERVER}),
    check=check,
)
