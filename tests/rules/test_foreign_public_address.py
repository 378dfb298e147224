"""A public address outside the city's prefixes on an interface."""

from dataclasses import replace

import pytest

from monitor.model.finding import Strength
from monitor.model.observation import Interface
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.foreign_public_address import RULE
from tests.scenes import (
    CITY,
    GATEWAY_MAC,
    ONT_MAC,
    R1_MAC,
    World,
    arp,
    bgp,
    circuit,
    default,
    own,
    port,
    row_of,
    waiver,
)

WAN = port(1, "ether1")
FOREIGN = own("203.0.113.2/30", 1)
FOREIGN_V6 = own("2001:db8:f00::2/64", 1)


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


def test_one_that_is_routed_over_is_proof() -> None:
    assert strengths(WAN, FOREIGN, default("203.0.113.1", 1)) == [Strength.PROOF]
    assert strengths(WAN, FOREIGN_V6, default("fe80::1", 1)) == [Strength.PROOF]


def test_one_with_a_bgp_session_is_proof() -> None:
    assert strengths(WAN, FOREIGN, bgp("203.0.113.1", 7713)) == [Strength.PROOF]
    assert strengths(WAN, FOREIGN, bgp("203.0.113.1", 7713, "active")) == [Strength.STRONG]


def test_one_that_is_only_there_is_strong() -> None:
    assert strengths(WAN, FOREIGN) == [Strength.STRONG]


def test_a_route_of_the_other_family_is_no_use_of_it() -> None:
    assert strengths(WAN, FOREIGN_V6, default("192.168.1.1", 1)) == [Strength.STRONG]
    assert strengths(WAN, FOREIGN, default("fe80::1", 1)) == [Strength.STRONG]
    inside = own("192.168.77.2/24", 1)
    assert strengths(WAN, FOREIGN_V6, inside, bgp("192.168.77.1", 7713)) == [Strength.STRONG]


@pytest.mark.parametrize("address", ["10.0.0.6/29", "192.168.1.2/24", "100.64.0.2/10",
                                     "2001:db8:100::2/64", "fd00::2/64", "fe80::2/64",
                                     "169.254.1.1/16"])  # fmt: skip
def test_a_private_or_planned_address_says_nothing(address: str) -> None:
    assert strengths(WAN, own(address, 1), default("203.0.113.1", 1)) == []


def test_an_address_on_a_loopback_says_nothing() -> None:
    assert strengths(port(1, "lo0", type=24), own("203.0.113.9/32", 1)) == []


def test_an_address_on_an_interface_that_is_down_says_nothing() -> None:
    assert strengths(port(1, "ether1", oper_status="down"), FOREIGN) == []


def test_an_address_of_a_registered_line_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(prefix=FOREIGN.network)),))
    assert strengths(WAN, FOREIGN, default("203.0.113.1", 1), world=world) == []


def test_a_waiver_does_not_silence_the_rule() -> None:
    world = CITY.declaring(waivers=(waiver(Subject(prefix=FOREIGN.network)),))
    assert strengths(WAN, FOREIGN, world=world) == [Strength.STRONG]


def test_every_address_is_told_in_both_languages_with_its_rows() -> None:
    away = default("203.0.113.1", 1)
    first, second = CITY.spoken(RULE, WAN, FOREIGN, FOREIGN_V6, away)
    assert first.text.en == "ether1 has the public address 203.0.113.2 (Telkom)"
    assert first.text.id == "ether1 beralamat publik asing 203.0.113.2 (Telkom)"
    assert first.evidence == tuple(map(row_of, (FOREIGN, away, WAN, FOREIGN_V6)))
    assert "2001:db8:f00::2" in second.text.en
    assert second.strength is Strength.STRONG


def counted(octets: int, out: int | None = None, **said: object) -> Interface:
    sent = octets // 9 if out is None else out
    return port(1, "ether1", in_octets=octets, out_octets=sent, counter_bits=64, **said)


def in_use(*seen: Observation, went: int | None = None, world: World = CITY) -> list[Strength]:
    """What is said of a line over which no route is shown and 1.8 MB passed in a minute."""
    world = replace(world, before=(counted(0),))
    return strengths(counted(1_800_000, went), *seen, world=world)


FAR = arp("203.0.113.1", ONT_MAC, 1)


@pytest.mark.parametrize(
    ("line", "far"),
    [
        (FOREIGN, FAR),
        (own("203.0.113.77/24", 1, origin="dhcp"), FAR),
        (own("203.0.113.77/24", 1, origin="dhcp"), arp("203.0.113.200", ONT_MAC, 1)),
        (own("203.0.113.10/29", 1), arp("203.0.113.9", ONT_MAC, 1)),
        (own("203.0.113.10/29", 1), arp("203.0.113.14", ONT_MAC, 1)),
        (own("2001:db8:f00::7/64", 1, origin="random"), arp("fe80::1", ONT_MAC, 1)),
    ],
)
def test_a_providers_address_on_a_line_in_use_is_proof_though_no_route_is_shown(
    line: Observation, far: Observation
) -> None:
    assert in_use(line, far) == [Strength.PROOF]


def test_it_is_less_where_any_of_that_is_missing() -> None:
    assert in_use(FOREIGN) == [Strength.STRONG]
    assert in_use(FOREIGN, FAR, went=0) == [Strength.STRONG]
    assert strengths(counted(1_800_000), FOREIGN, FAR) == [Strength.STRONG]
    somebody = arp("203.0.113.3", R1_MAC.replace("6c", "6e"), 1)
    assert in_use(FOREIGN, FAR, somebody) == [Strength.STRONG]
    assert in_use(FOREIGN, arp("203.0.113.1", GATEWAY_MAC, 1)) == [Strength.STRONG]
    assert in_use(own("198.51.101.2/30", 1), arp("198.51.101.1", ONT_MAC, 1)) == [Strength.STRONG]
    elsewhere = circuit(Subject(prefix=FOREIGN.network), site="rsud")
    world = CITY.declaring(circuits=(elsewhere,))
    assert in_use(FOREIGN, FAR, world=world) == [Strength.STRONG]


@pytest.mark.parametrize(
    ("own_address", "client"),
    [("203.0.113.1/24", "203.0.113.20"), ("203.0.113.5/24", "203.0.113.20")],
)
def test_a_lan_that_was_numbered_with_what_is_a_providers_is_no_proof(
    own_address: str, client: str
) -> None:
    assert in_use(own(own_address, 1), arp(client, ONT_MAC, 1)) != [Strength.PROOF]


GATEWAY = (arp("10.0.0.1", GATEWAY_MAC, 1), arp("fe80::1", GATEWAY_MAC, 1))
V6_LINE = (WAN, own("10.44.0.6/29", 1), FOREIGN_V6, default("fe80::1", 1))


def test_a_prefix_that_the_citys_own_gateway_hands_out_is_a_hint_on_every_card() -> None:
    second = (port(2, "ether2"), own("2001:db8:f00::7/64", 2))
    assert strengths(*V6_LINE, *GATEWAY, *second) == [Strength.HINT, Strength.HINT]
    elsewhere = (port(2, "ether2"), own("2001:db8:f00:1::7/64", 2))
    assert strengths(*V6_LINE, *GATEWAY, *elsewhere) == [Strength.HINT, Strength.STRONG]


def test_one_that_another_box_hands_out_is_proof() -> None:
    assert strengths(*V6_LINE, arp("fe80::1", ONT_MAC, 1)) == [Strength.PROOF]
    assert strengths(*V6_LINE) == [Strength.PROOF]
    both = default("fe80::2", 1)
    seen = (*V6_LINE, both, *GATEWAY, arp("fe80::2", ONT_MAC, 1))
    assert strengths(*seen) == [Strength.PROOF]
