"""
Another line under the contracted one's name, or a line that is called like a LAN.
"""

from ipaddress import IPv4Interface

from tests.measured_city.agent import Outage
from tests.measured_city.box import ANYWHERE, Box, Client, Effect, Held, Learnt, Resolved, Way
from tests.measured_city.estate import Estate
from tests.measured_city.evaders.trick import (
    Trick,
    begins,
    city_mac,
    evade,
    left,
    unsuspicious_line,
)
from tests.measured_city.facts import CPE_MAKERS, mac_of, shared_address
from tests.measured_city.homes import Home
from tests.measured_city.lines import (
    Line,
    about_box,
    add_port,
    box_line,
    plug,
    public_line,
    take_away,
    when,
)

_QUIET_NAMES = ("vlan30", "lan3", "cctv", "vlan-absensi")


def contract_name(estate: Estate, home: Home, effort: int) -> None:
    """
    A modem, or another provider's line, is called what the contract calls Kominfo's line.

    Kominfo's own keeps its address under another name: it is how the router is still asked.
    """
    rng, start_s, name = home.rng, begins(estate), home.platform.wan
    line = public_line(rng) if effort == 2 else unsuspicious_line(home)
    own, load_bps = shared_address(rng), home.load_bps

    def change(box: Box) -> None:
        old = box.port("wan")
        old.name, old.alias, old.descr = f"{home.platform.lan}-2", "", f"{home.platform.lan}-2"
        old.load_bps *= 0.02
        for way in box.ways:
            if way.port == "wan" and way.destination == ANYWHERE:
                way.destination = "10.0.0.0/8"
        if effort == 1:
            port = add_port(box, "lte", name, home.platform.lte_type, mtu=1430,
                            imsi="510101234567890")  # fmt: skip
            port.load_bps, port.steady_bps = load_bps, 300.0
            box.held.append(Held("lte", IPv4Interface(f"{own}/32"), 4))
            box.ways.append(Way(None, "lte"))
            return
        plug(box, line, load_bps=load_bps)
        port = box.port("spare")
        port.name, port.alias = name, home.wan_alias

    when(home, start_s, estate.end_s, change)
    evade(estate, home, "the contract's name on another line", effort, start_s, name,
          f"{home.platform.lan}-2", line=None if effort == 1 else line)  # fmt: skip


def moved_cable(estate: Estate, home: Home, effort: int) -> None:
    """
    The cable is moved to a box that has the gateway's address; it leads the router's few
    packets for Kominfo through a tunnel. Kominfo's router resolves the line no more.
    """
    rng, start_s = home.rng, begins(estate)
    mac = {1: mac_of(rng, rng.choice(CPE_MAKERS)), 2: mac_of(rng, "Cisco"), 3: city_mac(home)}[
        effort
    ]
    line = Line(home.own, home.hop, mac)
    home.agent().outages.append(Outage(start_s - rng.uniform(60, 900), start_s))

    def change(box: Box) -> None:
        for one in box.resolved:
            if one.port == "wan":
                one.mac = mac
        box.heard = [one for one in box.heard if one.port != "wan" or effort == 3]
        box.adjacencies, box.peers = [], []
        for way in box.ways:
            way.protocol = 3

    def at_edge(box: Box) -> None:
        uid = home.edge_port
        box.resolved = [one for one in box.resolved if one.port != uid]
        box.heard = [one for one in box.heard if one.port != uid]

    when(home, start_s, estate.end_s, change, carries=0.01)
    assert home.edge is not None
    home.edge.effects.append(Effect(start_s, estate.end_s, at_edge))
    evade(estate, home, "the cable moved to another box", effort, start_s, home.platform.wan,
          line=line)  # fmt: skip


def tunnel_as_lan(estate: Estate, home: Home, effort: int) -> None:
    """A tunnel over Kominfo's own line, dressed as a VLAN."""
    rng, start_s, rest = home.rng, begins(estate), left(home)
    name = rng.choice(_QUIET_NAMES)
    line = unsuspicious_line(home)
    inner = line.own if effort < 3 else IPv4Interface(f"{home.lan_address(129)}/25")

    def change(box: Box) -> None:
        port = add_port(box, "dressed", name, 135 if effort == 3 else 6, mac=home.macs["lan"],
                        mtu=1420)  # fmt: skip
        port.load_bps, port.steady_bps = home.load_bps * (1 - rest), 200.0
        box.held.append(Held("dressed", inner))
        if effort == 1:
            box.ways.append(Way(line.hop, "dressed"))

    # It passes Kominfo's line, wrapped.
    when(home, start_s, estate.end_s, change)
    evade(estate, home, "a tunnel that is called a VLAN", effort, start_s, name, is_within=True)


def modem_as_lan(estate: Estate, home: Home, effort: int) -> None:
    """A modem by USB; called like a LAN; or bridged into the LAN, for those who choose it."""
    rng, start_s, rest = home.rng, begins(estate), left(home)
    kind = "a modem that is called a LAN"
    if effort == 3:
        _bridged(estate, home, kind, start_s, rest)
        return
    line = box_line(rng)
    name, mac = "usb0" if effort == 1 else rng.choice(_QUIET_NAMES), mac_of(rng, "PC")

    def change(box: Box) -> None:
        add_port(box, "usb", name, 6, mac=mac)
        plug(box, line, uid="usb", load_bps=home.load_bps * (1 - rest), is_shown=effort == 1,
             origin=4 if effort == 1 else 2)  # fmt: skip
        take_away(box, 1 - rest)

    when(home, start_s, estate.end_s, change)
    evade(estate, home, kind, effort, start_s, name, line=line)


def _bridged(estate: Estate, home: Home, kind: str, start_s: float, rest: float) -> None:
    """Put it beside the router, with the MAC address of a computer's maker."""
    mac, address = mac_of(home.rng, "PC"), home.lan_address(home.rng.randint(100, 240))
    moved = {one.mac for one in home.clients if home.rng.random() > rest}

    def change(box: Box) -> None:
        at = "lan1" if box.has_port("lan1") else "lan"
        box.resolved.append(Resolved("lan", address, mac))
        box.learnt.append(Learnt(at, mac))
        for number, one in enumerate(box.clients):
            if one.mac in moved:
                box.clients[number] = Client(
                    one.address, one.mac, one.port, one.bridge_port, is_resolved=False
                )
        take_away(box, 1 - rest)

    when(home, start_s, estate.end_s, change)
    if home.switch is not None:
        home.switch.effects.append(
            Effect(start_s, estate.end_s, lambda box: box.learnt.append(Learnt("p6", mac)))
        )
    evade(estate, home, kind, 3, start_s, more=about_box(home, mac, str(address)))


TRICKS = (
    Trick(kind="the contract's name on another line", tell=contract_name,
          fits=lambda home: home.accounted == "circuit" and not home.is_carriers),
    Trick(kind="the cable moved to another box", tell=moved_cable,
          fits=lambda home: not home.is_carriers and home.second is None),
    Trick(kind="a tunnel that is called a VLAN", tell=tunnel_as_lan),
    Trick(kind="a modem that is called a LAN", tell=modem_as_lan),
)  # fmt: skip
