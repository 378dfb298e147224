"""
Tables and rows that the agent keeps back, agents that answer as if there were no line.
"""

from tests.measured_city.box import Box, Effect, Heard, Learnt
from tests.measured_city.estate import Estate
from tests.measured_city.evaders.trick import Trick, begins, evade, left
from tests.measured_city.homes import Home
from tests.measured_city.lines import box_line, plug, public_line, take_away, when

_ADDRESSES = frozenset({"ipAddrTable", "ipAddressTable"})
_ROUTES = frozenset({"ipRouteTable", "ipCidrRouteTable", "inetCidrRouteTable"})
_ARP = frozenset({"ipNetToMediaTable", "ipNetToPhysicalTable"})


def kept_back(estate: Estate, home: Home, effort: int) -> None:
    """The view leaves out all of IP, or routes and ARP, or the rows of the line alone."""
    _keep_back(estate, home, "tables kept back", effort)


def clean_beside(estate: Estate, home: Home, effort: int) -> None:
    """The same, where the site's switch shows everything and is in order."""
    _keep_back(estate, home, "tables kept back beside a clean switch", effort)


def _keep_back(estate: Estate, home: Home, kind: str, effort: int) -> None:
    start_s, rest = begins(estate), left(home)
    line = public_line(home.rng) if effort == 1 else box_line(home.rng)
    hidden = {1: _ADDRESSES | _ROUTES | _ARP, 2: _ROUTES | _ARP, 3: frozenset[str]()}[effort]

    def change(box: Box) -> None:
        plug(box, line, load_bps=home.load_bps * (1 - rest))
        take_away(box, 1 - rest)
        box.hidden |= hidden
        if effort == 3:
            box.held = [one for one in box.held if one.port != "spare"]
            box.ways = [one for one in box.ways if one.port != "spare"]
            box.resolved = [one for one in box.resolved if one.port != "spare"]

    when(home, start_s, estate.end_s, change)
    evade(estate, home, kind, effort, start_s, home.platform.spare, line=line)


def left_out(estate: Estate, home: Home, effort: int) -> None:
    """
    The agent shows the line nowhere.

    With the least effort the provider's box is still heard, as an announcement on a port that has
    no number; then nothing but the traffic is missing; then the router's counters say that none is.
    """
    start_s, rest = begins(estate), left(home)
    line = public_line(home.rng)
    heard = Heard("lan", line.gateway_mac, "MikroTik", "RouterOS 6.49.10", line.hop,
                  frozenset({"router", "bridge"}), "MikroTik",
                  frozenset({"lldp", "cdp"}))  # fmt: skip

    def change(box: Box) -> None:
        if effort == 1:
            box.heard.append(heard)
        if effort < 3:
            take_away(box, 1 - rest)

    when(home, start_s, estate.end_s, change, carries=rest)
    evade(estate, home, "a line that the agent leaves out", effort, start_s, line=line)


def left_out_at_switch(estate: Estate, home: Home, effort: int) -> None:
    """
    The same, and the line comes in by the site's switch, in a VLAN of its own.

    The switch has learnt the box; with more effort its port is another one than people's, and the
    box has a computer's MAC address in the end.
    """
    start_s, rest = begins(estate), left(home)
    line = box_line(home.rng)
    port = "p4" if effort == 1 else "p7"
    vlan = 1 if effort == 1 else 77

    def change(box: Box) -> None:
        take_away(box, 1 - rest)

    def at_switch(box: Box) -> None:
        box.learnt.append(Learnt(port, line.gateway_mac, vlan))
        if effort < 3:
            box.learnt.append(Learnt("p1", home.macs["spare"], vlan))

    when(home, start_s, estate.end_s, change)
    assert home.switch is not None
    home.switch.effects.append(Effect(start_s, estate.end_s, at_switch))
    evade(estate, home, "a line that comes in by the switch", effort, start_s, line=line)


def puppet(estate: Estate, home: Home, effort: int) -> None:
    """
    A program answers in the router's place, and the router has a line.

    It answers as a router of another site; as the router with no serial number and an engine of its
    own; as the router was one morning, counters and all.
    """
    start_s, rest = begins(estate), left(home)
    others = [one for one in estate.homes if one is not home and one.platform is home.platform]
    other = home.rng.choice(others) if others else home
    engine = b"\x80" + home.rng.randbytes(11)

    def change(box: Box) -> None:
        if effort == 1:
            there = other.box()
            for name in ("name", "serial", "engine_id", "bridge_mac", "ports", "held", "ways",
                         "resolved", "heard", "peers", "adjacencies", "clients"):  # fmt: skip
                setattr(box, name, getattr(there, name))
        elif effort == 2:
            box.serial, box.engine_id = "", engine
        else:
            for port in box.ports:
                port.load_bps = port.steady_bps = 0.0

    when(home, start_s, estate.end_s, change, carries=rest)
    evade(estate, home, "a program that answers in its place", effort, start_s)


TRICKS = (
    Trick(kind="tables kept back", tell=kept_back, fits=lambda home: not home.has_switch),
    Trick(kind="tables kept back beside a clean switch", tell=clean_beside,
          fits=lambda home: home.has_switch),
    Trick(kind="a line that the agent leaves out", tell=left_out),
    Trick(kind="a line that comes in by the switch", tell=left_out_at_switch,
          fits=lambda home: home.has_switch),
    Trick(kind="a program that answers in its place", tell=puppet),
)  # fmt: skip
