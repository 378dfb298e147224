"""A cellular modem that is up."""

import pytest

from monitor.model.finding import Strength
from monitor.model.observation import Interface
from monitor.model.policy import Policy
from monitor.model.reading import Observation
from monitor.model.subject import Subject
from monitor.rules.cellular_modem import RULE
from tests.scenes import CITY, World, circuit, default, own, port, row_of, waiver

MODEM = port(1, "lte1", type=1)
ADDRESS = own("10.171.3.4/32", 1)


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


def counted(octets: int) -> Interface:
    return port(1, "lte1", type=1, in_octets=0, out_octets=octets, counter_bits=32)


def test_one_that_is_routed_is_proof() -> None:
    assert strengths(MODEM, default(None, 1)) == [Strength.PROOF]
    assert strengths(MODEM, default("fe80::1", 1)) == [Strength.PROOF]


def test_one_that_carries_traffic_is_proof() -> None:
    world = World(before=(counted(0),))
    [signal] = world.spoken(RULE, counted(1_000_000))
    assert signal.strength is Strength.PROOF
    assert "carrying traffic" in signal.text.en
    assert "membawa trafik" in signal.text.id
    assert strengths(counted(0), world=world) == [Strength.HINT]


def test_one_that_is_attached_is_proof_where_an_idle_backup_counts() -> None:
    lenient = World(policy=Policy(idle_backup_counts=False))
    assert strengths(MODEM, ADDRESS) == [Strength.PROOF]
    assert strengths(MODEM, ADDRESS, world=lenient) == [Strength.HINT]
    assert strengths(MODEM, default(None, 1), world=lenient) == [Strength.PROOF]


def test_one_that_is_only_up_is_a_hint() -> None:
    assert strengths(MODEM) == [Strength.HINT]
    assert strengths(MODEM, own("169.254.9.9/16", 1), own("fe80::9/64", 1)) == [Strength.HINT]


@pytest.mark.parametrize(
    "line",
    [port(1, "usb0", type=6, has_modem=True), port(1, "wwan0", type=6),
     port(1, "Ce0/2/0", descr="Cellular0/2/0", type=1), port(1, "wan2", type=244)],
)  # fmt: skip
def test_modems_have_many_names(line: Observation) -> None:
    assert strengths(line) == [Strength.HINT]


def test_a_modem_that_is_down_or_registered_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="lte1")),))
    assert strengths(port(1, "lte1", oper_status="down"), ADDRESS, default(None, 1)) == []
    assert strengths(MODEM, default(None, 1), world=world) == []


def test_a_waiver_does_not_silence_the_rule() -> None:
    world = CITY.declaring(waivers=(waiver(Subject(device="r1", interface="lte1")),))
    assert strengths(MODEM, default(None, 1), world=world) == [Strength.PROOF]


def test_the_operator_is_told_by_its_number() -> None:
    [signal] = CITY.spoken(RULE, port(1, "lte1", modem_operator="51010", has_modem=True))
    assert signal.text.en == "lte1 is a cellular modem (MCC-MNC 510-10) that is connected"
    assert signal.text.id == "lte1 adalah modem seluler (MCC-MNC 510-10) yang tersambung"


def test_without_an_operator_the_provider_is_told() -> None:
    away, address = default("203.0.113.1", 1), own("203.0.113.9/32", 1)
    [signal] = CITY.spoken(RULE, MODEM, away, address)
    assert signal.text.en == "lte1 is a cellular modem (Telkom) that is routed"
    assert signal.text.id == "lte1 adalah modem seluler (Telkom) yang dirutekan"
    assert signal.evidence == tuple(map(row_of, (MODEM, address, away)))
