"""Another registry in the old one's place while the daemon runs."""

from dataclasses import replace

from monitor.city import City
from monitor.model.finding import State
from monitor.model.link import LinkStatus
from monitor.model.policy import Policy
from monitor.model.reading import Observation, Pace, TableStatus
from monitor.rules import rules
from tests.fakes import FakeStore
from tests.scenes import CORE, NOW_S, R1, REGISTRY, World, default, own, port

CORE_SHOWS = (port(1, "ge1", mac="48:8f:5a:00:00:77"), own("10.9.9.1/24", 1))
BEHIND_CORE = (port(1, "wan1"), own("10.9.9.2/24", 1), default("10.9.9.1", 1))
FOREIGN = (port(2, "wan2"), own("203.0.113.9/24", 2), default("203.0.113.1", 2))
BLIND = {"Interface": TableStatus.REFUSED, "Address": TableStatus.REFUSED}


def _city() -> City:
    return City(REGISTRY, Policy(), rules().values(), FakeStore(), {})


def _sees(city: City, *seen: Observation, device: str = "r1", **changes: object) -> None:
    snapshot = World(device=city.registry.devices.get(device, R1)).snapshot(*seen, time_s=NOW_S)
    city.took(replace(snapshot, **changes))  # type: ignore[arg-type]


def _status(city: City) -> LinkStatus:
    judgement = city.devices["r1"].judgement
    assert judgement is not None
    [link] = judgement.links
    return link.status


def _reload(city: City, **devices: object) -> None:
    registry = replace(REGISTRY, devices=devices)  # type: ignore[arg-type]
    city.reload(registry, Policy(), rules().values())


def test_what_is_known_of_a_device_stays() -> None:
    city = _city()
    _sees(city, *FOREIGN)
    before = city.devices["r1"]
    _reload(city, **REGISTRY.devices)
    assert city.devices["r1"] is before


def test_another_box_under_an_old_name_is_not_the_old_one() -> None:
    city = _city()
    _sees(city, *CORE_SHOWS, device="core")
    _reload(city, r1=R1, core=replace(CORE, address="10.0.0.77", macs=frozenset()))
    assert city.devices["core"].latest is None
    # It cannot be read; what the old box had is not added to what it shows.
    _sees(city, port(1, "ge1"), device="core", kinds=BLIND)
    _sees(city, *BEHIND_CORE)
    assert _status(city) is LinkStatus.UNKNOWN


def test_a_device_that_is_taken_away_vouches_for_nobody_and_its_findings_are_frozen() -> None:
    city = _city()
    _sees(city, *CORE_SHOWS, device="core")
    for minute in range(3):
        _sees(city, *FOREIGN, time_s=NOW_S + 60 * minute)
    _reload(city, core=CORE)
    city.orphans(NOW_S)
    [finding] = city._ledger.findings.values()
    assert (finding.state, finding.frozen) == (State.OPEN, True)
    _reload(city, r1=R1)
    _sees(city, *BEHIND_CORE)
    assert _status(city) is LinkStatus.UNKNOWN


def test_a_poll_that_ends_after_its_device_was_taken_away_is_of_nobody() -> None:
    city = _city()
    _sees(city, *FOREIGN)
    _reload(city, core=CORE)
    _sees(city, *FOREIGN)
    city.missed("r1", NOW_S, "r1 is silent.")
    assert list(city.devices) == ["core"]
    _reload(city, r1=replace(R1, address="10.20.0.99"))
    _sees(city, *FOREIGN, pace=Pace.FAST)
    assert city.devices["r1"].latest is None
