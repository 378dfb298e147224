"""People work, and the city's line is hardly used."""

from dataclasses import replace

import pytest

from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Day, Memory
from monitor.model.numbers import share_words
from monitor.model.observation import ArpEntry
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import TableStatus
from monitor.model.subject import Subject
from monitor.rules.silent_bypass import RULE
from monitor.usage import days_of
from tests.scenes import CITY, World, circuit, own, port, usage_of

WAN = (port(1, "ether1"), own("10.9.9.2/30", 1))
USUAL, LOW = Day(1.0, 1.0), Day(0.05, 0.9)
OURS = CITY.declaring(circuits=(circuit(Subject(interface="ether1")),))


def level_of(ratio: float) -> float:
    """The ratio that comes back from what is remembered of one."""
    [day] = days_of(usage_of(Day(ratio, ratio)))
    assert day.traffic_ratio is not None
    return day.traffic_ratio


def after(*days: Day, world: World = OURS) -> World:
    return replace(world, past=Memory(usages={"ether1": usage_of(*days)}))


def test_five_low_days_in_a_row_are_strong_and_say_how_low() -> None:
    [signal] = after(USUAL, *[LOW] * 5).spoken(RULE, *WAN)
    assert signal.strength is Strength.STRONG
    assert signal.kind is FindingKind.SILENT_BYPASS
    assert signal.subject == "ether1"
    assert "5 working days" in signal.text.en
    assert "last 4.8 % of" in signal.text.en
    assert "hari kerja" in signal.text.id


def test_four_are_not_enough_and_a_usual_day_begins_anew() -> None:
    assert not after(USUAL, *[LOW] * 4).spoken(RULE, *WAN)
    assert not after(LOW, LOW, LOW, USUAL, LOW, LOW).spoken(RULE, *WAN)
    assert not after(*[LOW] * 5, USUAL).spoken(RULE, *WAN)


def test_days_that_nobody_saw_neither_count_nor_interrupt() -> None:
    dark = Day(None, None)
    assert after(LOW, LOW, dark, LOW, dark, LOW, LOW, dark).spoken(RULE, *WAN)
    assert not after(LOW, LOW, dark, LOW, Day(0.05, None), LOW, Day(None, 1.0)).spoken(RULE, *WAN)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (Day(0.08, 0.60), True),
        (Day(0.12, 0.60), False),
        (Day(0.08, 0.45), False),
        (Day(0.0, 1.0), True),
    ],
)
def test_low_is_a_tenth_of_the_traffic_with_half_of_the_clients(day: Day, said: bool) -> None:
    assert bool(after(*[day] * 5).spoken(RULE, *WAN)) is said


def test_an_administrator_sets_the_numbers() -> None:
    override = RuleOverride(thresholds={"days": 2, "traffic_ratio": 0.3, "clients_ratio": 0.2})
    world = replace(OURS, policy=Policy(overrides={"silent-bypass": override}))
    assert after(Day(0.2, 0.3), Day(0.2, 0.3), world=world).spoken(RULE, *WAN)
    assert not after(Day(0.2, 0.3), world=world).spoken(RULE, *WAN)


def test_exactly_as_much_traffic_is_not_less_and_exactly_as_many_clients_are_enough() -> None:
    traffic, clients = level_of(0.10), level_of(0.50)
    override = RuleOverride(thresholds={"traffic_ratio": traffic, "clients_ratio": clients})
    world = replace(OURS, policy=Policy(overrides={"silent-bypass": override}))
    assert not after(*[Day(0.10, 0.9)] * 5, world=world).spoken(RULE, *WAN)
    assert after(*[Day(0.05, 0.50)] * 5, world=world).spoken(RULE, *WAN)


def test_the_last_day_is_the_one_that_is_told() -> None:
    days = [Day(0.02, 0.9)] * 5 + [Day(0.08, 0.7)]
    [signal] = after(*days).spoken(RULE, *WAN)
    told = days_of(usage_of(days[-1]))[0]
    assert told.traffic_ratio is not None
    assert told.clients_ratio is not None
    assert f"last {share_words('en', told.traffic_ratio)} of its usual" in signal.text.en
    assert f"while {share_words('en', told.clients_ratio)} of the usual clients" in signal.text.en
    assert f"terakhir {share_words('id', told.traffic_ratio)} dari" in signal.text.id


def test_only_the_citys_own_lines_are_compared() -> None:
    assert not after(*[LOW] * 6, world=CITY).spoken(RULE, *WAN)


def test_a_line_that_nothing_is_known_of_says_nothing() -> None:
    assert not OURS.spoken(RULE, *WAN)


def test_alone_it_is_a_note_and_with_a_hint_it_is_indicated() -> None:
    judged = after(*[LOW] * 6).judged(*WAN)
    [case] = [case for case in judged.cases if case.kind is FindingKind.SILENT_BYPASS]
    assert case.confidence == 0.35


def test_without_arp_it_is_inconclusive() -> None:
    world = replace(after(*[LOW] * 6), unread={ArpEntry: TableStatus.REFUSED})
    assert "silent-bypass" in world.judged(*WAN).inconclusive
