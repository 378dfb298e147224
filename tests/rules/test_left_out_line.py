"""What other devices show of a router, and the router leaves out."""

from dataclasses import replace

import pytest

from monitor.model.declared import Device
from monitor.model.finding import FindingKind, Strength
from monitor.model.observation import Address, Interface, Route
from monitor.model.reading import Observation, TableStatus
from monitor.rules.left_out_line import RULE
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    R1_MAC,
    SWITCH,
    World,
    arp,
    bgp,
    default,
    identity,
    learnt,
    learnt_mac,
    neighbour,
    own,
    port,
    route,
)

LINE = "10.9.0.2"
SHOWN = (
    port(1, "ether1", mac="6c:3b:6b:00:00:10"),
    port(2, "ether2", mac="6c:3b:6b:00:00:11"),
    port(4, "ether4", mac="6c:3b:6b:00:00:13"),
    port(5, "ether5", mac="6c:3b:6b:00:00:14"),
    own(f"{LINE}/30", 1),
    own("10.20.0.1/24", 2),
    default("10.9.0.1", 1),
)
MEETS = arp(LINE, R1_MAC, 7)
CORES = (own("10.9.0.1/30", 7), port(7, "vlan7", mac=CORE_MAC), MEETS)


def beside(device: Device, *seen: Observation, world: World = CITY) -> World:
    return replace(world, inventory=learnt((device, seen)))


def texts(world: World, *seen: Observation) -> list[str]:
    return [signal.text.en for signal in world.spoken(RULE, *(seen or SHOWN))]


def test_a_default_route_that_a_core_learnt_from_a_router_that_shows_none() -> None:
    [signal] = beside(CORE, *CORES, default(LINE, 7)).spoken(RULE, *SHOWN)
    assert (signal.strength, signal.kind) == (Strength.STRONG, FindingKind.TAMPERING)
    assert "core sends what is for anywhere (0.0.0.0/0) to it" in signal.text.en
    assert "core mengirim kepadanya" in signal.text.id
    assert signal.evidence


def test_a_default_route_is_not_left_out_where_the_router_shows_its_way_out() -> None:
    world = beside(CORE, *CORES, default(LINE, 7))
    assert not texts(world, *SHOWN, default("203.0.113.1", 4))


def test_a_providers_network_that_a_core_reaches_over_a_router() -> None:
    world = beside(CORE, *CORES, route("203.0.113.4/30", LINE, 7))
    assert texts(world) == ["core reaches 203.0.113.4/30 over it, and it shows no way there"]


@pytest.mark.parametrize(
    "shown",
    [own("203.0.113.6/30", 4), route("203.0.113.0/24", "10.20.0.9", 2)],
    ids=["address", "route"],
)
def test_a_network_that_the_router_shows_is_not_left_out(shown: Observation) -> None:
    assert not texts(beside(CORE, *CORES, route("203.0.113.4/30", LINE, 7)), *SHOWN, shown)


@pytest.mark.parametrize("network", ["10.77.0.0/16", "192.168.9.0/24"], ids=["plan", "private"])
def test_what_everybody_may_have_behind_a_router_is_not_foreign(network: str) -> None:
    assert not texts(beside(CORE, *CORES, route(network, LINE, 7)))


def test_a_session_with_an_address_that_the_router_does_not_show() -> None:
    world = beside(CORE, *CORES, arp("172.31.0.2", R1_MAC, 8), bgp("172.31.0.2", 64512))
    assert texts(world) == [
        "core keeps a routing session with its address 172.31.0.2, which it does not show"
    ]


def test_a_foreign_address_that_others_met_on_it_is_a_hint() -> None:
    [signal] = beside(CORE, *CORES, arp("203.0.113.6", R1_MAC, 8)).spoken(RULE, *SHOWN)
    assert signal.strength is Strength.HINT


def test_a_proxy_for_many_addresses_has_none_of_them() -> None:
    many = (arp(f"203.0.113.{last}", R1_MAC, 8) for last in range(6, 12))
    assert not texts(beside(CORE, *CORES, *many))


def test_a_port_that_another_hears_and_the_router_skips() -> None:
    heard = neighbour(3, LINE, mac=R1_MAC, port_id="ether3")
    assert texts(beside(SWITCH, heard)) == [
        "sw1 hears it on its port ether3, which it does not show"
    ]


@pytest.mark.parametrize("name", ["ether2", "bridge1/ether2", "ETHER2", "Uplink", "wlan1"])
def test_a_port_that_is_shown_or_named_in_another_way_is_not_left_out(name: str) -> None:
    assert not texts(beside(SWITCH, neighbour(3, LINE, mac=R1_MAC, port_id=name)))


DOWN = port(6, "ether6", mac="6c:3b:6b:00:00:20", oper_status="down", last_change_s=100.0)
UP = identity(uptime_s=90_000.0)


def test_frames_from_a_port_that_is_said_to_be_down() -> None:
    world = beside(SWITCH, learnt_mac(R1_MAC, 1), learnt_mac("6c:3b:6b:00:00:20", 9, vlan=77))
    [signal] = world.spoken(RULE, *SHOWN, DOWN, UP)
    assert signal.strength is Strength.STRONG
    assert signal.text.en == (
        "sw1 has frames from its port ether6 (6c:3b:6b:00:00:20), which it says is down"
    )


@pytest.mark.parametrize("since_s", [85_000.0, None])
def test_frames_of_a_port_that_went_down_lately_may_be_old(since_s: float | None) -> None:
    world = beside(SWITCH, learnt_mac(R1_MAC, 1), learnt_mac("6c:3b:6b:00:00:20", 9))
    [signal] = world.spoken(RULE, *SHOWN, replace(DOWN, last_change_s=since_s), UP)
    assert signal.strength is Strength.HINT


@pytest.mark.parametrize(
    "other",
    [port(7, "bridge1", mac="6c:3b:6b:00:00:20"), identity(bridge_address="6c:3b:6b:00:00:20")],
    ids=["another port", "the bridge"],
)
def test_a_mac_address_that_is_used_elsewhere_too_says_nothing_of_a_port(
    other: Observation,
) -> None:
    world = beside(SWITCH, learnt_mac(R1_MAC, 1), learnt_mac("6c:3b:6b:00:00:20", 9))
    assert not texts(world, *SHOWN, DOWN, other)


def test_who_only_has_its_name_is_not_the_router() -> None:
    stranger = neighbour(3, mac="02:00:00:00:00:01", port_id="ether3", sys_name="r1")
    assert not texts(beside(SWITCH, stranger))


def test_a_mac_address_from_the_middle_of_its_own_row() -> None:
    world = beside(SWITCH, learnt_mac(R1_MAC, 1), learnt_mac("6c:3b:6b:00:00:12", 9))
    [said] = texts(world)
    assert "sw1 has learnt 6c:3b:6b:00:00:12" in said


@pytest.mark.parametrize("mac", ["6c:3b:6b:00:00:0f", "6c:3b:6b:00:00:15", "6c:3b:6b:00:01:12"])
def test_a_mac_address_beside_the_row_may_be_another_box(mac: str) -> None:
    assert not texts(beside(SWITCH, learnt_mac(R1_MAC, 1), learnt_mac(mac, 9)))


def test_three_ports_are_no_row() -> None:
    world = beside(SWITCH, learnt_mac(R1_MAC, 1), learnt_mac("6c:3b:6b:00:00:12", 9))
    assert not texts(world, *(one for one in SHOWN if getattr(one, "name", "") != "ether5"))


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        (Route, default(LINE, 7)),
        (Address, arp("203.0.113.6", R1_MAC, 8)),
        (Interface, neighbour(3, LINE, mac=R1_MAC, port_id="ether3")),
    ],
    ids=["routes", "addresses", "interfaces"],
)
def test_what_was_not_read_whole_leaves_nothing_out(
    kind: type[Observation], seen: Observation
) -> None:
    world = replace(beside(CORE, *CORES, seen), unread={kind: TableStatus.INCOMPLETE})
    assert not texts(world)


def test_another_agencys_router_is_not_asked() -> None:
    away = Device("r9", "10.30.0.1", "rsud")
    world = CITY.declaring(devices={**CITY.registry.devices, "r9": away})
    told = beside(away, *CORES, default(LINE, 7), world=world)
    assert not texts(told)
    assert not told.outside(told.snapshot(*SHOWN)).observers


def test_who_meets_a_router_is_its_witness() -> None:
    world = replace(CITY, inventory=learnt((CORE, CORES), (SWITCH, (learnt_mac(R1_MAC, 1),))))
    assert set(world.outside(world.snapshot(*SHOWN)).observers) == {"core", "sw1"}


def test_whom_nobody_meets_has_no_witness() -> None:
    world = replace(CITY, inventory=learnt((CORE, (port(1, mac=CORE_MAC),))))
    assert not world.outside(world.snapshot(*SHOWN, identity(serial="S1"))).observers
