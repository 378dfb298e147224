"""`opd-monitor findings`, read beside a running daemon."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from exporters.api import moment
from monitor.control import Control, socket_of
from monitor.model.city import CityView
from monitor.model.finding import Finding, Sentence, State
from monitor.model.registry import Registry
from monitor.store.sqlite import Store
from tests.commands.cli_lab import Cli
from tests.lives import case
from tests.loopback import in_a_thread, write_config

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


@contextmanager
def _daemon(store: Path, *findings: Finding) -> Iterator[None]:
    """Answer at the socket beside a store, with findings as of the last polls."""
    view = CityView(time_s=NOW_S, registry=Registry(), findings=findings)
    control = Control(socket_of(store), list, lambda _: None, lambda: view)
    with in_a_thread(asyncio.new_event_loop(), control):
        yield


def test_what_the_running_daemon_knows_is_shown_and_not_what_was_written_last(
    cli: Cli, store: Path
) -> None:
    seen_s = NOW_S + 3600
    now = _finding("wan2", State.OPEN, last_seen_s=seen_s)
    surer = replace(now, case=replace(now.case, confidence=0.99, text=Sentence("Now.", "Kini.")))
    with _daemon(store, surer, _finding("new", State.OPEN)):
        listed = cli("findings", "--store", store, "--json")
        shown = cli("findings", "show", surer.id, "--store", store, "--json")
        told = cli("findings", "show", surer.id, "--store", store, "--lang", "en").out
    assert listed.data["is_live"] is shown.data["is_live"] is True
    assert listed.err == shown.err == ""
    assert {one["subject"] for one in listed.data["findings"]} == {"wan2", "new", "lte1", "wan3"}
    assert shown.data["last_seen"] == moment(seen_s)
    assert shown.data["confidence_ratio"] == 0.99
    assert "Now." in told
    assert "or later" not in told


def test_without_a_daemon_it_is_said_that_all_may_be_old(cli: Cli, store: Path) -> None:
    listed = cli("findings", "--store", store, "--json")
    assert listed.data["is_live"] is False
    assert "as of its last change, which may be hours ago: no daemon answers" in listed.err
    ident = listed.data["findings"][0]["id"]
    shown = cli("findings", "show", ident, "--store", store, "--lang", "id")
    assert "atau sesudahnya: daemon tidak dapat ditanya" in shown.out
    assert "mungkin berjam-jam yang lalu: tidak ada daemon" in shown.err


def test_a_daemon_of_another_version_is_told_of_and_the_store_is_shown(
    cli: Cli, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.control.json_of_findings", lambda _: b"[{}]")
    with _daemon(store):
        listed = cli("findings", "--store", store, "--json")
    assert "of another version of this program" in listed.err
    assert len(listed.data["findings"]) == 3
