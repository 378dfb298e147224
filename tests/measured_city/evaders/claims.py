"""
A foreign box that is called a registered one: by its MAC address, a dummy's, a group's, a session.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Interface

from tests.measured_city.box import Adjacency, Box, Heard, Held, Peer
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.evaders.trick import (
    Trick,
    begins,
    city_mac,
    evade,
    left,
    unsuspicious_line,
    usual_line,
)
from tests.measured_city.facts import CPE_MAKERS, mac_of
from tests.measured_city.homes import CITY_AS, Home
from tests.measured_city.labels import Level
from tests.measured_city.lines import Line, about_device, accuse, add_port, plug, take_away, when

_SPEAKERS = ("cisco", "huawei", "linux")


def _use(estate: Estate, home: Home, kind: str, effort: int, line: Line, *,
         is_shown: bool = True, more: Callable[[Box], None] | None = None) -> float:  # fmt: skip
    """Plug the line into the spare port, use it, and write it down; return since when."""
    start_s, rest = begins(estate), left(home)

    def change(box: Box) -> None:
        plug(box, line, load_bps=home.load_bps * (1 - rest), is_shown=is_shown)
        take_away(box, 1 - rest)
        if more is not None:
            more(box)

    when(home, start_s, estate.end_s, change)
    evade(estate, home, kind, effort, start_s, home.platform.spare, line=line)
    return start_s


def city_gateway(estate: Estate, home: Home, effort: int) -> None:
    """The provider's box is given the MAC address of Kominfo's router."""
    mac = city_mac(home)
    line = usual_line(home, mac=mac) if effort == 1 else unsuspicious_line(home, mac=mac)
    says = Heard("spare", mac, home.upstream.name, "Cisco IOS XE 17.6", home.upstream.loopback,
                 frozenset({"router", "bridge"}), "cisco ASR1001-X",
                 frozenset({"lldp", "cdp"}))  # fmt: skip

    def announce(box: Box) -> None:
        box.heard.append(says)

    _use(estate, home, "gateway with the MAC of the city's router", effort, line,
         is_shown=effort < 3, more=announce if effort == 3 else None)  # fmt: skip


def other_router(estate: Estate, home: Home, effort: int) -> None:
    """It is given another agency's; with more effort that agency lends a dummy that has it."""
    kind = "gateway with the MAC of another agency's router"
    others = [one for one in estate.homes if one is not home and not one.is_taken]
    other = home.rng.choice(others or [one for one in estate.homes if one is not home])
    if effort == 1:
        _use(estate, home, kind, effort, usual_line(home, mac=other.macs["wan"]))
        return
    line = unsuspicious_line(home, mac=mac_of(home.rng, home.rng.choice(CPE_MAKERS)))
    start_s = _use(estate, home, kind, effort, line)
    address = line.hop if effort == 3 else IPv4Address(int(line.hop) ^ 0x10000)

    def lend(box: Box) -> None:
        add_port(box, "dummy", "dummy0", 6, mac=line.gateway_mac, steady_bps=40.0)
        box.held.append(Held("dummy", IPv4Interface(f"{address}/30")))

    other.taken.add("everything")
    when(other, start_s - 0.2 * DAY_S, estate.end_s, lend)
    accuse(estate, other, f"accomplice of: {kind}", Level.CONCEALED, start_s - 0.2 * DAY_S,
           rights=about_device(other), left_out="an accomplice: the evader is counted")  # fmt: skip


def own_dummy(estate: Estate, home: Home, effort: int) -> None:
    """An interface of the very router has the box's MAC address, off, on, or busy."""
    line = unsuspicious_line(home, mac=mac_of(home.rng, home.rng.choice(CPE_MAKERS)))

    def vouch(box: Box) -> None:
        port = add_port(box, "dummy", "dummy0", 6, mac=line.gateway_mac)
        if effort == 1:
            port.is_up = port.is_admin_up = False
        else:
            box.held.append(Held("dummy", IPv4Interface(f"{line.hop}/32")))
        if effort == 3:
            port.load_bps, port.steady_bps = home.load_bps * 0.1, 300.0

    _use(estate, home, "dummy with the gateway's MAC", effort, line, more=vouch)


def group_address(estate: Estate, home: Home, effort: int) -> None:
    """The box takes a MAC address of VRRP, which is nobody's own."""
    mac = f"00:00:5e:00:01:{home.rng.randint(1, 250):02x}"
    line = usual_line(home, mac=mac) if effort == 1 else unsuspicious_line(home, mac=mac)
    if effort == 3:
        line = Line(IPv4Interface("10.20.0.77/24"), IPv4Address("10.20.0.1"), mac)
    _use(estate, home, "gateway with a MAC of VRRP", effort, line)


def sessions(estate: Estate, home: Home, effort: int) -> None:
    """The agent tells of a routing session with Kominfo over the foreign line."""
    line = unsuspicious_line(home, maker="Juniper")

    def speak(box: Box) -> None:
        if effort != 2:
            box.adjacencies.append(Adjacency(line.hop, home.upstream.loopback))
        if effort > 1:
            box.peers.append(Peer(line.hop, CITY_AS, line.own.ip))
        if effort == 3:
            box.heard.append(
                Heard("spare", line.gateway_mac, home.upstream.name, "Cisco IOS XE 17.6",
                      home.upstream.loopback, frozenset({"router"}), "cisco ASR1001-X")
            )  # fmt: skip

    _use(estate, home, "sessions with the city that there are not", effort, line, more=speak)


def own_identity(estate: Estate, home: Home, effort: int) -> None:
    """The box takes an address of the router itself, or of the site's switch."""
    mac = {1: home.macs["lan"], 2: home.macs["spare"], 3: home.macs["switch"]}[effort]
    line = usual_line(home, mac=mac) if effort == 1 else unsuspicious_line(home, mac=mac)
    _use(estate, home, "gateway with a MAC of the site's own", effort, line)


TRICKS = (
    Trick(kind="gateway with the MAC of the city's router", tell=city_gateway),
    Trick(kind="gateway with the MAC of another agency's router", tell=other_router),
    Trick(kind="dummy with the gateway's MAC", tell=own_dummy),
    Trick(kind="gateway with a MAC of VRRP", tell=group_address),
    Trick(kind="sessions with the city that there are not", tell=sessions,
          fits=lambda home: home.platform.key in _SPEAKERS),
    Trick(kind="gateway with a MAC of the site's own", tell=own_identity,
          fits=lambda home: home.has_switch),
)  # fmt: skip
