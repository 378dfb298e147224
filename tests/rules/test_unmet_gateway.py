"""A line whose gateway, a registered device, knows nothing of it."""

from dataclasses import replace

import pytest

from monitor.model.finding import FindingKind, Strength
from monitor.model.link import LinkStatus
from monitor.model.memory import Memory
from monitor.model.observation import ArpEntry, Interface
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rules.unmet_gateway import RULE
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    NOW_S,
    R1_MAC,
    SWITCH,
    World,
    arp,
    bgp,
    circuit,
    default,
    learnt,
    link_named,
    ospf,
    own,
    port,
)

BUSY: dict[str, int] = {"in_octets": 900_000, "out_octets": 300_000, "counter_bits": 64}
IDLE = dict.fromkeys(BUSY, 0) | {"counter_bits": 64}
LINE = (port(1, "ether1", mac=R1_MAC, **BUSY), own("10.9.0.2/30", 1), default("10.9.0.1", 1))
AT_HOME = (*LINE, arp("10.9.0.1", CORE_MAC, 1))
SPARE = (
    port(2, "ether2", mac="6c:3b:6b:00:00:11"),
    own("10.9.7.2/30", 2),
    arp("10.9.7.1", CORE_MAC, 2),
)
CORES = (port(7, "vlan7", mac=CORE_MAC, in_octets=9), own("10.9.0.1/30", 7))
OTHERS = arp("10.9.3.2", "6c:3b:6b:00:09:09", 8)
MEETS = arp("10.9.0.2", R1_MAC, 7)


def beside(*cores: Observation, world: World = CITY, met: str = "") -> World:
    inventory = learnt((CORE, cores))
    past = Memory(met={"ether1": met} if met else {})
    before = (port(1, "ether1", mac=R1_MAC, **IDLE),)
    return replace(world, inventory=inventory, past=past, before=before)


def test_a_gateway_that_met_the_line_before_and_is_still_said_to_be_the_gateway() -> None:
    [signal] = beside(*CORES, OTHERS, met="core").spoken(RULE, *AT_HOME)
    assert (signal.strength, signal.kind) == (Strength.STRONG, FindingKind.FOREIGN_UPLINK)
    assert signal.text.en == "ether1 led to core, which had met it, and has not any more"
    assert "menuju core" in signal.text.id
    assert signal.evidence


def test_who_has_another_gateway_now_may_have_been_moved() -> None:
    moved = (*LINE[:2], default("10.8.0.1", 1), arp("10.8.0.1", "6c:3b:6b:00:09:01", 1))
    [signal] = beside(*CORES, OTHERS, met="core").spoken(RULE, *moved)
    assert signal.strength is Strength.HINT


def test_the_far_end_of_an_idle_line_is_forgotten_by_its_gateway() -> None:
    idle = (port(1, "ether1", mac=R1_MAC, **IDLE), *AT_HOME[1:])
    assert not beside(*CORES, OTHERS, met="core").spoken(RULE, *idle)


def test_a_gateway_that_meets_the_line_says_nothing() -> None:
    assert not beside(*CORES, MEETS, met="core").spoken(RULE, *AT_HOME)
    assert not beside(*CORES, OTHERS).spoken(RULE, *AT_HOME)


@pytest.mark.parametrize(
    "unread", [{ArpEntry: TableStatus.INCOMPLETE}, {ArpEntry: TableStatus.ABSENT}, {}]
)
def test_a_gateway_that_does_not_tell_whom_it_met_is_no_reason(
    unread: dict[type[Observation], TableStatus],
) -> None:
    told = World(device=CORE, unread=unread).snapshot(*CORES, *([OTHERS] if unread else []))
    world = beside(met="core")
    world.inventory.learn(told)
    assert not world.spoken(RULE, *AT_HOME)


def test_what_was_read_long_ago_is_no_reason() -> None:
    world = beside(met="core")
    world.inventory.learn(World(device=CORE).snapshot(*CORES, OTHERS, time_s=NOW_S - 4000))
    assert not world.spoken(RULE, *AT_HOME)


def test_the_mac_address_of_a_router_that_has_not_the_address_and_meets_the_other_line() -> None:
    [signal] = beside(*CORES, MEETS, met="core").spoken(RULE, *AT_HOME, *SPARE)
    assert (signal.strength, signal.link) == (Strength.STRONG, "ether2")
    assert "10.9.7.1 on ether2 has the MAC address of core" in signal.text.en


def test_a_router_that_shows_nothing_of_the_device_may_show_another_vrf() -> None:
    [signal] = beside(*CORES, OTHERS).spoken(RULE, *LINE, *SPARE)
    assert signal.strength is Strength.HINT


def test_a_router_that_has_the_address_is_only_not_met_yet() -> None:
    here = own("10.9.7.1/30", 9)
    assert not beside(*CORES, MEETS, here, met="core").spoken(RULE, *AT_HOME, *SPARE)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (ospf("10.255.0.1", "10.255.0.1", index=1), ospf("10.9.3.2", "10.9.3.2")),
        (bgp("10.9.0.1", 64512), bgp("10.9.3.2", 64512)),
    ],
    ids=["ospf", "bgp"],
)
def test_a_session_that_the_other_side_has_not_is_a_hint(
    mine: Observation, theirs: Observation
) -> None:
    cores = (*CORES, own("10.255.0.1/32", 9), OTHERS)
    [signal] = beside(*cores, theirs).spoken(RULE, *LINE, mine)
    assert signal.strength is Strength.HINT
    assert "core has none with it" in signal.text.en
    assert not beside(*cores).spoken(RULE, *LINE, mine)


def test_a_switch_of_the_site_that_lends_its_mac_address_is_asked_too() -> None:
    mac = "48:8f:5a:00:07:01"
    shown = (
        port(1, "vlan1", mac=mac, in_octets=9),
        own("10.20.0.2/24", 1),
        arp("10.20.0.1", R1_MAC, 1),
    )
    world = replace(CITY, inventory=learnt((SWITCH, shown)))
    lan = (port(3, "lan"), own("10.20.0.1/24", 3))
    spare = (port(2, "ether2"), own("10.9.7.2/30", 2), arp("10.9.7.1", mac, 2))
    [signal] = world.spoken(RULE, *lan, *spare)
    assert signal.strength is Strength.STRONG


def test_a_contract_does_not_make_a_line_the_citys_that_its_gateway_meets_no_more() -> None:
    contracted = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="ether1")),))
    strange = (*LINE, arp("10.9.0.1", "6c:3b:6b:00:09:01", 1))
    sound = beside(*CORES, MEETS, world=contracted, met="core").judged(*AT_HOME)
    assert link_named(sound, "ether1").status is LinkStatus.KOMINFO
    moved = beside(*CORES, OTHERS, world=contracted, met="core").judged(*strange)
    assert link_named(moved, "ether1").status is not LinkStatus.KOMINFO


def test_it_needs_what_it_looks_at() -> None:
    assert {Interface, ArpEntry} <= set(RULE.needs)
