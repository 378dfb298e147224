"""
What else there is: Kominfo's data centre, and printers, cameras, UPSes and access points that are
polled at agencies. All of it is as it should be.
"""

from ipaddress import IPv4Address, IPv4Interface

from tests.measured_city.agent import Agent
from tests.measured_city.box import Box, Heard, Held, Learnt, Port, Resolved, Way
from tests.measured_city.estate import CENTRE, DAY_S, Estate
from tests.measured_city.facts import mac_of, serial_of
from tests.measured_city.guilty_servers import ORDINARY, WEB_PORTS, WEB_SHOP
from tests.measured_city.homes import Home
from tests.measured_city.labels import Innocence
from tests.measured_city.platforms import (
    ACCESS_POINT,
    CAMERA,
    ESXI,
    PRINTER,
    SERVER,
    SWITCH,
    UPS,
    Platform,
)

_GATEWAY = IPv4Address("10.20.0.1")
_SERVERS, _HOSTS = 9, 3


def build(estate: Estate) -> None:
    """Put everything there."""
    gateway_mac = estate.upstreams[0].mac
    estate.declared.gateways.append({"address": str(_GATEWAY), "name": "kominfo-dc"})
    macs = [_server(estate, number, gateway_mac) for number in range(_SERVERS)]
    virtual = [_host(estate, number, gateway_mac) for number in range(_HOSTS)]
    _switch(estate, [*macs, *(mac for group in virtual for mac in group)], gateway_mac)
    for kind in ("server with containers in the data centre", "hypervisor in the data centre"):
        estate.labels.innocences.append(Innocence(kind=kind, site=CENTRE))
    homes = [home for home in estate.homes if home.lan_own is None]
    chosen = estate.rng.sample(homes, max(4, len(homes) * 30 // 300))
    for number, home in enumerate(chosen):
        _thing(estate, home, number)


def _machine(
    estate: Estate, name: str, platform: Platform, last: int, mac: str, gateway_mac: str
) -> Box:
    box = Box(platform.object_id, platform.descr, name, "Pusat Data", f"DC{last:06}",
              bytes.fromhex("80001f8805") + bytes.fromhex(mac.replace(":", "")))  # fmt: skip
    box.ports = [Port("wan", platform.lan, mac=mac, load_bps=5e6, steady_bps=5e4, share=3.0)]
    box.held = [Held("wan", IPv4Interface(f"10.20.0.{last}/24"))]
    box.ways = [Way(_GATEWAY, "wan")]
    box.resolved = [Resolved("wan", _GATEWAY, gateway_mac)]
    box.programs, box.listens = [*ORDINARY, *WEB_SHOP], [22, *WEB_PORTS]
    return box


def _server(estate: Estate, number: int, gateway_mac: str) -> str:
    name, last, mac = f"dc-srv{number}", 10 + number, mac_of(estate.rng, "KVM")

    def box() -> Box:
        box = _machine(estate, name, SERVER, last, mac, gateway_mac)
        if number % 2:
            box.ports.append(Port("docker", "docker0", mac="02:42:ac:11:00:01", steady_bps=900.0))
            box.held.append(Held("docker", IPv4Interface("172.17.0.1/16")))
            box.ports.append(Port("virbr", "virbr0", mac="52:54:00:00:00:01", steady_bps=10.0))
            box.held.append(Held("virbr", IPv4Interface("192.168.122.1/24")))
        return box

    agent = Agent(name, CENTRE, SERVER, box, estate.quiet(), estate.chance(name),
                  estate.start_s - 80 * DAY_S)  # fmt: skip
    estate.add(agent, IPv4Address(f"10.20.0.{last}"), "server", is_still=True)
    return mac


def _host(estate: Estate, number: int, gateway_mac: str) -> list[str]:
    name, last, mac = f"dc-host{number}", 50 + number, mac_of(estate.rng, "Dell")
    machines = [mac_of(estate.rng, "VMware") for _ in range(6)]

    def box() -> Box:
        box = _machine(estate, name, ESXI, last, mac, gateway_mac)
        for at, one in enumerate(machines):
            box.ports.append(Port(f"vm{at}", f"vmnet{at}", mac=one, steady_bps=1e4))
        return box

    agent = Agent(name, CENTRE, ESXI, box, estate.quiet(), estate.chance(name),
                  estate.start_s - 80 * DAY_S)  # fmt: skip
    estate.add(agent, IPv4Address(f"10.20.0.{last}"), "server", is_still=True)
    return machines


def _switch(estate: Estate, macs: list[str], gateway_mac: str) -> None:
    own = mac_of(estate.rng, "Huawei")
    gateway = estate.upstreams[0]

    def box() -> Box:
        box = Box(SWITCH.object_id, SWITCH.descr, "dc-sw", "Pusat Data", "SDC1",
                  bytes.fromhex("8000000904") + bytes(4), own)  # fmt: skip
        for number in range(1, 9):
            box.ports.append(Port(f"p{number}", f"GigabitEthernet0/0/{number}", mac=own,
                                  is_bridged=True, load_bps=1e6, steady_bps=1e4))  # fmt: skip
        box.ports.append(Port("vlan", "Vlanif20", type=53, mac=own))
        box.held = [Held("vlan", IPv4Interface("10.20.0.250/24"))]
        box.ways = [Way(_GATEWAY, "vlan")]
        box.resolved = [Resolved("vlan", _GATEWAY, gateway_mac)]
        box.learnt = [Learnt(f"p{2 + at % 6}", mac) for at, mac in enumerate(macs)]
        box.learnt.append(Learnt("p1", gateway_mac))
        box.heard = [Heard("p1", gateway.mac, gateway.name, "Cisco IOS XE", gateway.loopback)]
        return box

    agent = Agent("dc-sw", CENTRE, SWITCH, box, estate.quiet(), estate.chance("dc-sw"),
                  estate.start_s - 80 * DAY_S)  # fmt: skip
    estate.add(agent, IPv4Address("10.20.0.250"), "switch", is_still=True)


def _thing(estate: Estate, home: Home, number: int) -> None:
    kind, platform, maker, role, listens = (
        ("printer", PRINTER, "HP", "appliance", [80, 443, 515, 9100]),
        ("UPS", UPS, "APC", "appliance", [80, 443]),
        ("camera recorder", CAMERA, "Hikvision", "appliance", [80, 443, 554, 8000]),
        ("polled access point", ACCESS_POINT, "TP-Link", "access", [80]),
        ("printer", PRINTER, "HP", "appliance", [80, 443, 631, 9100]),
    )[number % 5]
    name, last, mac = f"{role}-{home.code}", 210, mac_of(estate.rng, maker)
    serial, gateway = serial_of(estate.rng, maker), home.lan_gateway.ip

    def box() -> Box:
        box = Box(platform.object_id, platform.descr, name, home.name, serial)
        box.ports = [Port("wan", platform.lan, mac=mac, load_bps=2e4, steady_bps=100.0)]
        box.held = [Held("wan", IPv4Interface(f"{home.lan_address(last)}/24"))]
        box.ways = [Way(gateway, "wan")]
        box.resolved = [Resolved("wan", gateway, home.macs["lan"])]
        box.programs, box.listens = [("lighttpd", "/bin/lighttpd")], listens
        return box

    agent = Agent(name, home.code, platform, box, home.agent().activity, estate.chance(name),
                  estate.start_s - 80 * DAY_S)  # fmt: skip
    estate.add(agent, home.lan_address(last), role, is_still=True)
    home.kept.append(lambda box: box.resolved.append(Resolved("lan", home.lan_address(last), mac)))
    estate.labels.innocences.append(Innocence(kind=kind, site=home.code, device=name))
