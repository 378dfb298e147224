"""
The MAC address of the gateway: another box than it was, or one of a home router's maker.

Why it matters: the cable of the city's line can be moved to another box, and every name, address
and route on the router stays as it was; only the gateway's MAC address is another.
Lies when: the city replaced its router (announce the work, also afterwards for the moment it was
noticed); the city's own line ends in an ONT.
Clears when: the known box is back, the replacement is on record, or a waiver covers the line.

A changed address is a hint. It is strong where the new box is of a maker of home routers and
nothing else, and the known one was not. A line in the register is looked at too, for this is how
its contract and what it really is come apart.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.inventory import SHARED_MACS
from monitor.model.link import Link
from monitor.model.observation import ArpEntry, Interface, Route
from monitor.oui import classes_of
from monitor.plan import leads_home
from monitor.rule import Rule, Scene, on_interface
from monitor.strangers import CPE_ALONE, described
from monitor.witnesses import Witnesses


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each gateway that is another box now, or looks like a home router."""
    for link in scene.links:
        if not link.is_up or link.approval or leads_home(link, scene.registry):
            continue
        witnesses = Witnesses(link, scene.registry, scene.inventory)
        for entry in link.gateways:
            mac = entry.mac
            if mac is None or mac.startswith(SHARED_MACS):
                continue
            if witnesses.known_box(mac):
                continue
            known = scene.past.gateways.get(link.hop_key(entry.address), mac)
            if known != mac:
                yield _changed(link, entry, mac, known, scene)
            elif not link.is_registered and _is_cpe(mac, scene):
                yield _cpe(link, entry, mac)


def _changed(link: Link, entry: ArpEntry, mac: str, known: str, scene: Scene) -> Signal:
    is_telling = _is_cpe(mac, scene) and not _is_cpe(known, scene)
    text = Sentence(
        en=f"the gateway {entry.address} of {link.name} was {described(known)} and is"
        f" {described(mac)}",
        id=f"gateway {entry.address} pada {link.name} tadinya {described(known)} dan kini"
        f" {described(mac)}",
    )
    strength = Strength.STRONG if is_telling else Strength.HINT
    return RULE.on(link, strength, text, (entry, *on_interface(link)), about=mac)


def _cpe(link: Link, entry: ArpEntry, mac: str) -> Signal:
    text = Sentence(
        en=f"the gateway {entry.address} of {link.name} is {described(mac)}, which makes home"
        " routers",
        id=f"gateway {entry.address} pada {link.name} adalah {described(mac)}, pembuat router"
        " rumahan",
    )
    return RULE.on(link, Strength.HINT, text, (entry, *on_interface(link)), about=mac)


def _is_cpe(mac: str, scene: Scene) -> bool:
    return classes_of(mac, scene.registry.oui) == CPE_ALONE


INDONESIAN = """
Alamat MAC gateway: perangkat lain daripada sebelumnya, atau buatan pembuat router rumahan.

Mengapa penting: kabel tautan kota dapat dipindahkan ke perangkat lain, sedangkan semua nama, alamat
dan rute pada router tetap sama; hanya alamat MAC gateway yang berbeda.
Bisa keliru bila: kota mengganti routernya (umumkan pekerjaannya, boleh juga belakangan untuk saat
perubahan itu tercatat); tautan kota sendiri berakhir di ONT.
Selesai bila: perangkat yang dikenal kembali, penggantian dicatat, atau ada surat izin.
"""

RULE = Rule(
    id="gateway-mac",
    number=11,
    family=Family.LAYER_2,
    needs=(Interface, Route, ArpEntry),
    check=check,
)
