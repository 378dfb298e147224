"""A box on an access port that looks like a router."""

from dataclasses import replace

import pytest

from monitor.model.finding import Strength
from monitor.model.memory import Memory
from monitor.model.observation import ArpEntry, FdbEntry, Interface
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rules.router_behind_port import RULE
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    GATEWAY_MAC,
    HOME_ROUTER_MAC,
    NOW_S,
    ONT_MAC,
    R1_MAC,
    SERVER,
    SWITCH,
    World,
    arp,
    circuit,
    default,
    learnt,
    learnt_mac,
    neighbour,
    own,
    port,
    row_of,
)

AT_SWITCH = World(device=SWITCH)
PORT = port(9, "lan9")
LAN = port(1, "br-lan", mac=R1_MAC)
SECOND = port(2, "br-tamu")


def strengths(*seen: Observation, world: World = AT_SWITCH) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


def laptops(count: int, index: int = 9) -> list[FdbEntry]:
    return [learnt_mac(f"00:00:0c:00:00:{number:02x}", index) for number in range(count)]


def with_threshold(**numbers: float) -> World:
    return replace(AT_SWITCH, policy=Policy(overrides={RULE.id: RuleOverride(thresholds=numbers)}))


def test_a_home_routers_mac_on_an_access_port_is_a_hint() -> None:
    assert strengths(PORT, learnt_mac(ONT_MAC, 9)) == [Strength.HINT]


HOUR_S = 3600.0


def passing(*entries: FdbEntry, for_s: float = HOUR_S, world: World = AT_SWITCH) -> World:
    """The switch has had these for so long, and no router has resolved them."""
    since_s = {entry.mac: NOW_S - for_s for entry in entries}
    return replace(world, past=Memory(passing=since_s))


def test_with_machines_behind_its_port_that_pass_the_router_by_it_is_strong() -> None:
    for mac in (ONT_MAC, HOME_ROUTER_MAC):
        seen = (PORT, learnt_mac(mac, 9), *laptops(9), *laptops_elsewhere(40))
        world = passing(*laptops(3))
        assert strengths(*seen, world=world) == [Strength.STRONG]
        assert strengths(*seen, world=passing(*laptops(2))) == []
        assert strengths(*seen, world=passing(*laptops(3), for_s=HOUR_S - 1)) == []


def laptops_elsewhere(count: int) -> list[FdbEntry]:
    return [learnt_mac(f"00:00:0c:00:01:{number:02x}", 8) for number in range(count)]


def test_what_passes_by_may_be_behind_other_ports_if_its_maker_makes_nothing_else() -> None:
    others = laptops_elsewhere(13)
    seen = (PORT, port(8, "lan8"), *others)
    ont, point = learnt_mac(ONT_MAC, 9), learnt_mac(HOME_ROUTER_MAC, 9)
    # Of thirteen machines four are more than a quarter; the box itself is none.
    assert strengths(*seen, ont, world=passing(*others[:4])) == [Strength.STRONG]
    assert strengths(*seen, ont, world=passing(*others[:3])) == [Strength.HINT]
    assert strengths(*seen, point, world=passing(*others[:4])) == [Strength.HINT]
    few = (PORT, port(8, "lan8"), *others[:3])
    assert strengths(*few, ont, world=passing(*others[:2])) == [Strength.HINT]


def test_cameras_printers_and_virtual_machines_have_nobody_to_ask() -> None:
    things = [learnt_mac(f"{mac}:00:00:0{n}", 9) for n, mac in enumerate(["64:eb:8c"] * 4)]
    guests = [learnt_mac(f"52:54:00:00:00:0{n}", 9) for n in range(4)]
    points = [learnt_mac(f"50:c7:bf:00:00:0{n}", 9) for n in range(2, 6)]
    for found in (things, guests, points):
        seen = (PORT, learnt_mac(ONT_MAC, 9), *found)
        assert set(strengths(*seen, world=passing(*found))) == {Strength.HINT}


def test_the_box_itself_and_what_is_registered_do_not_pass_by() -> None:
    ont, r1 = learnt_mac(ONT_MAC, 9), learnt_mac(R1_MAC, 9)
    two = laptops(2)
    assert strengths(PORT, ont, r1, *two, world=passing(ont, r1, *two)) == [Strength.HINT]


def test_how_long_and_how_many_pass_by_is_the_administrators() -> None:
    seen = (PORT, learnt_mac(HOME_ROUTER_MAC, 9), *laptops(4))
    for numbers, strength in (
        ({"passing_machines": 4}, Strength.STRONG),
        ({"passing_machines": 5}, Strength.HINT),
        ({"passing_s": 7200}, Strength.HINT),
    ):
        world = passing(*laptops(4), world=with_threshold(**numbers))
        assert strengths(*seen, world=world) == [strength]
    seen = (PORT, learnt_mac(ONT_MAC, 9), port(8, "lan8"), *laptops_elsewhere(9))
    world = passing(*laptops_elsewhere(4), world=with_threshold(passing_ratio=0.5))
    assert strengths(*seen, world=world) == [Strength.HINT]


def test_who_passes_by_is_told_with_their_rows() -> None:
    box, along = learnt_mac(ONT_MAC, 9), laptops(3)
    [signal] = passing(*along).spoken(RULE, PORT, box, *along)
    assert "and 3 machines there pass the site's router by" in signal.text.en
    assert "dan 3 mesin di sana tidak lewat router lokasi" in signal.text.id
    assert signal.evidence == tuple(map(row_of, (box, *along)))


def test_a_gateways_address_is_told_and_makes_it_no_more_than_a_hint() -> None:
    seen = (PORT, LAN, learnt_mac(ONT_MAC, 9), arp("172.16.5.254", ONT_MAC, 1))
    [signal] = CITY.spoken(RULE, *seen)
    assert signal.strength is Strength.HINT
    assert "with a gateway's address, 172.16.5.254" in signal.text.en
    assert "yang beralamat seperti gateway, 172.16.5.254" in signal.text.id


def test_with_an_ordinary_address_it_is_not() -> None:
    seen = (PORT, LAN, learnt_mac(ONT_MAC, 9), arp("172.16.5.9", ONT_MAC, 1))
    assert strengths(*seen, world=CITY) == [Strength.HINT]
    others = (PORT, LAN, learnt_mac(ONT_MAC, 9), arp("172.16.5.254", "00:00:0c:00:00:01", 1))
    assert strengths(*others, world=CITY) == [Strength.HINT]


def test_a_maker_of_access_points_too_needs_several_lans() -> None:
    first = (PORT, LAN, SECOND, learnt_mac(HOME_ROUTER_MAC, 9))
    one, two = arp("172.16.5.254", HOME_ROUTER_MAC, 1), arp("172.16.6.254", HOME_ROUTER_MAC, 2)
    assert strengths(*first, one, world=CITY) == [Strength.HINT]
    assert strengths(*first, one, two, world=CITY) == [Strength.STRONG]
    strict = replace(with_threshold(lans=3), device=CITY.device)
    assert strengths(*first, one, two, world=strict) == [Strength.HINT]


def test_a_port_with_many_macs_is_no_access_port() -> None:
    assert strengths(PORT, learnt_mac(ONT_MAC, 9), *laptops(7)) == [Strength.HINT]
    assert strengths(PORT, learnt_mac(ONT_MAC, 9), *laptops(8)) == []
    assert strengths(PORT, learnt_mac(ONT_MAC, 9), *laptops(8, index=8)) == [Strength.HINT]


def test_how_many_are_many_is_the_administrators() -> None:
    world = with_threshold(access_port_macs=2)
    assert strengths(PORT, learnt_mac(ONT_MAC, 9), *laptops(1), world=world) == [Strength.HINT]
    assert strengths(PORT, learnt_mac(ONT_MAC, 9), *laptops(2), world=world) == []


def test_one_mac_in_two_vlans_is_one() -> None:
    seen = [learnt_mac(ONT_MAC, 9, vlan=number) for number in (1, 2)]
    assert strengths(PORT, *seen) == [Strength.HINT]
    assert strengths(PORT, port(8, "lan8"), learnt_mac(ONT_MAC, 9), learnt_mac(ONT_MAC, 8)) == [
        Strength.HINT
    ]
    assert strengths(PORT, *seen, *laptops(7)) == [Strength.HINT]


@pytest.mark.parametrize("mac", [GATEWAY_MAC, CORE_MAC, "00:00:5e:00:01:01"])
def test_a_port_that_leads_to_the_citys_network_says_nothing(mac: str) -> None:
    assert strengths(PORT, learnt_mac(ONT_MAC, 9), learnt_mac(mac, 9)) == []


def test_what_is_registered_at_the_same_site_or_is_a_host_leads_nowhere_else() -> None:
    assert strengths(PORT, learnt_mac(ONT_MAC, 9), learnt_mac(R1_MAC, 9)) == [Strength.HINT]
    away = replace(SERVER, site="noc", macs=frozenset({"00:00:0c:00:00:99"}))
    world = AT_SWITCH.declaring(devices={**CITY.registry.devices, "srv1": away})
    seen = (PORT, learnt_mac(ONT_MAC, 9), learnt_mac("00:00:0c:00:00:99", 9))
    assert strengths(*seen, world=world) == [Strength.HINT]


@pytest.mark.parametrize("status", ["self", "mgmt", "invalid", "other"])
def test_what_was_not_learnt_says_nothing(status: str) -> None:
    assert strengths(PORT, learnt_mac(ONT_MAC, 9, status=status)) == []
    assert strengths(PORT, learnt_mac(ONT_MAC, 9, status="learned")) == [Strength.HINT]


def test_its_own_macs_are_nobodys() -> None:
    assert strengths(port(9, "lan9", mac=ONT_MAC), learnt_mac(ONT_MAC, 9)) == []
    assert strengths(
        port(9, "lan9", mac="00:00:0c:00:00:aa"),
        learnt_mac(ONT_MAC, 9),
        learnt_mac("00:00:0c:00:00:aa", 9),
        *laptops(7),
    ) == [Strength.HINT]


def test_a_port_without_an_interface_is_named_by_its_number() -> None:
    [signal] = AT_SWITCH.spoken(RULE, PORT, learnt_mac(ONT_MAC, None, port=4))
    assert signal.link == "port 4"
    assert strengths(PORT, learnt_mac(ONT_MAC)) == []
    # Bridge ports of one number may stand for several interfaces.
    seen = [replace(one, port=4) for one in laptops(8)]
    assert strengths(PORT, learnt_mac(ONT_MAC, None, port=4), *seen) == [Strength.HINT]


def test_a_registered_box_says_nothing() -> None:
    world = replace(AT_SWITCH, inventory=learnt((CITY.device, (port(1, mac=ONT_MAC),))))
    assert strengths(PORT, learnt_mac(ONT_MAC, 9), world=world) == []


def test_a_registered_line_or_one_that_leads_out_says_nothing() -> None:
    line = (port(3, "wan2"), own("192.168.1.2/24", 3))
    assert strengths(*line, learnt_mac(ONT_MAC, 3), world=CITY) == [Strength.HINT]
    assert strengths(*line, learnt_mac(ONT_MAC, 3), default(None, 3), world=CITY) == []
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="wan2")),))
    assert strengths(*line, learnt_mac(ONT_MAC, 3), world=world) == []


def many(count: int, mac: str = "00:00:0c:00:00:01", index: int = 1) -> list[ArpEntry]:
    return [arp(f"172.16.5.{number + 2}", mac, index) for number in range(count)]


def test_many_addresses_of_one_mac_are_a_hint() -> None:
    assert strengths(LAN, *many(8), world=CITY) == []
    assert strengths(LAN, *many(9), world=CITY) == [Strength.HINT]


def test_how_many_addresses_are_many_is_the_administrators() -> None:
    world = replace(with_threshold(addresses=20), device=CITY.device)
    assert strengths(LAN, *many(20), world=world) == []
    assert strengths(LAN, *many(21), world=world) == [Strength.HINT]


def test_one_address_on_two_interfaces_is_one_and_ipv6_does_not_count() -> None:
    twice = [*many(8), *many(8, index=2)]
    assert strengths(LAN, SECOND, *twice, world=CITY) == []
    v6 = [arp(f"fe80::{number}", "00:00:0c:00:00:01", 1) for number in range(2, 30)]
    assert strengths(LAN, *v6, world=CITY) == []


@pytest.mark.parametrize(
    "mac", ["52:54:00:00:00:01", "00:00:5e:00:01:01", CORE_MAC, GATEWAY_MAC, R1_MAC]
)
def test_many_addresses_of_what_is_known_to_have_them_say_nothing(mac: str) -> None:
    assert strengths(LAN, *many(20, mac), world=CITY) == []


def test_addresses_that_are_not_resolved_are_behind_nothing() -> None:
    assert strengths(LAN, *(arp(f"172.16.5.{n}", None, 1) for n in range(20)), world=CITY) == []


def test_many_addresses_are_told_where_the_first_was_seen() -> None:
    entries = [*many(5), *(arp(f"172.16.6.{n}", "00:00:0c:00:00:01", 2) for n in range(2, 8))]
    [signal] = CITY.spoken(RULE, LAN, SECOND, *entries)
    assert signal.link == "br-lan"
    assert "has 11 addresses" in signal.text.en


def test_of_several_gateways_addresses_the_first_is_told() -> None:
    two = (arp("172.16.5.254", ONT_MAC, 1), arp("172.16.6.1", ONT_MAC, 2))
    [signal] = CITY.spoken(RULE, PORT, LAN, SECOND, learnt_mac(ONT_MAC, 9), *two)
    assert signal.text.en.endswith("address, 172.16.5.254")
    assert signal.text.id.endswith("seperti gateway, 172.16.5.254")


def test_many_addresses_behind_a_line_that_leads_out_say_nothing() -> None:
    line = (port(3, "wan2"), own("192.168.1.2/24", 3))
    assert strengths(*line, *many(20, index=3), world=CITY) == [Strength.HINT]
    assert strengths(*line, default(None, 3), *many(20, index=3), world=CITY) == []
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="wan2")),))
    assert strengths(*line, *many(20, index=3), world=world) == []
    assert strengths(*line, learnt_mac(ONT_MAC, 9), PORT, arp("192.168.1.1", ONT_MAC, 3),
                     world=world) == [Strength.HINT]  # fmt: skip


def test_of_very_many_the_first_are_told() -> None:
    found = [learnt_mac(f"c8:50:e9:00:00:{n:02x}", n) for n in range(65)]
    ports = [port(n, f"lan{n}") for n in range(65)]
    assert len(strengths(*ports, *found[:64])) == 64
    assert len(strengths(*ports, *found)) == 64
    crowd = [arp(f"172.16.{n}.{k}", f"00:00:0c:00:01:{n:02x}", 1) for n in range(65)
             for k in range(2, 11)]  # fmt: skip
    assert len(strengths(LAN, *crowd, world=CITY)) == 64
    assert len(strengths(LAN, *crowd[: 64 * 9], world=CITY)) == 64


def test_without_a_forwarding_table_it_could_not_look() -> None:
    world = replace(AT_SWITCH, unread={FdbEntry: TableStatus.ABSENT})
    assert world.judged(PORT).inconclusive[RULE.id] == "FdbEntry absent"
    assert RULE.needs == (Interface, FdbEntry)


def test_it_is_one_case_with_what_other_rules_say_of_the_box() -> None:
    seen = (PORT, LAN, learnt_mac(ONT_MAC, 9), arp("172.16.5.254", ONT_MAC, 1),
            neighbour(9, mac=ONT_MAC))  # fmt: skip
    [case] = CITY.judged(*seen).cases
    assert case.rules == {RULE.id, "cpe-on-lan", "unregistered-neighbour"}
    assert case.key == f"puskesmas|foreign_neighbour|{ONT_MAC}"
    assert CORE.name not in case.text.en


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    entry, gateway = learnt_mac(ONT_MAC, 9), arp("172.16.5.254", ONT_MAC, 1)
    [signal] = CITY.spoken(RULE, PORT, LAN, entry, gateway)
    who = "c8:50:e9:12:34:56 (Raisecom Technology CO., LTD)"
    assert signal.text.en == f"behind lan9 is the box {who} with a gateway's address, 172.16.5.254"
    assert signal.text.id == (
        f"di balik lan9 ada perangkat {who} yang beralamat seperti gateway, 172.16.5.254"
    )
    assert (signal.subject, signal.link, signal.kind) == (ONT_MAC, "lan9", "foreign_neighbour")
    assert signal.evidence == (row_of(entry), row_of(gateway))
    [signal] = CITY.spoken(RULE, PORT, entry)
    assert signal.text.en == f"behind lan9 is the box {who}"
    assert signal.text.id == f"di balik lan9 ada perangkat {who}"
    crowd = many(9, "02:00:0c:00:00:01")
    [signal] = CITY.spoken(RULE, LAN, *crowd)
    assert signal.text.en == "on br-lan the box 02:00:0c:00:00:01 has 9 addresses"
    assert signal.text.id == "di br-lan perangkat 02:00:0c:00:00:01 memiliki 9 alamat"
    assert (signal.subject, signal.link) == ("02:00:0c:00:00:01", "br-lan")
    assert signal.evidence == tuple(map(row_of, crowd))
    [signal] = CITY.spoken(RULE, *crowd)
    assert signal.link == "?"


def test_the_port_behind_which_a_registered_lines_gateway_is_leads_to_the_city() -> None:
    """A VLAN of the port is the line; the port itself has another MAC address and no line."""
    line = (port(4, "vlan254"), own("10.44.0.6/30", 4), default("10.44.0.5", 4))
    gateway = arp("10.44.0.5", "00:0c:29:00:00:05", 4)
    behind = (PORT, learnt_mac(ONT_MAC, 9), learnt_mac("00:0c:29:00:00:05", 9))
    world = CITY.declaring(circuits=(circuit(Subject(interface="vlan254")),))
    assert strengths(*line, gateway, *behind, world=world) == []
    assert strengths(*line, gateway, *behind, world=CITY) == [Strength.HINT]
    assert strengths(*line, *behind, world=world) == [Strength.HINT]
