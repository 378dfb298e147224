"""`opd-monitor replay`."""

import os
from pathlib import Path

import pytest

from monitor.snmp.recording import write_recording
from tests.commands.cli_lab import Cli
from tests.fakes import COMMAND_LINES, SCRIPTS, router, system, text
from tests.loopback import write_config

KEYS = {
    "device", "time", "identity", "tables", "observations", "links", "signals", "findings",
    "inconclusive",
}  # fmt: skip


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "puskesmas.snmprec"
    write_recording(path, router(foreign=True).items())
    return path


def test_a_recording_is_read_without_any_configuration(cli: Cli, recording: Path) -> None:
    result = cli("replay", recording, "--json")
    assert result.status == 0, result.err
    assert set(result.data) == KEYS
    assert result.data["device"] == "puskesmas"
    assert result.data["tables"]["ifTable"] == {"status": "complete", "rows": 3, "skipped": 0}
    assert [i["name"] for i in result.data["observations"]["interfaces"]] == ["wan1", "wan2", "lan"]
    assert {link["interface"] for link in result.data["links"]} >= {"wan1", "wan2"}


def test_the_same_recording_gives_the_same(cli: Cli, recording: Path) -> None:
    first, second = (cli("replay", recording, "--json").data for _ in range(2))
    assert first == second


def test_when_it_was_made_is_not_known_or_told_or_in_the_recording(
    cli: Cli, recording: Path, tmp_path: Path
) -> None:
    told = cli("replay", recording, "--json")
    assert told.data["time"] is None
    assert "not known" in told.err
    assert "time unknown" in cli("replay", recording).out
    assert "waktu tidak diketahui" in cli("replay", recording, "--lang", "id").out
    at = cli("replay", recording, "--at", "2026-05-12T03:30+00:00", "--json")
    assert (at.data["time"], at.err) == ("2026-05-12T03:30:00+00:00", "")
    dated = tmp_path / "dated.snmprec"
    write_recording(dated, router().items(), 1_778_556_600.0)
    config = write_config(tmp_path, 161)
    assert cli("replay", dated, "--json").data["time"] == "2026-05-12T03:30:00+00:00"
    assert "12 May 2026 10:30 WIB" in cli("replay", dated, "--config", config, "--lang", "en").out
    later = cli("replay", dated, "--config", config, "--at", "2026-05-13T07:00", "--json")
    assert later.data["time"] == "2026-05-13T00:00:00+00:00"


def test_it_is_judged_as_of_the_day_it_was_made(cli: Cli, recording: Path, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    registry = tmp_path / "registry.yaml"
    text, contract = registry.read_text(), "contract: K-1\n"
    assert contract in text
    registry.write_text(text.replace(contract, f"{contract}    until: 2026-05-12\n"))
    how = ("replay", recording, "--config", config, "--device", "r1", "--json")

    def contracts(at: str) -> list[str]:
        told = cli(*how, "--at", at)
        assert told.status == 0, told.err
        links = told.data["links"]
        return [link["circuit"]["contract"] for link in links if link["circuit"]]

    assert "K-1" in contracts("2026-05-12")
    assert "K-1" not in contracts("2026-05-13")


@pytest.mark.parametrize("at", ["yesterday", "2026-02-30", "12 May", "0001-01-01T00:00+23:00"])
def test_a_time_that_is_none_is_told(cli: Cli, recording: Path, at: str) -> None:
    said = cli("replay", recording, "--at", at)
    assert said.status == 2
    assert "is no time" in said.sentence


def test_with_a_registry_it_is_judged_as_the_device_that_is_named(
    cli: Cli, recording: Path, tmp_path: Path
) -> None:
    config = write_config(tmp_path, 161)
    data = cli("replay", recording, "--config", config, "--device", "r1", "--json").data
    assert {link["interface"]: link["status"] for link in data["links"]} == {
        "wan1": "kominfo",
        "wan2": "foreign",
    }
    [finding] = data["findings"]
    assert (finding["site"], finding["subject"], finding["band"]) == ("puskesmas", "wan2", "proof")
    assert {signal["rule"] for signal in data["signals"]} >= {"foreign-next-hop"}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_people_get_it_in_their_language(cli: Cli, recording: Path, lang: str) -> None:
    result = cli("replay", recording, "--lang", lang)
    assert result.status == 0
    assert "wan2" in result.out
    assert cli("replay", recording, "--lang", "fr").sentence == (
        "Invalid value for '--lang': 'fr' is not one of 'en', 'id'. Look at "
        "`opd-monitor replay -h`."
    )


def test_a_device_that_showed_its_system_group_only_is_not_called_clean(
    cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "linux.snmprec"
    write_recording(path, system().items())
    data = cli("replay", path, "--json").data
    assert data["tables"]["ifTable"]["status"] == "refused"
    assert "foreign-next-hop" in data["inconclusive"]
    assert data["links"] == data["findings"] == []


def test_scripts_and_command_lines_that_were_recorded_are_not_shown(
    cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "full.snmprec"
    secret = {(*SCRIPTS, 1, 1, 2, 1): text("sesame-one"), (*COMMAND_LINES, 7): text("sesame-two")}
    write_recording(path, (router() | secret).items())
    for how in ([], ["--json"]):
        assert "sesame" not in cli("replay", path, *how).out


def test_lines_that_could_not_be_read_are_told(cli: Cli, recording: Path) -> None:
    lines = recording.read_text().splitlines()
    recording.write_text("\n".join(["nonsense", *lines, "1.3.6.1.2.1.1.6.0|99x|?"]))
    result = cli("replay", recording, "--json")
    assert result.status == 0
    assert "2 lines were left out; the first: line 1" in result.err
    assert set(result.data) == KEYS


def test_what_is_no_recording_is_told_in_a_sentence(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty.snmprec").write_bytes(b"")
    (tmp_path / "picture.snmprec").write_bytes(os.urandom(500))
    for name, words in (
        (".", "directory"),
        ("missing.snmprec", "no file"),
        ("empty.snmprec", "empty"),
        ("picture.snmprec", "no line of a recording"),
        ("x" * 300, "cannot be read"),
    ):
        assert words in cli("replay", tmp_path / name).sentence


def test_a_recording_of_a_part_of_a_device_is_read_and_what_is_not_in_it_is_told(
    cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "odd.snmprec"
    path.write_text("1.3.6.1.2.1.99.1.0|2|5\n")
    data = cli("replay", path, "--json").data
    assert data["identity"]["sys_name"] is None
    assert "foreign-next-hop" in data["inconclusive"]


def test_a_configuration_that_this_user_may_not_look_at_is_no_obstacle(
    cli: Cli, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Looking at it fails with an error of the operating system, as in a folder of another user.
    monkeypatch.setattr("monitor.commands.common.DEFAULT_CONFIG", Path("/" + "x" * 300))
    assert cli("replay", recording, "--device", "r1", "--json").status == 0
