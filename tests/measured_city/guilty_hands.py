"""
Hands on Kominfo's router: another one in its place, a reset, a changed password.
"""

from tests.measured_city.agent import Fault, Outage
from tests.measured_city.box import Box, Effect, Heard, Learnt, Resolved
from tests.measured_city.estate import Estate
from tests.measured_city.facts import mac_of, serial_of
from tests.measured_city.homes import Home
from tests.measured_city.labels import Level
from tests.measured_city.lines import about_device, accuse, when
from tests.measured_city.story import Story, taking

_MAKERS = {"mikrotik7": "MikroTik", "mikrotik6": "MikroTik", "cisco": "Cisco", "huawei": "Huawei",
           "linux": "Dell", "fortigate": "Fortinet"}  # fmt: skip


def new_hardware(home: Home) -> tuple[str, dict[str, str], bytes]:
    """Buy another router of the same kind: its serial number, MACs and engine."""
    rng, maker = home.rng, _MAKERS[home.platform.key]
    base = mac_of(rng, maker)
    macs = {
        key: f"{base[:-2]}{(int(base[-2:], 16) + step) % 256:02x}"
        for step, key in enumerate(("wan", "lan", "spare"))
    }
    engine = bytes.fromhex("80001f8803") + bytes.fromhex(macs["wan"].replace(":", ""))
    return serial_of(rng, maker), macs, engine


def put_in_place(box: Box, hardware: tuple[str, dict[str, str], bytes]) -> None:
    """Let the box be the other router, with the same configuration."""
    box.serial, macs, box.engine_id = hardware
    box.bridge_mac = macs["lan"]
    for port in box.ports:
        if port.mac:
            port.mac = macs.get(port.uid, macs["lan"])


def seen_by_others(estate: Estate, home: Home, start_s: float, macs: dict[str, str]) -> None:
    """Let the switch and Kominfo's router see the other router's MACs."""
    other = {home.macs[key]: mac for key, mac in macs.items()}

    def change(box: Box) -> None:
        seen: list[Resolved | Heard | Learnt] = [*box.resolved, *box.heard, *box.learnt]
        for one in seen:
            one.mac = other.get(one.mac, one.mac)

    for agent in (home.switch, estate.agents[home.upstream.name]):
        if agent is not None:
            agent.effects.append(Effect(start_s, estate.end_s, change))


def replaced(estate: Estate, home: Home) -> None:
    """Somebody puts another router in place of Kominfo's, with its configuration."""
    start_s = estate.moment_s(3, estate.days * 0.7)
    hardware = new_hardware(home)
    home.agent().outages.append(Outage(start_s - home.rng.uniform(600, 3000), start_s))
    when(home, start_s, estate.end_s, lambda box: put_in_place(box, hardware))
    seen_by_others(estate, home, start_s, hardware[1])
    accuse(estate, home, "device replaced", Level.VISIBLE, start_s, rights=about_device(home))


def reset(estate: Estate, home: Home) -> None:
    """Somebody resets the router and sets it up anew: the same box with another engine and name."""
    start_s = estate.moment_s(3, estate.days * 0.7)
    home.agent().outages.append(Outage(start_s - 1500, start_s))
    engine = home.rng.randbytes(11)

    def change(box: Box) -> None:
        box.name, box.location, box.engine_id = "router", "", b"\x80" + engine
        for port in box.ports:
            port.alias = ""

    when(home, start_s, estate.end_s, change)
    accuse(estate, home, "device reset", Level.VISIBLE, start_s, rights=about_device(home))


def locked_out(estate: Estate, home: Home) -> None:
    """
    Somebody changes the credentials.

    An agent of version 3 answers that the password is wrong; one of version 2c keeps silent, which
    by SNMP is the same as a device without power.
    """
    start_s = estate.moment_s(3, estate.days * 0.7)
    home.agent().outages.append(Outage(start_s, estate.end_s, Fault.LOCKED))
    kind = "credentials changed, v3" if home.is_v3 else "credentials changed, v2c"
    level = Level.VISIBLE if home.is_v3 else Level.INVISIBLE
    accuse(estate, home, kind, level, start_s, rights=about_device(home))


STORIES = (
    Story(kind="device replaced", takes=taking("hands", "wan"), tell=replaced, count=3),
    Story(kind="device reset", takes=taking("hands"), tell=reset, count=2),
    Story(
        kind="credentials changed, v3",
        takes=taking("hands", "power"),
        tell=locked_out,
        count=2,
        fits=lambda h: h.is_v3,
    ),
    Story(
        kind="credentials changed, v2c",
        takes=taking("hands", "power"),
        tell=locked_out,
        count=1,
        fits=lambda h: not h.is_v3,
    ),
)
