"""
Those who look like evaders and are honest.

A device pair with one virtual address, a stack under two names, a view that is narrow from its
maker, a configuration copied with its MAC addresses, a modem that Kominfo rents, a laptop full of
virtual machines, a second LAN for cameras.
"""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Interface

from tests.measured_city.agent import Agent
from tests.measured_city.box import Box, Effect, Held, Learnt, Port, Resolved, Way
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.facts import mac_of, serial_of, shared_address
from tests.measured_city.homes import Home
from tests.measured_city.innocent_lines import innocent
from tests.measured_city.lines import add_port, when
from tests.measured_city.story import Story, taking

_ROUTES_AND_ARP = frozenset(
    {"ipRouteTable", "ipCidrRouteTable", "inetCidrRouteTable", "ipNetToMediaTable",
     "ipNetToPhysicalTable"}
)  # fmt: skip
_IP = _ROUTES_AND_ARP | {"ipAddrTable", "ipAddressTable"}


def _beside(
    estate: Estate, home: Home, name: str, last: int, box: Callable[[], Box], role: str = "router"
) -> None:
    agent = Agent(name, home.code, home.platform, box, home.agent().activity, estate.chance(name),
                  estate.start_s - 70 * DAY_S)  # fmt: skip
    estate.add(agent, home.lan_address(last), role)


def pair(estate: Estate, home: Home) -> None:
    """Two routers with one virtual address on the LAN, which both of them show (VRRP)."""
    rng, group = home.rng, f"00:00:5e:00:01:{home.number % 250 + 1:02x}"
    virtual = home.lan_address(3)
    base = mac_of(rng, "Huawei")
    macs = {key: f"{base[:-2]}{(int(base[-2:], 16) + step) % 256:02x}"
            for step, key in enumerate(("wan", "lan", "spare"))}  # fmt: skip
    serial = serial_of(rng, "Huawei")

    def share(box: Box) -> None:
        box.held.append(Held("lan", IPv4Interface(f"{virtual}/24")))
        box.resolved.append(Resolved("lan", home.lan_address(2), macs["lan"]))

    def second() -> Box:
        box = home.box()
        box.name, box.serial, box.bridge_mac = f"r2-{home.code}", serial, macs["lan"]
        box.engine_id = b"\x80\x00\x07\xdb" + base.encode()[:7]
        for port in box.ports:
            port.mac = macs.get(port.uid, macs["lan"]) if port.mac else ""
            port.load_bps *= 0.01
        box.held = [Held("lan", IPv4Interface(f"{home.lan_address(2)}/24")),
                    Held("lan", IPv4Interface(f"{virtual}/24"))]  # fmt: skip
        box.port("wan").is_up = False
        box.ways = [Way(home.lan_gateway.ip, "lan")]
        box.resolved = [Resolved("lan", home.lan_gateway.ip, home.macs["lan"]),
                        Resolved("lan", virtual, group)]  # fmt: skip
        box.heard, box.peers, box.adjacencies = [], [], []
        return box

    when(home, estate.start_s - 1, estate.end_s, share)
    _beside(estate, home, f"r2-{home.code}", 2, second)
    innocent(estate, home, "pair with a virtual address")


def stack(estate: Estate, home: Home) -> None:
    """One device that the registry has under two names, by two of its addresses."""
    second = Held("lan", IPv4Interface(f"{home.lan_address(4)}/24"))
    when(home, estate.start_s - 1, estate.end_s, lambda box: box.held.append(second))
    agent = home.agent()

    def again() -> Box:
        return agent.box_at(estate.start_s)

    _beside(estate, home, f"stack-{home.code}", 4, again)
    innocent(estate, home, "one device under two names", is_own_work=True)


def narrow_view(estate: Estate, home: Home) -> None:
    """A view that shows the system and the interfaces, as its maker's example has it."""
    when(home, estate.start_s - 1, estate.end_s, lambda box: _hide(box, _IP))
    innocent(estate, home, "narrow view from the first day, no IP tables")


def half_view(estate: Estate, home: Home) -> None:
    """A view without routes and ARP, which cost the router too much."""
    when(home, estate.start_s - 1, estate.end_s, lambda box: _hide(box, _ROUTES_AND_ARP))
    innocent(estate, home, "narrow view from the first day, addresses only")


def closed_one_day(estate: Estate, home: Home) -> None:
    """Kominfo's own hardening: from one day on its view has no IP tables any more."""
    start_s = estate.moment_s(3, estate.days * 0.7)
    when(home, start_s, estate.end_s, lambda box: _hide(box, _ROUTES_AND_ARP))
    innocent(estate, home, "view narrowed by Kominfo, not announced", is_own_work=True)


def _hide(box: Box, tables: frozenset[str]) -> None:
    box.hidden |= tables


def copied(estate: Estate, home: Home) -> None:
    """A configuration that was copied from another site: engine, and the bridge's MAC address."""
    other = home.rng.choice([one for one in estate.homes if one is not home])
    lan, engine = other.macs["lan"], other.engine_id

    def change(box: Box) -> None:
        box.port("lan").mac, box.engine_id = lan, engine

    when(home, estate.start_s - 1, estate.end_s, change)
    innocent(estate, home, "configuration copied from another site")


def rented_modem(estate: Estate, home: Home) -> None:
    """A modem that Kominfo rents as the site's second line: a contract, its medium written down."""
    name, own = home.platform.lte, shared_address(home.rng)

    def change(box: Box) -> None:
        port = add_port(box, "lte", name, home.platform.lte_type, mtu=1430, imsi="510101234512345")
        port.load_bps, port.steady_bps = home.load_bps * 0.05, 200.0
        box.held.append(Held("lte", IPv4Interface(f"{own}/32"), 4))
        box.ways.append(Way(None, "lte", metric=20))

    estate.declared.circuits.append(
        {"contract": f"LTE/{home.number}/2026", "provider": "Telkomsel", "site": home.code,
         "match": [{"device": home.device, "interface": name}], "medium": "cellular"}
    )  # fmt: skip
    when(home, estate.start_s - 1, estate.end_s, change)
    innocent(estate, home, "modem that Kominfo rents")


def laptop(estate: Estate, home: Home) -> None:
    """Laptops with virtual machines, in working hours: as many as their owners like."""
    rng = home.rng
    number = min(9, 1 + int(rng.expovariate(0.5)))
    macs = [mac_of(rng, rng.choice(("VMware", "KVM"))) for _ in range(number)]
    days = [day for day in range(estate.days) if day % 7 < 5 and rng.random() < 0.8]

    def change(box: Box) -> None:
        at = "lan1" if box.has_port("lan1") else "lan"
        for at_number, mac in enumerate(macs):
            box.resolved.append(Resolved("lan", home.lan_address(170 + at_number), mac))
            box.learnt.append(Learnt(at, mac))

    for day in days:
        begin_s = estate.day_s(day) + rng.uniform(7.5, 10) * 3600
        end_s = begin_s + rng.uniform(3, 8) * 3600
        when(home, begin_s, end_s, change)
        if home.switch is not None:
            home.switch.effects.append(
                Effect(begin_s, end_s,
                       lambda box: box.learnt.extend(Learnt("p5", mac) for mac in macs))
            )  # fmt: skip
    innocent(estate, home, "laptop with virtual machines")


def cameras(estate: Estate, home: Home) -> None:
    """A second LAN in a household's numbers for cameras, whose recorder has the last address."""
    rng = home.rng
    third = rng.randint(0, 200)
    recorder, name = mac_of(rng, "Hikvision"), rng.choice(("vlan30", "cctv", "lan3"))

    def change(box: Box) -> None:
        port = add_port(box, "cctv", name, 135, mac=home.macs["lan"])
        port.load_bps, port.steady_bps, port.share = 3e4, 4e4, 0.1
        box.held.append(Held("cctv", IPv4Interface(f"192.168.{third}.1/24")))
        box.resolved.append(Resolved("cctv", IPv4Interface(f"192.168.{third}.254/24").ip, recorder))

    when(home, estate.moment_s(1, estate.days * 0.6), estate.end_s, change)
    innocent(estate, home, "second LAN for cameras")


def loopbacks(estate: Estate, home: Home) -> None:
    """Dummies and loopbacks of an administrator who likes them."""

    def change(box: Box) -> None:
        for number in range(3):
            box.ports.append(Port(f"own{number}", f"dummy{number}", mac=home.macs["lan"]))
            box.held.append(
                Held(f"own{number}", IPv4Interface(f"10.254.{home.number % 250}.{number}/32"))
            )

    when(home, estate.start_s - 1, estate.end_s, change)
    innocent(estate, home, "dummies with addresses of the plan")


def people_at_home(estate: Estate, home: Home) -> None:
    """Most people work from home from some day on: traffic is missing, and so are they."""
    start_s = estate.moment_s(3, estate.days * 0.6)
    part = home.rng.uniform(0.1, 0.8)

    def change(box: Box) -> None:
        box.clients = box.clients[: max(1, round(len(box.clients) * part))]
        for uid in ("wan", "lan", "lan1"):
            if box.has_port(uid):
                box.port(uid).load_bps *= part

    when(home, start_s, estate.end_s, change)
    innocent(estate, home, "people work from home")


def _is_bridge(home: Home) -> bool:
    return home.platform.key in ("mikrotik6", "mikrotik7", "linux")


STORIES = tuple(
    replace(story, count=2)
    for story in (
        Story(kind="pair", takes=taking("lan", "hands"), tell=pair),
        Story(kind="stack", takes=taking("hands", "indexes"), tell=stack),
        Story(kind="narrow view", takes=taking("view"), tell=narrow_view),
        Story(kind="half view", takes=taking("view"), tell=half_view),
        Story(kind="closed one day", takes=taking("view"), tell=closed_one_day),
        Story(kind="copied", takes=taking("hands"), tell=copied, fits=_is_bridge),
        Story(kind="rented modem", takes=taking("lte"), tell=rented_modem),
        Story(kind="laptop", takes=taking("machines"), tell=laptop),
        Story(kind="cameras", takes=taking("cameras"), tell=cameras),
        Story(kind="loopbacks", takes=taking("dummies"), tell=loopbacks),
        Story(kind="people at home", takes=taking("habits"), tell=people_at_home),
    )
)
