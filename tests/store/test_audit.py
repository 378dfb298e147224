"""The history is whole, or the first record that is not is named."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.model.decision import Choice
from monitor.model.finding import State, Transition
from monitor.store.audit import Anchor, Audit, Break, audited
from monitor.store.chain import COLUMNS, GENESIS, linked
from monitor.store.errors import StoreError
from monitor.store.sqlite import Store
from tests.store import samples

DAY_S = 86400.0
TRIGGERS = ("changed", "deleted", "replaced")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def _written(path: Path, count: int = 5) -> Audit:
    with Store(path) as store:
        for number in range(count):
            told = samples.transition(f"key {number}", time_s=1000.0 + number)
            store.save([samples.finding(f"key {number}")], [told])
        return store.audit()


def _tamper(path: Path, *statements: str) -> None:
    """Do what somebody who may write the file can do, triggers or not."""
    connection = sqlite3.connect(path)
    with connection:
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER IF EXISTS transitions_are_not_{name}")
            connection.execute(f"DROP TRIGGER IF EXISTS bodies_are_not_{name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def _audit(path: Path, head: str = "") -> Audit:
    with Store(path, read_only=True) as store:
        return store.audit(head)


def test_an_empty_history_is_whole(path: Path) -> None:
    with Store(path) as store:
        found = store.audit()
    assert (found.count, found.head, found.broken) == (0, GENESIS, None)


def test_a_history_is_whole_and_says_from_when_to_when(path: Path) -> None:
    _written(path)
    found = _audit(path)
    assert found.broken is None
    assert (found.count, found.first_s, found.last_s) == (5, 1000.0, 1004.0)
    assert found.has_head is None


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(samples.transitions, max_size=4))
def test_whatever_is_written_is_whole(path: Path, transitions: list[Transition]) -> None:
    path.unlink(missing_ok=True)
    with Store(path) as store:
        before = store.audit()
        store.save([], transitions)
        found = store.audit()
    assert found.broken is None
    assert found.count == before.count + len(transitions)


@pytest.mark.parametrize(
    "change",
    [
        "cause = 'nothing'",
        "time_s = time_s + 0.001",
        "state_after = 'rejected'",
        "state_before = NULL",
        "who = 'Sari'",
        "note = 'no'",
        "decision = 7",
        "key = 'key 4'",
        "case_json = replace(case_json, 'as', 'is')",
        "case_json = x'ff'",
        "hash = upper(hash)",
        "hash = ''",
    ],
)
def test_a_changed_record_is_named(path: Path, change: str) -> None:
    _written(path)
    _tamper(path, f"UPDATE transitions SET {change} WHERE id = 3")
    broken = _audit(path).broken
    assert broken is not None
    assert broken.id == 3
    assert "changed" in broken.why
    assert broken.key == ("key 4" if "key" in change else "key 2")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE bodies SET body = replace(body, '0.7', '0.1')", "rests on was changed"),
        ("UPDATE bodies SET body = x'ff'", "rests on is gone"),
        ("DELETE FROM bodies", "rests on is gone"),
    ],
)
def test_a_case_that_records_rest_on_is_proved_with_them(path: Path, change: str, why: str) -> None:
    _written(path)
    _tamper(path, change)
    broken = _audit(path).broken
    assert broken is not None
    assert broken.id == 1
    assert why in broken.why


def test_a_record_taken_out_is_missed(path: Path) -> None:
    _written(path)
    _tamper(path, "DELETE FROM transitions WHERE id = 3")
    broken = _audit(path).broken
    assert broken is not None
    assert (broken.id, broken.why) == (4, "1 record before it is gone")


def test_records_taken_from_the_beginning_are_missed(path: Path) -> None:
    _written(path)
    _tamper(path, "DELETE FROM transitions WHERE id < 3")
    broken = _audit(path).broken
    assert broken is not None
    assert (broken.id, broken.why) == (3, "2 records before it are gone")


@pytest.mark.parametrize("least", [1, 4])
def test_records_taken_from_the_end_are_missed(path: Path, least: int) -> None:
    _written(path)
    _tamper(path, f"DELETE FROM transitions WHERE id >= {least}")
    broken = _audit(path).broken
    assert broken is not None
    assert broken.id == least
    assert "newest records are gone" in broken.why


def test_records_taken_from_the_end_with_their_count_leave_findings_that_do_not_fit(
    path: Path,
) -> None:
    with Store(path) as store:
        store.save(
            [samples.finding("a", State.SUSPECTED)],
            [samples.transition("a", State.SUSPECTED, None)],
        )
        store.save([samples.finding("a")], [samples.transition("a")])
    _tamper(path, "DELETE FROM transitions WHERE id = 2", "UPDATE sqlite_sequence SET seq = 1")
    broken = _audit(path).broken
    assert broken is not None
    assert broken.key == "a"
    assert broken.why == "it left the finding suspected, and the finding is open"


def test_records_that_changed_places_are_named(path: Path) -> None:
    _written(path)
    _tamper(
        path,
        "UPDATE transitions SET id = 99 WHERE id = 2",
        "UPDATE transitions SET id = 2 WHERE id = 3",
        "UPDATE transitions SET id = 3 WHERE id = 99",
    )
    broken = _audit(path).broken
    assert broken is not None
    assert broken.id == 2


def test_a_record_put_in_behind_the_programs_back_is_named(path: Path) -> None:
    _written(path)
    _tamper(
        path,
        "INSERT INTO transitions (key, time_s, state_after, cause, who, case_json) "
        "SELECT key, time_s, state_after, cause, who, case_json FROM transitions WHERE id = 1",
    )
    broken = _audit(path).broken
    assert broken is not None
    assert broken.id == 6


def test_a_head_noted_earlier_is_found_as_long_as_nobody_rewrote_the_history(path: Path) -> None:
    head = _written(path, 3).head
    _written(path)
    assert _audit(path, head).has_head
    assert _audit(path, head[:8].upper()).has_head
    assert not _audit(path, head[:7]).has_head
    assert not _audit(path, "0" * 8 + head[8:]).has_head


def test_pruning_takes_the_oldest_and_what_is_left_is_whole(path: Path) -> None:
    _written(path)
    with Store(path) as store:
        pruned = store.prune(1002.0, 0.0, now_s=9 * DAY_S)
        assert (pruned.records, pruned.findings, pruned.is_more) == (2, 0, False)
        assert store.history("key 0") == ()
        assert len(store.history("key 2")) == 1
        found = store.audit()
        assert found.broken is None
        assert (found.anchor.id, found.anchor.time_s, found.anchor.pruned_s) == (
            2,
            1001.0,
            9 * DAY_S,
        )
        assert found.count == 3
        assert store.prune(1002.0, 0.0, now_s=9 * DAY_S).records == 0


def test_a_history_of_which_nothing_is_left_goes_on_from_its_anchor(path: Path) -> None:
    head = _written(path).head
    with Store(path) as store:
        assert store.prune(5000.0, 0.0, now_s=6000.0).records == 5
        assert store.audit(head).has_head
        store.save([], [samples.transition("later", time_s=6000.0)])
        found = store.audit()
    assert found.broken is None
    assert (found.anchor.id, found.count) == (5, 1)


def test_a_large_history_is_pruned_in_parts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.store.retention._AT_ONCE", 2)
    _written(path)
    with Store(path) as store:
        parts = [store.prune(5000.0, 0.0, now_s=6000.0) for _ in range(4)]
        assert [(part.records, part.is_more) for part in parts] == [
            (2, True),
            (2, True),
            (1, False),
            (0, False),
        ]
        assert store.audit().broken is None


def test_resolved_findings_are_pruned_unless_a_person_spoke_of_them(path: Path) -> None:
    said = replace(samples.finding("said", State.RESOLVED, 50.0), verdict=samples.VERDICT)
    old = samples.finding("old", State.RESOLVED, 50.0)
    recent = samples.finding("recent", State.RESOLVED, 150.0)
    with Store(path) as store:
        store.save([said, old, recent, samples.finding("open")], [])
        assert store.prune(0.0, 100.0, now_s=200.0).findings == 1
        assert set(store.load()) == {"said", "recent", "open"}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM transitions WHERE id <= 2", None),
        ("DELETE FROM transitions WHERE id = 3", "append-only"),
        ("DELETE FROM anchors", "append-only"),
        ("UPDATE anchors SET id = 5", "append-only"),
        ("INSERT INTO anchors VALUES (5, 'no hash', 0, 0, 0)", "stand for a record"),
        (
            """INSERT INTO transitions (id, key, time_s, state_after, cause, who, case_json)
            VALUES (1, '', 0, 'open', '', '', '')""",
            "append-only",
        ),
    ],
)
def test_only_what_an_anchor_stands_for_can_be_deleted(
    path: Path, statement: str, words: str | None
) -> None:
    _written(path)
    with Store(path) as store:
        store.prune(1002.0, 0.0, now_s=2000.0)
    connection = sqlite3.connect(path)
    try:
        if words is None:
            connection.execute(statement)
        else:
            with pytest.raises(sqlite3.IntegrityError, match=words):
                connection.execute(statement)
    finally:
        connection.close()


def test_a_decision_is_due_until_a_transition_names_it(path: Path) -> None:
    with Store(path) as store:
        number = store.decide("a", Choice.REJECT, "Sari", "an overlay", 1000.0)
        [decision] = store.decisions()
        assert (decision.number, decision.key, decision.choice) == (number, "a", Choice.REJECT)
        assert (decision.who, decision.note, decision.time_s) == ("Sari", "an overlay", 1000.0)
        assert not store.is_done(number)
        store.save([], [replace(samples.transition("a"), decision=number)])
        assert store.decisions() == ()
        assert store.is_done(number)
        with pytest.raises(StoreError, match="append-only"):
            store.save([], [replace(samples.transition("a"), decision=number)])
        assert store.audit().count == 1


def test_a_decision_that_was_carried_out_and_pruned_is_not_due_again(path: Path) -> None:
    with Store(path) as store:
        number = store.decide("a", Choice.NOTE, "Sari", "seen there", 1000.0)
        store.save([], [replace(samples.transition("a", time_s=1000.0), decision=number)])
        later = store.decide("a", Choice.NOTE, "Sari", "seen again", 5000.0)
        store.prune(2000.0, 0.0, now_s=6000.0)
        assert [one.number for one in store.decisions()] == [later]


def test_another_writer_of_decisions_is_noticed(path: Path) -> None:
    with Store(path) as daemon:
        before = daemon.changes()
        daemon.save([samples.finding("a")], [])
        assert daemon.changes() == before
        connection = sqlite3.connect(path)
        with connection:
            connection.execute(
                "INSERT INTO decisions (key, choice, who, note, time_s) "
                "VALUES ('a', 'note', 'Sari', '', 1)"
            )
        connection.close()
        assert daemon.changes() != before
        assert len(daemon.decisions()) == 1


def test_a_file_of_the_first_schema_is_brought_up_to_date_and_chained(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(Path(__file__).with_name("schema_1.sql").read_text("utf-8"))
    connection.close()
    with Store(path) as store:
        found = store.load()
        assert set(found) == {"a", "b", "c\ud800"}
        assert found["a"] == samples.finding("a")
        assert store.history("a") == (
            samples.transition("a", State.SUSPECTED, None, 1400.0),
            samples.transition("a"),
        )
        assert (store.skipped, store.audit().broken, store.audit().count) == (0, None, 4)
        store.save([], [samples.transition("a", State.RESOLVED, State.OPEN, 1800.0)])
        store.save([samples.finding("a", State.RESOLVED, 1800.0)], [])
        assert (store.audit().broken, store.audit().count) == (None, 5)
    with (
        closing(sqlite3.connect(path)) as other,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        other.execute("UPDATE transitions SET who = 'nobody'")


def _chain(count: int, **changes: object) -> list[dict[str, object]]:
    """Return records as they are in a whole chain."""
    head, found = GENESIS, []
    for number in range(1, count + 1):
        row: dict[str, object] = {**dict.fromkeys(COLUMNS, ""), **changes}
        row |= {"id": number, "time_s": 1000.0 + number, "decision": None}
        head = linked(head, row)
        found.append({**row, "hash": head})
    return found


def test_whoever_waits_is_told_every_thousand_records() -> None:
    told: list[int] = []
    assert audited(_chain(2_001), Anchor(), 2_001, progress=told.append).broken is None
    assert told == [1_000, 2_000]


def test_a_record_that_is_there_twice_is_named_with_its_key_and_time() -> None:
    records = _chain(3, key="dinkes")
    found = audited([*records, records[-1]], Anchor(), 3)
    assert found.count == 3
    assert found.broken == Break(
        id=3, why="it is older than where the history begins", key="dinkes", time_s=1003.0
    )


def test_a_record_whose_time_is_no_time_is_named_without() -> None:
    records = _chain(2)
    records[1]["time_s"] = "yesterday"
    broken = audited(records, Anchor(), 2).broken
    assert broken is not None
    assert (broken.id, broken.time_s) == (2, None)
