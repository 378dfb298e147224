"""What accounts for a link: a waiver, a circuit, or the plan with a witness."""

from dataclasses import replace
from datetime import date
from ipaddress import ip_address, ip_network

import pytest

from monitor import plan
from monitor.model.finding import FindingKind
from monitor.model.link import Link
from monitor.model.observation import OspfNeighbour
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    DAY,
    GATEWAY_MAC,
    ONT_MAC,
    R1_MAC,
    World,
    arp,
    bgp,
    circuit,
    default,
    learnt,
    neighbour,
    own,
    port,
    waiver,
)

WAN = (port(1, "ether1", alias="ke Kominfo"), own("10.0.0.6/29", 1))
STRANGE_HOP = default("10.0.0.5", 1)


def link_of(*seen: Observation, world: World = CITY) -> Link:
    [link] = world.links(*seen)
    return link


def reason(*seen: Observation, world: World = CITY) -> str:
    return link_of(*seen, world=world).plan_reason


def ospf(router: str, state: str = "full", address: str = "10.0.0.5") -> OspfNeighbour:
    return OspfNeighbour(
        address=ip_address(address), router_id=ip_address(router), state=state  # type: ignore[arg-type]
    )  # fmt: skip


def test_an_address_in_the_plan_alone_is_no_witness() -> None:
    assert reason(*WAN, STRANGE_HOP) == ""
    assert reason(*WAN, STRANGE_HOP, arp("10.0.0.5", ONT_MAC, 1)) == ""


@pytest.mark.parametrize(
    ("witness", "said"),
    [
        (arp("10.0.0.5", GATEWAY_MAC, 1), "the gateway's MAC address is pe-1's"),
        (arp("10.0.0.5", CORE_MAC, 1), "the gateway's MAC address is core's"),
        (neighbour(1, mac=CORE_MAC), "the neighbour is core"),
        (neighbour(1, "10.0.0.2"), "the neighbour is core"),
        (ospf("10.0.0.2"), "the OSPF neighbour is core"),
        (bgp("10.0.0.2", 64512), "the BGP peer is of AS 64512, which the city allows"),
        (bgp("10.0.0.1", 64500), "the BGP peer is of AS 64500, which the city allows"),
    ],
)
def test_a_registered_device_at_the_other_end_is_a_witness(witness: Observation, said: str) -> None:
    assert reason(*WAN, STRANGE_HOP, witness) == said


@pytest.mark.parametrize(
    "witness",
    [
        neighbour(1, mac=ONT_MAC, sys_name="core"),
        neighbour(1, "10.0.0.2", mac=ONT_MAC),
        neighbour(1, "10.0.0.1", mac=ONT_MAC),
        neighbour(1, "10.0.0.6"),
        neighbour(1, "10.20.0.1"),
        neighbour(1, mac=R1_MAC),
        neighbour(2, mac=CORE_MAC),
        neighbour(None, mac=CORE_MAC),
        arp("10.0.0.5", R1_MAC, 1),
        arp("10.0.0.3", GATEWAY_MAC, 1),
        ospf("10.0.0.2", "init"),
        ospf("10.20.0.1"),
        ospf("10.0.0.2", address="10.77.0.1"),
        bgp("10.0.0.2", 7713),
        bgp("10.0.0.2", None),
        bgp("10.0.0.2", 64512, "idle"),
        bgp("10.0.0.5", 64512),
    ],
)
def test_what_only_looks_like_a_registered_device_is_no_witness(witness: Observation) -> None:
    assert reason(*WAN, STRANGE_HOP, witness) == ""


def test_a_next_hop_that_is_a_registered_device_is_a_witness() -> None:
    assert reason(*WAN, default("10.0.0.1", 1)) == "the next hop is pe-1"
    assert reason(*WAN, default("10.0.0.2", 1)) == "the next hop is core"


def test_a_next_hop_with_another_mac_than_declared_is_none() -> None:
    assert reason(*WAN, default("10.0.0.1", 1), arp("10.0.0.1", ONT_MAC, 1)) == ""
    assert reason(*WAN, default("10.0.0.2", 1), arp("10.0.0.2", ONT_MAC, 1)) == ""
    near = GATEWAY_MAC[:-2] + "99"
    assert reason(*WAN, default("10.0.0.1", 1), arp("10.0.0.1", near, 1)) == ""


def test_our_own_address_as_a_next_hop_is_no_witness() -> None:
    assert reason(*WAN, default("10.20.0.1", 1)) == ""


def test_an_address_that_the_other_device_told_is_a_witness() -> None:
    known = World(inventory=learnt((CORE, (own("10.0.0.5/29", 1),))))
    assert reason(*WAN, STRANGE_HOP, world=known) == "the next hop is core"


def test_an_address_that_two_devices_claim_is_no_witness() -> None:
    shared = (own("10.0.0.5/29", 1),)
    known = World(inventory=learnt((CORE, shared), (CITY.registry.devices["sw1"], shared)))
    assert reason(*WAN, STRANGE_HOP, world=known) == ""


@pytest.mark.parametrize(
    "stranger",
    [own("203.0.113.9/30", 1), own("192.168.1.2/24", 1), default("203.0.113.1", 1),
     default("2001:db8:f00::1", 1), own("2001:db8:f00::2/64", 1)],
)  # fmt: skip
def test_one_address_outside_the_plan_and_no_witness_helps(stranger: Observation) -> None:
    assert reason(*WAN, default("10.0.0.1", 1), neighbour(1, mac=CORE_MAC), stranger) == ""


def test_link_local_addresses_neither_help_nor_spoil() -> None:
    extra = (own("fe80::2/64", 1), default("fe80::1", 1), own("169.254.1.1/16", 1))
    assert reason(*WAN, default("10.0.0.1", 1), *extra) == "the next hop is pe-1"


def test_ipv6_has_a_plan_and_witnesses_too() -> None:
    wan = (port(1, "ether1"), own("2001:db8:100::6/64", 1), default("2001:db8:100::1", 1))
    assert reason(*wan) == ""
    assert reason(*wan, arp("2001:db8:100::1", CORE_MAC, 1)).endswith("core's")


def test_a_link_without_any_address_is_never_of_the_plan() -> None:
    lines = (port(1, "pppoe-out1", type=23), neighbour(1, mac=CORE_MAC))
    assert reason(*lines) == ""


@pytest.mark.parametrize(
    "subject",
    [
        Subject(device="r1", interface="ether1"),
        Subject(device="r1", interface="ETHER1"),
        Subject(interface="KE KOMINFO"),
        Subject(next_hop=ip_address("203.0.113.1")),
        Subject(prefix=ip_network("203.0.113.0/30")),
        Subject(mac=ONT_MAC),
        Subject(as_number=7713),
        Subject(device="r1", interface="ether1", next_hop=ip_address("203.0.113.1")),
    ],
)
def test_circuits_and_waivers_recognise_a_line(subject: Subject) -> None:
    world = CITY.declaring(circuits=(circuit(subject),), waivers=(waiver(subject),))
    link = link_of(*RENTED, world=world)
    assert link.circuit is not None
    assert link.waiver is not None


RENTED = (
    port(1, "ether1", alias="ke Kominfo"),
    own("203.0.113.2/30", 1),
    default("203.0.113.1", 1),
    arp("203.0.113.1", ONT_MAC, 1),
    bgp("203.0.113.1", 7713),
)


@pytest.mark.parametrize(
    "subject",
    [
        Subject(),
        Subject(device="r2", interface="ether1"),
        Subject(device="r1", interface="ether2"),
        Subject(next_hop=ip_address("203.0.113.2")),
        Subject(prefix=ip_network("198.51.100.0/24")),
        Subject(mac=GATEWAY_MAC),
        Subject(as_number=64512),
        Subject(device="r1", interface="ether1", next_hop=ip_address("203.0.113.9")),
    ],
)
def test_another_subject_is_another_line(subject: Subject) -> None:
    world = CITY.declaring(circuits=(circuit(subject),), waivers=(waiver(subject),))
    link = link_of(*RENTED, world=world)
    assert (link.circuit, link.waiver) == (None, None)


THIS = Subject(device="r1", interface="ether1")


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_until": date(2026, 5, 11), "valid_from": date(2026, 1, 1)},
        {"valid_from": date(2026, 5, 13), "valid_until": date(2026, 12, 31)},
        {"site": "rsud"},
    ],
)
def test_what_is_over_or_to_come_or_elsewhere_does_not_count(changes: dict[str, object]) -> None:
    world = CITY.declaring(circuits=(circuit(THIS, **changes),), waivers=(waiver(THIS, **changes),))
    link = link_of(*RENTED, world=world)
    assert (link.circuit, link.waiver) == (None, None)


def test_both_ends_of_a_validity_count() -> None:
    only = {"valid_from": DAY, "valid_until": DAY}
    world = CITY.declaring(circuits=(circuit(THIS, **only),), waivers=(waiver(THIS, **only),))
    link = link_of(*RENTED, world=world)
    assert link.circuit is not None
    assert link.waiver is not None


def test_a_waiver_is_for_its_kinds_only() -> None:
    world = CITY.declaring(waivers=(waiver(THIS, "foreign_neighbour"),))
    link = link_of(*RENTED, world=world)
    assert link.waiver is None
    found = plan.waiver_of(link, world.registry, DAY, FindingKind.FOREIGN_NEIGHBOUR)
    assert found is not None


@pytest.mark.parametrize("hop", ["192.168.1.1", "192.168.100.1", "192.168.18.254"])
def test_an_address_that_home_routers_have_out_of_the_box_is_no_witness_without_a_mac(
    hop: str,
) -> None:
    network = replace(CITY.registry.network, prefixes=(ip_network("192.168.0.0/16"),))
    inventory = learnt((CORE, (port(1, mac=CORE_MAC), own(f"{hop}/24", 1))))
    world = replace(CITY.declaring(network=network), inventory=inventory)
    line = (port(1, "eth0"), own(f"{hop.rpartition('.')[0]}.7/24", 1), default(hop, 1))
    assert reason(*line, world=world) == ""
    assert reason(*line, arp(hop, CORE_MAC, 1), world=world) != ""
