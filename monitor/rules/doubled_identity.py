"""
A device says that it is what another registered device is, or hears itself as its own gateway.

Why it matters: whoever gives an interface the MAC address of the city's router, or lets a program
answer in a router's place, wants a line of his own to pass for the city's.
Lies when: a configuration was copied from one router to another, with its MAC addresses and engine
ID (a hint, no more); one box is registered under two names; two units are a cluster.
Clears when: one of the two changes, or is registered no more.

Strong is a gateway with the device's own MAC address, and what no copied configuration explains:
the serial number of a device at another site, where it was not this one's before, and a MAC address
of one that is in the city's hands.
Addresses of groups (VRRP, HSRP, GLBP) are nobody's own. What three devices or more have in common
is a maker's default and no identity. Both must have been read within an hour: a box that was moved
to another site is not in two places.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.inventory import SHARED_MACS
from monitor.model.observation import Identity, Interface
from monitor.model.reading import Observation
from monitor.rule import Rule, Scene

_PAIR = 2
_TOLD = 3
_TOGETHER_S = 3600.0


@dataclass(frozen=True, slots=True)
class _Double:
    """The other device, what both say of themselves, and how much that means."""

    other: str
    en: str
    id: str
    strength: Strength
    seen: Observation


def check(scene: Scene) -> Iterator[Signal]:
    """Yield one signal that names whom the device has an identity in common with."""
    found = [*_own(scene), *_serials(scene), *_engines(scene), *_macs(scene)]
    if not found:
        return
    found.sort(key=lambda one: one.strength is not Strength.STRONG)
    text = Sentence(
        en="; ".join(one.en for one in found[:_TOLD]),
        id="; ".join(one.id for one in found[:_TOLD]),
    )
    yield RULE.on_device(
        scene.device,
        found[0].strength,
        text,
        [one.seen for one in found],
        kind=FindingKind.TAMPERING,
        about=", ".join(sorted({one.other for one in found})),
    )


def _own(scene: Scene) -> Iterator[_Double]:
    """Find gateways with a MAC address of the device itself."""
    for link in scene.links:
        for entry in link.gateways:
            mac = entry.mac
            if mac is None or mac.startswith(SHARED_MACS):
                continue
            if all(port.mac != mac for port in scene.snapshot.interfaces):
                continue
            if all(seen.address != entry.address for seen in link.addresses):
                yield _Double(
                    scene.device.name,
                    en=f"the gateway {entry.address} of {link.name} has its own MAC address, {mac}",
                    id=f"gateway {entry.address} pada {link.name} beralamat MAC miliknya sendiri,"
                    f" {mac}",
                    strength=Strength.STRONG,
                    seen=entry,
                )


def _serials(scene: Scene) -> Iterator[_Double]:
    serial = scene.snapshot.identity.serial
    for other in _other_of_pair(scene, "serial", serial):
        there = scene.registry.devices[other]
        was_its_own = scene.past.identity.get("serial") == serial
        is_elsewhere = there.site != scene.device.site and not was_its_own
        yield _Double(
            other,
            en=f"it has the serial number of {other}, {serial}",
            id=f"nomor serinya sama dengan {other}, {serial}",
            strength=Strength.STRONG if is_elsewhere else Strength.HINT,
            seen=scene.snapshot.identity,
        )


def _engines(scene: Scene) -> Iterator[_Double]:
    for other in _other_of_pair(scene, "engine_id", scene.snapshot.identity.engine_id):
        yield _Double(
            other,
            en=f"it has the SNMP engine ID of {other}",
            id=f"SNMP engine ID-nya sama dengan {other}",
            strength=Strength.HINT,
            seen=scene.snapshot.identity,
        )


def _other_of_pair(scene: Scene, part: str, value: str | None) -> Iterator[str]:
    claimants = scene.inventory.claimants_of_identity(part, value) if value else frozenset[str]()
    others = claimants - {scene.device.name}
    if len(others) == _PAIR - 1:
        yield from (other for other in others if _is_there_now(other, scene))


def _is_there_now(other: str, scene: Scene) -> bool:
    met = scene.inventory.encounters_of(other)
    apart_s = abs(scene.snapshot.time_s - met.time_s) if met is not None else None
    return other in scene.registry.devices and apart_s is not None and apart_s <= _TOGETHER_S


def _macs(scene: Scene) -> Iterator[_Double]:
    registry = scene.registry
    said: set[str] = set()
    for port in scene.snapshot.interfaces:
        mac = port.mac
        if not (mac and port.is_up) or mac in said or mac.startswith(SHARED_MACS):
            continue
        for other in sorted(scene.inventory.claimants_of_mac(mac) - {scene.device.name}):
            there = registry.devices.get(other)
            if there is None or there.site == scene.device.site or not _is_there_now(other, scene):
                continue
            said.add(mac)
            is_citys = registry.is_in_citys_hands(there)
            yield _Double(
                other,
                en=f"{port.label} has the MAC address of {other}, {mac}",
                id=f"{port.label} beralamat MAC milik {other}, {mac}",
                strength=Strength.STRONG if is_citys else Strength.HINT,
                seen=port,
            )


INDONESIAN = """
Perangkat mengaku sebagai perangkat terdaftar yang lain, atau mendengar dirinya sendiri sebagai
gateway.

Mengapa penting: siapa yang memberi antarmuka alamat MAC router kota, atau menjalankan program yang
menjawab menggantikan sebuah router, ingin salurannya sendiri dianggap milik kota.
Bisa keliru bila: konfigurasi disalin dari satu router ke router lain, beserta alamat MAC dan engine
ID-nya (hanya isyarat); satu perangkat terdaftar dengan dua nama; dua unit adalah satu klaster.
Selesai bila: salah satunya berubah, atau tidak terdaftar lagi.
"""

RULE = Rule(
    id="doubled-identity",
    number=30,
    family=Family.LIFECYCLE,
    needs=(Interface, Identity),
    check=check,
)
