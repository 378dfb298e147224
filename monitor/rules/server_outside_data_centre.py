"""
A server that stands at an agency instead of in the data centre.

Why it matters: the regulation lets no agency keep a server of its own.
Lies when: a layer 2 network is stretched from the data centre to the agency, so that the switch has
the server's MAC address on a port that leads there; sysLocation is free text, and old.
Clears when: the server moves into the data centre, or a waiver covers the device.

The MAC address of a registered server on an access port of an agency's switch is proof. A server
registered at an agency, with no address in the data centre, is strong; a sysLocation that names an
agency's site is a hint. The agency at whose sites the core and border routers stand runs the
network: its sites are never meant, nor anything where no prefix of the data centre is declared.
"""

from collections.abc import Iterator

from monitor.bridge import access_ports
from monitor.data_centre import is_at_agency, is_outside
from monitor.model.declared import DeviceRole, Site
from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.observation import Address, FdbEntry, Identity, Interface, Listener, Neighbour
from monitor.model.reading import Observation
from monitor.model.registry import Registry
from monitor.model.words import whole_words
from monitor.neighbours import owner_of_mac
from monitor.rule import Rule, Scene, evidence_of
from monitor.services import heard_services, ports_text

_DATA_CENTRE = whole_words(("data center", "data centre", "pusat data", "dc", "colo", "kominfo"))


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal of a server by itself, or of each server on an agency's switch port."""
    if scene.device.role is DeviceRole.SERVER:
        yield from _of_itself(scene)
    elif is_outside(scene.device, scene.registry, scene.snapshot.addresses):
        yield from _on_ports(scene)


def _of_itself(scene: Scene) -> Iterator[Signal]:
    device, registry, identity = scene.device, scene.registry, scene.snapshot.identity
    if is_outside(device, registry, scene.snapshot.addresses):
        name = registry.sites[device.site].name
        services, listeners = heard_services(scene.snapshot)
        ports = ports_text(listeners)
        en = ", ".join(one.en for one in services)
        id_ = ", ".join(one.id for one in services)
        text = Sentence(
            en=f"it is registered at {name}, and {device.address} is not in the data centre"
            + (f"; it serves {en} (ports {ports})" if services else ""),
            id=f"terdaftar di {name}, dan {device.address} tidak di pusat data"
            + (f"; melayani {id_} (port {ports})" if services else ""),
        )
        seen = (identity, *scene.snapshot.addresses, *listeners)
        yield _signal(device.name, Strength.STRONG, text, seen)
        return
    site = _named(identity.sys_location or "", registry)
    if site is not None:
        text = Sentence(
            en=f"its location says “{identity.sys_location}”, which is of {site.name}",
            id=f"lokasinya “{identity.sys_location}”, yaitu {site.name}",
        )
        yield _signal(device.name, Strength.HINT, text, (identity,))


def _named(location: str, registry: Registry) -> Site | None:
    """Find the agency's site that a text names, by its code or name; not if it also names ours."""
    text = location.lower()
    named = [site for site in registry.sites.values() if _is_in(text, (site.code, site.name))]
    if _DATA_CENTRE.search(text) or any(registry.is_citys_own(site.code) for site in named):
        return None
    return next((site for site in named if is_at_agency(site.code, registry)), None)


def _is_in(text: str, names: tuple[str, ...]) -> bool:
    # Most names are not there at all, and that is cheap to see.
    return any(name.lower() in text and whole_words((name,)).search(text) for name in names)


def _on_ports(scene: Scene) -> Iterator[Signal]:
    ports = scene.ports
    said: set[str] = set()
    for port in access_ports(scene, ports, scene.threshold(RULE, "port_macs")):
        for mac, entry in port.entries.items():
            owner = owner_of_mac(mac, scene.registry, scene.inventory)
            server = scene.registry.devices.get(owner)
            if server is None or server.role is not DeviceRole.SERVER or owner in said:
                continue
            said.add(owner)
            text = Sentence(
                en=f"{scene.device.name} has its MAC address {mac} on the port {port.name}",
                id=f"{scene.device.name} melihat alamat MAC-nya {mac} di port {port.name}",
            )
            yield _signal(owner, Strength.PROOF, text, (entry,), port.name)


def _signal(
    server: str, strength: Strength, text: Sentence, seen: tuple[Observation, ...], port: str = ""
) -> Signal:
    return Signal(
        rule=RULE.id,
        family=RULE.family,
        strength=strength,
        kind=FindingKind.FOREIGN_SERVER,
        subject=server,
        link=port,
        text=text,
        evidence=evidence_of(seen),
    )


INDONESIAN = """
Server yang berdiri di Perangkat Daerah, bukan di pusat data.

Mengapa penting: peraturan tidak mengizinkan Perangkat Daerah memiliki server sendiri.
Bisa keliru bila: jaringan lapis 2 terbentang dari pusat data ke Perangkat Daerah, sehingga switch
melihat alamat MAC server pada porta ke sana; sysLocation adalah teks bebas dan sering usang.
Selesai bila: servernya pindah ke pusat data, atau ada surat izin untuk perangkat itu.
"""

RULE = Rule(
    id="server-outside-data-centre",
    number=20,
    family=Family.SERVER,
    needs=(Interface, FdbEntry),
    needs_by_role={DeviceRole.SERVER: (Identity,)},
    also=(Address, Neighbour, Listener),
    thresholds={"port_macs": 2},
    roles=frozenset({DeviceRole.ROUTER, DeviceRole.SWITCH, DeviceRole.ACCESS, DeviceRole.SERVER}),
    check=check,
)
