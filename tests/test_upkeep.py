"""What the daemon does beside polling, over time."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.city import City
from monitor.model.decision import Choice
from monitor.model.finding import Finding, State
from monitor.model.policy import Policy
from monitor.model.privacy import ClientMacs, Privacy, Retention
from monitor.model.subject import Subject
from monitor.rules import rules
from monitor.store.sqlite import Store
from monitor.upkeep import Upkeep
from tests.scenes import NOW_S, REGISTRY, waiver
from tests.store import samples

DAY_S = 86400.0


class House:
    """A store, a city and its upkeep, with a clock."""

    def __init__(self, store: Store, *findings: Finding) -> None:
        self.store = store
        store.save(findings, ())
        known = {finding.key: finding for finding in findings}
        self.city = City(REGISTRY, Policy(), rules().values(), store, known)
        self.now_s = NOW_S
        self.upkeep = Upkeep(store, self.city, Retention(), lambda: self.now_s)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def _decide(path: Path, key: str, choice: Choice = Choice.REJECT) -> None:
    with Store(path, beside=True) as command:
        command.decide(key, choice, "Sari", "no", NOW_S)


def test_a_decision_of_a_command_is_carried_out_once(path: Path, store: Store) -> None:
    house = House(store, samples.finding("a"))
    house.upkeep.decide()
    _decide(path, "a")
    for _ in range(3):
        house.upkeep.decide()
    assert store.load()["a"].state is State.REJECTED
    [told] = store.history("a")
    assert (told.who, told.note, told.decision) == ("Sari", "no", 1)


def test_a_decision_that_waited_for_the_daemon_to_start_is_carried_out(
    path: Path, store: Store
) -> None:
    _decide(path, "a")
    house = House(store, samples.finding("a"))
    house.upkeep.decide()
    assert store.load()["a"].state is State.REJECTED


def test_a_decision_is_not_lost_or_repeated_while_the_store_fails(
    path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(store, samples.finding("a"))
    monkeypatch.setattr("monitor.store.sqlite.append", _fail)
    _decide(path, "a")
    house.upkeep.decide()
    _decide(path, "b", Choice.NOTE)
    house.upkeep.decide()
    assert store.load()["a"].state is State.OPEN
    monkeypatch.undo()
    house.city.missed("r1", NOW_S, "r1 is silent.")
    assert store.load()["a"].state is State.REJECTED
    assert store.history("a")[0].decision == 1
    assert store.audit().broken is None


def _fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_finding_that_is_over_and_forgotten_can_still_be_spoken_of(
    path: Path, store: Store
) -> None:
    old = samples.finding("a", State.RESOLVED, NOW_S - DAY_S)
    house = House(store)
    store.save([old], ())
    _decide(path, "a")
    house.upkeep.decide()
    after = store.load()["a"]
    assert after.state is State.RESOLVED
    assert after.rejection is not None
    assert store.history("a")[0].cause == "rejected; it stays resolved"


def test_a_decision_on_what_is_gone_is_told_once_and_harms_nothing(
    path: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(store, samples.finding("b"))
    _decide(path, "a")
    for _ in range(3):
        house.upkeep.decide()
    assert caplog.text.count("is gone") == 1
    _decide(path, "b")
    house.upkeep.decide()
    assert store.load()["b"].state is State.REJECTED


def test_waivers_are_announced_once_a_day_at_most(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(store)
    letter = waiver(Subject(device="r1", interface="lte1"))
    house.city.registry = replace(REGISTRY, waivers=(letter,))
    end_s = (
        Policy()
        .calendar.local(NOW_S)
        .replace(
            year=letter.valid_until.year, month=letter.valid_until.month, day=letter.valid_until.day
        )
    )
    house.now_s = end_s.timestamp() - 7 * DAY_S
    for _ in range(50):
        house.upkeep.notice()
    assert caplog.text.count(letter.letter) == 1
    assert "ends in 7 days" in caplog.text


def test_what_is_too_old_goes_once_a_day_and_the_head_is_noted(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    old = samples.finding("old", State.RESOLVED, NOW_S - 500 * DAY_S)
    house = House(store, old, samples.finding("a"))
    store.save((), [samples.transition("a", time_s=NOW_S - 6 * 366 * DAY_S)])
    store.save((), [samples.transition("a", time_s=NOW_S)])
    asyncio.run(_pruned(house))
    assert set(store.load()) == {"a"}
    assert [finding.key for finding in house.city._ledger.findings.values()] == ["a"]
    found = store.audit()
    assert (found.broken, found.count, found.anchor.id) == (None, 1, 1)
    assert caplog.text.count(f"its head is {found.head}") == 1
    store.save([old], ())
    asyncio.run(_pruned(house))
    assert "old" in store.load()
    house.now_s += DAY_S + 1
    asyncio.run(_pruned(house))
    assert "old" not in store.load()


async def _pruned(house: House) -> None:
    await house.upkeep.prune()


def test_a_city_masks_what_it_stores(store: Store) -> None:
    privacy = Privacy(client_macs=ClientMacs.VENDOR)
    city = City(REGISTRY, Policy(), rules().values(), store, {}, privacy=privacy)
    assert city.privacy is privacy
    city.reload(REGISTRY, Policy(), rules().values(), privacy=Privacy())
    assert city.privacy == Privacy()
