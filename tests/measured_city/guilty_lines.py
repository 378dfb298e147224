"""
Foreign lines that a router shows: a second uplink, a dialled one, a modem, a radio, a peer.
"""

from collections.abc import Callable
from ipaddress import IPv4Interface, IPv6Address, IPv6Interface

from tests.measured_city.box import Box, Heard, Held, Peer, Resolved, Way
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.facts import (
    mac_of,
    public_block,
    public_v6,
    shared_address,
    some_as_number,
)
from tests.measured_city.homes import Home
from tests.measured_city.labels import Level
from tests.measured_city.lines import (
    about_line,
    accuse,
    add_port,
    box_line,
    hide_other_defaults,
    plug,
    public_line,
    spell,
    take_away,
    used,
    when,
)
from tests.measured_city.story import Story, taking

_IMSI = ("510101234567890", "510111234567890", "510011234567890", "510091234567890")


def second_uplink(estate: Estate, home: Home) -> None:
    """A second uplink by ethernet with a public address and the better default route."""
    rng, (start_s, end_s) = home.rng, spell(estate, home)
    line = public_line(rng)
    alias = rng.choice(("", "", line.carrier.name if line.carrier else "", "cadangan", "INTERNET"))
    is_announced = rng.random() < 0.3
    heard = Heard("spare", line.gateway_mac, f"bdr-{rng.randint(10, 99)}", "RouterOS 6.49",
                  None, frozenset({"router"}), "MikroTik")  # fmt: skip

    part = used(home)

    def change(box: Box) -> None:
        plug(box, line, alias=alias, load_bps=home.load_bps * part)
        take_away(box, part)
        if home.platform.key in ("cisco", "fortigate"):
            hide_other_defaults(box)
        if is_announced:
            box.heard.append(heard)

    when(home, start_s, end_s, change)
    rights = about_line(home, home.platform.spare, line=line)
    accuse(estate, home, "second uplink", Level.VISIBLE, start_s, end_s=end_s,
           rights=rights)  # fmt: skip


def pppoe(estate: Estate, home: Home) -> None:
    """A PPPoE client, with a public address or one of the carrier's NAT."""
    rng, (start_s, end_s) = home.rng, spell(estate, home)
    name = home.platform.ppp
    block, _ = public_block(rng)
    own = block.network_address + 3 if rng.random() < 0.5 else shared_address(rng)
    hop = block.network_address + 1
    names_hop = rng.random() < 0.5

    part = used(home)

    def change(box: Box) -> None:
        port = add_port(box, "ppp", name, 23, mtu=1480)
        port.load_bps, port.steady_bps, port.share = home.load_bps * part, 300.0, 0.15
        box.port("spare").is_up = True
        box.held.append(Held("ppp", IPv4Interface(f"{own}/32"), 4))
        box.ways.append(Way(hop if names_hop else None, "ppp", protocol=3, metric=1))
        take_away(box, part)

    when(home, start_s, end_s, change)
    accuse(estate, home, "PPPoE client", Level.VISIBLE, start_s, end_s=end_s,
           rights=about_line(home, name, home.platform.spare))  # fmt: skip


def _modem(home: Home, *, is_routed: bool, load_bps: float) -> Callable[[Box], None]:
    rng, platform = home.rng, home.platform
    own, imsi = shared_address(rng), rng.choice(_IMSI)

    def change(box: Box) -> None:
        port = add_port(box, "lte", platform.lte, platform.lte_type, mtu=1430, imsi=imsi)
        port.load_bps, port.steady_bps, port.share = load_bps, 300.0, 0.2
        box.held.append(Held("lte", IPv4Interface(f"{own}/32"), 4))
        if is_routed:
            box.ways.append(Way(None, "lte", protocol=3, metric=2))
            take_away(box, min(0.99, load_bps / home.load_bps))

    return change


def lte_permanent(estate: Estate, home: Home) -> None:
    """An LTE modem that is always on, routed or waiting."""
    start_s, end_s = spell(estate, home)
    is_routed = home.rng.random() < 0.7
    when(home, start_s, end_s,
         _modem(home, is_routed=is_routed, load_bps=home.load_bps * used(home)))  # fmt: skip
    accuse(estate, home, "LTE modem", Level.VISIBLE, start_s, end_s=end_s,
           rights=about_line(home, home.platform.lte))  # fmt: skip


def lte_an_hour(estate: Estate, home: Home) -> None:
    """An LTE modem that is switched on for about an hour a day."""
    start_s, rng = spell(estate, home)[0], home.rng
    change = _modem(home, is_routed=True, load_bps=home.load_bps)
    sessions = []
    at_s = start_s
    while at_s < estate.end_s - 2 * 3600:
        until_s = at_s + rng.lognormvariate(3.9, 0.7) * 60
        sessions.append((at_s, until_s))
        when(home, at_s, until_s, change)
        at_s = until_s + rng.uniform(0.4, 1.4) * DAY_S
    accuse(estate, home, "LTE an hour a day", Level.CONCEALED, start_s,
           end_s=sessions[-1][1], rights=about_line(home, home.platform.lte),
           sessions_s=tuple(sessions))  # fmt: skip


def wifi_client(estate: Estate, home: Home) -> None:
    """A router that is the client of somebody's Wi-Fi, with its default route over it."""
    rng, (start_s, end_s) = home.rng, spell(estate, home)
    line, name = box_line(rng), home.platform.wifi
    ssid = rng.choice(("AndroidAP", "INDIHOME-7F2A", "Warkop Barokah", "ZTE_2.4G_9kXq"))
    mac = mac_of(rng, "MikroTik")

    part = used(home)

    def change(box: Box) -> None:
        add_port(box, "wifi", name, 71, mac=mac, ssid=ssid, bssid=line.gateway_mac)
        plug(box, line, uid="wifi", load_bps=home.load_bps * part, origin=4)
        take_away(box, part)

    when(home, start_s, end_s, change)
    accuse(estate, home, "Wi-Fi client as WAN", Level.VISIBLE, start_s, end_s=end_s,
           rights=about_line(home, name, line=line))  # fmt: skip


def foreign_bgp(estate: Estate, home: Home) -> None:
    """An eBGP session with a provider."""
    rng, (start_s, end_s) = home.rng, spell(estate, home)
    line, as_number = public_line(rng), some_as_number(rng)

    part = used(home)

    def change(box: Box) -> None:
        plug(box, line, load_bps=home.load_bps * part, protocol=14, metric=0)
        box.peers.append(Peer(line.hop, as_number, line.own.ip))
        take_away(box, part)

    when(home, start_s, end_s, change)
    rights = about_line(home, home.platform.spare, f"bgp-as{as_number}", line=line)
    accuse(estate, home, "foreign eBGP", Level.VISIBLE, start_s, end_s=end_s,
           rights=rights)  # fmt: skip


def ipv6_only(estate: Estate, home: Home) -> None:
    """An uplink with IPv6 alone."""
    (start_s, end_s), own = spell(estate, home), public_v6(home.rng)
    hop = IPv6Address("fe80::1")
    mac = mac_of(home.rng, "Huawei")

    part = used(home)

    def change(box: Box) -> None:
        port = box.port("spare")
        port.is_up, port.load_bps, port.steady_bps = True, home.load_bps * part, 500.0
        box.held.append(Held("spare", IPv6Interface(f"{own}/64"), 4))
        box.ways.append(Way(hop, "spare", "::/0", protocol=3))
        box.resolved.append(Resolved("spare", hop, mac))
        take_away(box, part)

    when(home, start_s, end_s, change)
    rights = about_line(home, home.platform.spare, macs=(mac,))
    accuse(estate, home, "IPv6-only uplink", Level.VISIBLE, start_s, end_s=end_s,
           rights=rights)  # fmt: skip


def named_like_ours(estate: Estate, home: Home) -> None:
    """A line that is called like Kominfo's and leads elsewhere."""
    rng, (start_s, end_s) = home.rng, spell(estate, home)
    line = public_line(rng) if rng.random() < 0.6 else box_line(rng)
    alias = rng.choice(("KOMINFO-2", "Link Kominfo cadangan", "metro-e kominfo 2"))

    part = used(home)

    def change(box: Box) -> None:
        plug(box, line, alias=alias, load_bps=home.load_bps * part)
        take_away(box, part)

    when(home, start_s, end_s, change)
    accuse(estate, home, "Kominfo-like name", Level.CONCEALED, start_s, end_s=end_s,
           rights=about_line(home, home.platform.spare, line=line))  # fmt: skip


_ROUTERS = ("cisco", "huawei", "linux")
STORIES = (
    Story(kind="second uplink", takes=taking("spare"), tell=second_uplink, count=6),
    Story(kind="PPPoE client", takes=taking("spare", "ppp"), tell=pppoe, count=4),
    Story(kind="LTE modem", takes=taking("lte"), tell=lte_permanent, count=4),
    Story(kind="LTE an hour a day", takes=taking("lte"), tell=lte_an_hour, count=3),
    Story(
        kind="Wi-Fi client as WAN",
        takes=taking("wifi"),
        tell=wifi_client,
        fits=lambda home: bool(home.platform.wifi),
    ),
    Story(
        kind="foreign eBGP",
        takes=taking("spare"),
        tell=foreign_bgp,
        fits=lambda h: h.platform.key in _ROUTERS,
    ),
    Story(
        kind="IPv6-only uplink",
        takes=taking("spare"),
        tell=ipv6_only,
        fits=lambda h: "inetCidrRouteTable" in h.platform.tables,
    ),
    Story(kind="Kominfo-like name", takes=taking("spare"), tell=named_like_ours, count=3),
)
