"""
A line that is there for minutes, and one among hundreds.
"""

from ipaddress import IPv4Interface

from tests.measured_city.agent import Lossy, Outage
from tests.measured_city.box import Box, Held, Port
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.evaders.trick import Trick, begins, evade, left, without_other_default
from tests.measured_city.facts import shared_address
from tests.measured_city.homes import Home
from tests.measured_city.labels import Right
from tests.measured_city.lines import add_port, plug, public_line, take_away, when

_MINUTES = {1: (40.0, 90.0, 1), 2: (8.0, 25.0, 2), 3: (2.0, 5.0, 4)}
"""The shortest, the longest, and how often a day."""
_CROWD = {1: 40, 2: 120, 3: 320}


def for_minutes(estate: Estate, home: Home, effort: int) -> None:
    """A line that is plugged in for a while, and taken out again."""
    rng, start_s = home.rng, begins(estate)
    line = public_line(rng)
    least, most, times = _MINUTES[effort]
    spells: list[tuple[float, float]] = []
    at_s = start_s
    while at_s < estate.end_s - 3600:
        until_s = at_s + rng.uniform(least, most) * 60
        spells.append((at_s, until_s))
        at_s = until_s + rng.lognormvariate(0.0, 0.4) * DAY_S / times

    def change(box: Box) -> None:
        plug(box, line, load_bps=home.load_bps)
        take_away(box, 0.95)
        if home.platform.key in ("cisco", "fortigate"):
            without_other_default(box)

    for begin_s, until_s in spells:
        when(home, begin_s, until_s, change)
    evade(estate, home, "a line for minutes", effort, start_s, home.platform.spare, line=line,
          sessions_s=tuple(spells))  # fmt: skip


def in_a_crowd(estate: Estate, home: Home, effort: int) -> None:
    """A line among hundreds of interfaces that are numbered like lines and lead nowhere."""
    rng, start_s, rest = home.rng, begins(estate), left(home)
    line = public_line(rng)
    own = [shared_address(rng) for _ in range(_CROWD[effort])]
    names = [f"vlan{2000 + number}" for number in range(len(own))]

    def change(box: Box) -> None:
        for name, address in zip(names, own, strict=True):
            box.ports.append(Port(name, name, type=135, mac=home.macs["lan"]))
            box.held.append(Held(name, IPv4Interface(f"{address}/30")))
        port = add_port(box, "needle", f"vlan{2000 + len(own)}", 135, mac=home.macs["lan"])
        plug(box, line, uid=port.uid, load_bps=home.load_bps * (1 - rest))
        take_away(box, 1 - rest)

    when(home, start_s, estate.end_s, change)
    # What else there is was put there by the same hand, and looks like a line on purpose.
    crowd = Right("foreign_uplink", frozenset({home.device}), frozenset(names))
    evade(estate, home, "a line in a crowd", effort, start_s, f"vlan{2000 + len(own)}", line=line,
          more=(crowd,))  # fmt: skip


def switched_off(estate: Estate, home: Home, effort: int) -> None:
    """
    The router is off while its people use another one: for good, in working hours, or for most of
    each hour, so that it never seems to be silent for long.
    """
    rng, start_s = home.rng, begins(estate)
    agent = home.agent()
    if effort == 1:
        agent.outages.append(Outage(start_s, estate.end_s))
    at_s = start_s
    while effort > 1 and at_s < estate.end_s:
        off_s = rng.uniform(7.5, 9.5) * 3600 if effort == 2 else rng.uniform(30, 50) * 60
        on_s = DAY_S - off_s if effort == 2 else rng.uniform(5, 12) * 60
        agent.outages.append(Outage(at_s, at_s + off_s))
        at_s += off_s + on_s
    part = 0.05 if effort == 1 else left(home)
    when(home, start_s, estate.end_s, lambda box: take_away(box, 1 - part), carries=part)
    evade(estate, home, "the router is switched off", effort, start_s)


def falls_silent(estate: Estate, home: Home, effort: int) -> None:
    """The agent falls silent in the middle: often, nearly always, or never answers in full."""
    start_s, rest = begins(estate), left(home)
    line = public_line(home.rng)
    lost, cut = {1: (0.5, 0.3), 2: (0.2, 0.9), 3: (0.0, 1.0)}[effort]
    home.agent().lossy.append(Lossy(start_s, estate.end_s, lost, cut))

    def change(box: Box) -> None:
        plug(box, line, load_bps=home.load_bps * (1 - rest), is_shown=effort == 1)
        take_away(box, 1 - rest)

    when(home, start_s, estate.end_s, change)
    evade(estate, home, "an agent that falls silent", effort, start_s, home.platform.spare,
          line=line)  # fmt: skip


TRICKS = (
    Trick(kind="the router is switched off", tell=switched_off),
    Trick(kind="an agent that falls silent", tell=falls_silent),
    Trick(kind="a line for minutes", tell=for_minutes),
    Trick(kind="a line in a crowd", tell=in_a_crowd),
)
