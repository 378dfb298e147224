"""
Boxes that should not be there, and lines nobody uses any more.
"""

from ipaddress import IPv4Address

from tests.measured_city.box import (
    Box,
    Client,
    Effect,
    Heard,
    Learnt,
    Resolved,
)
from tests.measured_city.estate import Estate
from tests.measured_city.facts import CPE_MAKERS, mac_of
from tests.measured_city.homes import Home
from tests.measured_city.labels import Level
from tests.measured_city.lines import (
    about_box,
    about_idle,
    accuse,
    take_away,
    used,
    when,
)
from tests.measured_city.story import Story, taking

_MODELS = {"ZTE": "ZXHN F670L", "Huawei": "HG8245H5", "FiberHome": "AN5506-04-FA",
           "TP-Link": "Archer C20", "Tenda": "AC10"}  # fmt: skip
_DAYS_OF_HABIT = 30


def _start(estate: Estate) -> float:
    return estate.moment_s(3, estate.days * 0.7)


def ont_on_lan(estate: Estate, home: Home) -> None:
    """
    A provider's box is the gateway of a part of the LAN; it announces itself where anybody listens.

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
    part = used(home)
    moved = {one.mac for one in home.clients if home.rng.random() < part}
    protocols = frozenset({"lldp", "cdp"})

    def change(box: Box) -> None:
        at = "lan1" if box.has_port("lan1") else "lan"
        box.resolved.append(Resolved("lan", address, mac))
        box.learnt.append(Learnt(at, mac))
        for number, one in enumerate(box.clients):
            if one.mac in moved:
                box.clients[number] = Client(
                    one.address, one.mac, one.port, one.bridge_port, is_resolved=False
                )
        if name:
            box.heard.append(Heard(at, mac, name, name, address, capable, maker, protocols))
        take_away(box, part)

    when(home, start_s, estate.end_s, change)
    if home.switch is not None:
        home.switch.effects.append(
            Effect(start_s, estate.end_s, lambda box: box.learnt.append(Learnt("p6", mac)))
        )


def router_by_fdb(estate: Estate, home: Home) -> None:
    """
    A second router on the LAN that only the switch knows.

    A part of the people are behind it: their computers are still learnt on its port, and the
    agency's router no longer resolves them.
    """
    rng, start_s = home.rng, _start(estate)
    mac = mac_of(rng, rng.choice(("TP-Link", "Tenda", "ZTE", "FiberHome")))
    part = used(home)
    moved = {one.mac for one in home.clients if rng.random() < part}

    def on_switch(box: Box) -> None:
        box.learnt.append(Learnt("p5", mac))
        for at, one in enumerate(box.clients):
            if one.mac in moved:
                box.clients[at] = Client(one.address, one.mac, one.port, "p5", is_resolved=False)

    def on_router(box: Box) -> None:
        for at, one in enumerate(box.clients):
            if one.mac in moved:
                box.clients[at] = Client(one.address, one.mac, one.port, is_resolved=False)
        take_away(box, part)

    when(home, start_s, estate.end_s, on_router)
    assert home.switch is not None
    home.switch.effects.append(Effect(start_s, estate.end_s, on_switch))
    accuse(estate, home, "router behind a switch, by FDB", Level.CONCEALED, start_s,
           rights=about_box(home, mac), device=home.switch_name)  # fmt: skip


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
    start_s = estate.moment_s(estate.days * 0.2, estate.days * 0.8)
    part = min(0.995, home.rng.betavariate(5.0, 1.2))

    def change(box: Box) -> None:
        take_away(box, part)
        for uid in ("lan", "lan1"):
            if box.has_port(uid):
                take_away(box, part, uid)

    when(home, start_s, estate.end_s, change)
    return start_s


def own_wifi(estate: Estate, home: Home) -> None:
    """A provider's box with a Wi-Fi of its own that touches nothing: some people are gone."""
    start_s, part = _start(estate), used(home)

    def change(box: Box) -> None:
        box.clients = box.clients[: max(1, round(len(box.clients) * (1 - part)))]
        take_away(box, part)

    when(home, start_s, estate.end_s, change)
    accuse(
        estate, home, "ONT with its own Wi-Fi", Level.INVISIBLE, start_s, rights=(about_idle(home),)
    )


STORIES = (
    Story(kind="ONT on the LAN", takes=taking("lan"), tell=ont_on_lan, count=6),
    Story(
        kind="router by FDB",
        takes=taking("lan"),
        tell=router_by_fdb,
        count=3,
        fits=lambda home: home.has_switch,
    ),
    Story(kind="silent bypass", takes=taking("habits"), tell=silent_bypass, count=2),
    Story(
        kind="silent bypass beside a box",
        takes=taking("habits", "lan"),
        tell=bypass_by_box,
        count=3,
    ),
    Story(kind="own Wi-Fi", takes=taking("habits"), tell=own_wifi, count=2),
)
