"""
Ways out that no table calls a default route of somebody else's: pieces, IPv6, an approved far end.
"""

from ipaddress import IPv4Interface, IPv4Network, IPv6Address, IPv6Interface

from tests.measured_city.box import Box, Held, Resolved, Way
from tests.measured_city.estate import Estate
from tests.measured_city.evaders.trick import (
    Trick,
    begins,
    city_mac,
    evade,
    left,
    unsuspicious_line,
)
from tests.measured_city.facts import BPJS, mac_of, public_v6
from tests.measured_city.homes import Home
from tests.measured_city.lines import add_port, plug, take_away, when

_PIECES = {1: 1, 2: 4, 3: 8}
"""The length of the prefixes that together are everything."""
_MOST_ROUTES = 60


def in_pieces(estate: Estate, home: Home, effort: int) -> None:
    """Everything is routed in pieces, over a line in numbers of the city's plan."""
    start_s, rest = begins(estate), left(home)
    line = unsuspicious_line(home, maker="MikroTik")
    length = _PIECES[effort]
    pieces = [str(one) for one in IPv4Network("0.0.0.0/0").subnets(new_prefix=length)]
    # Of many pieces those will do in which people's servers are.
    chosen = tuple(pieces if len(pieces) <= _MOST_ROUTES else pieces[:224][:: 224 // _MOST_ROUTES])

    def change(box: Box) -> None:
        plug(box, line, load_bps=home.load_bps * (1 - rest), destinations=chosen)
        take_away(box, 1 - rest)

    when(home, start_s, estate.end_s, change)
    evade(
        estate, home, "a default route in pieces", effort, start_s, home.platform.spare, line=line
    )


def by_ipv6(estate: Estate, home: Home, effort: int) -> None:
    """A line by IPv6: shown, without its route, and numbered from the city's own prefix."""
    rng, start_s, rest = home.rng, begins(estate), left(home)
    own = public_v6(rng) if effort < 3 else IPv6Address(f"2001:db8:100:{rng.randint(1, 9999)}::2")
    hop = IPv6Address("fe80::1")
    mac = city_mac(home) if effort == 3 else mac_of(rng, "Juniper")

    def change(box: Box) -> None:
        port = box.port("spare")
        port.is_up, port.load_bps, port.steady_bps = True, home.load_bps * (1 - rest), 500.0
        box.held.append(Held("spare", IPv6Interface(f"{own}/64"), 4 if effort == 1 else 2))
        box.ways.append(Way(hop, "spare", "::/0", is_shown=effort == 1))
        box.resolved.append(Resolved("spare", hop, mac))
        take_away(box, 1 - rest)

    when(home, start_s, estate.end_s, change)
    evade(estate, home, "a line by IPv6", effort, start_s, home.platform.spare, macs=(mac,))


def to_approved(estate: Estate, home: Home, effort: int) -> None:
    """A tunnel whose far end is called an approved one, and which is for everything."""
    rng, start_s, rest = home.rng, begins(estate), left(home)
    remote = BPJS.network_address + rng.randint(1, 12)
    inner = IPv4Interface(f"{remote + 1}/32")
    name = home.platform.tunnel
    pieces = ("10.188.0.0/16",) if effort == 3 else ("0.0.0.0/1", "128.0.0.0/1")

    def change(box: Box) -> None:
        port = add_port(box, "tunnel", name, home.platform.tunnel_type, mtu=1420, alias="VPN BPJS")
        port.tunnel_local, port.tunnel_remote = home.own.ip, remote
        port.load_bps, port.steady_bps = home.load_bps * (1 - rest), 200.0
        box.held.append(Held("tunnel", inner))
        for piece in ("0.0.0.0/0",) if effort == 1 else pieces:
            box.ways.append(Way(remote, "tunnel", piece, metric=5))

    # All of it is wrapped, and passes Kominfo's line.
    when(home, start_s, estate.end_s, change)
    evade(estate, home, "a tunnel to an approved far end", effort, start_s, name, is_within=True)


TRICKS = (
    Trick(kind="a default route in pieces", tell=in_pieces),
    Trick(
        kind="a line by IPv6",
        tell=by_ipv6,
        fits=lambda home: "inetCidrRouteTable" in home.platform.tables,
    ),
    Trick(kind="a tunnel to an approved far end", tell=to_approved),
)
