"""
A line of somebody else's, and how it is plugged into a router.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface
from random import Random

from tests.measured_city.box import ANYWHERE, Box, Effect, Held, Port, Resolved, Way
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.facts import CPE_MAKERS, Carrier, mac_of, public_block
from tests.measured_city.homes import Home
from tests.measured_city.labels import Guilt, Level, Right

UNNAMED = frozenset({"gateway-unplaced", "unplaced-addresses"})
"""What a link is called whose interface could not be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """The router's end and the provider's end of a line; `gateway_mac` is the latter's."""

    own: IPv4Interface
    hop: IPv4Address
    gateway_mac: str
    carrier: Carrier | None = None


def spell(estate: Estate, home: Home) -> tuple[float, float]:
    """Pick when a breach begins and ends: a quarter of them one day, the rest stay."""
    start_s = estate.moment_s(3, estate.days * 0.8, working=home.rng.random() < 0.7)
    if home.rng.random() < 0.75:
        return start_s, estate.end_s
    return start_s, min(estate.end_s, start_s + home.rng.lognormvariate(1.2, 0.9) * DAY_S)


def about_line(
    home: Home,
    *ports: str,
    line: "Line | None" = None,
    macs: Collection[str] = (),
    is_within: bool = False,
) -> tuple[Right, ...]:
    """
    Say what is right about a foreign line that carries what Kominfo's did.

    It is one by its interface, or where its address was not read by its gateway, or where that was
    not read either by nothing; its far end is a box; and Kominfo's line lies idle, but where it is
    `within` it, as a tunnel.
    """
    ends = {*macs, *([line.gateway_mac] if line else ())}
    names = frozenset((*ports, *ends, *(f"gateway-{mac}" for mac in ends))) | UNNAMED
    router = frozenset({home.device})
    return (
        Right("foreign_uplink", router, names),
        *((Right("foreign_neighbour", here(home), frozenset(ends)),) if ends else ()),
        *(() if is_within else (about_idle(home),)),
    )


def about_box(home: Home, *names: str) -> tuple[Right, ...]:
    """Say what is right about a foreign box on the LAN, by its MAC address or its name."""
    return (Right("foreign_neighbour", here(home), frozenset(names)), about_idle(home))


def about_idle(home: Home) -> Right:
    """Say what is right of Kominfo's line that is no longer used."""
    wan = home.platform.wan
    return Right("silent_bypass", frozenset({home.device}), frozenset({wan, renamed_line(wan)}))


def about_server(home: Home, *servers: str) -> tuple[Right, ...]:
    """Say what is right of a server outside the data centre, whoever of the site shows it."""
    return (Right("foreign_server", here(home) | set(servers), frozenset(servers)),)


def about_device(home: Home) -> tuple[Right, ...]:
    """Say what is right where somebody lays hands on the router itself."""
    return (Right("tampering", frozenset({home.device})),)


def here(home: Home) -> frozenset[str]:
    """Name the router and the switch of a site."""
    return frozenset({home.device, home.switch_name})


def renamed_line(name: str) -> str:
    """Return what people call Kominfo's interface when they name it anew."""
    return f"{name}-KOMINFO"


def public_line(rng: Random) -> Line:
    """Order a line with a public subnet: the provider's router is the first of it."""
    block, carrier = public_block(rng, rng.choice((29, 29, 30)))
    own = IPv4Interface((int(block.network_address) + 2, block.prefixlen))
    maker = rng.choice(("Huawei", "Juniper", "Cisco", "MikroTik"))
    return Line(own, block.network_address + 1, mac_of(rng, maker), carrier)


def box_line(rng: Random) -> Line:
    """Order a household's line: a leased address behind the provider's box."""
    third = rng.choice((1, 1, 18, 100, 8, 0))
    own = IPv4Interface(f"192.168.{third}.{rng.randint(2, 99)}/24")
    return Line(own, IPv4Address(f"192.168.{third}.1"), mac_of(rng, rng.choice(CPE_MAKERS)))


def plug(
    box: Box,
    line: Line,
    *,
    uid: str = "spare",
    load_bps: float = 1e6,
    alias: str = "",
    origin: int = 2,
    metric: int = 1,
    protocol: int = 3,
    is_shown: bool = True,
    destinations: tuple[str, ...] = (ANYWHERE,),
) -> None:
    """Plug a line into a port and route over it."""
    port = box.port(uid)
    port.is_up, port.load_bps, port.steady_bps, port.alias = True, load_bps, 600.0, alias
    port.share = 0.2
    box.held.append(Held(uid, line.own, origin))
    box.resolved.append(Resolved(uid, line.hop, line.gateway_mac))
    for destination in destinations:
        box.ways.append(
            Way(line.hop, uid, destination, protocol=protocol, metric=metric, is_shown=is_shown)
        )


def used(home: Home) -> float:
    """Pick which part of a site's traffic leaves by a foreign line: any, and mostly much of it."""
    return min(0.99, max(0.02, home.rng.betavariate(2.2, 1.3)))


def take_away(box: Box, part: float, uid: str = "wan") -> None:
    """Let a part of the traffic of a port go elsewhere."""
    box.port(uid).load_bps *= 1 - part


def hide_other_defaults(box: Box, uid: str = "wan") -> None:
    """Show no default route over a port any more: another one is better."""
    for way in box.ways:
        if way.port == uid and way.destination == ANYWHERE:
            way.is_shown = False


def add_port(box: Box, uid: str, name: str, kind: int, **more: object) -> Port:
    """Add an interface that was not there."""
    port = Port(uid, name, type=kind, **more)  # type: ignore[arg-type]
    box.ports.append(port)
    return port


def when(
    home: Home,
    start_s: float,
    end_s: float,
    change: Callable[[Box], None],
    *,
    carries: float | None = None,
) -> None:
    """
    Let something be so at a router from one moment to another.

    Kominfo's router at the other end of the line carries no more than this one sends: what it
    `carries` truly of what it used to, where the router's own counters tell otherwise.
    """
    home.agent().effects.append(Effect(start_s, end_s, change))
    ratio = _carried(home, change) if carries is None else carries
    if ratio is not None and ratio != 1.0 and home.edge is not None:
        uid = home.edge_port
        home.edge.effects.append(
            Effect(start_s, end_s, lambda box: take_away(box, 1 - ratio, uid), is_quiet=True)
        )


def _carried(home: Home, change: Callable[[Box], None]) -> float | None:
    """Say how much of its traffic the line keeps by a change; nothing where that is not told."""
    box = home.box()
    before = box.port("wan").load_bps
    try:
        change(box)
    except LookupError:
        # It is of something that another change brings along.
        return None
    after = box.port("wan").load_bps if box.has_port("wan") else 0.0
    return after / before if before else None


def accuse(
    estate: Estate,
    home: Home,
    kind: str,
    level: Level,
    start_s: float,
    *,
    rights: tuple[Right, ...],
    end_s: float | None = None,
    device: str = "",
    sessions_s: tuple[tuple[float, float], ...] = (),
    left_out: str = "",
    effort: int = 0,
) -> None:
    """Write down what is true."""
    estate.labels.guilts.append(
        Guilt(
            kind=kind, level=level, site=home.code, device=device or home.device, rights=rights,
            start_s=start_s, end_s=estate.end_s if end_s is None else end_s,
            sessions_s=sessions_s, left_out=left_out, effort=effort,
        )
    )  # fmt: skip
