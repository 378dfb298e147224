"""A finding that comes and goes writes what changed, and its history still shows whole cases."""

import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.finding import Case, State, Transition
from monitor.model.reading import Varbind
from monitor.store.case_json import json_of_case
from monitor.store.case_patch import body_of, digest_of, lean, whole
from monitor.store.fields import CodecError
from monitor.store.sqlite import Store
from tests.store import samples


@given(samples.cases, samples.cases)
def test_whatever_became_of_a_case_it_is_read_as_it_was(before: Case, after: Case) -> None:
    body, now = json_of_case(before), json_of_case(after)
    written, rests_on = lean(now, digest_of(body), body)
    assert body_of(written) == digest_of(rests_on)
    assert whole(written, {digest_of(rests_on): rests_on}.get) == now


@given(samples.cases)
def test_a_whole_case_of_an_older_store_is_read_as_it_is(case: Case) -> None:
    text = json_of_case(case)
    assert body_of(text) == ""
    assert whole(text, lambda _: None) == text


@pytest.mark.parametrize("found", [None, "{}"])
def test_a_case_without_its_body_is_no_case(found: str | None) -> None:
    written, _ = lean(json_of_case(samples.case()))
    with pytest.raises(CodecError, match="gone, or was changed"):
        whole(written, lambda _: found)


@given(st.text())
def test_no_text_in_place_of_a_record_does_more_than_not_decode(rest: str) -> None:
    body = json_of_case(samples.case())
    record = f'{{"as":"{digest_of(body)}"{rest}'
    with suppress(CodecError):
        whole(record, {digest_of(body): body}.get)


def _at(number: int, case: Case) -> Transition:
    rows = list(case.signals[0].evidence)
    rows[1] = Varbind(rows[1].oid, "Counter32", str(number))
    signal = replace(case.signals[0], evidence=tuple(rows))
    return Transition(
        key=case.key,
        time_s=1000.0 + number,
        before=State.OPEN if number % 2 else State.RESOLVED,
        after=State.RESOLVED if number % 2 else State.OPEN,
        cause="seen",
        case=replace(case, signals=(signal, *case.signals[1:])),
    )


def test_a_finding_that_comes_and_goes_writes_what_changed(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    case = samples.case(varbinds=60)
    told = [_at(number, case) for number in range(50)]
    with Store(path) as store:
        for one in told:
            store.save([], [one])
        assert list(store.history(case.key)) == told
        assert store.audit().broken is None
    connection = sqlite3.connect(path)
    [(bodies,)] = connection.execute("SELECT count(*) FROM bodies")
    [(octets,)] = connection.execute("SELECT sum(length(case_json)) FROM transitions")
    connection.close()
    assert bodies == 1
    assert octets < len(json_of_case(case)) * 5


def test_what_retention_leaves_still_has_its_cases_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    first, second = samples.case("one", 60), samples.case("two", 60)
    told = [_at(number, first) for number in range(10)]
    with Store(path) as store:
        store.save([], [*told, _at(20, second)])
        store.prune(1005.0, 0.0, 2000.0)
        assert list(store.history("one")) == told[5:]
        assert store.audit().broken is None
        store.prune(1015.0, 0.0, 2000.0)
        assert store.history("one") == ()
        assert len(store.history("two")) == 1
        assert store.audit().broken is None
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM bodies").fetchone() == (1,)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("DELETE FROM bodies")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("UPDATE bodies SET body = ''")
    connection.close()
