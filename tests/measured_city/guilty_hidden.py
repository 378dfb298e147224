"""
Foreign lines that no route table shows as such: policies, VRFs, halves of a default, tunnels.
"""

from ipaddress import IPv4Address, IPv4Interface

from tests.measured_city.box import ANYWHERE, Box, Held, Way
from tests.measured_city.estate import Estate
from tests.measured_city.facts import public_block
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

_HALVES = ("0.0.0.0/1", "128.0.0.0/1")


def policy_routing(estate: Estate, home: Home) -> None:
    """A line used by policy: no table has a route, only the address and the gateway are seen."""
    _unrouted(estate, home, "policy routing", is_public=home.rng.random() < 0.5)


def vrf_line(estate: Estate, home: Home) -> None:
    """A line in a VRF: its address is visible, its routes are not."""
    _unrouted(estate, home, "VRF line", is_public=home.rng.random() < 0.7)


def _unrouted(estate: Estate, home: Home, kind: str, *, is_public: bool) -> None:
    rng, (start_s, end_s) = home.rng, spell(estate, home)
    line = public_line(rng) if is_public else box_line(rng)

    part = used(home)

    def change(box: Box) -> None:
        plug(box, line, load_bps=home.load_bps * part, is_shown=False)
        take_away(box, part)

    when(home, start_s, end_s, change)
    name = f"{kind}, {'public' if is_public else 'private'} address"
    accuse(estate, home, name, Level.CONCEALED, start_s, end_s=end_s,
           rights=about_line(home, home.platform.spare, line=line))  # fmt: skip


def equal_costs(estate: Estate, home: Home) -> None:
    """Two default routes of equal cost, of which the agent shows the one to Kominfo."""
    rng, (start_s, end_s) = home.rng, spell(estate, home)
    line = public_line(rng)

    part = used(home)

    def change(box: Box) -> None:
        plug(box, line, load_bps=home.load_bps * part, is_shown=False)
        take_away(box, part)

    when(home, start_s, end_s, change)
    accuse(estate, home, "equal costs, one shown", Level.CONCEALED, start_s, end_s=end_s,
           rights=about_line(home, home.platform.spare, line=line))  # fmt: skip


def split_default(estate: Estate, home: Home) -> None:
    """The two halves of a default route, beside the whole one to Kominfo."""
    rng, (start_s, end_s) = home.rng, spell(estate, home)
    line = public_line(rng) if rng.random() < 0.7 else box_line(rng)

    part = used(home)

    def change(box: Box) -> None:
        plug(box, line, load_bps=home.load_bps * part, destinations=_HALVES)
        take_away(box, part)

    when(home, start_s, end_s, change)
    accuse(estate, home, "0/1 and 128/1", Level.VISIBLE, start_s, end_s=end_s,
           rights=about_line(home, home.platform.spare, line=line))  # fmt: skip


def tunnel(estate: Estate, home: Home) -> None:
    """A tunnel to a broker abroad over Kominfo's own line, with the default route inside."""
    _tunnel(estate, home, "tunnel with default route", Level.VISIBLE, is_routed=True)


def hidden_tunnel(estate: Estate, home: Home) -> None:
    """A tunnel that is used by policy: there it is, and no route leads into it."""
    _tunnel(estate, home, "tunnel by policy", Level.CONCEALED, is_routed=False)


def _tunnel(estate: Estate, home: Home, kind: str, level: Level, *, is_routed: bool) -> None:
    rng, (start_s, end_s), platform = home.rng, spell(estate, home), home.platform
    broker = public_block(rng)[0].network_address + 4
    inner = IPv4Interface(f"10.{rng.randint(130, 250)}.{rng.randint(0, 250)}.2/30")
    if rng.random() < 0.5:
        inner = IPv4Interface(f"192.168.{rng.randint(200, 250)}.2/24")
    far = IPv4Address(int(inner.network.network_address) + 1)
    destinations = _HALVES if rng.random() < 0.4 else (ANYWHERE,)

    used_part = used(home)

    def change(box: Box) -> None:
        port = add_port(box, "tunnel", platform.tunnel, platform.tunnel_type, mtu=1420,
                        tunnel_local=home.own.ip, tunnel_remote=broker)  # fmt: skip
        port.load_bps, port.steady_bps = home.load_bps * used_part, 200.0
        box.held.append(Held("tunnel", inner))
        if is_routed:
            for destination in destinations:
                box.ways.append(Way(far, "tunnel", destination))
            if ANYWHERE in destinations and platform.key in ("cisco", "fortigate"):
                hide_other_defaults(box)

    when(home, start_s, end_s, change)
    accuse(estate, home, kind, level, start_s, end_s=end_s,
           rights=about_line(home, platform.tunnel, is_within=True))  # fmt: skip


STORIES = (
    Story(kind="policy routing", takes=taking("spare"), tell=policy_routing, count=4),
    Story(
        kind="VRF line",
        takes=taking("spare"),
        tell=vrf_line,
        count=3,
        fits=lambda h: h.platform.key in ("cisco", "huawei", "linux", "fortigate"),
    ),
    Story(kind="equal costs, one shown", takes=taking("spare"), tell=equal_costs, count=3),
    Story(kind="0/1 and 128/1", takes=taking("spare"), tell=split_default, count=3),
    Story(kind="tunnel with default route", takes=taking("tunnel"), tell=tunnel, count=4),
    Story(kind="tunnel by policy", takes=taking("tunnel"), tell=hidden_tunnel, count=2),
)
