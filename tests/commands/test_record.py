"""`opd-monitor record`, and what is recorded played back."""

import asyncio
import time
from pathlib import Path

import pytest

from monitor.recorder import record
from monitor.snmp.errors import NoAnswerError, NotPermittedError, SnmpError
from monitor.snmp.recording import read_recording
from tests.commands.cli_lab import Cli
from tests.fakes import (
    COMMAND_LINES,
    IF,
    MIKROTIK,
    SCRIPTS,
    FakeSession,
    router,
    system,
    text,
)
from tests.loopback import COMMUNITY, Running, free_port, running_agent

HOW = ("--community", COMMUNITY)


def test_a_recording_replays_to_the_same_observations(
    cli: Cli, agent: Running, tmp_path: Path
) -> None:
    path = tmp_path / "r1.snmprec"
    result = cli("record", agent.where, *HOW, "-o", path)
    assert result.status == 0, result.err
    assert result.out == ""
    assert f"{path}: " in result.err
    live = cli("poll", agent.where, *HOW, "--json").data
    replayed = cli("replay", path, "--json").data
    for part in ("observations", "identity", "tables"):
        assert replayed[part] == live[part]


def test_scripts_and_command_lines_are_neither_asked_nor_recorded(cli: Cli, tmp_path: Path) -> None:
    shown = router() | system(object_id=(*MIKROTIK, 1))
    secret = {(*SCRIPTS, 1, 1, 2, 1): text("hidden-one"), (*COMMAND_LINES, 7): text("hidden-two")}
    session = FakeSession(shown | secret)
    asyncio.run(record(session, lambda _: None))
    assert session.asked
    assert not session.was_asked_below(SCRIPTS)
    assert not session.was_asked_below(COMMAND_LINES)
    path = tmp_path / "r1.snmprec"
    with running_agent(shown | secret) as running:
        assert cli("record", running.where, *HOW, "-o", path).status == 0
    assert b"hidden".hex().encode() not in path.read_bytes()
    assert b"hidden" not in path.read_bytes()


def test_routes_are_recorded_below_roots_only() -> None:
    session = FakeSession(router())
    asyncio.run(record(session, lambda _: None))
    routes = [root for root in session.walks if root[:7] == (1, 3, 6, 1, 2, 1, 4)]
    for entry in ((*routes[0][:7], 24, 7, 1), (*routes[0][:7], 24, 4, 1), (*routes[0][:7], 21, 1)):
        below = [root for root in routes if root[: len(entry)] == entry]
        assert below
        assert all(len(root) > len(entry) + 1 for root in below)


def test_a_table_that_is_refused_is_left_out_and_the_others_are_there() -> None:
    session = FakeSession(router(), refused=(IF,))
    recorded = asyncio.run(record(session, lambda _: None))
    assert recorded.cells
    assert not [oid for oid, _ in recorded.cells if oid[: len(IF)] == IF]
    assert any(name.startswith("ifTable (") for name in recorded.not_whole)


def test_a_device_that_falls_silent_midway_is_no_recording() -> None:
    with pytest.raises(NoAnswerError):
        asyncio.run(record(FakeSession(router(), answers=6), lambda _: None))


@pytest.mark.parametrize("session", [FakeSession(), FakeSession(router(), refused=((1, 3),))])
def test_a_device_that_shows_nothing_is_no_recording(session: FakeSession) -> None:
    with pytest.raises(SnmpError):
        asyncio.run(record(session, lambda _: None))


def test_a_device_that_shows_nothing_leaves_no_file(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "r1.snmprec"
    with running_agent({(1, 3, 6, 1, 2, 1, 99, 0): next(iter(system().values()))}) as running:
        said = cli("record", running.where, *HOW, "-o", path)
    assert said.status == 1
    assert said.sentence
    assert not path.exists()
    assert NotPermittedError.__doc__


def test_a_device_that_cannot_be_asked_leaves_no_file(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "r1.snmprec"
    said = cli("record", f"127.0.0.1:{free_port()}", *HOW, "-o", path)
    assert "nothing listens there" in said.sentence
    assert not path.exists()


@pytest.mark.parametrize("name", ["no/such/folder/r1.snmprec", ".", "x" * 300])
def test_an_output_that_cannot_be_written_is_told(
    cli: Cli, agent: Running, tmp_path: Path, name: str
) -> None:
    said = cli("record", agent.where, *HOW, "--output", tmp_path / name)
    assert said.status == 1
    assert "cannot be written" in said.sentence
    assert list(tmp_path.iterdir()) == []


def test_a_recording_is_for_its_owner_only_and_can_be_read(
    cli: Cli, agent: Running, tmp_path: Path
) -> None:
    path = tmp_path / "r1.snmprec"
    path.write_text("an older one")
    assert cli("record", agent.where, *HOW, "-o", path, "--force").status == 0
    assert path.stat().st_mode & 0o077 == 0
    assert read_recording(path).skipped == 0


def test_a_file_that_is_there_is_not_overwritten_unless_told(
    cli: Cli, agent: Running, tmp_path: Path
) -> None:
    path = tmp_path / "r1.snmprec"
    path.write_text("an older one")
    said = cli("record", agent.where, *HOW, "-o", path)
    assert said.status == 2
    assert f"there is a file {path} already" in said.sentence
    assert path.read_text() == "an older one"


def test_a_recording_says_when_it_was_made(cli: Cli, agent: Running, tmp_path: Path) -> None:
    path = tmp_path / "r1.snmprec"
    begun_s = int(time.time())
    assert cli("record", agent.where, *HOW, "-o", path).status == 0
    made_s = read_recording(path).time_s
    assert made_s is not None
    assert begun_s <= made_s <= time.time()
    assert cli("replay", path, "--json").err == ""
