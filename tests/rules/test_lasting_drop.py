"""Traffic that fell and stayed low."""

from dataclasses import replace

import pytest

from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Day, Memory
from monitor.model.observation import Interface
from monitor.model.reading import TableStatus
from monitor.model.subject import Subject
from monitor.rules.lasting_drop import RULE
from tests.scenes import CITY, World, circuit, own, port, usage_of

WAN = (port(1, "ether1"), own("10.9.9.2/30", 1))
OURS = CITY.declaring(circuits=(circuit(Subject(interface="ether1")),))


def after(*rates: float | None, world: World = OURS) -> World:
    days = [Day(rate=rate) for rate in rates]
    return replace(world, past=Memory(usages={"ether1": usage_of(*days)}))


def test_a_drop_of_eight_tenths_that_stays_is_a_hint() -> None:
    [signal] = after(*[10_000.0] * 8, 2000.0, 1900.0, 1500.0).spoken(RULE, *WAN)
    assert signal.strength is Strength.HINT
    assert signal.kind is FindingKind.SILENT_BYPASS
    assert "fell by 78.9 %" in signal.text.en
    assert "turun" in signal.text.id


@pytest.mark.parametrize(
    "rates",
    [
        [10_000.0] * 8 + [4000.0] * 3,
        [10_000.0] * 8 + [500.0] * 2,
        [10_000.0] * 8 + [500.0, 500.0, 9000.0],
        [10_000.0] * 7 + [500.0] * 3,
        [200.0] * 8 + [5.0] * 3,
    ],
    ids=["not so much", "not for so long", "back again", "too little known", "idle before"],
)
def test_what_is_no_lasting_drop_says_nothing(rates: list[float]) -> None:
    assert not after(*rates).spoken(RULE, *WAN)


def test_days_that_nobody_saw_do_not_count() -> None:
    assert not after(*[10_000.0] * 8, 500.0, None, 500.0).spoken(RULE, *WAN)
    assert after(*[10_000.0] * 8, 500.0, None, 500.0, 500.0).spoken(RULE, *WAN)


def test_a_line_that_is_down_or_is_not_the_citys_says_nothing() -> None:
    world = after(*[10_000.0] * 8, 500.0, 500.0, 500.0)
    assert not world.spoken(RULE, port(1, "ether1", oper_status="down"), WAN[1])
    assert not replace(CITY, past=world.past).spoken(RULE, *WAN)
    assert not OURS.spoken(RULE, *WAN)


def test_without_interfaces_it_is_inconclusive() -> None:
    world = replace(OURS, unread={Interface: TableStatus.INCOMPLETE})
    assert "lasting-drop" in world.judged(*WAN).inconclusive
