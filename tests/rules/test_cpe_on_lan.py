"""A home router that calls itself a LAN's gateway."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.declared import Gateway
from monitor.model.device_class import DeviceClass, DeviceClasses
from monitor.model.finding import Strength
from monitor.model.observation import ArpEntry, Interface
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rules.cpe_on_lan import RULE
from tests.scenes import (
    CITY,
    CORE,
    HOME_ROUTER_MAC,
    NETWORK,
    ONT_MAC,
    World,
    arp,
    circuit,
    default,
    learnt,
    own,
    port,
    row_of,
    waiver,
)

LAN = (port(1, "bridge1", mac="6c:3b:6b:00:00:10"), own("172.16.5.1/24", 1))
SECOND = (port(2, "bridge2"), own("172.16.6.1/24", 2))
OTHER_ONT = "c8:50:e9:65:43:21"


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


@pytest.mark.parametrize("address", ["172.16.5.254", "172.16.5.1", "192.168.1.1", "fe80::1",
                                     "2001:db8:9::1", "2001:db8:9:1::1",
                                     "::ffff:172.16.5.1"])  # fmt: skip
def test_one_at_a_gateways_address_is_a_hint(address: str) -> None:
    assert strengths(*LAN, arp(address, ONT_MAC, 1)) == [Strength.HINT]


@pytest.mark.parametrize("address", ["172.16.5.2", "172.16.5.253", "172.16.5.255", "172.16.1.9",
                                     "fe80::2", "fe80::1:0:0:1", "::1",
                                     "2001:db8:9:0:8000::1"])  # fmt: skip
def test_one_at_another_address_says_nothing(address: str) -> None:
    assert strengths(*LAN, arp(address, ONT_MAC, 1)) == []


def test_the_gateway_of_several_lans_is_strong() -> None:
    seen = (*LAN, *SECOND, arp("172.16.5.254", ONT_MAC, 1), arp("172.16.6.254", ONT_MAC, 2))
    assert strengths(*seen) == [Strength.STRONG]


def test_two_addresses_on_one_lan_are_not_several_lans() -> None:
    seen = (*LAN, arp("172.16.5.254", ONT_MAC, 1), arp("192.168.1.1", ONT_MAC, 1))
    assert strengths(*seen) == [Strength.HINT]


def test_an_ordinary_address_on_another_lan_does_not_count() -> None:
    seen = (*LAN, *SECOND, arp("172.16.5.254", ONT_MAC, 1), arp("172.16.6.9", ONT_MAC, 2))
    assert strengths(*seen) == [Strength.HINT]


def test_how_many_lans_are_several_is_the_administrators() -> None:
    policy = Policy(overrides={RULE.id: RuleOverride(thresholds={"lans": 3})})
    seen = (*LAN, *SECOND, arp("172.16.5.254", ONT_MAC, 1), arp("172.16.6.254", ONT_MAC, 2))
    third = (port(3, "bridge3"), arp("172.16.7.254", ONT_MAC, 3))
    assert strengths(*seen, world=World(policy=policy)) == [Strength.HINT]
    assert strengths(*seen, *third, world=World(policy=policy)) == [Strength.STRONG]


def test_a_maker_of_access_points_too_is_no_more_than_a_hint_on_one_lan() -> None:
    assert strengths(*LAN, arp("172.16.5.254", HOME_ROUTER_MAC, 1)) == [Strength.HINT]


@pytest.mark.parametrize(
    "mac",
    [
        "00:00:48:00:00:01",  # a printer
        "00:00:0c:00:00:01",  # of no class here
        "ca:50:e9:12:34:56",  # given by no maker
        "c9:50:e9:12:34:56",  # a group
        "52:54:00:12:34:56",  # a virtual machine
        None,
    ],
)
def test_other_boxes_say_nothing(mac: str | None) -> None:
    assert strengths(*LAN, arp("172.16.5.254", mac, 1)) == []


@pytest.mark.parametrize("mac", ["00:00:5e:00:01:01", "00:00:0c:07:ac:01", "00:00:0c:9f:f0:01",
                                 "00:07:b4:00:01:01"])  # fmt: skip
def test_the_address_of_a_group_says_nothing(mac: str) -> None:
    oui = DeviceClasses(prefixes={DeviceClass.CPE: ("00:0",)})
    world = CITY.declaring(oui=oui)
    assert strengths(*LAN, arp("172.16.5.254", mac, 1), world=world) == []
    assert strengths(*LAN, arp("172.16.5.254", "00:01:02:00:00:01", 1), world=world)


def test_a_registered_device_or_gateway_says_nothing() -> None:
    entry = arp("172.16.5.254", ONT_MAC, 1)
    devices = {**CITY.registry.devices, "core": replace(CORE, macs=frozenset({ONT_MAC}))}
    assert strengths(*LAN, entry, world=CITY.declaring(devices=devices)) == []
    world = World(inventory=learnt((CORE, (port(1, mac=ONT_MAC),))))
    assert strengths(*LAN, entry, world=world) == []
    gateway = Gateway(ip_address("172.16.9.9"), ONT_MAC)
    world = CITY.declaring(network=replace(NETWORK, gateways=(gateway,)))
    assert strengths(*LAN, entry, world=world) == []


def test_the_address_of_a_registered_gateway_says_nothing() -> None:
    gateway = Gateway(ip_address("172.16.5.254"))
    world = CITY.declaring(network=replace(NETWORK, gateways=(gateway,)))
    assert strengths(*LAN, arp("172.16.5.254", ONT_MAC, 1), world=world) == []


def test_the_routers_own_mac_says_nothing() -> None:
    lan = port(1, "bridge1", mac=ONT_MAC)
    assert strengths(lan, arp("172.16.5.1", ONT_MAC, 1)) == []


def test_the_far_end_of_a_registered_line_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="wan1")),))
    line = (port(3, "wan1"), own("203.0.113.2/30", 3))
    assert strengths(*line, arp("203.0.113.1", ONT_MAC, 3), world=world) == []
    private = (port(3, "wan1"), own("192.168.1.2/24", 3))
    assert strengths(*private, arp("192.168.1.1", ONT_MAC, 3), world=world) == []
    # Its VLAN is on a port that is no line by itself.
    vlan = (port(3, "wan1"), port(4, "ether3"), arp("203.0.113.1", ONT_MAC, 4))
    assert strengths(*vlan, world=world) == [Strength.HINT]


def test_the_gateway_of_a_line_that_leads_out_is_not_its_matter() -> None:
    line = (port(3, "ether3"), own("192.168.1.2/24", 3))
    entry = arp("192.168.1.1", ONT_MAC, 3)
    assert strengths(*line, entry) == [Strength.HINT]
    assert strengths(*line, entry, default("192.168.1.1", 3)) == []


def test_each_box_is_told_and_of_very_many_the_first() -> None:
    two = (arp("172.16.5.254", ONT_MAC, 1), arp("172.16.5.1", OTHER_ONT, 1))
    assert len(strengths(*LAN, *two)) == 2
    many = [arp(f"172.16.{n}.254", f"c8:50:e9:00:00:{n:02x}", 1) for n in range(65)]
    assert len(strengths(*LAN, *many[:64])) == 64
    assert len(strengths(*LAN, *many)) == 64


def test_without_arp_it_could_not_look() -> None:
    judgement = World(unread={ArpEntry: TableStatus.REFUSED}).judged(*LAN)
    assert judgement.inconclusive[RULE.id] == "ArpEntry refused"
    assert RULE.needs == (Interface, ArpEntry)


def test_a_waiver_may_cover_it_by_its_mac() -> None:
    world = CITY.declaring(waivers=(waiver(Subject(mac=ONT_MAC), "foreign_neighbour"),))
    [case] = world.judged(*LAN, arp("172.16.5.254", ONT_MAC, 1)).cases
    assert (case.subject, case.waiver) == (ONT_MAC, "555/17")


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    entries = [arp(f"172.16.5.{n}", ONT_MAC, n) for n in (254, 1)] + [arp("10.9.9.1", ONT_MAC, 1)]
    [signal] = CITY.spoken(RULE, *LAN, *entries, arp("10.9.8.1", ONT_MAC, 1))
    assert signal.text.en == (
        "on ?, bridge1 the box c8:50:e9:12:34:56 (Raisecom Technology CO., LTD) has a gateway's"
        " address, 172.16.5.254, 172.16.5.1, 10.9.9.1"
    )
    assert signal.text.id == (
        "di ?, bridge1 perangkat c8:50:e9:12:34:56 (Raisecom Technology CO., LTD) beralamat"
        " seperti gateway, 172.16.5.254, 172.16.5.1, 10.9.9.1"
    )
    assert (signal.subject, signal.link, signal.kind) == (ONT_MAC, "?", "foreign_neighbour")
    assert signal.evidence[:3] == tuple(map(row_of, entries))
