"""A Wi-Fi interface that is a client of somebody's network."""

from dataclasses import replace

import pytest

from monitor.model.finding import Strength
from monitor.model.observation import Interface
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.rules.wifi_client import RULE
from tests.scenes import CITY, NETWORK, World, circuit, default, own, port, row_of

INSIDE = own("192.168.88.20/24", 1)
AWAY = default("192.168.88.1", 1)


def radio(ssid: str | None = "KOPI-2", **said: object) -> Interface:
    return port(1, "wlan1", **{"type": 71, "ssid": ssid, **said})


def strengths(*seen: Observation, world: World = CITY) -> list[Strength]:
    return [signal.strength for signal in world.spoken(RULE, *seen)]


def test_a_client_of_a_foreign_network_is_strong() -> None:
    assert strengths(radio(), INSIDE) == [Strength.STRONG]


def test_one_that_is_routed_over_is_proof() -> None:
    assert strengths(radio(), INSIDE, AWAY) == [Strength.PROOF]


@pytest.mark.parametrize("ssid", [None, ""])
def test_without_an_ssid_only_its_use_tells_a_client(ssid: str | None) -> None:
    assert strengths(radio(ssid), INSIDE, AWAY) == [Strength.STRONG]
    assert strengths(radio(ssid), INSIDE) == []


def test_the_citys_own_radio_link_says_nothing() -> None:
    world = CITY.declaring(network=replace(NETWORK, ssids=frozenset({"PTP-7"})))
    assert strengths(radio("PTP-7"), INSIDE, AWAY, world=world) == []
    assert strengths(radio("PTP-8"), INSIDE, AWAY, world=world) == [Strength.PROOF]


def test_no_declared_ssid_is_none_that_is_told() -> None:
    world = CITY.declaring(network=replace(NETWORK, ssids=frozenset({""})))
    assert strengths(radio(None), INSIDE, AWAY, world=world) == [Strength.STRONG]


@pytest.mark.parametrize("kind", [6, 23, 131, 243])
def test_other_interfaces_say_nothing(kind: int) -> None:
    assert strengths(radio(type=kind), INSIDE, AWAY) == []


def test_one_that_is_registered_or_down_says_nothing() -> None:
    world = CITY.declaring(circuits=(circuit(Subject(device="r1", interface="wlan1")),))
    assert strengths(radio(), INSIDE, AWAY, world=world) == []
    assert strengths(radio(oper_status="down"), INSIDE, AWAY) == []


def test_without_interfaces_it_could_not_look() -> None:
    world = World(unread={Interface: TableStatus.REFUSED})
    judgement = world.judged(radio(), INSIDE, AWAY)
    assert judgement.inconclusive[RULE.id] == "Interface refused"
    assert RULE.id in CITY.judged(port(2, "ether2")).seen


def test_it_is_told_in_both_languages_with_its_rows() -> None:
    line = radio()
    [signal] = CITY.spoken(RULE, line, INSIDE, AWAY)
    assert signal.text.en == "wlan1 is a client of the Wi-Fi “KOPI-2”"
    assert signal.text.id == "wlan1 adalah klien Wi-Fi “KOPI-2”"
    assert (signal.subject, signal.link, signal.kind) == ("wlan1", "wlan1", "foreign_uplink")
    assert signal.evidence == tuple(map(row_of, (line, INSIDE, AWAY)))
    [signal] = CITY.spoken(RULE, radio(None), own("203.0.113.9/24", 1), default("203.0.113.1", 1))
    assert signal.text.en == "wlan1 is a client of a Wi-Fi that is not known (Telkom)"
    assert signal.text.id == "wlan1 adalah klien Wi-Fi yang tidak dikenal (Telkom)"
