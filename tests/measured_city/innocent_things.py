"""
Things that happen to devices and people and are no breach.
"""

from tests.measured_city.agent import Fault, Outage
from tests.measured_city.box import Box, Client, Effect, Heard, Learnt, Resolved
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.facts import mac_of
from tests.measured_city.guilty_hands import new_hardware, put_in_place, seen_by_others
from tests.measured_city.homes import Home
from tests.measured_city.innocent_lines import innocent
from tests.measured_city.lines import renamed_line, take_away, when
from tests.measured_city.story import Story, nothing, taking

_HOUR_S = 3600.0


def _announce(estate: Estate, home: Home, reason: str, start_s: float, end_s: float) -> None:
    estate.declared.maintenance.append(
        {"reason": reason, "from": estate.clock(start_s), "until": estate.clock(end_s),
         "sites": [home.code]}
    )  # fmt: skip


def replaced_on_record(estate: Estate, home: Home) -> None:
    """A router that Kominfo replaces: announced, and its MACs are in the registry."""
    start_s = estate.moment_s(3, estate.days * 0.7)
    hardware = new_hardware(home)
    end_s = start_s + 2 * _HOUR_S
    _announce(estate, home, "Penggantian perangkat", start_s, end_s)
    home.agent().outages.append(Outage(start_s + 600, start_s + 3000))
    when(home, start_s + 3000, estate.end_s, lambda box: put_in_place(box, hardware))
    seen_by_others(estate, home, start_s + 3000, hardware[1])
    entry = next(one for one in estate.declared.devices if one["name"] == home.device)
    entry["macs"] = sorted(set(hardware[1].values()))
    innocent(estate, home, "hardware replaced on record")


def rotated(estate: Estate, home: Home) -> None:
    """Credentials that Kominfo rotates in announced work."""
    start_s = estate.moment_s(3, estate.days * 0.7)
    _announce(estate, home, "Rotasi sandi SNMP", start_s, start_s + 2 * _HOUR_S)
    home.agent().outages.append(Outage(start_s + 300, start_s + 5000, Fault.LOCKED))
    innocent(estate, home, "credentials rotated on record")


def line_card(estate: Estate, home: Home) -> None:
    """Kominfo's gateway gets another MAC in announced work."""
    start_s = estate.moment_s(3, estate.days * 0.7)
    _announce(estate, home, "Penggantian modul PE", start_s, start_s + 2 * _HOUR_S)
    mac, old = mac_of(home.rng, "Cisco"), home.upstream.mac

    def at_router(box: Box) -> None:
        for one in box.resolved:
            if one.mac == old:
                one.mac = mac
        for heard in box.heard:
            if heard.mac == old:
                heard.mac = mac

    def at_gateway(box: Box) -> None:
        box.port(f"to-{home.code}").mac = mac

    when(home, start_s + 900, estate.end_s, at_router)
    estate.agents[home.upstream.name].effects.append(
        Effect(start_s + 900, estate.end_s, at_gateway)
    )
    innocent(estate, home, "gateway replaced on record")


def closed_week(estate: Estate, home: Home) -> None:
    """An office that is closed for a week."""
    first = home.rng.randrange(2, max(3, estate.days // 7 - 1)) * 7
    home.closed = frozenset(range(first, first + 7))
    innocent(estate, home, "closed for a week")


def night_cut_off(estate: Estate, home: Home) -> None:
    """Power that is switched off every night."""
    for day in range(estate.days):
        off_s = estate.day_s(day) + home.rng.uniform(18.5, 19.0) * _HOUR_S
        home.agent().outages.append(Outage(off_s, off_s + home.rng.uniform(10.5, 11.0) * _HOUR_S))
    innocent(estate, home, "switched off at night")


def new_router(estate: Estate, home: Home) -> None:
    """A router that is registered when it is there."""
    time_s = estate.day_s(home.rng.choice((5, 12))) + 10 * _HOUR_S
    estate.late.setdefault(time_s, []).append(home.device)
    innocent(estate, home, "newly registered")


def access_points(estate: Estate, home: Home) -> None:
    """Access points by makers of home routers; their clients use Kominfo's gateway."""
    rng = home.rng
    points = [(mac_of(rng, rng.choice(("TP-Link", "Tenda", "Ubiquiti", "Huawei", "ZTE"))),
               rng.choice((200 + number, 254 - number))) for number in range(3)]  # fmt: skip
    is_heard = rng.random() < 0.5

    def at_router(box: Box) -> None:
        at = "lan1" if box.has_port("lan1") else "lan"
        for number, (mac, last) in enumerate(points):
            box.resolved.append(Resolved("lan", home.lan_address(last), mac))
            box.learnt.append(Learnt(at, mac))
            if is_heard:
                box.heard.append(
                    Heard(at, mac, f"AP-{number}", "EAP225", home.lan_address(last),
                          frozenset({"bridge", "wlanAccessPoint"}), "TP-Link")
                )  # fmt: skip

    home.kept.append(at_router)
    if home.has_switch:
        assert home.switch is not None
        part = rng.random()
        behind = {one.mac for one in home.clients if rng.random() < part}
        home.switch.effects.append(
            Effect(estate.start_s - 1, estate.end_s,
                   lambda box: _behind(box, [mac for mac, _ in points], behind))
        )  # fmt: skip
    innocent(estate, home, "access points with CPE makers' MACs")


def _behind(box: Box, macs: list[str], behind: set[str]) -> None:
    box.learnt.extend(Learnt("p5", mac) for mac in macs)
    for at, one in enumerate(box.clients):
        if one.mac in behind:
            box.clients[at] = Client(one.address, one.mac, one.port, "p5", is_resolved=False)


def routing_access_point(estate: Estate, home: Home) -> None:
    """An access point of MikroTik's: RouterOS says that it is a router, whatever it does."""
    mac, address = mac_of(home.rng, "MikroTik"), home.lan_address(245)

    def change(box: Box) -> None:
        at = "lan1" if box.has_port("lan1") else "lan"
        box.resolved.append(Resolved("lan", address, mac))
        box.heard.append(
            Heard(at, mac, "AP-AULA", "RouterOS cAP ac", address,
                  frozenset({"bridge", "wlanAccessPoint", "router"}), "MikroTik",
                  frozenset({"lldp", "cdp"}))
        )  # fmt: skip

    home.kept.append(change)
    innocent(estate, home, "MikroTik as access point")


def telephones(estate: Estate, home: Home) -> None:
    """IP telephones that announce themselves."""
    macs = [mac_of(home.rng, "Telephone") for _ in range(3)]

    def change(box: Box) -> None:
        at = "lan1" if box.has_port("lan1") else "lan"
        for number, mac in enumerate(macs):
            box.heard.append(
                Heard(at, mac, f"SIP-T{number}", "SIP-T21P", home.lan_address(180 + number),
                      frozenset({"bridge", "telephone"}), "Yealink", frozenset({"lldp", "cdp"}))
            )  # fmt: skip

    home.kept.append(change)
    innocent(estate, home, "IP telephones")


def cleared_counters(estate: Estate, home: Home) -> None:
    """Counters that somebody clears, and ones that wrap."""
    at_s = estate.day_s(4) + 10 * _HOUR_S
    while at_s < estate.end_s:
        home.agent().cleared_s.append(at_s)
        at_s += home.rng.uniform(3, 9) * DAY_S
    innocent(estate, home, "counters cleared")


def moved_out(estate: Estate, home: Home) -> None:
    """People move to another building, and their traffic with them."""
    start_s = estate.moment_s(estate.days * 0.2, estate.days * 0.8)
    stay = home.rng.uniform(0.05, 0.7)

    def change(box: Box) -> None:
        box.clients = box.clients[: max(1, round(len(box.clients) * stay))]
        take_away(box, 1 - stay)

    when(home, start_s, estate.end_s, change)
    innocent(estate, home, "people moved out")


def upload_ends(estate: Estate, home: Home) -> None:
    """A backup that made a good part of the traffic ends; people stay."""
    start_s = estate.moment_s(estate.days * 0.2, estate.days * 0.8)
    part = home.rng.betavariate(3.0, 2.0)
    when(home, start_s, estate.end_s, lambda box: take_away(box, part))
    innocent(estate, home, "a large upload ends")


def line_cut(estate: Estate, home: Home) -> None:
    """The line to Kominfo is cut, for hours or for days."""
    start_s = estate.moment_s(3, estate.days * 0.7)
    end_s = start_s + home.rng.lognormvariate(0.2, 0.9) * DAY_S
    home.agent().outages.append(Outage(start_s, end_s, Fault.CUT_OFF))
    innocent(estate, home, "line cut for days")


def dead(estate: Estate, home: Home) -> None:
    """A device that dies."""
    start_s = estate.moment_s(3, estate.days * 0.7)
    home.agent().outages.append(Outage(start_s, estate.end_s))
    innocent(estate, home, "dead device")


def flapping_power(estate: Estate, home: Home) -> None:
    """Power that comes and goes for two days."""
    at_s = estate.moment_s(3, estate.days * 0.7)
    for _ in range(2 + int(home.rng.expovariate(0.1))):
        home.agent().outages.append(Outage(at_s, at_s + home.rng.uniform(120, 600)))
        at_s += home.rng.uniform(1, 6) * _HOUR_S
    innocent(estate, home, "flapping power")


def shuffled(estate: Estate, home: Home) -> None:
    """A restart after which the interfaces have other numbers."""
    start_s = estate.moment_s(3, estate.days * 0.7)
    home.agent().outages.append(Outage(start_s - 180, start_s))

    def change(box: Box) -> None:
        for number, port in enumerate(reversed(box.ports), 1):
            port.index = number

    when(home, start_s, estate.end_s, change)
    innocent(estate, home, "ifIndexes shuffled")


def renamed(estate: Estate, home: Home) -> None:
    """A line whose interface gets another name."""
    start_s = estate.moment_s(3, estate.days * 0.7)

    def change(box: Box) -> None:
        port = box.port("wan")
        port.name, port.alias = renamed_line(port.name), "ke NOC"

    when(home, start_s, estate.end_s, change)
    innocent(estate, home, "interface renamed")


_BEFORE = (
    ("closed week", closed_week, 4),
)  # fmt: skip
STORIES = (
    *(
        Story(kind=kind, takes=taking("habits"), tell=nothing, before=tale, count=count)
        for kind, tale, count in _BEFORE
    ),
    Story(
        kind="replaced on record", takes=taking("hands", "wan"), tell=replaced_on_record, count=3
    ),
    Story(kind="rotated", takes=taking("hands", "power"), tell=rotated, count=3),
    Story(
        kind="line card",
        takes=taking("wan"),
        tell=line_card,
        count=3,
        fits=lambda home: home.second is None and not home.is_carriers,
    ),
    Story(kind="night cut-off", takes=taking("power"), tell=night_cut_off, count=4),
    # A switch would hear it before it is registered.
    Story(
        kind="new router",
        takes=taking("hands", "power"),
        tell=new_router,
        count=3,
        fits=lambda home: not home.has_switch,
    ),
    Story(kind="access points", takes=taking("lan"), tell=access_points, count=7),
    Story(kind="MikroTik as access point", takes=taking("lan"), tell=routing_access_point, count=3),
    Story(kind="telephones", takes=taking("telephones"), tell=telephones, count=4),
    Story(kind="counters cleared", takes=taking("counters"), tell=cleared_counters, count=3),
    Story(kind="moved out", takes=taking("habits"), tell=moved_out, count=3),
    Story(kind="upload ends", takes=taking("habits"), tell=upload_ends, count=3),
    Story(kind="line cut", takes=taking("power"), tell=line_cut, count=3),
    Story(kind="dead device", takes=taking("power"), tell=dead, count=3),
    Story(kind="flapping power", takes=taking("power"), tell=flapping_power, count=3),
    Story(kind="shuffled", takes=taking("indexes"), tell=shuffled, count=4),
    Story(
        kind="renamed",
        takes=taking("wan", "names"),
        tell=renamed,
        count=3,
        fits=lambda home: home.accounted != "circuit",
    ),
)
