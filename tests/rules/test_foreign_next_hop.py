"""A default route whose next hop is not the city's."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from monitor.model.finding import Strength
from monitor.model.observation import Route
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.foreign_next_hop import RULE
from tests.scenes import (
    CITY,
    GATEWAY_MAC,
    NETWORK,
    NO_PLAN,
    ONT_MAC,
    World,
    arp,
    circuit,
    default,
    own,
    port,
    route,
    row_of,
    waiver,
)

WAN = port(1, "ether1")
WITHOUT_PLAN = CITY.declaring(network=NO_PLAN)


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


@pytest.mark.parametrize(
    "away",
    [
        default("203.0.113.1", 1),
        default("::ffff:203.0.113.1", 1),
        default("2001:db8:f00::1", 1),
        route("0.0.0.0/1", "203.0.113.1", 1),
        route("128.0.0.0/1", "203.0.113.1", 1),
        route("2000::/3", "2001:db8:f00::1", 1),
    ],
)
def test_a_public_next_hop_outside_the_plan_is_proof(away: Route) -> None:
    assert strengths(WAN, away) == [Strength.PROOF]


@pytest.mark.parametrize("hop", ["192.168.77.1", "172.20.1.1", "100.64.0.1", "fd00:77::1"])
def test_a_next_hop_that_the_plan_does_not_know_is_strong(hop: str) -> None:
    assert strengths(WAN, default(hop, 1)) == [Strength.STRONG]


@pytest.mark.parametrize("hop", ["192.168.1.1", "192.168.0.1", "192.168.100.1", "192.168.8.254"])
def test_what_home_routers_call_themselves_is_only_a_hint(hop: str) -> None:
    assert strengths(WAN, default(hop, 1)) == [Strength.HINT]


@pytest.mark.parametrize("hop", ["10.0.0.1", "192.168.77.1", "192.168.1.1", "fd00::1"])
def test_without_a_plan_a_private_next_hop_is_only_a_hint(hop: str) -> None:
    assert strengths(WAN, default(hop, 1), world=WITHOUT_PLAN) == [Strength.HINT]


def test_without_a_plan_a_public_next_hop_is_proof() -> None:
    assert strengths(WAN, default("203.0.113.1", 1), world=WITHOUT_PLAN) == [Strength.PROOF]


@pytest.mark.parametrize(
    "line",
    [port(1, "pppoe-out1", type=23), port(1, "Di1", descr="Dialer1", type=23),
     port(1, "lte1", type=1), port(1, "Ce0/0/0", descr="Cellular0/0/0", type=1)],
)  # fmt: skip
def test_a_route_over_a_line_that_was_dialled_is_proof_with_or_without_a_hop(
    line: Observation,
) -> None:
    assert strengths(line, default(None, 1)) == [Strength.PROOF]
    assert strengths(line, default("192.168.1.1", 1)) == [Strength.PROOF]


@pytest.mark.parametrize("hop", ["10.9.9.9", "100.64.8.1", "2001:db8:100::1", "fe80::1",
                                 "169.254.0.1", "::ffff:10.9.9.9"])  # fmt: skip
def test_a_planned_or_link_local_next_hop_says_nothing(hop: str) -> None:
    assert strengths(WAN, default(hop, 1)) == []


def test_an_ethernet_route_without_a_next_hop_says_nothing() -> None:
    assert strengths(WAN, default(None, 1)) == []


def test_a_longer_route_says_nothing() -> None:
    assert strengths(WAN, own("192.168.1.2/24", 1), route("172.16.0.0/12", "192.168.1.1", 1)) == []


def test_a_registered_line_is_not_spoken_of() -> None:
    subject = Subject(device="r1", interface="ether1")
    world = CITY.declaring(circuits=(circuit(subject),))
    assert strengths(WAN, default("203.0.113.1", 1), world=world) == []
    planned = (own("10.0.0.6/29", 1), default("10.0.0.1", 1), arp("10.0.0.1", GATEWAY_MAC, 1))
    assert strengths(WAN, *planned) == []


def test_a_waiver_does_not_silence_the_rule() -> None:
    world = CITY.declaring(waivers=(waiver(Subject(interface="ether1")),))
    assert strengths(WAN, default("203.0.113.1", 1), world=world) == [Strength.PROOF]


def test_a_gateway_of_the_city_in_public_space_is_declared_by_its_prefix() -> None:
    prefixes = (*NETWORK.prefixes, *CITY.registry.providers.entries[0].prefixes)
    world = CITY.declaring(network=replace(NETWORK, prefixes=prefixes))
    assert strengths(WAN, default("203.0.113.1", 1), world=world) == []


def test_a_route_that_no_interface_claims_is_spoken_of() -> None:
    [signal] = CITY.spoken(RULE, default("203.0.113.1", 0), arp("203.0.113.1", ONT_MAC))
    assert signal.subject == f"gateway-{ONT_MAC}"


def test_each_route_is_told_with_its_hop_and_provider_and_rows() -> None:
    away, gateway = default("203.0.113.1", 1), arp("203.0.113.1", ONT_MAC, 1)
    other = arp("203.0.113.9", ONT_MAC, 1)
    address = own("203.0.113.2/30", 1)
    [signal] = CITY.spoken(RULE, WAN, away, gateway, other, address)
    assert signal.text.en == "the route 0.0.0.0/0 leaves by ether1 to 203.0.113.1 (Telkom)"
    assert signal.text.id == "rute 0.0.0.0/0 keluar lewat ether1 ke 203.0.113.1 (Telkom)"
    assert signal.evidence == tuple(map(row_of, (away, gateway, WAN, address)))
    assert (signal.subject, signal.link) == ("ether1", "ether1")


def test_two_hops_of_one_link_are_two_signals() -> None:
    seen = (default("203.0.113.1", 1), default("192.168.1.1", 1))
    assert strengths(WAN, *seen) == [Strength.PROOF, Strength.HINT]
    assert ip_address("192.168.1.1") in CITY.links(WAN, *seen)[0].next_hops


V6_HOP = default("fe80::1", 1)


@pytest.mark.parametrize(
    ("own_address", "strengths"),
    [
        ("2001:db8:f00::9/64", [Strength.PROOF]),
        ("2001:db8:100::9/64", []),
        ("fd00::9/64", []),
        ("fe80::9/64", []),
        ("203.0.113.9/24", []),
    ],
)
def test_a_link_local_hop_is_judged_by_the_lines_own_addresses_of_its_family(
    own_address: str, strengths: list[Strength]
) -> None:
    said = CITY.spoken(RULE, port(1, "ether1"), own(own_address, 1), V6_HOP)
    assert [signal.strength for signal in said] == strengths


def test_one_address_of_the_citys_makes_a_line_with_a_link_local_hop_its_own() -> None:
    seen = (port(1, "ether1"), own("2001:db8:f00::9/64", 1), own("2001:db8:100::9/64", 1), V6_HOP)
    assert CITY.spoken(RULE, *seen) == ()


def test_the_declared_gateway_by_its_link_local_address_is_no_foreign_hop() -> None:
    line = (port(1, "ether1"), own("10.0.0.6/29", 1), own("2001:db8:f00::9/64", 1), V6_HOP)
    gateway, its_other = arp("10.0.0.1", GATEWAY_MAC, 1), arp("fe80::1", GATEWAY_MAC, 1)
    by_address = CITY.declaring(
        network=replace(NETWORK, gateways=(replace(NETWORK.gateways[0], mac=None),))
    )
    assert by_address.spoken(RULE, *line, gateway, its_other) == ()
    stranger = arp("fe80::1", ONT_MAC, 1)
    assert len(by_address.spoken(RULE, *line, gateway, stranger)) == 1
    # A box at the gateway's address that is not the declared one vouches for nothing.
    twin = (arp("10.0.0.1", ONT_MAC, 1), stranger)
    assert len(CITY.spoken(RULE, *line, *twin)) == 1


def test_a_half_of_a_default_route_is_strong_at_a_usual_address_too() -> None:
    whole, half = default("192.168.1.1", 1), route("128.0.0.0/1", "192.168.1.1", 1)
    assert strengths(WAN, whole) == [Strength.HINT]
    assert strengths(WAN, half) == [Strength.STRONG]
    assert strengths(WAN, half, world=WITHOUT_PLAN) == [Strength.HINT]


@pytest.mark.parametrize("destination", ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1"])
@pytest.mark.parametrize(
    ("address", "remote", "strength"),
    [
        ("203.0.113.9/24", None, Strength.PROOF),
        ("172.30.0.2/30", "203.0.113.7", Strength.PROOF),
        ("172.30.0.2/30", None, Strength.STRONG),
        ("172.30.0.2/30", "10.0.0.2", None),
        ("10.77.0.2/30", None, None),
    ],
)
def test_a_route_without_a_next_hop_is_judged_by_where_the_line_ends(
    destination: str, address: str, remote: str | None, strength: Strength | None
) -> None:
    far = ip_address(remote) if remote else None
    line = port(7, "tun7", type=131, tunnel_remote=far)
    seen = (line, own(address, 7), route(destination, None, 7))
    found = [signal.strength for signal in CITY.spoken(RULE, *seen)]
    assert found == ([strength] if strength else [])


def test_both_halves_of_a_default_route_into_a_tunnel_are_named() -> None:
    line = port(7, "tun7", type=131, tunnel_remote=ip_address("203.0.113.7"))
    halves = (route("0.0.0.0/1", None, 7), route("128.0.0.0/1", None, 7))
    signals = CITY.spoken(RULE, line, own("172.30.0.2/30", 7), *halves)
    assert [signal.text.en for signal in signals] == [
        "the route 0.0.0.0/1 leaves by tun7",
        "the route 128.0.0.0/1 leaves by tun7",
    ]
