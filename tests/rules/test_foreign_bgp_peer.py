"""An established BGP session with an AS that is not the city's."""

import pytest

from monitor.model.declared import Device
from monitor.model.finding import Strength
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.foreign_bgp_peer import RULE
from tests.scenes import BORDER, CITY, CORE, World, bgp, circuit, own, port, row_of

WAN = (port(1, "ether1"), own("203.0.113.2/30", 1), own("2001:db8:f00::2/64", 1))


def spoken(*seen: Observation, world: World = CITY) -> list[tuple[str, Strength]]:
    return [(signal.subject, signal.strength) for signal in world.spoken(RULE, *seen)]


@pytest.mark.parametrize("peer", ["203.0.113.1", "2001:db8:f00::1"])
@pytest.mark.parametrize("number", [7713, 65001, 4_294_967_294])
def test_a_foreign_as_is_proof(peer: str, number: int) -> None:
    assert spoken(*WAN, bgp(peer, number)) == [("ether1", Strength.PROOF)]


@pytest.mark.parametrize("number", [64512, 64500, None])
def test_the_citys_own_as_its_upstreams_and_an_unknown_one_say_nothing(number: int | None) -> None:
    assert spoken(*WAN, bgp("203.0.113.1", number)) == []


@pytest.mark.parametrize("state", ["idle", "active", "connect", "openSent", "openConfirm"])
def test_a_session_that_is_not_established_says_nothing(state: str) -> None:
    assert spoken(*WAN, bgp("203.0.113.1", 7713, state)) == []


def test_a_session_of_many_hops_is_told_by_its_as() -> None:
    assert spoken(bgp("203.0.113.1", 7713)) == [("bgp-as7713", Strength.PROOF)]


def test_a_registered_line_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(as_number=7713)),))
    assert spoken(*WAN, bgp("203.0.113.1", 7713), world=world) == []


@pytest.mark.parametrize("device", [CORE, BORDER])
def test_where_the_city_meets_its_providers_nobody_looks(device: Device) -> None:
    assert device.role not in RULE.roles
    assert World(device=device).judged(*WAN, bgp("203.0.113.1", 7713)).signals == ()


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    session = bgp("203.0.113.1", 7713)
    [signal] = CITY.spoken(RULE, *WAN, session)
    assert signal.text.en == (
        "a BGP session with AS 7713 (Telkom) at 203.0.113.1 is established over ether1"
    )
    assert signal.text.id == (
        "sesi BGP dengan AS 7713 (Telkom) di 203.0.113.1 terhubung lewat ether1"
    )
    assert signal.evidence == tuple(map(row_of, (session, *WAN)))


def test_a_foreign_as_in_the_citys_own_numbers_is_proof_too() -> None:
    seen = (port(1, "ge-0/0/0.0"), own("10.20.9.1/30", 1), bgp("10.20.9.2", 7713))
    [signal] = CITY.spoken(RULE, *seen)
    assert (signal.subject, signal.about) == ("ge-0/0/0.0", "AS7713")
    assert signal.strength is Strength.PROOF
