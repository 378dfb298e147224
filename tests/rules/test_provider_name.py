"""A provider's name in the description of a line that nobody registered."""

import pytest

from monitor.model.finding import Band, Strength
from monitor.model.link import LinkStatus
from monitor.model.observation import Interface
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.provider_name import RULE
from tests.scenes import (
    CITY,
    NOW_S,
    World,
    arp,
    case_of,
    circuit,
    default,
    link_named,
    own,
    port,
    row_of,
)

UNKNOWN = own("192.168.77.2/24", 1)


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


@pytest.mark.parametrize(
    "text", ["INDIHOME_cadangan2", "ke Telkom", "telkom", "WAN-TELKOM 100M", "IndiHome"]
)
@pytest.mark.parametrize("where", ["name", "descr", "alias"])
def test_a_name_is_a_hint(text: str, where: str) -> None:
    named = port(1, **{"name": "ether1", where: text})
    assert strengths(named, UNKNOWN) == [Strength.HINT]


@pytest.mark.parametrize("text", ["telkomsel-tower", "indihomes", "xtelkom", "", "{0}", "lan"])
def test_only_whole_words_count(text: str) -> None:
    assert strengths(port(1, "ether1", alias=text), UNKNOWN) == []


def counted(octets: int) -> Interface:
    return port(1, "ether1", alias="Indihome", in_octets=octets, out_octets=octets, counter_bits=64)


def test_a_name_with_traffic_is_strong() -> None:
    world = World(before=(counted(0),))
    assert strengths(counted(1_000_000), UNKNOWN, world=world) == [Strength.STRONG]
    assert strengths(counted(0), UNKNOWN, world=world) == [Strength.HINT]


def test_a_name_alone_accuses_nobody_even_with_traffic() -> None:
    world = World(before=(counted(0),))
    judgement = world.judged(counted(1_000_000), UNKNOWN)
    case = case_of(judgement, "ether1")
    assert (round(case.confidence, 6), case.band) == (0.35, Band.NOTE)
    assert link_named(judgement, "ether1").status is LinkStatus.UNKNOWN


def test_one_line_is_told_once() -> None:
    named = port(1, "telkom1", descr="telkom2", alias="telkom3")
    assert strengths(named, UNKNOWN) == [Strength.HINT]


def test_a_line_the_city_rents_or_a_lan_says_nothing() -> None:
    named = port(1, "ether1", alias="Telkom metro 100M")
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="ether1")),))
    assert strengths(named, UNKNOWN, default("203.0.113.1", 1), world=world) == []
    assert strengths(named, own("10.0.0.6/29", 1), default("10.0.0.1", 1)) == []
    assert strengths(named, own("10.20.0.1/24", 1), arp("10.20.0.9", None, 1)) == []
    assert strengths(port(1, "ether1", alias="Telkom", oper_status="down"), UNKNOWN) == []


def test_it_is_told_in_both_languages_with_its_row() -> None:
    named = port(1, "ether1", alias="ke {Telkom}")
    [signal] = CITY.spoken(RULE, named, UNKNOWN)
    assert signal.text.en == "ether1 is called “ke {Telkom}”, which names Telkom"
    assert signal.text.id == "ether1 diberi nama “ke {Telkom}”, yang menyebut Telkom"
    assert signal.evidence == (row_of(named),)
    assert CITY.snapshot(named).time_s == NOW_S
