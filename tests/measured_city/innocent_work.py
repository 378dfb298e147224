"""
Kominfo's own work that nobody announced, and a registry that is behind what is so.

Nobody is guilty of any of it. A finding about it is a false accusation, even where the documents
tell people to announce their work: letters are signed without asking who forgot what.
"""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface

from tests.measured_city.agent import Fault, Outage
from tests.measured_city.box import Box, Effect, Heard, Resolved
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.facts import mac_of, public_block, serial_of
from tests.measured_city.guilty_hands import new_hardware, put_in_place, seen_by_others
from tests.measured_city.homes import Home
from tests.measured_city.innocent_lines import innocent, telkom_rented
from tests.measured_city.lines import when
from tests.measured_city.story import Story, taking


def _some_time(estate: Estate) -> float:
    return estate.moment_s(3, estate.days * 0.7)


def replaced_unannounced(estate: Estate, home: Home) -> None:
    """Kominfo replaces a router one day, and tells nobody."""
    start_s, hardware = _some_time(estate), new_hardware(home)
    home.agent().outages.append(Outage(start_s - home.rng.lognormvariate(7.3, 0.6), start_s))
    when(home, start_s, estate.end_s, lambda box: put_in_place(box, hardware))
    seen_by_others(estate, home, start_s, hardware[1])
    innocent(estate, home, "router replaced, not announced", is_own_work=True)


def firmware(estate: Estate, home: Home) -> None:
    """New firmware: another description, and an engine that was made anew."""
    start_s = _some_time(estate)
    home.agent().outages.append(Outage(start_s - 240, start_s))
    engine = b"\x80" + home.rng.randbytes(11)

    def change(box: Box) -> None:
        box.descr, box.engine_id = f"{box.descr} (updated)", engine

    when(home, start_s, estate.end_s, change)
    innocent(estate, home, "new firmware, not announced", is_own_work=True)


def moved_line(estate: Estate, home: Home) -> None:
    """The line is moved to another router of Kominfo's, with other numbers of the plan."""
    start_s = _some_time(estate)
    other = next(one for one in estate.upstreams if one is not home.upstream)
    network = IPv4Address(f"10.103.{home.number // 60}.{home.number % 60 * 4}")
    own, hop, old = IPv4Interface(f"{network + 2}/30"), network + 1, home.hop
    home.agent().outages.append(Outage(start_s - 900, start_s, Fault.CUT_OFF))

    def at_router(box: Box) -> None:
        for held in box.held:
            if held.port == "wan":
                held.address = own
        for way in box.ways:
            if way.hop == old:
                way.hop = hop
        for one in box.resolved:
            if one.port == "wan":
                one.address, one.mac = hop, other.mac
        for peer in box.peers:
            peer.address, peer.local = hop, own.ip
        for near in box.adjacencies:
            near.address, near.router_id = hop, other.loopback
        box.heard = [one for one in box.heard if one.port != "wan"]

    def away(box: Box) -> None:
        box.drop_port(home.edge_port)

    def arrived(box: Box) -> None:
        estate.port_of(box, replace(home, own=own, hop=hop, upstream=other, is_announced=False))

    when(home, start_s, estate.end_s, at_router, carries=1.0)
    estate.agents[home.upstream.name].effects.append(Effect(start_s, estate.end_s, away))
    estate.agents[other.name].effects.append(Effect(start_s, estate.end_s, arrived))
    innocent(
        estate, home, "line moved to another router of Kominfo's, not announced", is_own_work=True
    )


def new_edge(estate: Estate, home: Home) -> None:
    """Kominfo's router gets another card, with another MAC address."""
    start_s, mac, old = _some_time(estate), mac_of(home.rng, "Cisco"), home.upstream.mac

    def at_router(box: Box) -> None:
        seen: list[Resolved | Heard] = [*box.resolved, *box.heard]
        for one in seen:
            if one.mac == old:
                one.mac = mac

    def at_edge(box: Box) -> None:
        box.port(home.edge_port).mac = mac

    when(home, start_s, estate.end_s, at_router)
    estate.agents[home.upstream.name].effects.append(Effect(start_s, estate.end_s, at_edge))
    innocent(estate, home, "gateway's card replaced, not announced", is_own_work=True)


def renumbered_rent(estate: Estate, home: Home) -> None:
    """The provider of a rented line gives it other addresses of its own; the contract stays."""
    telkom_rented(estate, home)
    home.accounted = "circuit"
    estate.labels.innocences.pop()


def renumbered(estate: Estate, home: Home) -> None:
    """Let it happen one day."""
    start_s = _some_time(estate)
    block, _ = public_block(home.rng, 30)
    own, hop = IPv4Interface(f"{block.network_address + 2}/30"), block.network_address + 1
    mac, old = mac_of(home.rng, "Huawei"), home.hop

    def change(box: Box) -> None:
        for held in box.held:
            if held.port == "wan":
                held.address = own
        for way in box.ways:
            if way.hop == old:
                way.hop = hop
        for one in box.resolved:
            if one.port == "wan":
                one.address, one.mac = hop, mac

    when(home, start_s, estate.end_s, change)
    innocent(estate, home, "rented line renumbered by its provider", is_own_work=True)


def ended_on_paper(estate: Estate, home: Home) -> None:
    """A rented line whose contract was renewed, which nobody has written down."""
    telkom_rented(estate, home)
    estate.labels.innocences.pop()
    innocent(estate, home, "contract renewed and not written down", is_own_work=True)


def paper_ends(estate: Estate, home: Home) -> None:
    """Let its contract end in the registry while the line goes on."""
    last = home.rng.uniform(2, estate.days * 0.7)
    for circuit in estate.declared.circuits:
        if circuit["site"] == home.code:
            circuit["until"] = estate.date(last)


def ended_in_plan(estate: Estate, home: Home) -> None:
    """The same of a line in Kominfo's own numbers."""
    paper_ends(estate, home)
    innocent(estate, home, "contract of a line in the plan ended on paper", is_own_work=True)


def old_macs(estate: Estate, home: Home) -> None:
    """The registry has the MAC addresses of a router that was replaced last year."""
    entry = next(one for one in estate.declared.devices if one["name"] == home.device)
    entry["macs"] = sorted({mac_of(home.rng, "MikroTik") for _ in range(3)})
    innocent(estate, home, "registry has the old box's MAC addresses", is_own_work=True)


def gone_device(estate: Estate, home: Home) -> None:
    """The registry has a switch that was scrapped, with an address that another thing has now."""
    name = f"old-{home.code}"
    estate.declared.devices.append(
        {"name": name, "address": str(home.lan_address(251)), "site": home.code, "role": "switch",
         "poll": False, "macs": [home.clients[0].mac]}
    )  # fmt: skip
    innocent(
        estate, home, "registry has a scrapped switch, whose MAC a computer has", is_own_work=True
    )


def spare_part(estate: Estate, home: Home) -> None:
    """
    The router of another site is put in place here, when that one gets a new one.

    Some days lie between: it was in the workshop.
    """
    start_s = _some_time(estate)
    serial, engine = serial_of(home.rng, "Huawei"), b"\x80" + home.rng.randbytes(11)
    home.agent().outages.append(Outage(start_s - 2 * DAY_S, start_s))

    hardware = new_hardware(home)

    def settled(box: Box) -> None:
        put_in_place(box, (serial, hardware[1], engine))

    when(home, start_s, estate.end_s, settled)
    seen_by_others(estate, home, start_s, hardware[1])
    innocent(estate, home, "router from the workshop, not announced", is_own_work=True)


def _is_plain(home: Home) -> bool:
    return home.second is None and not home.is_carriers and home.upstream_end is None


STORIES = (
    Story(
        kind="replaced, not announced",
        takes=taking("hands", "wan"),
        tell=replaced_unannounced,
        count=2,
    ),
    Story(kind="firmware", takes=taking("hands"), tell=firmware, count=3),
    Story(kind="moved line", takes=taking("wan"), tell=moved_line, count=2, fits=_is_plain),
    Story(kind="new edge card", takes=taking("wan"), tell=new_edge, count=2, fits=_is_plain),
    Story(
        kind="renumbered rent",
        takes=taking("wan"),
        tell=renumbered,
        before=renumbered_rent,
        count=2,
        fits=_is_plain,
    ),
    Story(
        kind="ended on paper",
        takes=taking("wan"),
        tell=paper_ends,
        before=ended_on_paper,
        count=2,
        fits=_is_plain,
    ),
    Story(
        kind="ended in plan",
        takes=taking("wan"),
        tell=ended_in_plan,
        count=2,
        fits=lambda home: _is_plain(home) and home.accounted != "plan",
    ),
    Story(kind="old MACs", takes=taking("hands"), tell=old_macs, count=2),
    Story(kind="scrapped switch", takes=taking("lan"), tell=gone_device, count=2),
    Story(kind="from the workshop", takes=taking("hands", "wan"), tell=spare_part, count=1),
)
