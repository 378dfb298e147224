"""A PPP or PPPoE client that is dialled in."""

import pytest

from monitor.model.finding import Strength
from monitor.model.observation import Interface
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.ppp_client import RULE
from tests.scenes import CITY, World, circuit, default, own, port, row_of

CLIENT = port(1, "pppoe-out1", type=23)
INSIDE = own("192.168.77.2/32", 1)


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


@pytest.mark.parametrize(
    "use",
    [default(None, 1), default("192.168.77.1", 1), own("203.0.113.9/32", 1),
     own("2001:db8:f00::9/64", 1)],
)  # fmt: skip
def test_one_that_is_routed_or_has_a_foreign_public_address_is_proof(use: Observation) -> None:
    assert strengths(CLIENT, INSIDE, use) == [Strength.PROOF]


def test_one_with_an_address_is_strong() -> None:
    assert strengths(CLIENT, INSIDE) == [Strength.STRONG]
    assert strengths(CLIENT, own("100.64.0.9/32", 1)) == [Strength.STRONG]


def counted(octets: int) -> Interface:
    return port(1, "pppoe-out1", type=23, in_octets=octets, out_octets=0, counter_bits=32)


def test_one_that_carries_nothing_is_a_hint() -> None:
    world = World(before=(counted(7),))
    assert strengths(counted(7), INSIDE, world=world) == [Strength.HINT]
    assert strengths(counted(1_000_000), INSIDE, world=world) == [Strength.STRONG]
    assert strengths(counted(7), INSIDE, default(None, 1), world=world) == [Strength.PROOF]


def test_one_without_address_and_route_is_not_dialled_in() -> None:
    assert strengths(CLIENT) == []


@pytest.mark.parametrize(
    "server",
    [port(1, "<pppoe-budi>", type=23), port(1, "<l2tp-budi>", type=23),
     port(1, "Virtual-Template0", type=23), port(1, "Vi2", descr="Virtual-Access2", type=23),
     port(1, "pppoe-in1", type=23)],
)  # fmt: skip
def test_the_servers_side_says_nothing(server: Observation) -> None:
    assert strengths(server, own("10.99.0.1/32", 1)) == []
    assert strengths(server, INSIDE) == []


def test_a_registered_line_or_one_that_is_down_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="pppoe-out1")),))
    assert strengths(CLIENT, INSIDE, default(None, 1), world=world) == []
    off = port(1, "pppoe-out1", type=23, oper_status="down")
    assert strengths(off, INSIDE, default(None, 1)) == []


def test_an_ethernet_port_called_after_ppp_says_nothing() -> None:
    assert strengths(port(1, "ether1-pppoe"), own("192.168.77.2/24", 1)) == []


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    away, address = default(None, 1), own("203.0.113.9/32", 1)
    [signal] = CITY.spoken(RULE, CLIENT, away, address)
    assert signal.text.en == "pppoe-out1 is a PPP client that is dialled in (Telkom)"
    assert signal.text.id == "pppoe-out1 adalah klien PPP yang tersambung (Telkom)"
    assert signal.evidence == tuple(map(row_of, (CLIENT, address, away)))
