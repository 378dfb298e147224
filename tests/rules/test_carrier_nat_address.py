"""An address of carrier-grade NAT on an uplink."""

import pytest

from monitor.model.finding import Strength
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.carrier_nat_address import RULE
from tests.scenes import CITY, SERVER, World, circuit, own, port, row_of

SHARED = own("100.64.0.9/10", 1)


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


@pytest.mark.parametrize(
    "line", [port(1, "ether1"), port(1, "pppoe-out1", type=23), port(1, "lte1", type=243)]
)
def test_it_is_strong_on_a_line(line: Observation) -> None:
    assert strengths(line, SHARED) == [Strength.STRONG]


@pytest.mark.parametrize("name", ["tailscale0", "wg0", "zerotier1"])
@pytest.mark.parametrize("world", [CITY, World(device=SERVER)])
def test_an_overlay_that_numbers_its_tunnels_so_is_only_a_hint(name: str, world: World) -> None:
    assert strengths(port(1, name, type=1), SHARED, world=world) == [Strength.HINT]


@pytest.mark.parametrize("address", ["100.64.8.9/24", "100.63.255.255/24", "100.128.0.1/24",
                                     "10.0.0.6/29", "2001:db8:f00::2/64"])  # fmt: skip
def test_the_citys_own_nat_and_other_addresses_say_nothing(address: str) -> None:
    assert strengths(port(1, "ether1"), own("192.168.1.2/24", 1), own(address, 1)) == []


def test_a_registered_line_or_one_that_is_down_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(interface="ether1")),))
    assert strengths(port(1, "ether1"), SHARED, world=world) == []
    assert strengths(port(1, "ether1", oper_status="down"), SHARED) == []


def test_an_ipv6_writing_of_such_an_address_is_the_same() -> None:
    assert strengths(port(1, "ether1"), own("::ffff:100.64.0.9", 1)) == [Strength.STRONG]


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    wan = port(1, "ether1")
    [signal] = CITY.spoken(RULE, wan, SHARED)
    assert signal.text.en == "ether1 has the carrier-grade NAT address 100.64.0.9"
    assert signal.text.id == "ether1 beralamat NAT operator (CGNAT) 100.64.0.9"
    assert signal.evidence == (row_of(SHARED), row_of(wan))
