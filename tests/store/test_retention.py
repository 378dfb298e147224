"""What is taken away when it is too old, and what is not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model.decision import Choice
from monitor.model.finding import State
from monitor.store.retention import Pruned
from monitor.store.sqlite import Store
from tests.store import samples


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def _told(store: Store, *times_s: float, decision: int | None = None) -> None:
    for time_s in times_s:
        told = samples.transition(f"at {time_s}", time_s=time_s)
        store.save([], [replace(told, decision=decision)])


def _numbers(path: Path, query: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [number for (number,) in connection.execute(query)]


def test_nothing_is_taken_of_nothing(store: Store) -> None:
    assert store.prune(5000.0, 5000.0, now_s=6000.0) == Pruned(0, 0, is_more=False) == Pruned()


@pytest.mark.parametrize(
    ("before_s", "taken"), [(999.0, 0), (1000.0, 0), (1000.5, 1), (1002.0, 2), (1002.1, 3)]
)
def test_what_is_just_as_old_as_is_kept_is_kept(store: Store, before_s: float, taken: int) -> None:
    _told(store, 1000.0, 1001.0, 1002.0)
    assert store.prune(before_s, 0.0, now_s=6000.0) == Pruned(taken)
    assert store.audit().broken is None
    assert store.audit().count == 3 - taken


def test_a_record_of_an_odd_time_keeps_what_came_after_it(store: Store) -> None:
    """The history is taken from its beginning only, whatever a clock did."""
    _told(store, 1000.0, 9000.0, 1001.0, 1002.0)
    assert store.prune(5000.0, 0.0, now_s=9000.0).records == 1
    assert store.audit().count == 3


@pytest.mark.parametrize(("resolved_s", "taken"), [(99.0, 1), (100.0, 0), (101.0, 0)])
def test_a_finding_is_taken_once_it_has_been_resolved_for_too_long(
    store: Store, resolved_s: float, taken: int
) -> None:
    store.save([samples.finding("old", State.RESOLVED, resolved_s)], [])
    assert store.prune(0.0, 100.0, now_s=200.0) == Pruned(findings=taken)


def test_findings_are_taken_where_there_are_records_to_keep_too(store: Store) -> None:
    store.save([samples.finding("old", State.RESOLVED, 50.0)], [])
    _told(store, 1000.0)
    assert store.prune(0.0, 100.0, now_s=200.0) == Pruned(findings=1)


def test_a_decision_that_nobody_carried_out_stays_due_whatever_is_taken(store: Store) -> None:
    _told(store, 1000.0, 1001.0)
    number = store.decide("a", Choice.REJECT, "Sari", "", 1000.0)
    assert number == 1
    assert store.prune(5000.0, 0.0, now_s=6000.0).records == 2
    assert [one.number for one in store.decisions()] == [number]


def test_decisions_go_with_the_last_record_that_names_them(store: Store, path: Path) -> None:
    for time_s in (1000.0, 1001.0, 1002.0):
        number = store.decide("a", Choice.NOTE, "Sari", "", time_s)
        _told(store, time_s, decision=number)
    due = store.decide("a", Choice.NOTE, "Sari", "", 1003.0)
    assert store.prune(1002.0, 0.0, now_s=6000.0).records == 2
    assert _numbers(path, "SELECT number FROM decisions") == [3, due]
    assert _numbers(path, "SELECT decision FROM anchors") == [2]
    assert [one.number for one in store.decisions()] == [due]
    # What is taken later may name no decision: those of before stay carried out.
    _told(store, 1004.0, 1005.0)
    assert store.prune(1005.0, 0.0, now_s=6000.0).records == 2
    assert store.prune(1006.0, 0.0, now_s=6000.0).records == 1
    assert [one.number for one in store.decisions()] == [due]
    assert store.is_done(3)
    assert not store.is_done(due)
    assert _numbers(path, "SELECT number FROM decisions") == [due]


def test_a_part_that_takes_all_there_is_to_take_leaves_no_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.store.retention._AT_ONCE", 3)
    _told(store, 1000.0, 1001.0, 1002.0, 1003.0)
    assert store.prune(1003.0, 0.0, now_s=6000.0) == Pruned(3, is_more=False)
    _told(store, 1004.0, 1005.0, 1006.0)
    assert store.prune(5000.0, 0.0, now_s=6000.0) == Pruned(3, is_more=True)
    assert store.prune(5000.0, 0.0, now_s=6000.0) == Pruned(1, is_more=False)
