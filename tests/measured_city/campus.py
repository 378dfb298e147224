"""
A campus: two layer-3 switches as a pair before the router, VLANs, hundreds of people.

The router sees none of them by ARP; the switches see all of them, and each other, behind a few
ports. Their clients' gateway is a virtual address (VRRP) that both of them show.
"""

from ipaddress import IPv4Address, IPv4Interface

from tests.measured_city.agent import Agent
from tests.measured_city.box import Box, Client, Heard, Held, Learnt, Port, Resolved, Way
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.facts import mac_of, serial_of
from tests.measured_city.homes import Home
from tests.measured_city.innocent_lines import innocent
from tests.measured_city.platforms import SWITCH
from tests.measured_city.story import Story, taking

_VLANS = 6
_FIRST_VLAN = 10
_PORTS = 24


def campus(estate: Estate, home: Home) -> None:
    """Put the pair there, with everybody behind it."""
    rng = home.rng
    people = [max(8, round(rng.lognormvariate(3.7, 0.6))) for _ in range(_VLANS)]
    networks = [IPv4Address(f"10.{60 + home.number // 40}.{home.number % 40 * _VLANS + at}.0")
                for at in range(_VLANS)]  # fmt: skip
    group = f"00:00:5e:00:01:{home.number % 200 + 20:02x}"
    clients = [
        Client(network + 10 + at, mac_of(rng, rng.choice(("PC", "PC", "Telephone"))),
               f"vlan{vlan}", f"p{1 + rng.randrange(_PORTS - 4)}")
        for vlan, (network, number) in enumerate(zip(networks, people, strict=True))
        for at in range(min(number, 230))
    ]  # fmt: skip
    rng.shuffle(clients)
    macs = [mac_of(rng, "Huawei") for _ in range(2)]
    for number in range(2):
        _switch(estate, home, number, macs, networks, clients, group)

    def beside(box: Box) -> None:
        at = "lan1" if box.has_port("lan1") else "lan"
        for number, mac in enumerate(macs):
            box.resolved.append(Resolved("lan", home.lan_address(5 + number), mac))
            box.learnt.append(Learnt(at, mac))
        for network in networks:
            box.ways.append(Way(home.lan_address(5), "lan", f"{network}/24"))
        box.clients = []

    home.kept.append(beside)
    innocent(estate, home, "campus with a pair of layer-3 switches")


def _switch(
    estate: Estate, home: Home, number: int, macs: list[str], networks: list[IPv4Address],
    clients: list[Client], group: str,
) -> None:  # fmt: skip
    name, mac, other = f"core{number}-{home.code}", macs[number], macs[1 - number]
    serial = serial_of(home.rng, "Huawei")

    def box() -> Box:
        engine = b"\x80\x00\x00\x09\xff" + bytes.fromhex(mac.replace(":", ""))
        box = Box(SWITCH.object_id, SWITCH.descr, name, home.name, serial, engine, mac)
        box.ports = [
            Port(f"p{at}", f"GigabitEthernet0/0/{at}", mac=mac, is_bridged=True,
                 load_bps=home.load_bps * 0.05, steady_bps=500.0, share=1.0)
            for at in range(1, _PORTS + 1)
        ]  # fmt: skip
        box.ports.append(Port("vlan", "Vlanif1", type=53, mac=mac))
        box.held = [Held("vlan", IPv4Interface(f"{home.lan_address(5 + number)}/24"))]
        box.ways = [Way(home.lan_gateway.ip, "vlan")]
        box.resolved = [Resolved("vlan", home.lan_gateway.ip, home.macs["lan"])]
        box.learnt = [Learnt("p24", home.macs["lan"]), Learnt("p23", other)]
        box.heard = [
            Heard("p23", other, f"core{1 - number}-{home.code}", SWITCH.descr,
                  home.lan_address(6 - number), frozenset({"bridge", "router"}), "Huawei")
        ]  # fmt: skip
        for at, network in enumerate(networks):
            vlan = f"vlan{at}"
            box.ports.append(Port(vlan, f"Vlanif{_FIRST_VLAN + at}", type=53, mac=mac))
            box.held.append(Held(vlan, IPv4Interface(f"{network + 2 + number}/24")))
            if number == 0:
                box.held.append(Held(vlan, IPv4Interface(f"{network + 1}/24")))
            box.resolved.append(Resolved(vlan, network + 3 - number, other))
            box.resolved.append(Resolved(vlan, network + 1, group))
        box.clients = list(clients)
        return box

    agent = Agent(name, home.code, SWITCH, box, home.agent().activity, estate.chance(name),
                  estate.start_s - 60 * DAY_S)  # fmt: skip
    estate.add(agent, home.lan_address(5 + number), "switch")


STORIES = (
    Story(
        kind="campus",
        takes=taking("lan", "hands", "habits"),
        tell=campus,
        count=5,
        fits=lambda home: not home.has_switch,
    ),
)
