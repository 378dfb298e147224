"""A line that goes down and up day after day."""

from dataclasses import replace

from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Day, Memory
from monitor.model.observation import Interface
from monitor.model.reading import TableStatus
from monitor.model.subject import Subject
from monitor.rules.flapping_line import RULE
from tests.scenes import CITY, World, circuit, own, port, usage_of

WAN = (port(1, "ether1"), own("10.9.9.2/30", 1))
OURS = CITY.declaring(circuits=(circuit(Subject(interface="ether1")),))


def after(*flaps: int, world: World = OURS) -> World:
    usage = usage_of(*(Day(flaps=count) for count in flaps))
    return replace(world, past=Memory(usages={"ether1": usage}))


def test_flaps_on_many_days_are_a_hint() -> None:
    [signal] = after(4, 0, 5, 4, 9).spoken(RULE, *WAN)
    assert signal.strength is Strength.HINT
    assert signal.kind is FindingKind.SILENT_BYPASS
    assert "4 of the last 10 days" in signal.text.en
    assert "putus-sambung" in signal.text.id


def test_few_flaps_or_few_days_are_a_bad_connector() -> None:
    assert not after(3, 3, 3, 3, 3, 3).spoken(RULE, *WAN)
    assert not after(9, 9, 9, 0, 0).spoken(RULE, *WAN)


def test_only_the_last_days_count() -> None:
    assert not after(*[9] * 4, *[0] * 7).spoken(RULE, *WAN)
    assert after(*[9] * 4, *[0] * 6).spoken(RULE, *WAN)


def test_other_lines_say_nothing() -> None:
    assert not after(9, 9, 9, 9, world=CITY).spoken(RULE, *WAN)
    assert not OURS.spoken(RULE, *WAN)


def test_without_interfaces_it_is_inconclusive() -> None:
    world = replace(OURS, unread={Interface: TableStatus.REFUSED})
    assert "flapping-line" in world.judged(*WAN).inconclusive
