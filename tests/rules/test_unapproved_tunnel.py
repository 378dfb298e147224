"""A tunnel to somewhere that is not approved."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.finding import Strength
from monitor.model.observation import Interface
from monitor.model.policy import Policy, RuleOverride
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.unapproved_tunnel import RULE
from tests.scenes import (
    CITY,
    CORE,
    World,
    circuit,
    default,
    learnt,
    own,
    port,
    route,
    row_of,
    vpn,
)

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
    ("passed", "strength"),
    [(59_999, Strength.HINT), (60_000, Strength.STRONG), (900_000, Strength.STRONG)],
)
def test_one_that_carries_traffic_without_a_route_is_strong(
    passed: int, strength: Strength
) -> None:
    def counting(octets: int) -> Interface:
        return tunnel("203.0.113.7", in_octets=octets, out_octets=0, counter_bits=64)

    world = replace(CITY, before=(counting(5),))
    assert strengths(counting(5 + passed), INSIDE, world=world) == [strength]
    policy = Policy(overrides={RULE.id: RuleOverride(thresholds={"octets_per_s": 1e9})})
    world = replace(world, policy=policy)
    assert strengths(counting(5 + passed), INSIDE, world=world) == [Strength.HINT]


@pytest.mark.parametrize(
    "remote", ["198.51.100.9", "10.0.0.2", "2001:db8:100::1", "::ffff:198.51.100.9"]
)
def test_an_approved_far_end_or_one_of_the_citys_says_nothing(remote: str) -> None:
    assert strengths(tunnel(remote), INSIDE) == []


def test_a_default_route_into_a_tunnel_needs_a_far_end_of_the_citys() -> None:
    away = default(None, 1)
    assert strengths(tunnel("10.0.0.2"), INSIDE, away) == []
    assert strengths(tunnel("198.51.100.9"), INSIDE, away) == [Strength.STRONG]
    half = route("0.0.0.0/1", None, 1)
    assert strengths(tunnel("198.51.100.9"), INSIDE, half) == [Strength.STRONG]
    narrow = route("198.51.100.0/24", None, 1)
    assert strengths(tunnel("198.51.100.9"), INSIDE, narrow) == []


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
    assert signal.text.en == "Tunnel0 is a tunnel nobody approved, whose far end is not told"
    assert signal.text.id.endswith("yang ujung seberangnya tidak disebut")


def test_a_peer_without_an_interface_is_a_hint() -> None:
    far = vpn("203.0.113.7", "ke-luar")
    [signal] = CITY.spoken(RULE, port(2, "ether2"), far)
    assert (signal.strength, signal.kind) == (Strength.HINT, "foreign_neighbour")
    assert (signal.subject, signal.link) == ("vpn 203.0.113.7", "")
    assert signal.text.en == (
        "an IPsec tunnel “ke-luar” leads to 203.0.113.7, which is not approved"
    )
    assert signal.text.id == "terowongan IPsec “ke-luar” menuju 203.0.113.7, yang tidak disetujui"
    assert signal.evidence == (row_of(far),)
    [signal] = CITY.spoken(RULE, vpn("203.0.113.7"))
    assert signal.text.en.startswith("an IPsec tunnel leads to 203.0.113.7,")


def test_a_peer_that_may_be_up_is_told_and_one_that_is_down_is_not() -> None:
    assert strengths(vpn("203.0.113.7", is_up=None)) == [Strength.HINT]
    assert strengths(vpn("203.0.113.7", is_up=False)) == []


@pytest.mark.parametrize("remote", ["198.51.100.9", "10.0.0.2", "2001:db8:100::1", "127.0.0.1"])
def test_a_peer_that_is_approved_or_the_citys_or_nowhere_says_nothing(remote: str) -> None:
    assert strengths(vpn(remote)) == []


def test_a_peer_at_an_address_a_registered_device_has_says_nothing() -> None:
    world = World(inventory=learnt((CORE, (own("203.0.113.7/30", 1),))))
    assert strengths(vpn("203.0.113.7"), world=world) == []


def test_a_user_who_dialled_in_says_nothing() -> None:
    assert strengths(vpn("203.0.113.7", is_dialled_in=True)) == []


def test_two_tunnels_to_one_place_are_one() -> None:
    assert strengths(vpn("203.0.113.7", "a"), vpn("203.0.113.7", "b")) == [Strength.HINT]
    assert len(strengths(vpn("203.0.113.7", "a"), vpn("203.0.113.8", "b"))) == 2


def test_of_very_many_peers_the_first_are_told() -> None:
    assert len(strengths(*(vpn(f"203.0.113.{number}") for number in range(1, 65)))) == 64
    assert len(strengths(*(vpn(f"203.0.113.{number}") for number in range(1, 66)))) == 64


def test_a_peer_with_an_interface_is_told_with_it() -> None:
    line, far = tunnel(name="ke-luar"), vpn("203.0.113.7", "ke-luar")
    [signal] = CITY.spoken(RULE, line, INSIDE, default(None, 1), far)
    assert (signal.strength, signal.subject) == (Strength.STRONG, "ke-luar")
    assert "to 203.0.113.7 that" in signal.text.en
    assert row_of(far) in signal.evidence


def test_a_peer_at_a_tunnels_far_end_is_that_tunnel() -> None:
    assert strengths(tunnel("203.0.113.7"), INSIDE, vpn("203.0.113.7", "x")) == [Strength.HINT]
    [signal] = CITY.spoken(RULE, tunnel("203.0.113.7"), INSIDE, vpn("203.0.113.7", "x"))
    assert signal.subject == "Tunnel0"
    both = CITY.spoken(RULE, tunnel("203.0.113.7"), INSIDE, vpn("203.0.113.8", "x"))
    assert {signal.subject for signal in both} == {"Tunnel0", "vpn 203.0.113.8"}


def test_a_nameless_peer_is_not_the_peer_of_a_nameless_interface() -> None:
    both = CITY.spoken(RULE, port(1, type=131), INSIDE, vpn("203.0.113.7"))
    assert {signal.subject for signal in both} == {"if1", "vpn 203.0.113.7"}


def test_an_interface_whose_peers_are_all_approved_says_nothing() -> None:
    line = tunnel(name="ke-bpjs")
    approved, other = vpn("198.51.100.9", "ke-bpjs"), vpn("203.0.113.7", "ke-bpjs")
    assert strengths(line, INSIDE, approved) == []
    assert strengths(line, INSIDE, default(None, 1), approved) == [Strength.STRONG]
    assert strengths(line, INSIDE, default(None, 1), approved, other) == [Strength.STRONG]


def test_the_peer_of_a_registered_interface_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="ke-luar")),))
    seen = (tunnel(name="ke-luar"), INSIDE, vpn("203.0.113.7", "ke-luar"))
    assert strengths(*seen, world=world) == []


def test_it_points_at_the_far_end_and_at_nobody_where_that_is_not_told() -> None:
    [signal] = CITY.spoken(RULE, tunnel("203.0.113.7"), INSIDE)
    assert signal.about == "203.0.113.7"
    [signal] = CITY.spoken(RULE, tunnel(), INSIDE)
    assert signal.about == ""
    [signal] = CITY.spoken(RULE, vpn("203.0.113.8", "kantor-pusat"))
    assert (signal.rule, signal.family, signal.about) == (RULE.id, RULE.family, "203.0.113.8")


def test_in_the_citys_own_numbers_and_without_a_far_end_traffic_makes_it_no_more_than_a_hint() -> (
    None
):
    def counting(octets: int, remote: str | None = None) -> Interface:
        return tunnel(remote, in_octets=octets, out_octets=0, counter_bits=64)

    planned = own("10.0.99.5/32", 1)
    world = replace(CITY, before=(counting(0),))
    assert strengths(counting(900_000), planned, world=world) == [Strength.HINT]
    assert strengths(counting(900_000), INSIDE, world=world) == [Strength.STRONG]
    away = default("10.0.99.1", 1)
    assert strengths(counting(900_000), planned, away, world=world) == [Strength.STRONG]
    told = counting(900_000, "203.0.113.7")
    assert strengths(told, planned, world=world) == [Strength.STRONG]
