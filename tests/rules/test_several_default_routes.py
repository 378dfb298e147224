"""Several default routes over different lines, one of them foreign."""

import pytest

from monitor.model.finding import Strength
from monitor.model.observation import Interface
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.several_default_routes import RULE
from tests.scenes import (
    CITY,
    CORE_MAC,
    NO_PLAN,
    World,
    circuit,
    default,
    neighbour,
    own,
    port,
    route,
    row_of,
)

CITYS = (port(1, "ether1"), own("10.0.0.6/29", 1), default("10.0.0.1", 1))
UNWITNESSED = (port(1, "ether1"), own("10.0.0.14/29", 1), default("10.0.0.9", 1))
SECOND = port(2, "ether2")


def strengths(*seen: Observation, world: World = CITY) -> dict[str, Strength]:
    return {signal.subject: signal.strength for signal in world.spoken(RULE, *seen)}


@pytest.mark.parametrize(
    "hop",
    ["203.0.113.1", "192.168.1.1", "192.168.77.1", "100.64.0.1", "2001:db8:f00::1", "fd00::1"],
)
def test_a_foreign_route_beside_the_citys_is_strong(hop: str) -> None:
    assert strengths(*CITYS, SECOND, default(hop, 2)) == {"ether2": Strength.STRONG}


def test_half_a_default_counts_as_one() -> None:
    half = route("0.0.0.0/1", "203.0.113.1", 2)
    assert strengths(*CITYS, SECOND, half) == {"ether2": Strength.STRONG}


def counted(octets: int) -> Interface:
    return port(2, "ether2", in_octets=octets, out_octets=0, counter_bits=64)


def test_a_foreign_route_that_carries_traffic_is_proof() -> None:
    world = World(before=(counted(0),))
    busy, idle = counted(1_000_000), counted(0)
    away = default("203.0.113.1", 2)
    assert [s.strength for s in world.spoken(RULE, *CITYS, busy, away)] == [Strength.PROOF]
    assert [s.strength for s in world.spoken(RULE, *CITYS, idle, away)] == [Strength.STRONG]
    [signal] = world.spoken(RULE, *CITYS, busy, away)
    assert "carries traffic" in signal.text.en
    assert "membawa trafik" in signal.text.id


@pytest.mark.parametrize("line", [port(2, "pppoe-out1", type=23), port(2, "lte1", type=243)])
def test_a_dialled_line_leads_abroad_without_a_hop(line: Interface) -> None:
    assert set(strengths(*CITYS, line, default(None, 2))) == {line.label}


def test_one_default_route_says_nothing() -> None:
    assert strengths(SECOND, default("203.0.113.1", 2)) == {}
    assert strengths(SECOND, default("203.0.113.1", 2), default("203.0.113.5", 2)) == {}


def test_two_lines_of_the_citys_say_nothing() -> None:
    ring = (SECOND, own("10.0.0.22/29", 2), default("10.0.0.17", 2))
    assert strengths(*CITYS, *ring, neighbour(2, mac=CORE_MAC)) == {}
    assert strengths(*CITYS, *ring) == {}
    assert strengths(*UNWITNESSED, *ring) == {}


def test_a_registered_second_line_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="ether2")),))
    assert strengths(*CITYS, SECOND, default("203.0.113.1", 2), world=world) == {}


def test_a_route_over_an_interface_that_is_down_is_no_second_way() -> None:
    off = port(2, "ether2", oper_status="down")
    assert strengths(*CITYS, off, default("203.0.113.1", 2)) == {}


@pytest.mark.parametrize("hop", ["fe80::1", "fe80::1%2", None])
def test_a_route_that_does_not_tell_whose_it_is_says_nothing(hop: str | None) -> None:
    assert strengths(*CITYS, SECOND, default(hop, 2)) == {}


def test_private_next_hops_without_a_plan_say_nothing() -> None:
    """The city's own ring would be called foreign, for nothing says which hops are the city's."""
    world = CITY.declaring(network=NO_PLAN)
    assert strengths(*CITYS, SECOND, default("10.0.0.17", 2), world=world) == {}
    assert set(strengths(*CITYS, SECOND, default("203.0.113.1", 2), world=world)) == {"ether2"}


def test_both_foreign_lines_are_told() -> None:
    seen = (port(1, "ether1"), SECOND, default("203.0.113.1", 1), default("192.168.77.1", 2))
    assert set(strengths(*seen)) == {"ether1", "ether2"}


def test_it_tells_both_lines_and_shows_both_routes() -> None:
    away = default("203.0.113.1", 2)
    [signal] = CITY.spoken(RULE, *CITYS, SECOND, away)
    assert signal.text.en == "default routes lead over ether2 (Telkom) and over ether1"
    assert signal.text.id == "rute bawaan lewat ether2 (Telkom) dan lewat ether1"
    assert signal.evidence == (row_of(away), row_of(CITYS[2]))
