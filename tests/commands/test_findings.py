"""`opd-monitor findings`, read beside a running daemon."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model.finding import Finding, State
from monitor.store.sqlite import Store
from tests.commands.cli_lab import Cli
from tests.lives import case
from tests.loopback import write_config

NOW_S = time.time()


def _finding(name: str, state: State, **changes: object) -> Finding:
    given = replace(case(key=f"puskesmas|foreign_uplink|r1/{name}"), subject=name)
    is_over = state is State.RESOLVED
    made = Finding(
        case=given,
        state=state,
        first_seen_s=NOW_S - 7200,
        last_seen_s=NOW_S,
        opened_s=None if state is State.SUSPECTED else NOW_S - 3600,
        resolved_s=NOW_S - 60 if is_over else None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    with Store(path) as opened:
        opened.save(
            [
                _finding("wan2", State.OPEN, frozen=True),
                _finding("lte1", State.EXEMPT),
                _finding("wan3", State.VERIFIED),
                _finding("wan4", State.SUSPECTED),
                _finding("wan5", State.RESOLVED),
                _finding("wan6", State.REJECTED),
                _finding("wan7", State.RESOLVED, resolved_s=NOW_S - 40 * 86400),
            ],
            (),
        )
    return path


def _subjects(cli: Cli, *words: object) -> list[str]:
    result = cli("findings", *words, "--json")
    assert result.status == 0, result.err
    return [finding["subject"] for finding in result.data["findings"]]


def test_what_is_said_and_what_is_exempt_is_listed(cli: Cli, store: Path) -> None:
    assert _subjects(cli, "--store", store) == ["wan2", "lte1", "wan3"]


def test_suspected_and_resolved_ones_are_listed_on_request(cli: Cli, store: Path) -> None:
    assert set(_subjects(cli, "--store", store, "--all")) == {
        "wan2",
        "lte1",
        "wan3",
        "wan4",
        "wan5",
        "wan6",
    }


def test_the_store_of_the_configuration_is_read(cli: Cli, store: Path, tmp_path: Path) -> None:
    assert _subjects(cli, "--config", write_config(tmp_path, 161)) == ["wan2", "lte1", "wan3"]


def test_who_only_reads_needs_no_secret(cli: Cli, store: Path, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("literal:", "env:NOT_SET_"), encoding="utf-8")
    assert cli("check-config", "--config", config).status == 1
    assert _subjects(cli, "--config", config) == ["wan2", "lte1", "wan3"]


def test_it_reads_beside_a_daemon_that_writes(cli: Cli, store: Path) -> None:
    with Store(store) as daemon:
        daemon.save([_finding("wan9", State.OPEN)], ())
        assert "wan9" in _subjects(cli, "--store", store)
        daemon.save([_finding("wan10", State.OPEN)], ())


def test_people_get_a_table_that_says_what_is_frozen(cli: Cli, store: Path) -> None:
    out = cli("findings", "--store", store).out
    assert "open (frozen)" in out
    assert "ether2 is foreign." in out
    assert "ether2 asing." in cli("findings", "--store", store, "--lang", "id").out


def test_no_findings_are_said_to_be_none(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with Store(path):
        pass
    assert cli("findings", "--store", path).out == "No findings.\n"
    assert cli("findings", "--store", path, "--lang", "id").out == "Tidak ada temuan.\n"


@pytest.mark.parametrize("name", [".", "missing.db", "text.db", "x" * 300])
def test_a_store_that_is_none_is_told_in_a_sentence(cli: Cli, tmp_path: Path, name: str) -> None:
    (tmp_path / "text.db").write_text("no database at all, " * 100)
    said = cli("findings", "--store", tmp_path / name)
    assert said.status == 1
    assert said.sentence
    assert not (tmp_path / "missing.db").exists()
