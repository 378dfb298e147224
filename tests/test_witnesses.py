"""Who confirms that a line is the city's: boxes that meet it themselves, by their own tables."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.declared import Device, DeviceRole
from monitor.model.observation import ArpEntry, Interface
from monitor.model.reading import Observation, TableStatus
from monitor.model.registry import Registry
from tests.scenes import (
    BORDER,
    CITY,
    CORE,
    CORE_MAC,
    ONT_MAC,
    R1,
    REGISTRY,
    World,
    arp,
    bgp,
    default,
    learnt,
    learnt_mac,
    neighbour,
    ospf,
    own,
    port,
)

WAN_MAC = "6c:3b:6b:00:00:11"
OTHERS = Device("r2", "10.30.0.1", "rsud")
SECOND = Device("r1b", "10.20.0.3", "puskesmas")
CITY_OF_FOUR = replace(REGISTRY, devices={**REGISTRY.devices, "r2": OTHERS, "r1b": SECOND})
LINE = (port(1, "ether1", mac=WAN_MAC, in_octets=9), own("10.9.0.2/30", 1), default("10.9.0.1", 1))
"""A line in the city's numbers, to a next hop that nobody declared."""
ITS_HOP = arp("10.9.0.1", ONT_MAC, 1)
MET = arp("10.9.0.2", WAN_MAC, 7)
"""How the box at the other end sees the line."""
SOMEBODY = arp("10.9.9.9", "00:11:22:33:44:55", 8)


def holding(
    mac: str = ONT_MAC, address: str = "10.9.0.1/30", **said: object
) -> tuple[Observation, ...]:
    """What a box shows that says the next hop is its own."""
    return (port(7, "Gi0/7", mac=mac, in_octets=9, **said), own(address, 7))


def reason(
    *seen: Observation,
    others: tuple[tuple[Device, tuple[Observation, ...]], ...] = (),
    registry: Registry = CITY_OF_FOUR,
) -> str:
    world = World(registry=registry, inventory=learnt((R1, LINE), *others))
    return next(link for link in world.links(*seen) if link.name == "ether1").plan_reason


def test_a_core_that_meets_the_line_confirms_it() -> None:
    told = reason(*LINE, ITS_HOP, others=((CORE, (*holding(), MET)),))
    assert told == "the gateway's MAC address is core's"


def test_a_core_that_resolved_others_and_not_this_line_does_not() -> None:
    assert reason(*LINE, ITS_HOP, others=((CORE, (*holding(), SOMEBODY)),)) == ""


def test_a_core_that_shows_no_arp_table_is_believed() -> None:
    assert reason(*LINE, ITS_HOP, others=((CORE, holding()),))


@pytest.mark.parametrize("box", [OTHERS, SECOND])
def test_a_router_in_an_agencys_house_has_to_meet_the_line(box: Device) -> None:
    assert reason(*LINE, ITS_HOP, others=((box, holding()),)) == ""
    assert reason(*LINE, ITS_HOP, others=((box, (*holding(), SOMEBODY)),)) == ""
    assert reason(*LINE, ITS_HOP, others=((box, (*holding(), MET)),))


def test_who_claims_the_gateway_and_meets_another_box_at_the_lines_address_is_no_witness() -> None:
    elsewhere = (*holding(), arp("10.9.0.2", CORE_MAC, 7))
    cores = (CORE, (port(1, "Gi0/1", mac=CORE_MAC, in_octets=9),))
    assert reason(*LINE, ITS_HOP, others=((OTHERS, elsewhere), cores)) == ""


def test_a_radio_between_may_show_its_own_mac_address() -> None:
    behind = (*holding(), arp("10.9.0.2", "04:18:d6:00:00:01", 7))
    assert reason(*LINE, ITS_HOP, others=((OTHERS, behind),))


def test_ones_own_dummy_with_the_gateways_mac_is_no_witness() -> None:
    dummy = port(9, "dummy0", mac=ONT_MAC, in_octets=0)
    world = World(registry=CITY_OF_FOUR, inventory=learnt((R1, (*LINE, dummy))))
    [link] = [one for one in world.links(*LINE, ITS_HOP, dummy) if one.name == "ether1"]
    assert link.plan_reason == ""


@pytest.mark.parametrize(
    "idle", [{"oper_status": "down"}, {"admin_up": False}, {"in_octets": 0}], ids=str
)
def test_a_mac_on_an_idle_interface_of_another_maker_is_nobodys(idle: dict[str, object]) -> None:
    claim = (port(9, "eth9", mac=ONT_MAC, **{"in_octets": 9} | idle), MET)
    assert reason(*LINE, ITS_HOP, others=((OTHERS, claim),)) == ""


def test_the_first_mac_of_a_chassis_counts_though_its_port_is_idle() -> None:
    first = "48:8f:5a:00:00:40"
    chassis = (
        port(1, "Gi0/1", mac="48:8f:5a:00:00:41", in_octets=9),
        port(2, "Gi0/0", mac=first, oper_status="down", in_octets=0),
        MET,
    )
    assert reason(*LINE, arp("10.9.0.1", first, 1), others=((CORE, chassis),))


def test_a_doubled_gateway_still_confirms_whom_it_meets() -> None:
    thief = (OTHERS, holding())
    assert reason(*LINE, ITS_HOP, others=((CORE, (*holding(), MET)), thief))
    # Neither is believed without that: one of them is not who he says he is.
    assert reason(*LINE, ITS_HOP, others=((CORE, holding()), thief)) == ""


def test_the_address_of_a_gateway_does_no_more_than_its_mac() -> None:
    given = holding(mac="00:aa:00:00:00:07")
    assert reason(*LINE, others=((OTHERS, given),)) == ""
    assert reason(*LINE, others=((OTHERS, (*given, MET)),)) == "the next hop is r2"
    assert reason(*LINE, others=((CORE, (*given, SOMEBODY)),)) == ""


def test_an_announced_neighbour_has_to_hear_the_line_too() -> None:
    heard = neighbour(1, mac=CORE_MAC)
    back = neighbour(7, mac=WAN_MAC, port_id="ether1")
    other_port = neighbour(7, mac=WAN_MAC, port_id="ether2")
    assert reason(*LINE, heard, others=((CORE, (SOMEBODY, back)),)) == "the neighbour is core"
    assert reason(*LINE, heard, others=((CORE, (SOMEBODY, other_port)),)) == ""
    by_address = neighbour(7, "10.9.0.2")
    assert reason(*LINE, heard, others=((CORE, (SOMEBODY, by_address)),))


def test_a_switch_at_the_other_end_knows_the_line_by_its_port() -> None:
    metro = Device("sw-metro", "10.0.0.9", "noc", role=DeviceRole.SWITCH)
    registry = replace(CITY_OF_FOUR, devices={**CITY_OF_FOUR.devices, "sw-metro": metro})
    heard = neighbour(1, "10.0.0.9")
    for seen, is_met in ((learnt_mac(WAN_MAC, 3), True), (learnt_mac(ONT_MAC, 3), False)):
        told = reason(*LINE, heard, others=((metro, (SOMEBODY, seen)),), registry=registry)
        assert bool(told) is is_met


@pytest.mark.parametrize(
    ("session", "back"),
    [
        (ospf("10.0.0.2", "10.0.0.2", index=1), ospf("10.9.0.2", "10.20.0.1")),
        (bgp("10.0.0.2", 64512), bgp("10.9.0.2", 64513)),
    ],
    ids=["ospf", "bgp"],
)
def test_a_routing_session_has_two_ends(session: Observation, back: Observation) -> None:
    line = (port(1, "ether1", mac=WAN_MAC), own("10.9.0.2/8", 1), default("10.9.0.1", 1))
    world = World(registry=CITY_OF_FOUR, inventory=learnt((CORE, (SOMEBODY, back))))
    assert world.links(*line, session)[0].plan_reason
    world = replace(world, inventory=learnt((CORE, (SOMEBODY,))))
    assert world.links(*line, session)[0].plan_reason == ""


def test_what_the_registry_alone_declares_is_the_citys_own_word() -> None:
    quiet = replace(BORDER, poll=False, addresses=(ip_address("10.9.0.1"),))
    registry = replace(CITY_OF_FOUR, devices={**CITY_OF_FOUR.devices, "border": quiet})
    assert reason(*LINE, registry=registry) == "the next hop is border"
    assert CITY.links(*LINE[:2], default("10.0.0.1", 1))[0].plan_reason == "the next hop is pe-1"


def test_a_box_that_was_cut_off_while_it_told_is_no_proof_of_absence() -> None:
    inventory = learnt((R1, LINE))
    cut = World(device=CORE).snapshot(*holding(), SOMEBODY)
    inventory.learn(replace(cut, kinds={**cut.kinds, ArpEntry.__name__: TableStatus.INCOMPLETE}))
    world = World(registry=CITY_OF_FOUR, inventory=inventory)
    assert world.links(*LINE, ITS_HOP)[0].plan_reason
    assert Interface.__name__ in cut.kinds


def test_what_a_core_says_of_its_own_lines_is_the_citys_word() -> None:
    line = (port(1, "up0"), own("10.0.9.2/30", 1), default("10.0.9.1", 1), bgp("10.0.9.1", 64500))
    [link] = World(device=CORE).links(*line)
    assert link.plan_reason == "the BGP peer is of AS 64500, which the city allows"
    assert World(device=R1).links(*line)[0].plan_reason == ""
