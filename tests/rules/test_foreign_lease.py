"""An address leased from a stranger's DHCP server."""

from dataclasses import replace

from monitor.model.declared import Network
from monitor.model.finding import Strength
from monitor.model.observation import Address
from monitor.model.reading import TableStatus
from monitor.model.subject import Subject
from monitor.rules.foreign_lease import RULE
from tests.scenes import CITY, circuit, own, port, row_of

WAN = port(1, "ether1")
LEASED = own("192.168.1.33/24", 1, origin="dhcp")


def test_a_lease_from_outside_the_plan_is_strong() -> None:
    [signal] = CITY.spoken(RULE, WAN, LEASED)
    assert signal.strength is Strength.STRONG
    assert signal.subject == "ether1"
    assert "192.168.1.33" in signal.text.en
    assert "menyewa" in signal.text.id
    assert {row_of(LEASED), row_of(WAN)} <= set(signal.evidence)


def test_without_a_plan_it_is_a_hint() -> None:
    [signal] = CITY.declaring(network=Network()).spoken(RULE, WAN, LEASED)
    assert signal.strength is Strength.HINT


def test_a_lease_of_the_citys_own_says_nothing() -> None:
    assert not CITY.spoken(RULE, WAN, LEASED, own("10.9.9.9/24", 1, origin="dhcp"))[1:]
    assert not CITY.spoken(RULE, WAN, own("10.9.9.9/24", 1, origin="dhcp"))


def test_an_address_given_by_hand_or_by_nobody_knows_says_nothing() -> None:
    assert not CITY.spoken(RULE, WAN, own("192.168.1.33/24", 1, origin="manual"))
    assert not CITY.spoken(RULE, WAN, own("192.168.1.33/24", 1))


def test_a_link_local_address_is_no_lease() -> None:
    said = CITY.spoken(RULE, WAN, LEASED, own("169.254.3.3/16", 1, origin="dhcp"))
    assert len(said) == 1


def test_a_contract_accounts_for_it() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(interface="ether1")),))
    assert not world.spoken(RULE, WAN, LEASED)


def test_without_the_table_it_is_inconclusive() -> None:
    world = replace(CITY, unread={Address: TableStatus.REFUSED})
    assert "foreign-lease" in world.judged(WAN).inconclusive
