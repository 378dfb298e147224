"""
A line's gateway is a registered device by its address or MAC address, and that one knows nothing
of the line.

Why it matters: a MAC address is cloned, an address is typed in, a session is made up by whoever
administers a router; and a cable is moved to another box while every name stays as it was. The
city's router at the other end is asked instead: it meets whom it is connected to.
Lies when: the city's router shows only a part of its tables (another VRF, another context); the
line was moved to another router of the city that is not in the registry.
Clears when: the registered device meets the line again, or the line is registered as what it is.

Strong where the device met the line before, is still said to be the gateway, and traffic is said to
pass both ways; or where it meets another line of the same router in the same tables and has not the
address that it is said to have. A session that only one side has is a hint: routers do not show the
sessions of all their VRFs.
"""

from collections.abc import Iterator

from monitor.model.declared import DeviceRole
from monitor.model.finding import Family, Sentence, Signal, Strength
from monitor.model.inventory import SHARED_MACS, Encounters
from monitor.model.link import Link
from monitor.model.observation import ArpEntry, BgpPeer, Interface, OspfNeighbour
from monitor.model.prefixes import IPAddress, unmapped
from monitor.rule import Rule, Scene, on_interface
from monitor.scope import is_somewhere
from monitor.witnesses import Witnesses

_ROUTES = frozenset({DeviceRole.ROUTER, DeviceRole.SWITCH, DeviceRole.CORE, DeviceRole.BORDER})
_IPV4 = 4
_IN_USE_OCTETS_PER_S = 1_000.0
_TOGETHER_S = 3600.0
"""How far apart two readings may be that are held against each other."""


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each line whose gateway knows nothing of it."""
    for link in scene.links:
        if not link.is_up or link.approval:
            continue
        found = [*_lost(link, scene), *_borrowed(link, scene), *_one_sided(link, scene)]
        if found and not Witnesses(link, scene.registry, scene.inventory).met_by():
            yield from found


def _lost(link: Link, scene: Scene) -> Iterator[Signal]:
    """Find a line that its gateway met before, and meets no more."""
    name = scene.past.met.get(link.name, "")
    met = _read_lately(name, scene) if name else None
    if met is None or not met.tells_all_it_resolved or not _is_in_use(link):
        # Whom nobody sends anything is forgotten in a minute, as the far end of an idle line is.
        return
    theirs = scene.inventory.addresses_of(name)
    hops = [hop for hop in link.next_hops if unmapped(hop) in theirs]
    text = Sentence(
        en=f"{link.name} led to {name}, which had met it, and has not any more",
        id=f"{link.name} menuju {name}, yang dahulu menemuinya dan kini tidak lagi",
    )
    strength = Strength.STRONG if hops else Strength.HINT
    yield RULE.on(link, strength, text, (*link.routes, *on_interface(link)), about=name)


def _is_in_use(link: Link) -> bool:
    rate = link.octets_per_s
    return rate is not None and rate >= _IN_USE_OCTETS_PER_S and link.is_two_way is True


def _borrowed(link: Link, scene: Scene) -> Iterator[Signal]:
    """Find an address on the line with the MAC address of a device that has neither."""
    if link.interface is None or scene.past.met.get(link.name):
        return
    mine = {seen.address for seen in link.addresses}
    for entry in scene.ports.arp_on(link.interface.index):
        mac = entry.mac
        if mac is None or mac.startswith(SHARED_MACS) or entry.address in mine:
            continue
        if entry.address.version != _IPV4:
            # Most routers show whom they have resolved by ARP, and not by Neighbor Discovery.
            continue
        name = _owner_of(mac, scene)
        met = _read_lately(name, scene)
        if met is None or not (met.tells_all_it_resolved and met.has_all_addresses):
            continue
        if unmapped(entry.address) in scene.inventory.addresses_of(name):
            continue
        text = Sentence(
            en=f"{entry.address} on {link.name} has the MAC address of {name}, which has not that"
            " address and has never met the line",
            id=f"{entry.address} pada {link.name} beralamat MAC milik {name}, yang tidak memiliki"
            " alamat itu dan tidak pernah menemui saluran itu",
        )
        strength = Strength.STRONG if _meets_another(met, link, scene) else Strength.HINT
        yield RULE.on(link, strength, text, (entry, *on_interface(link)), about=mac)
        return


def _one_sided(link: Link, scene: Scene) -> Iterator[Signal]:
    """Find a session that the other side does not have."""
    if not (link.ospf_neighbours or link.bgp_peers):
        return
    sessions: list[tuple[IPAddress, OspfNeighbour | BgpPeer]] = [
        (one.address, one) for one in link.ospf_neighbours if one.state == "full"
    ]
    sessions += [(one.address, one) for one in link.bgp_peers if one.state == "established"]
    for address, session in sessions:
        name = scene.inventory.owner_of_address(address) or ""
        met = _read_lately(name, scene)
        if met is None or not met.tells_all_sessions(type(session)) or _has_session(met, scene):
            continue
        text = Sentence(
            en=f"{link.name} says that it has a routing session with {name}, and {name} has none"
            " with it",
            id=f"{link.name} mengaku memiliki sesi routing dengan {name}, sedangkan {name} tidak"
            " memilikinya",
        )
        yield RULE.on(link, Strength.HINT, text, (session, *on_interface(link)), about=name)
        return


def _has_session(met: Encounters, scene: Scene) -> bool:
    return any(unmapped(seen.address) in met.peers for seen in scene.snapshot.addresses)


def _owner_of(mac: str, scene: Scene) -> str:
    declared = scene.registry.device_by_mac(mac)
    return declared.name if declared else scene.inventory.owner_of_mac(mac) or ""


def _read_lately(name: str, scene: Scene) -> Encounters | None:
    """Return what another registered router has met, if it was read within an hour of this one."""
    device = scene.registry.devices.get(name)
    if device is None or name == scene.device.name or device.role not in _ROUTES:
        return None
    met = scene.inventory.encounters_of(name)
    is_now = met is not None and abs(scene.snapshot.time_s - met.time_s) <= _TOGETHER_S
    return met if is_now else None


def _meets_another(met: Encounters, link: Link, scene: Scene) -> bool:
    """Whether the other device has met this one elsewhere: its tables are not of another VRF."""
    here = {unmapped(seen.address) for seen in link.addresses}
    return any(
        unmapped(seen.address) in met.resolved
        for seen in scene.snapshot.addresses
        if is_somewhere(seen.address) and unmapped(seen.address) not in here
    )


INDONESIAN = """
Gateway sebuah saluran adalah perangkat terdaftar menurut alamat atau alamat MAC-nya, padahal
perangkat itu tidak mengenal saluran tersebut.

Mengapa penting: alamat MAC dapat ditiru, alamat dapat diketik, sesi dapat dikarang oleh siapa yang
mengelola router; dan kabel dapat dipindahkan ke perangkat lain sementara semua nama tetap. Maka
yang ditanya router kota di ujung lain: ia menemui siapa yang tersambung kepadanya.
Bisa keliru bila: router kota hanya menampilkan sebagian tabelnya (VRF lain, konteks lain); saluran
dipindahkan ke router kota lain yang tidak ada di registri.
Selesai bila: perangkat terdaftar itu menemui saluran lagi, atau saluran didaftarkan sebagaimana
adanya.
"""

RULE = Rule(
    id="unmet-gateway",
    number=32,
    family=Family.LAYER_2,
    needs=(Interface, ArpEntry),
    also=(OspfNeighbour, BgpPeer),
    check=check,
    doubts_contract=True,
)
