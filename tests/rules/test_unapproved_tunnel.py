"""A tunnel to somewhere that is not approved."""

from ipaddress import ip_address

import pytest

from monitor.model.finding import Strength
from monitor.model.observation import Interface
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.unapproved_tunnel import RULE
from tests.scenes import CITY, World, circuit, default, own, port, row_of

INSIDE = own("172.30.0.2/30", 1)


def tunnel(remote: str | None = None, name: str = "Tunnel0", **said: object) -> Interface:
    far = ip_address(remote) if remote else None
    return port(1, name, type=131, tunnel_remote=far, **said)


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


def test_one_that_is_only_there_is_a_hint() -> None:
    assert strengths(tunnel("203.0.113.7"), INSIDE) == [Strength.HINT]
    assert strengths(tunnel(), INSIDE) == [Strength.HINT]


@pytest.mark.parametrize(
    "away", [default(None, 1), default("172.30.0.1", 1), default("fe80::1", 1)]
)
def test_one_that_is_routed_over_is_strong(away: Observation) -> None:
    assert strengths(tunnel("203.0.113.7"), INSIDE, away) == [Strength.STRONG]


@pytest.mark.parametrize(
    "remote", ["198.51.100.9", "10.0.0.2", "2001:db8:100::1", "::ffff:198.51.100.9"]
)
def test_an_approved_far_end_or_one_of_the_citys_says_nothing(remote: str) -> None:
    assert strengths(tunnel(remote), INSIDE, default(None, 1)) == []


@pytest.mark.parametrize("remote", ["0.0.0.0", "127.0.0.1", "::", None])
def test_a_far_end_that_is_nowhere_is_not_approved(remote: str | None) -> None:
    assert strengths(tunnel(remote), INSIDE) == [Strength.HINT]


@pytest.mark.parametrize("name", ["wg0", "l2tp-out1", "gre-tunnel1", "ovpnc1", "tun0", "sit1"])
def test_tunnels_have_many_names(name: str) -> None:
    assert strengths(port(1, name, type=1), INSIDE) == [Strength.HINT]


def test_a_session_that_others_dialled_says_nothing() -> None:
    assert strengths(port(1, "<ovpn-budi>", type=131), INSIDE) == []


def test_one_without_address_and_route_or_down_says_nothing() -> None:
    assert strengths(tunnel("203.0.113.7")) == []
    assert strengths(tunnel("203.0.113.7", oper_status="down"), INSIDE, default(None, 1)) == []


def test_a_registered_one_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="Tunnel0")),))
    assert strengths(tunnel("203.0.113.7"), INSIDE, world=world) == []


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    line, away = tunnel("203.0.113.7"), default(None, 1)
    [signal] = CITY.spoken(RULE, line, INSIDE, away)
    assert signal.text.en == "Tunnel0 is a tunnel to 203.0.113.7 that is not approved"
    assert signal.text.id == "Tunnel0 adalah terowongan ke 203.0.113.7 yang tidak disetujui"
    assert signal.evidence == tuple(map(row_of, (line, INSIDE, away)))
    [signal] = CITY.spoken(RULE, tunnel(), INSIDE)
    assert "to ? that" in signal.text.en
