"""Two ends of a line that agreed, and do not any more."""

from dataclasses import replace

import pytest

from monitor.model.finding import FindingKind, Strength
from monitor.model.memory import Ends, Memory
from monitor.model.reading import Observation
from monitor.rules.unequal_ends import RULE
from tests.scenes import CITY, default, own, port

LINE = (port(1, "ether1"), own("10.9.0.2/30", 1), default("10.9.0.1", 1))
AGREED = Ends(other="core", since_s=0, last_s=0, agreed=True)


@pytest.mark.parametrize(
    ("beside", "strength"),
    [
        ((), Strength.STRONG),
        ((port(2, "ether1.77"),), Strength.HINT),
        ((port(2, "ether10"),), Strength.STRONG),
    ],
    ids=["alone", "with a VLAN on it", "beside another port"],
)
def test_the_citys_end_counts_less_than_the_device_says(
    beside: tuple[Observation, ...], strength: Strength
) -> None:
    past = Memory(ends={"ether1": replace(AGREED, apart=0.25)})
    [signal] = replace(CITY, past=past).spoken(RULE, *LINE, *beside)
    assert (signal.strength, signal.kind) == (strength, FindingKind.TAMPERING)
    assert "counted 25 % of what the device says" in signal.text.en
    assert "25 %" in signal.text.id
    assert signal.about == "core"


def test_ends_that_agree_or_a_line_that_is_down_say_nothing() -> None:
    assert not replace(CITY, past=Memory(ends={"ether1": AGREED})).spoken(RULE, *LINE)
    past = Memory(ends={"ether1": replace(AGREED, apart=0.25)})
    down = (port(1, "ether1", oper_status="down"), *LINE[1:])
    assert not replace(CITY, past=past).spoken(RULE, *down)


def test_counters_that_stand_still_are_told_as_that() -> None:
    past = Memory(ends={"ether1": replace(AGREED, apart=0.0)})
    [signal] = replace(CITY, past=past).spoken(RULE, *LINE)
    assert "its counters stand still" in signal.text.en
    assert "penghitungnya berhenti" in signal.text.id
