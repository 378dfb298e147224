"""A DSL, GPON or cable interface that is up."""

import pytest

from monitor.model.finding import Strength
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.access_line import RULE
from tests.scenes import CITY, OLT, World, circuit, own, port, row_of


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


@pytest.mark.parametrize(
    ("kind", "word"), [(94, "DSL"), (97, "DSL"), (250, "GPON"), (127, "cable"), (129, "cable")]
)
def test_it_is_strong_while_it_is_up(kind: int, word: str) -> None:
    [signal] = CITY.spoken(RULE, port(1, "wan", type=kind))
    assert signal.strength is Strength.STRONG
    assert word in signal.text.en
    assert word in signal.text.id


@pytest.mark.parametrize("kind", [6, 23, 71, 131, 243, None])
def test_other_lines_say_nothing(kind: int | None) -> None:
    assert strengths(port(1, "wan", type=kind), own("192.168.77.2/24", 1)) == []


def test_a_word_in_the_name_says_nothing() -> None:
    assert strengths(port(1, "ether1-gpon", alias="ADSL"), own("192.168.77.2/24", 1)) == []


def test_one_that_is_down_or_registered_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="onu1")),))
    assert strengths(port(1, "onu1", type=250, oper_status="down")) == []
    assert strengths(port(1, "onu1", type=250), world=world) == []


def test_an_olt_is_not_asked() -> None:
    assert OLT.role not in RULE.roles
    assert CITY.device.role in RULE.roles
    assert World(device=OLT).judged(port(1, "gpon-1/1", type=250)).signals == ()


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    line, address = port(1, "vdsl0", type=97), own("203.0.113.2/30", 1)
    [signal] = CITY.spoken(RULE, line, address)
    assert signal.text.en == "vdsl0 is a DSL line that is up (Telkom)"
    assert signal.text.id == "vdsl0 adalah saluran DSL yang aktif (Telkom)"
    assert signal.evidence == (row_of(line), row_of(address))
