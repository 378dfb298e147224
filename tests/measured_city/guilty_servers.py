"""
Servers and virtual machines outside the data centre.
"""

from ipaddress import IPv4Interface
from random import Random

from tests.measured_city.agent import Agent
from tests.measured_city.box import (
    Box,
    Effect,
    Held,
    Learnt,
    Port,
    Resolved,
    Way,
)
from tests.measured_city.estate import Estate
from tests.measured_city.facts import mac_of, serial_of
from tests.measured_city.homes import Home
from tests.measured_city.labels import Level
from tests.measured_city.lines import (
    about_server,
    accuse,
    when,
)
from tests.measured_city.platforms import ESXI, Platform
from tests.measured_city.platforms import SERVER as HOST
from tests.measured_city.story import Story, taking

WEB_SHOP = (
    ("nginx", "/usr/sbin/nginx"),
    ("postgres", "/usr/lib/postgresql/15/bin/postgres"),
    ("master", "/usr/lib/postfix/sbin/master"),
    ("dovecot", "/usr/sbin/dovecot"),
)
WEB_PORTS = (25, 80, 143, 443, 5432)
ORDINARY = (("systemd", "/sbin/init"), ("sshd", "/usr/sbin/sshd"), ("snmpd", "/usr/sbin/snmpd"),
            ("cron", "/usr/sbin/cron"))  # fmt: skip


def _start(estate: Estate) -> float:
    return estate.moment_s(3, estate.days * 0.7)


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


def services(home: Home) -> tuple[list[tuple[str, str]], list[int]]:
    """Pick what a server of an agency's serves: one thing or several."""
    offers = ((WEB_SHOP[0], (80, 443)), (WEB_SHOP[1], (5432,)), (WEB_SHOP[2], (25,)),
              (WEB_SHOP[3], (143,)))  # fmt: skip
    chosen = home.rng.sample(offers, home.rng.randint(1, len(offers)))
    return [program for program, _ in chosen], [port for _, some in chosen for port in some]


def own_server(estate: Estate, home: Home) -> None:
    """
    A server at an agency with web, database and mail; some show their ports only.

    It is in the registry and polled from the first day, and against the regulation from then on:
    the services that start later only make it plainer.
    """
    start_s, is_open = _start(estate), home.rng.random() < 0.6
    platform = HOST if is_open else _without(HOST, "hrSWRunTable")
    agent = host_at(estate, home, f"srv-{home.code}", 10, platform, "Dell")

    programs, ports = services(home)

    def change(box: Box) -> None:
        box.programs += programs
        box.listens += ports

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

    programs, ports = services(home)

    def change(box: Box) -> None:
        box.programs += programs
        box.listens += ports

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
    macs = [mac_of(rng, maker) for _ in range(1 + min(20, int(rng.expovariate(0.2))))]

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


STORIES = (
    Story(kind="own server", takes=taking("server"), tell=own_server, count=4),
    Story(
        kind="server on a router",
        takes=taking("programs"),
        tell=server_on_router,
        count=3,
        fits=lambda home: home.platform.key == "linux",
    ),
    Story(kind="hypervisor", takes=taking("machines"), tell=hypervisor, count=2),
    Story(kind="virtual machines", takes=taking("machines"), tell=virtual_machines, count=3),
)
