"""A contracted line that is another one under the same name."""

from dataclasses import replace

import pytest

from monitor.contracts import facts_of, key_of, written
from monitor.model.finding import Strength
from monitor.model.medium import Medium
from monitor.model.memory import Memory
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.changed_line import RULE
from tests.scenes import CITY, World, circuit, default, own, port

BY_NAME = Subject(device="r1", interface="wan1")
FIBRE = (port(1, "wan1"), own("10.9.0.2/30", 1))
KNOWN = CITY.declaring(circuits=(circuit(BY_NAME),))


def after(*before: Observation, world: World = KNOWN) -> World:
    """Return a world that remembers the contracted line as it was before."""
    [link] = [one for one in world.links(*before) if one.circuit]
    facts = written(facts_of(link, world.registry))
    return replace(world, past=Memory(lines={key_of(link): facts}))


@pytest.mark.parametrize(
    ("now", "word"),
    [
        ((port(1, "wan1", type=23), own("10.9.0.2/30", 1)), "dialled by PPP"),
        ((port(1, "wan1", type=243), own("10.9.0.2/30", 1)), "cellular"),
        ((port(1, "wan1"), own("100.70.0.2/24", 1)), "carrier-grade NAT"),
        ((port(1, "wan1"), own("203.0.113.9/30", 1)), "numbered by Telkom"),
    ],
)
def test_what_tells_whose_line_it_is_and_is_new_is_strong(
    now: tuple[Observation, ...], word: str
) -> None:
    [signal] = after(*FIBRE).spoken(RULE, *now)
    assert signal.strength is Strength.STRONG
    assert word in signal.text.en
    assert "kini" in signal.text.id


@pytest.mark.parametrize(
    "now",
    [
        FIBRE,
        (port(7, "wan1", alias="new name"), own("10.77.0.2/24", 7)),
        (port(1, "wan1"), own("192.168.5.2/24", 1)),
        (port(1, "wan1"),),
    ],
    ids=["as it was", "moved", "private", "without address"],
)
def test_what_tells_nothing_of_whose_it_is_is_no_change(now: tuple[Observation, ...]) -> None:
    assert not after(*FIBRE).spoken(RULE, *now)


def test_an_address_of_the_internet_is_new_on_a_line_that_had_the_citys() -> None:
    [signal] = after(*FIBRE).spoken(RULE, port(1, "wan1"), own("8.8.8.8/30", 1))
    assert signal.strength is Strength.STRONG
    assert "numbered from the internet" in signal.text.en


@pytest.mark.parametrize("now", ["9.9.9.9/30", "203.0.113.9/30"], ids=["nobody's", "its own"])
def test_a_rented_line_that_its_provider_numbers_anew_is_as_it_was(now: str) -> None:
    rented = (port(1, "wan1"), own("8.8.8.8/30", 1))
    assert not after(*rented).spoken(RULE, port(1, "wan1"), own(now, 1))


def test_a_line_that_always_was_the_providers_is_as_it_was() -> None:
    dialled = (port(1, "wan1", type=23), own("203.0.113.9/32", 1), default("203.0.113.1", 1))
    assert not after(*dialled).spoken(RULE, *dialled)
    again = (port(1, "wan1", type=23), own("203.0.113.77/32", 1))
    assert not after(*dialled).spoken(RULE, *again)


def test_a_new_contract_makes_it_a_new_line() -> None:
    before = after(*FIBRE)
    renewed = before.declaring(circuits=(circuit(BY_NAME, contract="K-2"),))
    assert not renewed.spoken(RULE, port(1, "wan1", type=23), own("10.9.0.2/30", 1))


def test_a_second_criterion_recognises_the_line_by_itself() -> None:
    hop = replace(BY_NAME, next_hop=default("10.9.0.1").next_hop)
    world = KNOWN.declaring(circuits=(circuit(hop),))
    line = (*FIBRE, default("10.9.0.1", 1))
    remembering = after(*line, world=world)
    moved = (port(1, "wan1", type=23), own("203.0.113.9/32", 1), default("10.9.0.1", 1))
    assert not remembering.spoken(RULE, *moved)


def test_the_register_may_say_what_it_is() -> None:
    world = CITY.declaring(circuits=(circuit(BY_NAME, medium=Medium.ETHERNET),))
    assert not world.spoken(RULE, *FIBRE)
    [signal] = world.spoken(RULE, port(1, "wan1", type=23), own("10.9.0.2/30", 1))
    assert signal.strength is Strength.STRONG
    assert "by the contract K-1 it is ethernet" in signal.text.en
    assert not world.spoken(RULE, port(1, "wan1", type=1), own("10.9.0.2/30", 1))
    assert not world.spoken(RULE, port(1, "wan1", type=23, oper_status="down"))
