"""A line that carries traffic to a box like a gateway, and no route table shows it."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.declared import Gateway
from monitor.model.finding import FindingKind, Strength
from monitor.model.observation import Address, ArpEntry, Interface
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rules.hidden_gateway import RULE
from tests.scenes import (
    CITY,
    CORE,
    NO_PLAN,
    ONT_MAC,
    R1_MAC,
    World,
    arp,
    circuit,
    default,
    learnt,
    own,
    port,
    row_of,
)

OWN = own("192.168.18.7/24", 3)
BOX = arp("192.168.18.1", ONT_MAC, 3)
MINUTE = 60


def line(came: int, went: int = 0, *, bits: int | None = 64, **said: object) -> Interface:
    return port(3, "ether3", in_octets=came, out_octets=went, counter_bits=bits, **said)


def after(*, came: int, went: int = 0, bits: int | None = 64, world: World = CITY) -> World:
    """The city a minute after these octets had not passed."""
    return replace(world, before=(line(9_000_000 - came, 4_000_000 - went, bits=bits),))


NOW = line(9_000_000, 4_000_000)
CARRYING = after(came=900 * MINUTE, went=200 * MINUTE)


def strengths(*seen: Observation, world: World = CARRYING) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


def test_a_line_that_carries_traffic_to_a_strange_gateway_without_a_route_is_strong() -> None:
    [signal] = CARRYING.spoken(RULE, NOW, OWN, BOX)
    assert signal.strength is Strength.STRONG
    assert (signal.kind, signal.subject) == (FindingKind.FOREIGN_UPLINK, "ether3")
    assert signal.about == ONT_MAC
    assert f"{ONT_MAC} (Raisecom" in signal.text.en
    assert "no route shows it" in signal.text.en
    assert "tidak ada rute" in signal.text.id
    assert signal.evidence == tuple(map(row_of, (BOX, NOW, OWN)))


def test_another_machine_or_two_make_no_lan_and_three_do() -> None:
    second = arp("192.168.18.50", "00:00:0c:00:00:02", 3)
    third = arp("192.168.18.51", "00:00:0c:00:00:03", 3)
    nobody = arp("192.168.18.52", None, 3)
    itself = arp("192.168.18.7", "00:00:0c:00:00:09", 3)
    elsewhere = arp("172.16.5.9", "00:00:0c:00:00:04", 8)
    assert strengths(NOW, OWN, BOX, second, nobody, itself, elsewhere) == [Strength.STRONG]
    assert strengths(NOW, OWN, BOX, second, third) == []


def test_while_it_hardly_carries_anything_it_is_a_hint() -> None:
    assert strengths(NOW, OWN, BOX, world=after(came=999 * MINUTE)) == [Strength.HINT]
    assert strengths(NOW, OWN, BOX, world=after(came=1000 * MINUTE)) == [Strength.STRONG]
    assert strengths(NOW, OWN, BOX, world=CITY) == [Strength.HINT]
    strict = Policy(overrides={RULE.id: RuleOverride(thresholds={"octets_per_s": 5000})})
    assert strengths(NOW, OWN, BOX, world=replace(CARRYING, policy=strict)) == [Strength.HINT]
    short = after(came=999 * MINUTE, bits=32)
    assert strengths(line(9_000_000, 4_000_000, bits=32), OWN, BOX, world=short) == []


def test_the_port_of_the_citys_own_vlan_says_nothing() -> None:
    vlan = port(7, "ether3.100"), own("10.44.0.6/30", 7)
    world = CARRYING.declaring(circuits=(circuit(Subject(interface="ether3.100")),))
    assert strengths(NOW, OWN, BOX, *vlan, world=world) == []
    same_mac = line(9_000_000, 4_000_000, mac=R1_MAC)
    named = port(7, "kominfo", mac=R1_MAC), own("10.44.0.6/30", 7)
    world = CARRYING.declaring(circuits=(circuit(Subject(interface="kominfo")),))
    assert strengths(same_mac, OWN, BOX, *named, world=world) == []


def test_beside_a_line_that_the_city_has_dialled_it_is_a_hint() -> None:
    """A modem in bridge mode has an address to be managed by, and the line's octets."""
    dialled = port(7, "pppoe-out1", type=23), own("10.44.0.6/32", 7)
    world = CARRYING.declaring(circuits=(circuit(Subject(interface="pppoe-out1")),))
    assert strengths(NOW, OWN, BOX, *dialled, world=world) == [Strength.HINT]
    assert strengths(NOW, OWN, BOX, *dialled) == [Strength.STRONG]


def test_a_box_with_several_addresses_is_one() -> None:
    again = arp("fe80::1", ONT_MAC, 3), arp("2001:db8:9::7", ONT_MAC, 3), arp("fe80::7", ONT_MAC, 3)
    assert strengths(NOW, OWN, BOX, *again) == [Strength.STRONG]


def test_printers_and_a_gateway_that_is_registered_by_its_address_say_nothing() -> None:
    printer = arp("192.168.18.254", "64:eb:8c:00:00:01", 3)
    assert strengths(NOW, OWN, printer) == []
    gateways = (Gateway(ip_address("192.168.18.1")),)
    network = replace(CITY.registry.network, gateways=gateways)
    assert strengths(NOW, OWN, BOX, world=CARRYING.declaring(network=network)) == []


def test_a_lan_sends_more_than_it_takes_and_says_nothing() -> None:
    lan = line(4_000_000, 9_000_000)
    world = replace(CITY, before=(line(3_000_000, 8_000_000),))
    assert strengths(lan, OWN, BOX, world=world) == []
    same = line(9_000_000, 9_000_000)
    world = replace(CITY, before=(line(8_000_000, 8_000_000),))
    assert strengths(same, OWN, BOX, world=world) == []


@pytest.mark.parametrize("bits", [32])
def test_counters_that_wrap_make_it_a_hint(bits: int) -> None:
    world = after(came=1000 * MINUTE, bits=bits)
    assert strengths(line(9_000_000, 4_000_000, bits=bits), OWN, BOX, world=world) == [
        Strength.HINT
    ]


@pytest.mark.parametrize(
    "address",
    ["192.168.18.1/24", "192.168.18.254/24", "10.20.5.7/24", "203.0.113.7/29", "169.254.1.7/16"],
)
def test_a_gateways_own_a_planned_and_another_kind_of_address_say_nothing(address: str) -> None:
    assert strengths(NOW, own(address, 3), BOX) == []
    assert strengths(NOW, OWN, own("192.168.18.254/24", 3), BOX) == []


def test_without_a_plan_no_private_address_is_outside_it() -> None:
    world = replace(CARRYING, registry=CITY.declaring(network=NO_PLAN).registry)
    assert strengths(NOW, OWN, BOX, world=world) == []


def test_a_line_that_is_routed_over_is_the_matter_of_other_rules() -> None:
    assert strengths(NOW, OWN, BOX, default("192.168.18.1", 3)) == []


def test_a_registered_line_and_a_known_box_say_nothing() -> None:
    registered = CARRYING.declaring(circuits=(circuit(Subject(device="r1", interface="ether3")),))
    assert strengths(NOW, OWN, BOX, world=registered) == []
    inventory = learnt((CORE, (port(1, mac=ONT_MAC),)))
    assert strengths(NOW, OWN, BOX, world=replace(CARRYING, inventory=inventory)) == []


def test_no_box_two_boxes_and_a_box_at_another_address_say_nothing() -> None:
    assert strengths(NOW, OWN) == []
    second = arp("192.168.18.254", "00:00:0c:00:00:02", 3)
    assert strengths(NOW, OWN, BOX, second) == []
    assert strengths(NOW, OWN, arp("192.168.18.9", ONT_MAC, 3)) == []
    assert strengths(NOW, OWN, arp("192.168.18.1", None, 3)) == []


def test_tunnels_and_dialled_lines_have_no_gateway_to_be_seen() -> None:
    for kind in (23, 131):
        world = replace(CITY, before=(line(1_000_000, type=kind),))
        assert strengths(line(9_000_000, type=kind), OWN, BOX, world=world) == []


@pytest.mark.parametrize("kind", [Interface, Address, ArpEntry])
def test_without_what_it_reads_it_could_not_look(kind: type[Observation]) -> None:
    world = replace(CARRYING, unread={kind: TableStatus.REFUSED})
    assert world.judged(NOW).inconclusive[RULE.id] == f"{kind.__name__} refused"
