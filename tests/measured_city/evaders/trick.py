"""
What all tricks have in common: a foreign line, when it begins, and who is to be accused of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

from tests.measured_city.box import Box
from tests.measured_city.estate import Estate
from tests.measured_city.facts import mac_of
from tests.measured_city.homes import Home
from tests.measured_city.labels import Level, Right
from tests.measured_city.lines import Line, about_device, about_line, accuse, box_line

EFFORTS = (1, 2, 3)
CARRIES = 0.25
"""What Kominfo's line still carries, more or less, of what it used to."""
Tale = Callable[[Estate, Home, int], None]


def anywhere(_: Home) -> bool:
    """It can be tried at every site."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Trick:
    """`tell` lets it happen at a site with some effort; `fits` says where it can be tried."""

    kind: str
    tell: Tale
    fits: Callable[[Home], bool] = anywhere


def begins(estate: Estate) -> float:
    """Pick a moment, of the day or the night, at which it begins: two days are left at least."""
    return estate.moment_s(3, max(4, estate.days - 2.5), working=estate.rng.random() < 0.6)


def left(home: Home) -> float:
    """Pick what Kominfo's line still carries, as a part of what it used to."""
    return min(0.9, home.rng.betavariate(1.5, 4.0))


def unsuspicious_line(home: Home, *, maker: str = "Cisco", mac: str = "") -> Line:
    """Order a line whose box was set up to number it out of the city's plan."""
    rng = home.rng
    network = IPv4Address(
        f"10.{rng.randint(104, 250)}.{rng.randint(0, 250)}.{rng.randrange(63) * 4}"
    )
    return Line(IPv4Interface(f"{network + 2}/30"), network + 1, mac or mac_of(rng, maker))


def usual_line(home: Home, *, mac: str = "") -> Line:
    """Order a household's line; its box may be told another MAC address."""
    line = box_line(home.rng)
    return Line(line.own, line.hop, mac) if mac else line


def city_mac(home: Home) -> str:
    """Return the MAC address of Kominfo's router, as it is known at this site."""
    return home.hop_mac or home.upstream.mac


def evade(
    estate: Estate,
    home: Home,
    kind: str,
    effort: int,
    start_s: float,
    *ports: str,
    line: Line | None = None,
    macs: tuple[str, ...] = (),
    more: tuple[Right, ...] = (),
    is_within: bool = False,
    sessions_s: tuple[tuple[float, float], ...] = (),
) -> None:
    """Write down that there is a foreign line, and that the router was made to say otherwise."""
    rights = (
        *about_line(home, *ports, line=line, macs=macs, is_within=is_within),
        *about_device(home),
        *more,
    )
    accuse(estate, home, kind, Level.CONCEALED, start_s, rights=rights, effort=effort,
           sessions_s=sessions_s)  # fmt: skip


def without_other_default(box: Box) -> None:
    """Let the agent show no default route over Kominfo's line any more."""
    for way in box.ways:
        if way.port == "wan":
            way.is_shown = False
