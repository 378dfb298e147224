"""The hash of a record is what anybody can compute who knows how."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.store.audit import Anchor, Audit
from monitor.store.chain import COLUMNS, GENESIS, linked
from monitor.store.sqlite import Store
from tests.store import samples

ROW: dict[str, object] = {
    "id": 1,
    "key": "dinkes — 1",
    "time_s": 1500.5,
    "state_before": None,
    "state_after": "open",
    "cause": 'seen in "3" of 4',
    "who": "",
    "note": "",
    "decision": None,
    "case_json": "{}",
}
WRITTEN = '[1,"dinkes \\u2014 1",1500.5,null,"open","seen in \\"3\\" of 4","","",null,"{}"]'
ZEROS = "0000000000000000000000000000000000000000000000000000000000000000"


def test_a_hash_is_of_the_one_before_and_the_columns_as_json() -> None:
    text = f"{ZEROS}\n{WRITTEN}"
    assert linked(ZEROS, ROW) == hashlib.sha256(text.encode("ascii")).hexdigest()
    assert len(ZEROS) == 64


def test_what_follows_nothing_follows_64_zeros(tmp_path: Path) -> None:
    assert GENESIS == Anchor().hash == Audit(anchor=Anchor()).head == ZEROS
    with Store(tmp_path / "store.db") as store:
        assert store.head() == (0, ZEROS)
        store.save([], [samples.transition()])
        first = store.head()
        store.save([], [replace(samples.transition(), cause="seen")])
        assert store.head()[0] == 2
        assert store.head() != first


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_can_be_changed_without_the_hash(column: str) -> None:
    assert linked(ZEROS, {**ROW, column: "other"}) != linked(ZEROS, ROW)


def test_every_column_of_a_record_but_its_hash_is_hashed(tmp_path: Path) -> None:
    with Store(tmp_path / "store.db") as store:
        rows = store._opened().execute("PRAGMA table_info(transitions)").fetchall()
    assert {row["name"] for row in rows} - {"hash"} == set(COLUMNS)


def test_the_hash_before_is_part_of_it() -> None:
    assert linked("1" * 64, ROW) != linked(ZEROS, ROW)
