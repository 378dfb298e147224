"""An address leased from a stranger's DHCP server."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model.declared import Network
from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Memory
from monitor.model.observation import Address, ArpEntry
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rules.foreign_lease import RULE
from tests.scenes import CITY, NOW_S, World, arp, circuit, leases, own, port, row_of

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


TODAY = datetime.fromtimestamp(NOW_S, UTC).date().toordinal()
WORKDAYS = [TODAY - number for number in range(9, 0, -1)]
SEEN = (port(1, "ether1"), own("10.9.9.2/30", 1), port(2, "br-lan"))
OURS = CITY.declaring(circuits=(circuit(Subject(interface="ether1")),))


def machines(count: int) -> list[Observation]:
    return [arp(f"172.16.5.{n + 2}", f"00:00:0c:00:00:{n:02x}", 2) for n in range(count)]


def gave(*counts: int, world: World = OURS) -> World:
    days = WORKDAYS[-len(counts) :]
    return replace(world, past=Memory(leases=tuple(zip(days, counts, strict=True))))


USUAL = (20, 21, 19, 20, 22)


def test_leases_that_collapse_while_people_are_there_hint_at_a_bypass() -> None:
    seen = leases(2)
    [signal] = gave(*USUAL, 3, 4).spoken(RULE, *SEEN, seen, *machines(15))
    assert signal.strength is Strength.HINT
    assert (signal.kind, signal.subject) == (FindingKind.SILENT_BYPASS, "ether1")
    assert signal.text.en == (
        "its DHCP server gives 2 leases where 20 were usual, and 15 machines are there"
    )
    assert "memberi 2 sewaan, biasanya 20, padahal ada 15 mesin" in signal.text.id
    assert signal.evidence == (row_of(seen),)


@pytest.mark.parametrize(
    ("past", "now", "there"),
    [
        ((*USUAL, 3, 5), 2, 15),
        ((*USUAL, 5, 3), 2, 15),
        ((*USUAL, 3, 4), 5, 15),
        ((*USUAL, 3, 4), 2, 9),
        ((*USUAL[1:], 3, 4), 2, 15),
        ((4, 4, 4, 4, 4, 0, 0), 0, 15),
        ((*USUAL, 20, 21), 20, 15),
        ((), 0, 15),
    ],
)
def test_few_days_leases_or_machines_say_nothing(
    past: tuple[int, ...], now: int, there: int
) -> None:
    world = gave(*past) if past else OURS
    assert world.spoken(RULE, *SEEN, leases(now), *machines(there)) == ()


def test_exactly_a_fifth_of_the_leases_and_half_of_the_machines_are_told() -> None:
    assert gave(*USUAL, 4, 4).spoken(RULE, *SEEN, leases(4), *machines(10))
    few = (5, 5, 5, 5, 5, 1, 1)
    assert gave(*few).spoken(RULE, *SEEN, leases(1), *machines(5))


def test_today_is_not_over() -> None:
    today = (TODAY, 1)
    world = gave(*USUAL, 20, 3)
    world = replace(world, past=replace(world.past, leases=(*world.past.leases, today)))
    assert world.spoken(RULE, *SEEN, leases(1), *machines(15)) == ()


def test_where_the_city_has_no_line_or_nobody_counts_leases_nothing_is_told() -> None:
    assert gave(*USUAL, 3, 4, world=CITY).spoken(RULE, *SEEN, leases(2), *machines(15)) == ()
    assert gave(*USUAL, 3, 4).spoken(RULE, *SEEN, *machines(15)) == ()
    cut = replace(OURS, unread={ArpEntry: TableStatus.INCOMPLETE})
    assert gave(*USUAL, 3, 4, world=cut).spoken(RULE, *SEEN, leases(2), *machines(15)) == ()
    down = (port(1, "ether1", oper_status="down"), *SEEN[1:])
    assert gave(*USUAL, 3, 4).spoken(RULE, *down, leases(2), *machines(15)) == ()


def test_how_much_is_little_is_the_administrators() -> None:
    numbers = {"days": 1, "days_before": 6, "leases_ratio": 0.3, "clients_ratio": 0.1}
    policy = Policy(overrides={RULE.id: RuleOverride(thresholds=numbers)})
    world = gave(*USUAL, 20, 6, world=replace(OURS, policy=policy))
    assert world.spoken(RULE, *SEEN, leases(6), *machines(2))
