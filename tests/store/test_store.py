"""What is saved is loaded again, as a daemon and a command beside it see it."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model.finding import Finding, State, Transition
from monitor.store.errors import StoreError
from monitor.store.sqlite import Store

from . import samples


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as store:
        yield store


def sql(path: Path, statement: str, *arguments: object) -> list[object]:
    """Do something behind the store's back."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            return connection.execute(statement, arguments).fetchall()
    finally:
        connection.close()


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.load() == {}
    assert store.history("any") == ()


def test_what_was_saved_is_there_after_opening_again(path: Path) -> None:
    first, second = samples.finding("a"), samples.finding("b", State.SUSPECTED)
    with Store(path) as store:
        store.save([first, second], [samples.transition("a")])
    with Store(path) as store:
        assert store.load() == {"a": first, "b": second}
        assert store.history("a") == (samples.transition("a"),)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(samples.findings, max_size=4), st.lists(samples.transitions, max_size=4))
def test_anything_that_was_saved_is_loaded_equal(
    store: Store, findings: list[Finding], transitions: list[Transition]
) -> None:
    before = {transition.key: store.history(transition.key) for transition in transitions}
    store.save(findings, transitions)
    loaded = store.load(resolved_since_s=-1.7e308)
    for found in {finding.key: finding for finding in findings}.values():
        if found.state != State.RESOLVED or found.resolved_s is None or found.resolved_s > -1e308:
            assert loaded[found.key] == found
    for key, earlier in before.items():
        added = tuple(transition for transition in transitions if transition.key == key)
        assert store.history(key) == earlier + added
    assert store.skipped == 0


def test_a_key_that_is_no_unicode_is_found_again(store: Store) -> None:
    store.save([samples.finding("a\ud800")], [samples.transition("a\ud800")])
    assert store.load() == {"a\ud800": samples.finding("a\ud800")}
    assert len(store.history("a\ud800")) == 1


def test_a_finding_saved_again_replaces_the_one_before(store: Store) -> None:
    store.save([samples.finding("a", State.SUSPECTED)], [])
    store.save([samples.finding("a", State.OPEN), samples.finding("a", State.VERIFIED)], [])
    assert store.load() == {"a": samples.finding("a", State.VERIFIED)}


def test_history_is_in_the_order_it_was_saved_whatever_its_times(store: Store) -> None:
    opened = samples.transition("a", State.OPEN, time_s=20.0)
    verified = replace(samples.transition("a", State.VERIFIED, State.OPEN, 10.0), who="Sari")
    store.save([], [opened, samples.transition("b")])
    store.save([], [verified])
    assert store.history("a") == (opened, verified)


def test_evidence_of_the_history_stays_when_the_finding_changes(store: Store) -> None:
    store.save([samples.finding("a")], [samples.transition("a")])
    later = replace(samples.case("a", varbinds=0), confidence=0.1)
    store.save([replace(samples.finding("a"), case=later)], [])
    assert store.load()["a"].case == later
    assert store.history("a")[0].case == samples.case("a")


def test_long_resolved_findings_are_left_out_and_others_never(store: Store) -> None:
    old = samples.finding("old", State.RESOLVED, resolved_s=99.0)
    recent = samples.finding("recent", State.RESOLVED, resolved_s=100.0)
    odd = samples.finding("no time", State.RESOLVED)
    others = [samples.finding(state, state) for state in State if state != State.RESOLVED]
    store.save([old, recent, odd, *others], [])
    assert set(store.load(resolved_since_s=100.0)) == set(State) - {State.RESOLVED} | {
        "recent",
        "no time",
    }
    assert "old" in store.load()


def test_nothing_is_written_for_nothing(path: Path) -> None:
    with Store(path) as store:
        connection = sqlite3.connect(path)
        try:
            (before,) = connection.execute("PRAGMA data_version").fetchone()
            store.save([], [])
            assert connection.execute("PRAGMA data_version").fetchone() == (before,)
            store.save([samples.finding()], [])
            assert connection.execute("PRAGMA data_version").fetchone() != (before,)
        finally:
            connection.close()


def test_a_save_that_can_not_be_written_changes_nothing(store: Store) -> None:
    store.save([samples.finding("a")], [])
    wrong = replace(samples.finding("b"), last_seen_s=float("nan"))
    with pytest.raises(StoreError, match="finite number"):
        store.save([samples.finding("a", State.VERIFIED), wrong], [samples.transition("a")])
    assert store.load() == {"a": samples.finding("a")}
    assert store.history("a") == ()


def test_a_save_that_fails_halfway_is_undone_and_can_be_made_again(path: Path) -> None:
    changed, change = samples.finding("a", State.VERIFIED), samples.transition("a")
    with Store(path) as store:
        store.save([samples.finding("a")], [])
        sql(
            path,
            "CREATE TRIGGER stop BEFORE INSERT ON transitions BEGIN SELECT RAISE(ABORT, 'no'); END",
        )
        with pytest.raises(StoreError, match="no"):
            store.save([changed], [change])
        assert store.load() == {"a": samples.finding("a")}
        sql(path, "DROP TRIGGER stop")
        store.save([changed], [change])
        assert store.load() == {"a": changed}
        assert store.history("a") == (change,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE transitions SET who = 'nobody'",
        "DELETE FROM transitions",
        "INSERT OR REPLACE INTO transitions SELECT * FROM transitions",
        "REPLACE INTO transitions SELECT * FROM transitions",
        """INSERT INTO transitions SELECT * FROM transitions WHERE true
        ON CONFLICT (id) DO UPDATE SET who = 'nobody'""",
    ],
)
def test_history_can_not_be_changed_by_sql(path: Path, store: Store, statement: str) -> None:
    store.save([], [samples.transition("a")])
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        sql(path, statement)
    assert store.history("a") == (samples.transition("a"),)


@pytest.mark.parametrize(
    "damage",
    [
        "state = 'unheard_of'",
        "case_json = '{'",
        "case_json = replace(case_json, 'routing', 'unheard_of')",
        "case_json = x'ff00'",
        "case_json = CAST(x'ff' AS TEXT)",
        "polls = 'x'",
        "first_seen_s = 'yesterday'",
    ],
)
def test_a_row_that_can_not_be_understood_is_skipped_and_counted(
    path: Path, store: Store, damage: str
) -> None:
    store.save([samples.finding("a"), samples.finding("b")], [])
    sql(path, f"UPDATE findings SET {damage} WHERE key = 'a'")
    assert store.load() == {"b": samples.finding("b")}
    assert store.skipped == 1
    store.save([samples.finding("a")], [])
    assert set(store.load()) == {"a", "b"}


def test_a_transition_that_can_not_be_understood_is_skipped_and_counted(
    path: Path, store: Store
) -> None:
    store.save([], [samples.transition("a")])
    sql(
        path,
        "INSERT INTO transitions (key, time_s, state_after, cause, who, case_json) "
        "VALUES ('a', 1, 'open', '', '', '{}')",
    )
    assert store.history("a") == (samples.transition("a"),)
    assert store.skipped == 1


def test_memories_of_devices_are_replaced_one_by_one(path: Path) -> None:
    with Store(path) as store:
        assert store.memories() == {}
        store.save_memories({"r1": b"\x00\xff", "r2": b""})
        store.save_memories({"r2": b"later"})
    with Store(path, read_only=True) as reader:
        assert reader.memories() == {"r1": b"\x00\xff", "r2": b"later"}
        with pytest.raises(StoreError, match="read only"):
            reader.save_memories({"r1": b""})


def test_threads_take_turns(store: Store) -> None:
    def save(number: int) -> None:
        store.save([samples.finding(f"{number}")], [samples.transition(f"{number}")])
        store.load()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(save, range(40)))
    assert len(store.load()) == 40


def test_a_reader_sees_what_a_writer_saved_meanwhile(path: Path, store: Store) -> None:
    with Store(path, read_only=True) as reader:
        assert reader.load() == {}
        store.save([samples.finding("a")], [samples.transition("a")])
        assert reader.load() == {"a": samples.finding("a")}
        assert reader.history("a") == (samples.transition("a"),)
        with pytest.raises(StoreError, match="read only"):
            reader.save([samples.finding("b")], [])


def test_a_reader_does_not_see_half_a_save_nor_wait_for_it(path: Path, store: Store) -> None:
    store.save([samples.finding("a")], [])
    writer = sqlite3.connect(path, isolation_level=None)
    try:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM findings")
        with Store(path, read_only=True) as reader:
            assert set(reader.load()) == {"a"}
        writer.execute("ROLLBACK")
    finally:
        writer.close()


def test_one_finding_is_found_by_its_key_whatever_its_state(store: Store) -> None:
    old, other = samples.finding("old", State.RESOLVED, 1.0), samples.finding("other")
    store.save([other, old], [])
    assert store.find("old") == old
    assert store.find("other") == other
    assert store.find("another") is None


def test_all_that_were_ever_resolved_are_loaded_unless_it_is_said_since_when(store: Store) -> None:
    store.save([samples.finding("old", State.RESOLVED, 0.1)], [])
    assert set(store.load()) == {"old"}
    assert store.load(0.2) == {}


def test_a_store_that_was_closed_is_not_open(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="is not open"):
        store.load()


@pytest.mark.parametrize("how", [{"read_only": True}, {"beside": True}])
def test_only_the_one_writer_saves(path: Path, store: Store, how: dict[str, bool]) -> None:
    with Store(path, **how) as other:
        with pytest.raises(StoreError, match="opened to read only"):
            other.save([samples.finding("a")], [])
        with pytest.raises(StoreError, match="opened to read only"):
            other.save_memories({"r1": b"x"})
    assert store.load() == {}
    assert store.memories() == {}


def test_a_second_writer_does_not_wait_unless_it_is_said(
    path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    del store

    def sleep(_: float) -> None:
        raise AssertionError("it waits")

    monkeypatch.setattr("time.sleep", sleep)
    with pytest.raises(StoreError, match="Another process"):
        Store(path).open()
