"""
A router-like neighbour that is not in the registry.

Why it matters: a box that routes and that nobody manages is where a foreign line ends.
Lies when: new equipment of the city's is not registered yet; IP phones and access points also
announce themselves: phones are left out, and an access point that also routes is a hint, unless it
is of a maker of home routers and nothing else, or has a gateway's address.
Clears when: the neighbour goes, is registered, or a waiver covers it.

The name a neighbour gives itself is never believed; one that claims an address of a registered
device, with a MAC that device does not have, is a conflict. What is seen on a registered line is
the far end of that line. MikroTik's own protocol tells of no capabilities, nor does RouterOS by CDP
of its radios, and an access point of theirs is heard like a router: a hint, unless it is on a line
that leads out, at a gateway's address or at one of the internet.
"""

from collections.abc import Iterator

from monitor.model.finding import Family, FindingKind, Sentence, Signal, Strength
from monitor.model.link import Link
from monitor.model.observation import ArpEntry, FdbEntry, Interface, Neighbour
from monitor.model.prefixes import IPAddress, PrefixTable
from monitor.neighbours import Match, identify
from monitor.oui import classes_of
from monitor.ports import Ports
from monitor.rule import Rule, Scene, evidence_of
from monitor.scope import is_declared, is_public
from monitor.strangers import CPE_ALONE, is_gateway_like

_MOST = 64
_NO_ROUTER = frozenset({"telephone", "stationOnly"})
_WITHOUT_CAPABILITIES = "mndp"
_ROUTEROS = "MikroTik"
"""How RouterOS begins to describe itself, by CDP too, where it tells of no access point."""


def check(scene: Scene) -> Iterator[Signal]:
    """Yield a signal for each unregistered neighbour that routes, once for all protocols."""
    own = frozenset(seen.address for seen in scene.snapshot.addresses)
    ports = scene.ports
    said: set[str] = set()
    count = 0
    for neighbour in scene.snapshot.neighbours:
        if not _may_route(neighbour):
            continue
        match = identify(neighbour, own, scene.registry, scene.inventory)
        # What tells of no capabilities is no router for that; but it is not who it says it is.
        if not (_is_router(neighbour) or (match.claims and neighbour.capabilities is None)):
            continue
        subject = neighbour.mac or neighbour.chassis_id or neighbour.sys_name or ""
        # One box heard by two protocols, of which one does not tell its MAC, is one box.
        name = f"{neighbour.if_index} {neighbour.sys_name}" if neighbour.sys_name else subject
        if match.device or not subject or said & {subject, name}:
            continue
        if ports.is_on_registered_line(neighbour.if_index):
            continue
        said |= {subject, name}
        count += 1
        if count <= _MOST:
            yield _signal(neighbour, match, subject, ports, scene)
    if count > _MOST:
        yield _crowd(count - _MOST)


def _signal(neighbour: Neighbour, match: Match, subject: str, ports: Ports, scene: Scene) -> Signal:
    uplink = ports.uplink_at(neighbour.if_index)
    port = ports.name_of(neighbour.if_index, neighbour.local_port)
    return Signal(
        rule=RULE.id,
        family=RULE.family,
        strength=Strength.STRONG if uplink or match.claims else _strength(neighbour, scene),
        kind=FindingKind.FOREIGN_UPLINK if uplink else FindingKind.FOREIGN_NEIGHBOUR,
        subject=uplink.name if uplink else subject,
        link=uplink.name if uplink else port,
        text=_text(neighbour, match, port),
        evidence=evidence_of((neighbour, *ports.entries_of(neighbour.mac))),
        about=subject,
    )


def _strength(neighbour: Neighbour, scene: Scene) -> Strength:
    """Say how sure it is that it routes. RouterOS calls each of its access points a router too."""
    is_gateway = any(
        is_gateway_like(address) or _is_foreign(address, scene) for address in neighbour.addresses
    )
    if "wlanAccessPoint" in (neighbour.capabilities or ()):
        is_cpe = neighbour.mac and classes_of(neighbour.mac, scene.registry.oui) == CPE_ALONE
        return Strength.STRONG if is_cpe or is_gateway else Strength.HINT
    is_routeros = (neighbour.sys_descr or "").startswith(_ROUTEROS)
    if neighbour.protocol == _WITHOUT_CAPABILITIES or is_routeros:
        return Strength.STRONG if is_gateway else Strength.HINT
    return Strength.STRONG


def _is_foreign(address: IPAddress, scene: Scene) -> bool:
    """Whether an address is of the internet, and of no line that the city rents at the site."""
    if not is_public(address) or is_declared(address, scene.registry):
        return False
    return all(not link.is_registered or address not in _networks(link) for link in scene.links)


def _networks(link: Link) -> PrefixTable[bool]:
    return PrefixTable((own.network, True) for own in link.addresses if own.network is not None)


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


def _may_route(neighbour: Neighbour) -> bool:
    return not (neighbour.capabilities or frozenset()) & _NO_ROUTER


def _is_router(neighbour: Neighbour) -> bool:
    return "router" in (neighbour.capabilities or ())


def _text(neighbour: Neighbour, match: Match, port: str) -> Sentence:
    if match.claims:
        return _claim(neighbour, match, port or "?")
    name = f"“{neighbour.sys_name}”" if neighbour.sys_name else "?"
    what = f" ({neighbour.sys_descr})" if neighbour.sys_descr else ""
    mac = f", MAC {neighbour.mac}" if neighbour.mac else ""
    en = f"behind {port or '?'} is the unregistered router {name}{what}{mac}"
    id_ = f"di balik {port or '?'} ada router tidak terdaftar {name}{what}{mac}"
    return Sentence(en=en, id=id_)


def _claim(neighbour: Neighbour, match: Match, port: str) -> Sentence:
    """Tell of a box that takes the name or an address of another: nothing is said more plainly."""
    mac = neighbour.mac or "?"
    taken = ("the name", "nama") if match.by_name else ("an address", "alamat")
    called = f", “{neighbour.sys_name}”," if neighbour.sys_name else ""
    return Sentence(
        en=f"behind {port} a box{called} takes {taken[0]} of the registered {match.claims} and is"
        f" another: MAC {mac}",
        id=f"di balik {port} sebuah perangkat{called} memakai {taken[1]} {match.claims} yang"
        f" terdaftar, padahal bukan: MAC {mac}",
    )


INDONESIAN = """
Tetangga serupa router yang tidak ada dalam registri.

Mengapa penting: perangkat yang merutekan dan tidak dikelola siapa pun adalah ujung saluran asing.
Bisa keliru bila: perangkat baru milik kota belum didaftarkan; telepon IP dan titik akses juga
mengumumkan diri: telepon disisihkan, dan titik akses yang juga merutekan hanyalah isyarat, kecuali
buatan pembuat router rumahan saja.
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
