"""A person's word, the story of a finding, and the audit, on the command line."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.city import City
from monitor.model.finding import Finding, State, Transition
from monitor.model.policy import Policy
from monitor.model.privacy import Retention
from monitor.model.reading import Varbind
from monitor.store.sqlite import Store
from monitor.upkeep import Upkeep
from tests.commands.cli_lab import Cli
from tests.lives import case, signal
from tests.loopback import write_config
from tests.scenes import REGISTRY

NOW_S = time.time()
EVIDENCE = (Varbind("1.3.6.1.2.1.4.24.4.1.5.0.0.0.0.0.203.0.113.1", "INTEGER", "17"),)


def _finding(name: str, state: State = State.OPEN) -> Finding:
    seen = case(replace(signal(about="Telkom"), evidence=EVIDENCE), key=f"dinkes|uplink|{name}")
    return Finding(
        case=replace(seen, subject=name),
        state=state,
        first_seen_s=NOW_S - 7200,
        last_seen_s=NOW_S,
        opened_s=NOW_S - 3600,
        resolved_s=NOW_S if state is State.RESOLVED else None,
    )


FIRST, SECOND = _finding("wan2"), _finding("wan3")


def _opening(finding: Finding) -> Transition:
    return Transition(
        key=finding.key,
        time_s=NOW_S - 3600,
        before=None,
        after=finding.state,
        cause="seen in 3 of the last 4 polls, with proof",
        case=finding.case,
    )


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    with Store(path) as opened:
        opened.save([FIRST, SECOND], [_opening(FIRST), _opening(SECOND)])
    return path


def _stored(path: Path, key: str = FIRST.key) -> Finding:
    with Store(path, read_only=True) as opened:
        return opened.load()[key]


def test_without_a_daemon_the_command_carries_the_decision_out_itself(
    cli: Cli, store: Path
) -> None:
    said = cli(
        "findings", "reject", FIRST.id, "--note", "Kominfo's own", "--who", "Sari", "--store", store
    )
    assert said.status == 0, said.err
    assert "is rejected, and stays so until its evidence changes" in said.out
    finding = _stored(store)
    assert finding.state is State.REJECTED
    assert finding.verdict is not None
    assert (finding.verdict.who, finding.verdict.note) == ("Sari", "Kominfo's own")
    with Store(store, read_only=True) as opened:
        told = opened.history(FIRST.key)[-1]
        assert (told.before, told.after, told.who) == (State.OPEN, State.REJECTED, "Sari")
        assert opened.decisions() == ()
    assert _stored(store, SECOND.key).state is State.OPEN


def test_the_beginning_of_an_id_and_the_whole_key_will_do(
    cli: Cli, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "budi")
    for wanted in (FIRST.id[:5].upper(), FIRST.key):
        said = cli("findings", "note", wanted, "-n", "asked the agency", "--store", store)
        assert said.status == 0, said.err
    with Store(store, read_only=True) as opened:
        told = opened.history(FIRST.key)[1:]
    assert [(one.cause, one.who, one.note) for one in told] == [
        ("note", "budi", "asked the agency")
    ] * 2


@contextmanager
def _beside(path: Path, work: Callable[[Store, threading.Event], None]) -> Iterator[None]:
    """Let a daemon's part be done in another thread; afterwards it has ended."""
    stop, started = threading.Event(), threading.Event()

    def run() -> None:
        with Store(path) as daemon:
            started.set()
            work(daemon, stop)

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(10)
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


def _upkeep(daemon: Store, stop: threading.Event) -> None:
    city = City(REGISTRY, Policy(), (), daemon, daemon.load())
    upkeep = Upkeep(daemon, city, Retention())
    while not stop.wait(0.02):
        upkeep.decide()


def _keep_still(_: Store, stop: threading.Event) -> None:
    stop.wait(60)


def test_beside_a_daemon_the_daemon_carries_it_out(cli: Cli, store: Path) -> None:
    with _beside(store, _upkeep):
        said = cli(
            "findings", "verify", FIRST.id, "--note", "went there", "--who", "Sari",
            "--store", store,
        )  # fmt: skip
    assert said.status == 0, said.err
    assert "is verified." in said.out
    assert _stored(store).state is State.VERIFIED


def test_a_word_that_a_busy_daemon_has_not_heard_yet_is_kept_for_it(
    cli: Cli, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.commands.decide._WAIT_S", 0.1)
    with _beside(store, _keep_still):
        said = cli(
            "findings", "verify", FIRST.id, "--note", "yes", "--who", "Sari", "--store", store
        )
    assert said.status == 0
    assert "is written down" in said.out
    assert _stored(store).state is State.OPEN
    # Whoever writes next, be it another command, carries it out.
    told = cli("findings", "note", SECOND.id, "-n", "x", "--who", "y", "--store", store)
    assert told.status == 0
    assert _stored(store).state is State.VERIFIED


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["verify", "ffffffffff", "--note", "x", "--who", "y"], "no finding 'ffffffffff'"),
        (["verify", "", "--note", "x", "--who", "y"], "no finding ''"),
        (["reject", FIRST.id, "--note", "  ", "--who", "y"], "--note is empty"),
        (["reject", FIRST.id, "--note", "a\x1b[2J", "--who", "y"], "cannot be printed"),
        (["reject", FIRST.id, "--note", "x" * 3000, "--who", "y"], "longer than"),
        (["note", FIRST.id, "--note", "x", "--who", ""], "--who is empty"),
        (["show", "nothing"], "no finding 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    cli: Cli, store: Path, words: list[str], sentence: str
) -> None:
    assert sentence in cli("findings", *words, "--store", store).sentence
    assert _stored(store) == FIRST


def test_digits_that_several_ids_begin_with_are_told_with_them(
    cli: Cli, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.model.finding.id_of_key", lambda key: f"abc{key[-1]}")
    said = cli("findings", "show", "abc", "--store", store).sentence
    assert "abc2 (wan2), abc3 (wan3)" in said


def test_options_before_the_word_are_not_passed_over(cli: Cli, store: Path) -> None:
    assert "after the word" in cli("findings", "--store", store, "show", FIRST.id).sentence


def test_the_list_is_narrowed_by_state_and_site(cli: Cli, store: Path) -> None:
    def subjects(*words: object) -> list[str]:
        data = cli("findings", "list", "--store", store, "--json", *words).data
        return [finding["subject"] for finding in data["findings"]]

    assert subjects() == ["wan2", "wan3"]
    cli("findings", "reject", FIRST.id, "-n", "x", "--who", "y", "--store", store)
    assert subjects() == ["wan3"]
    assert subjects("--state", "rejected") == ["wan2"]
    assert subjects("--state", "rejected", "--state", "open") == ["wan3", "wan2"]
    assert subjects("--site", "elsewhere") == []
    assert subjects("--site", "dinkes-1") == ["wan3"]
    listed = cli("findings", "--store", store).out
    assert SECOND.id in listed


STORY = {
    "en": (
        "ether2 is foreign.",
        FIRST.id,
        "How sure",
        "foreign-next-hop",
        "ipCidrRouteIfIndex",
        "1.3.6.1.2.1.4.24.4.1.5.0.0.0.0.0.203.0.113.1",
        "the route goes, the circuit is registered, or a waiver covers it.",
        "a management VRF",
        "It closes after 10 clean",
        "seen in 3 of the last 4 polls, with proof",
        "Sari: Kominfo's own",
        "false positive",
    ),
    "id": (
        "ether2 asing.",
        FIRST.id,
        "Seberapa yakin",
        "rute hilang, sirkuitnya didaftarkan, atau ada surat izin.",
        "VRF manajemen",
        "Temuan ditutup setelah 10 pemeriksaan",
        "terlihat pada 3 dari 4 pemeriksaan terakhir, dengan bukti",
        "Sari: Kominfo's own",
        "salah deteksi",
    ),
}


@pytest.mark.parametrize("lang", list(STORY))
def test_a_story_tells_what_since_when_how_sure_and_why_and_what_would_clear_it(
    cli: Cli, store: Path, lang: str
) -> None:
    cli("findings", "reject", FIRST.id, "-n", "Kominfo's own", "--who", "Sari", "--store", store)
    told = cli("findings", "show", FIRST.id, "--store", store, "--lang", lang)
    assert told.status == 0, told.err
    text = " ".join(told.out.split())
    for part in STORY[lang]:
        assert part in text


def test_a_story_is_told_in_the_citys_language_unless_another_is_wanted(
    cli: Cli, store: Path, tmp_path: Path
) -> None:
    config = write_config(tmp_path, 161)
    config.write_text(config.read_text().replace("language: en", "language: id"))
    assert "Riwayat" in cli("findings", "show", FIRST.id, "--config", config).out
    assert "History" in cli("findings", "show", FIRST.id, "-c", config, "--lang", "en").out


def test_a_story_for_programs_holds_the_reckoning_and_the_history(cli: Cli, store: Path) -> None:
    data = cli("findings", "show", FIRST.id, "--store", store, "--json").data
    assert data["id"] == FIRST.id
    [part] = data["reckoning"]["signals"]
    assert (part["rule"], part["weight_ratio"], part["counts"]) == ("foreign-next-hop", 0.9, True)
    assert data["reckoning"]["confidence_ratio"] == 0.9
    assert [told["after"] for told in data["history"]] == ["open"]
    assert data["history"][0]["case"]["signals"][0]["evidence"]
    assert data["rules"][0]["lies"]["id"].startswith("VRF manajemen")


def test_an_audit_says_how_much_is_whole_and_its_head(cli: Cli, store: Path) -> None:
    said = cli("audit", "--store", store)
    assert said.status == 0, said.err
    assert "2 records are whole, from " in said.out
    head = cli("audit", "--store", store, "--json").data["head"]
    assert f"The head is {head}." in said.out
    cli("findings", "note", FIRST.id, "-n", "x", "--who", "y", "--store", store)
    assert "is in the chain" in cli("audit", "--store", store, "--head", head).out
    other = cli("audit", "--store", store, "--head", "1" * 64)
    assert other.status == 1
    assert "is not in the chain: the history was made anew" in other.err


def test_an_audit_names_the_first_broken_record(cli: Cli, store: Path) -> None:
    connection = sqlite3.connect(store)
    with connection:
        connection.execute("DROP TRIGGER transitions_are_not_changed")
        connection.execute("UPDATE transitions SET who = 'nobody' WHERE id = 2")
    connection.close()
    said = cli("audit", "--store", store)
    assert said.status == 1
    assert "1 records are whole" in said.out
    assert "broken at record 2 of " in said.err
    assert SECOND.key in said.err
    data = cli("audit", "--store", store, "--json")
    assert (data.status, data.data["is_whole"], data.data["broken"]["record"]) == (1, False, 2)


def test_an_audit_says_what_retention_took_away(cli: Cli, store: Path) -> None:
    with Store(store) as opened:
        opened.prune(NOW_S, 0.0, NOW_S)
    said = cli("audit", "--store", store)
    assert said.status == 0
    assert "2 older records, until " in said.out
    assert "No record is left." in said.out
