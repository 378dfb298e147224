"""An OSPF neighbour nobody knows, and one that is missed."""

from dataclasses import replace

import pytest

from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Memory
from monitor.model.observation import OspfNeighbour
from monitor.model.reading import TableStatus
from monitor.model.subject import Subject
from monitor.rules.ospf_neighbour import RULE
from tests.scenes import (
    CITY,
    CORE,
    CORE_MAC,
    ONT_MAC,
    arp,
    circuit,
    default,
    learnt,
    ospf,
    own,
    port,
    row_of,
)

WAN = (port(1, "ether1"), own("192.168.7.2/30", 1))
STRANGER = ospf("192.168.7.1", "192.168.255.1")
KNOWN = replace(CITY, past=Memory(ospf={"10.0.0.2": "ether1"})).declaring(
    circuits=(circuit(Subject(interface="ether1")),)
)


def test_a_full_neighbour_outside_the_plan_is_strong() -> None:
    [signal] = CITY.spoken(RULE, *WAN, STRANGER)
    assert signal.strength is Strength.STRONG
    assert signal.kind is FindingKind.FOREIGN_UPLINK
    assert signal.subject == "ether1"
    assert "192.168.255.1" in signal.text.en
    assert "tidak terdaftar" in signal.text.id
    assert row_of(STRANGER) in signal.evidence


def test_one_in_the_plan_is_a_hint() -> None:
    seen = (port(1, "ether1"), own("10.9.9.2/30", 1), default("10.9.9.1", 1))
    [signal] = CITY.spoken(RULE, *seen, ospf("10.9.9.1", "1.1.1.1"))
    assert signal.strength is Strength.HINT


def test_one_on_a_line_of_the_citys_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(interface="ether1")),))
    assert not world.spoken(RULE, *WAN, STRANGER)


@pytest.mark.parametrize("state", ["init", "twoWay", "exStart", None])
def test_one_that_is_not_full_says_nothing(state: str) -> None:
    assert not CITY.spoken(RULE, *WAN, replace(STRANGER, state=state))


def test_a_line_that_is_down_says_nothing() -> None:
    down = port(1, "ether1", oper_status="down")
    assert not CITY.spoken(RULE, down, WAN[1], STRANGER)


def test_a_registered_router_is_known_by_its_router_id_or_address() -> None:
    learnt_core = replace(CITY, inventory=learnt((CORE, (own("192.168.255.1/32"),))))
    assert not learnt_core.spoken(RULE, *WAN, STRANGER)
    by_address = replace(CITY, inventory=learnt((CORE, (own("192.168.7.1/30"),))))
    assert not by_address.spoken(RULE, *WAN, STRANGER)


def test_a_registered_router_is_known_by_its_mac() -> None:
    assert not CITY.spoken(RULE, *WAN, STRANGER, arp("192.168.7.1", CORE_MAC, 1))
    assert CITY.spoken(RULE, *WAN, STRANGER, arp("192.168.7.1", ONT_MAC, 1))
    assert CITY.spoken(RULE, *WAN, STRANGER, arp("192.168.7.9", CORE_MAC, 1))
    assert CITY.spoken(RULE, *WAN, STRANGER, arp("192.168.7.1", None, 1))


def test_a_known_one_that_is_gone_while_the_line_is_up_hints_at_a_bypass() -> None:
    [signal] = KNOWN.spoken(RULE, *WAN)
    assert signal.strength is Strength.HINT
    assert signal.kind is FindingKind.SILENT_BYPASS
    assert signal.subject == "ether1"
    assert "10.0.0.2" in signal.text.en
    [other] = KNOWN.spoken(RULE, *WAN, ospf("192.168.7.1", "10.0.0.2", "down"))
    assert other.kind is FindingKind.SILENT_BYPASS


def test_a_known_one_that_is_there_says_nothing() -> None:
    assert not KNOWN.spoken(RULE, *WAN, ospf("192.168.7.1", "10.0.0.2"))


def test_with_the_line_down_it_is_an_outage() -> None:
    down = port(1, "ether1", oper_status="down")
    assert not KNOWN.spoken(RULE, down, WAN[1])


def test_a_line_that_is_not_the_citys_any_more_misses_nobody() -> None:
    assert not replace(CITY, past=KNOWN.past).spoken(RULE, *WAN)


def test_without_the_table_it_is_inconclusive() -> None:
    world = replace(CITY, unread={OspfNeighbour: TableStatus.ABSENT})
    assert "ospf-neighbour" in world.judged(*WAN).inconclusive
    assert "ospf-neighbour" not in CITY.judged(*WAN).inconclusive
