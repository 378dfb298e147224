"""
Boxes that should not be there, servers outside the data centre, and lines nobody uses any more.
"""

from ipaddress import IPv4Address, IPv4Interface
from random import Random

from tests.measured_city.agent import Agent
from tests.measured_city.box import (
    Box,
    Client,
    Effect,
    Heard,
    Held,
    Learnt,
    Port,
    Resolved,
    Way,
)
from tests.measured_city.estate import Estate
from tests.measured_city.facts import CPE_MAKERS, mac_of, serial_of
from tests.measured_city.homes import Home
from tests.measured_city.labels import Level
from tests.measured_city.lines import (
    about_box,
    about_idle,
    about_server,
    accuse,
    take_away,
    when,
)
from tests.measured_city.platforms import ESXI, Platform
from tests.measured_city.platforms import SERVER as HOST
from tests.measured_city.story import Story

WEB_SHOP = (
    ("nginx", "/usr/sbin/nginx"),
    ("postgres", "/usr/lib/postgresql/15/bin/postgres"),
    ("master", "/usr/lib/postfix/sbin/master"),
    ("dovecot", "/usr/sbin/dovecot"),
)
WEB_PORTS = (25, 80, 143, 443, 5432)
ORDINARY = (("systemd", "/sbin/init"), ("sshd", "/usr/sbin/sshd"), ("snmpd", "/usr/sbin/snmpd"),
            ("cron", "/usr/sbin/cron"))  # fmt: skip
_MODELS = {"ZTE": "ZXHN F670L", "Huawei": "HG8245H5", "FiberHome": "AN5506-04-FA",
           "TP-Link": "Archer C20", "Tenda": "AC10"}  # fmt: skip
_DAYS_OF_HABIT = 30


def _start(estate: Estate) -> float:
    return estate.moment_s(3, estate.days * 0.7)


def ont_on_lan(estate: Estate, home: Home) -> None:
    """
    A provider's box is the gateway of half the LAN; it announces itself where anybody listens.

    Who has it for a gateway asks the agency's router no more, which forgets them.
    """
    rng, start_s = home.rng, _start(estate)
    maker = rng.choice(CPE_MAKERS)
    mac, address = mac_of(rng, maker), home.lan_address(rng.choice((254, 254, 253, 2)))
    tables = home.platform.tables
    is_heard = bool({"lldpRemTable", "cdpCacheTable"} & tables) and rng.random() < 0.7
    _put_on_lan(estate, home, start_s, mac, address,
                _MODELS[maker] if is_heard else "", maker)  # fmt: skip
    kind = "ONT on the LAN, announced" if is_heard else "ONT on the LAN, by ARP and FDB"
    level = Level.VISIBLE if is_heard else Level.CONCEALED
    accuse(estate, home, kind, level, start_s,
           rights=about_box(home, mac, str(address), _MODELS[maker]))  # fmt: skip


def _put_on_lan(
    estate: Estate, home: Home, start_s: float, mac: str, address: IPv4Address, name: str,
    maker: str,
) -> None:  # fmt: skip
    capable = frozenset({"router", "bridge", "wlanAccessPoint"})
    protocols = frozenset({"lldp", "cdp"})

    def change(box: Box) -> None:
        at = "lan1" if box.has_port("lan1") else "lan"
        box.resolved.append(Resolved("lan", address, mac))
        box.learnt.append(Learnt(at, mac))
        for number, one in enumerate(box.clients[::2]):
            box.clients[2 * number] = Client(
                one.address, one.mac, one.port, one.bridge_port, is_resolved=False
            )
        if name:
            box.heard.append(Heard(at, mac, name, name, address, capable, maker, protocols))
        take_away(box, 0.6)

    when(home, start_s, estate.end_s, change)
    if home.switch is not None:
        home.switch.effects.append(
            Effect(start_s, estate.end_s, lambda box: box.learnt.append(Learnt("p6", mac)))
        )


def router_by_fdb(estate: Estate, home: Home) -> None:
    """
    A second router on the LAN that only the switch knows.

    Half of the people are behind it: their computers are still learnt on its port, and the
    agency's router no longer resolves them.
    """
    rng, start_s = home.rng, _start(estate)
    mac = mac_of(rng, rng.choice(("TP-Link", "Tenda", "ZTE", "FiberHome")))
    moved = {one.mac for one in home.clients[::2]}

    def on_switch(box: Box) -> None:
        box.learnt.append(Learnt("p5", mac))
        for at, one in enumerate(box.clients):
            if one.mac in moved:
                box.clients[at] = Client(one.address, one.mac, one.port, "p5", is_resolved=False)

    def on_router(box: Box) -> None:
        for at, one in enumerate(box.clients):
            if one.mac in moved:
                box.clients[at] = Client(one.address, one.mac, one.port, is_resolved=False)
        take_away(box, 0.5)

    when(home, start_s, estate.end_s, on_router)
    assert home.switch is not None
    home.switch.effects.append(Effect(start_s, estate.end_s, on_switch))
    accuse(estate, home, "router behind a switch, by FDB", Level.CONCEALED, start_s,
           rights=about_box(home, mac), device=home.switch_name)  # fmt: skip


def host_at(
    estate: Estate, home: Home, name: str, last: int, platform: Platform, maker: str
) -> Agent:
    """Put a server that is polled into an agency's office."""
    rng = home.rng
    mac, serial = mac_of(rng, maker), serial_of(rng, maker)

    def box() -> Box:
        box = Box(platform.object_id, platform.descr, name, home.name, serial,
                  bytes.fromhex("80001f8804") + bytes.fromhex(mac.replace(":", "")))  # fmt: skip
        box.ports = [Port("wan", platform.lan, mac=mac, load_bps=2e5, steady_bps=2000.0)]
        box.held = [Held("wan", IPv4Interface(f"{home.lan_address(last)}/24"))]
        box.ways = [Way(home.lan_gateway.ip, "wan")]
        box.resolved = [Resolved("wan", home.lan_gateway.ip, home.macs["lan"])]
        box.programs, box.listens = list(ORDINARY), [22]
        return box

    agent = Agent(name, home.code, platform, box, estate.quiet(), estate.chance(name),
                  estate.start_s - 50 * 86400)  # fmt: skip
    home.kept.append(lambda box: box.resolved.append(Resolved("lan", home.lan_address(last), mac)))
    return estate.add(agent, home.lan_address(last), "server", is_still=True)


def own_server(estate: Estate, home: Home) -> None:
    """
    A server at an agency with web, database and mail; some show their ports only.

    It is in the registry and polled from the first day, and against the regulation from then on:
    the services that start later only make it plainer.
    """
    start_s, is_open = _start(estate), home.rng.random() < 0.6
    platform = HOST if is_open else _without(HOST, "hrSWRunTable")
    agent = host_at(estate, home, f"srv-{home.code}", 10, platform, "Dell")

    def change(box: Box) -> None:
        box.programs += WEB_SHOP
        box.listens += WEB_PORTS

    agent.effects.append(Effect(start_s, estate.end_s, change))
    kind = "own server" if is_open else "own server, by its ports"
    level = Level.VISIBLE if is_open else Level.CONCEALED
    accuse(
        estate,
        home,
        kind,
        level,
        estate.start_s,
        device=agent.name,
        rights=about_server(home, agent.name),
    )


def _without(platform: Platform, table: str) -> Platform:
    return Platform(key=platform.key, object_id=platform.object_id, descr=platform.descr,
                    wan=platform.wan, lan=platform.lan, spare=platform.spare,
                    tables=platform.tables - {table}, maker=platform.maker)  # fmt: skip


def server_on_router(estate: Estate, home: Home) -> None:
    """The same on an agency's router."""
    start_s = _start(estate)

    def change(box: Box) -> None:
        box.programs += WEB_SHOP
        box.listens += WEB_PORTS

    when(home, start_s, estate.end_s, change)
    accuse(
        estate,
        home,
        "server on a router",
        Level.VISIBLE,
        start_s,
        rights=about_server(home, home.device),
    )


def hypervisor(estate: Estate, home: Home) -> None:
    """A machine full of virtual ones at an agency: ESXi, or Linux with its bridges."""
    start_s, rng = _start(estate), home.rng
    is_esxi = rng.random() < 0.5
    name = f"host-{home.code}"
    agent = host_at(estate, home, name, 11, ESXI if is_esxi else HOST, "Dell")
    estate.late.setdefault(start_s, []).append(name)
    maker = "VMware" if is_esxi else "Proxmox"
    macs = _virtual_machines(estate, home, start_s, rng, maker)
    taps = [(f"tap{number}", mac_of(rng, maker)) for number in range(100, 104)]

    def change(box: Box) -> None:
        bridge = "vSwitch0" if is_esxi else "vmbr0"
        box.ports.append(Port("vmbr", bridge, mac=box.ports[0].mac, steady_bps=900.0))
        for tap, mac in taps:
            box.ports.append(Port(tap, f"{tap}i0", mac=mac, steady_bps=500.0))
        box.programs += [("kvm", "/usr/bin/kvm"), ("pveproxy", "/usr/bin/pveproxy")]
        box.listens += [8006]

    agent.effects.append(Effect(start_s, estate.end_s, change))
    accuse(estate, home, "hypervisor", Level.VISIBLE, start_s, device=name,
           rights=about_server(home, name, "VM", *macs))  # fmt: skip


def virtual_machines(estate: Estate, home: Home) -> None:
    """Virtual machines at an agency, whose host nobody polls: their MACs alone."""
    start_s = _start(estate)
    maker = home.rng.choice(("VMware", "Proxmox"))
    macs = _virtual_machines(estate, home, start_s, home.rng, maker)
    accuse(
        estate,
        home,
        "virtual machines, by their MACs",
        Level.CONCEALED,
        start_s,
        rights=about_server(home, "VM", *macs),
    )


def _virtual_machines(
    estate: Estate, home: Home, start_s: float, rng: Random, maker: str
) -> list[str]:  # fmt: skip
    macs = [mac_of(rng, maker) for _ in range(rng.randint(4, 8))]

    def change(box: Box) -> None:
        at = "lan1" if box.has_port("lan1") else "lan"
        for number, mac in enumerate(macs):
            box.resolved.append(Resolved("lan", home.lan_address(150 + number), mac))
            box.learnt.append(Learnt(at, mac))

    when(home, start_s, estate.end_s, change)
    if home.switch is not None:
        home.switch.effects.append(
            Effect(start_s, estate.end_s,
                   lambda box: box.learnt.extend(Learnt("p6", mac) for mac in macs))
        )  # fmt: skip
    return macs


def silent_bypass(estate: Estate, home: Home) -> None:
    """
    From some day on people work there, and hardly anything passes the line to Kominfo.

    By itself that accuses nobody, and is told as a note: only with a box beside it is it a finding.
    """
    start_s = _bypassed(estate, home)
    accuse(estate, home, "silent bypass and nothing else", Level.INVISIBLE, start_s,
           rights=(about_idle(home),))  # fmt: skip


def bypass_by_box(estate: Estate, home: Home) -> None:
    """The same, and a box of a home router's maker, which calls itself a gateway, is on the LAN."""
    start_s = _bypassed(estate, home)
    maker = home.rng.choice(CPE_MAKERS)
    mac, address = mac_of(home.rng, maker), home.lan_address(254)
    when(home, start_s, estate.end_s,
         lambda box: box.resolved.append(Resolved("lan", address, mac)))  # fmt: skip
    too_short = "its life is too short for habits" if estate.days < _DAYS_OF_HABIT else ""
    accuse(estate, home, "silent bypass beside a box", Level.CONCEALED, start_s,
           rights=about_box(home, mac),
           left_out=too_short)  # fmt: skip


def _bypassed(estate: Estate, home: Home) -> float:
    start_s = estate.moment_s(estate.days * 0.55, estate.days * 0.68)
    part = home.rng.uniform(0.94, 0.98)

    def change(box: Box) -> None:
        take_away(box, part)
        for uid in ("lan", "lan1"):
            if box.has_port(uid):
                take_away(box, part, uid)

    when(home, start_s, estate.end_s, change)
    return start_s


def own_wifi(estate: Estate, home: Home) -> None:
    """A provider's box with a Wi-Fi of its own that touches nothing: some people are gone."""
    start_s = _start(estate)

    def change(box: Box) -> None:
        box.clients = box.clients[: max(2, len(box.clients) * 2 // 3)]
        take_away(box, 0.35)

    when(home, start_s, estate.end_s, change)
    accuse(
        estate, home, "ONT with its own Wi-Fi", Level.INVISIBLE, start_s, rights=(about_idle(home),)
    )


STORIES = (
    Story(kind="ONT on the LAN", tell=ont_on_lan, count=6),
    Story(kind="router by FDB", tell=router_by_fdb, count=3, fits=lambda home: home.has_switch),
    Story(kind="own server", tell=own_server, count=4),
    Story(kind="server on a router", tell=server_on_router, count=3,
          fits=lambda home: home.platform.key == "linux"),
    Story(kind="hypervisor", tell=hypervisor, count=2),
    Story(kind="virtual machines", tell=virtual_machines, count=3),
    Story(kind="silent bypass", tell=silent_bypass, count=2),
    Story(kind="silent bypass beside a box", tell=bypass_by_box, count=3),
    Story(kind="own Wi-Fi", tell=own_wifi, count=2),
)  # fmt: skip
