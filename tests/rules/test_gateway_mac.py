"""The gateway is another box than it was, or a home router."""

from dataclasses import replace

import pytest

from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Memory
from monitor.model.observation import ArpEntry
from monitor.model.reading import TableStatus
from monitor.model.subject import Subject
from monitor.rules.gateway_mac import RULE
from tests.scenes import CITY, CORE_MAC, ONT_MAC, World, arp, circuit, default, own, port, row_of

WAN = (port(1, "ether1"), own("10.9.9.2/30", 1), default("10.9.9.1", 1))
PLAIN_MAC, OTHER_MAC = "00:1b:54:00:00:01", "00:1b:54:00:00:02"
OURS = CITY.declaring(circuits=(circuit(Subject(interface="ether1")),))


def knowing(mac: str, world: World = OURS) -> World:
    return replace(world, past=Memory(gateways={"10.9.9.1": mac}))


def test_a_home_router_in_the_known_ones_place_is_strong_even_on_a_line_in_the_register() -> None:
    seen = arp("10.9.9.1", ONT_MAC, 1)
    [signal] = knowing(PLAIN_MAC).spoken(RULE, *WAN, seen)
    assert signal.strength is Strength.STRONG
    assert signal.kind is FindingKind.FOREIGN_UPLINK
    assert (signal.subject, signal.about) == ("ether1", ONT_MAC)
    assert PLAIN_MAC in signal.text.en
    assert ONT_MAC in signal.text.id
    assert row_of(seen) in signal.evidence


@pytest.mark.parametrize(("known", "now"), [(PLAIN_MAC, OTHER_MAC), ("c8:50:e9:00:00:09", ONT_MAC)])
def test_another_box_of_the_same_class_is_a_hint(known: str, now: str) -> None:
    [signal] = knowing(known).spoken(RULE, *WAN, arp("10.9.9.1", now, 1))
    assert signal.strength is Strength.HINT


def test_the_known_box_says_nothing_and_so_does_one_first_seen() -> None:
    assert not knowing(PLAIN_MAC).spoken(RULE, *WAN, arp("10.9.9.1", PLAIN_MAC, 1))
    assert not OURS.spoken(RULE, *WAN, arp("10.9.9.1", ONT_MAC, 1))
    assert not knowing(PLAIN_MAC).spoken(RULE, *WAN, arp("10.9.9.1", None, 1))


def test_a_registered_box_or_an_address_of_a_group_says_nothing() -> None:
    assert not knowing(PLAIN_MAC).spoken(RULE, *WAN, arp("10.9.9.1", CORE_MAC, 1))
    assert not knowing(PLAIN_MAC).spoken(RULE, *WAN, arp("10.9.9.1", "00:00:5e:00:01:01", 1))


def test_a_home_router_as_gateway_of_an_unregistered_line_is_a_hint() -> None:
    [signal] = CITY.spoken(RULE, *WAN, arp("10.9.9.1", ONT_MAC, 1))
    assert signal.strength is Strength.HINT
    assert "home routers" in signal.text.en
    assert signal.text.id.endswith("pembuat router rumahan")
    assert signal.about == ONT_MAC
    assert not CITY.spoken(RULE, *WAN, arp("10.9.9.1", PLAIN_MAC, 1))


def test_a_line_that_is_down_says_nothing() -> None:
    down = port(1, "ether1", oper_status="down")
    seen = arp("10.9.9.1", ONT_MAC, 1)
    assert not knowing(PLAIN_MAC).spoken(RULE, down, *WAN[1:], seen)


def test_without_arp_it_is_inconclusive() -> None:
    world = replace(OURS, unread={ArpEntry: TableStatus.INCOMPLETE})
    assert "gateway-mac" in world.judged(*WAN).inconclusive
