"""`opd-monitor check-config`."""

from pathlib import Path

import pytest

from tests.certificates import client, server
from tests.commands.cli_lab import Cli
from tests.loopback import write_config


def test_a_good_configuration_is_counted(cli: Cli, tmp_path: Path) -> None:
    result = cli("check-config", "--config", write_config(tmp_path, 161))
    assert result.status == 0, result.err
    assert "good. 1 agencies, 1 sites, 1 devices (1 polled), 1 circuits, 0 waivers" in result.out


def test_a_second_criterion_is_advised_for_what_a_name_alone_is_enough_for(
    cli: Cli, tmp_path: Path
) -> None:
    config = write_config(tmp_path, 161)
    registry = tmp_path / "registry.yaml"
    text = registry.read_text(encoding="utf-8")
    named = cli("check-config", "--config", config)
    assert "Advice: 1 contracts" in named.out
    contracts = cli("check-config", "--config", config, "--json").data["circuits_by_name_alone"]
    assert contracts
    assert contracts[0] in named.out
    said = cli("check-config", "--config", config, "--lang", "id").out
    assert "Saran: 1 kontrak" in said
    registry.write_text(
        text.replace("    provider:", "    medium: ethernet\n    provider:"), encoding="utf-8"
    )
    assert "Advice" not in cli("check-config", "--config", config).out


def test_the_environment_may_name_the_file(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPD_MONITOR_CONFIG", str(write_config(tmp_path, 161)))
    assert cli("check-config").status == 0


def test_every_problem_is_in_one_report(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    registry = tmp_path / "registry.yaml"
    text = registry.read_text().replace("site: puskesmas, role", "site: nowhere, role")
    registry.write_text(text.replace("10.0.0.0/8", "10.0.0.0/99"))
    config.write_text(config.read_text().replace("fast_s: 1,", "fasd_s: 1,"))
    result = cli("check-config", "-c", config)
    assert result.status == 1
    assert result.out == ""
    for word in ("nowhere", "network.prefixes", "fasd_s", "registry.yaml", "monitor.yaml"):
        assert word in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("name", ["missing.yaml", ".", "x" * 300])
def test_a_file_that_is_none_is_told(cli: Cli, tmp_path: Path, name: str) -> None:
    for command in (["check-config"], ["findings"], ["poll", "r1"], ["run"]):
        result = cli(*command, "-c", tmp_path / name)
        assert result.status in (1, 2)
        assert result.err.startswith("opd-monitor: ")
        assert "Traceback" not in result.err


def test_without_any_configuration_the_place_of_the_installed_one_is_told(cli: Cli) -> None:
    assert "no.yaml" in cli("check-config").err
    assert "no.yaml" in cli("findings").sentence


def test_a_contract_that_has_ended_is_told(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    registry = tmp_path / "registry.yaml"
    text = registry.read_text(encoding="utf-8")
    registry.write_text(
        text.replace("    provider:", "    until: 2020-01-31\n    provider:"), encoding="utf-8"
    )
    result = cli("check-config", "--config", config)
    assert result.status == 0, result.err
    assert f"{registry}:11: warning: circuits[0].until has passed" in result.out
    assert "good. 1 agencies" in result.out
    indonesian = cli("check-config", "--config", config, "--lang", "id").out
    assert f"{registry}:11: peringatan: circuits[0].until sudah lewat" in indonesian


def test_warnings_are_data_too_and_fail_nothing(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    config.write_text(config.read_text().replace("listen: 127.0.0.1:", "listen: 0.0.0.0:"))
    result = cli("check-config", "--config", config, "--json")
    assert result.status == 0, result.err
    assert (result.data["sites"], result.data["polled"], result.data["circuits"]) == (1, 1, 1)
    [warning] = result.data["warnings"]
    assert warning["severity"] == "warning"
    assert (warning["file"], warning["line"], warning["path"]) == (str(config), 3, "listen")
    assert "everybody" in warning["message"]
    assert "--web.config.file" in warning["hint"]


def test_errors_are_data_too(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    registry = tmp_path / "registry.yaml"
    registry.write_text(registry.read_text().replace("10.0.0.0/8", "0.0.0.0/0"))
    result = cli("check-config", "--config", config, "--json")
    assert result.status == 1
    assert "network.prefixes[0] is wider than anybody's network" in result.err
    assert result.data["error"]["kind"] == "configuration"
    [problem] = result.data["error"]["problems"]
    assert (problem["severity"], problem["line"]) == ("error", 2)
    assert problem["path"] == "network.prefixes[0]"


def test_a_file_that_is_missing_is_an_error_without_a_line(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    (tmp_path / "oui.yaml").unlink()
    [problem] = cli("check-config", "-c", config, "--json").data["error"]["problems"]
    assert (problem["line"], problem["path"]) == (None, "")


WEB = "tls_server_config: {cert_file: server.crt, key_file: server.key}\n"


def test_a_web_configuration_is_checked_too(cli: Cli, tmp_path: Path) -> None:
    config, web = write_config(tmp_path, 161), tmp_path / "web.yaml"
    server().write(tmp_path, "server")
    web.write_text(WEB + "http_server_config: {http2: true}\n")
    web.chmod(0o600)
    result = cli("check-config", "--config", config, "--web.config.file", web)
    assert result.status == 0, result.err
    assert "http2 is not spoken here" in result.out


def test_problems_of_the_web_configuration_are_in_the_same_report(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, web = write_config(tmp_path, 161), tmp_path / "web.yaml"
    config.write_text(config.read_text().replace("fast_s: 1,", "fasd_s: 1,"))
    server().write(tmp_path, "server")
    (tmp_path / "server.key").write_text(client().key)
    web.write_text(WEB + "basic_auth_users: {alice: hunter2}\n")
    monkeypatch.setenv("OPD_MONITOR_WEB_CONFIG", str(web))
    result = cli("check-config", "--config", config)
    assert result.status == 1
    for word in ("fasd_s", "alice is no bcrypt hash"):
        assert word in result.err
    assert "hunter2" not in result.err
    web.write_text(WEB)
    assert "does not belong to the certificate" in cli("check-config", "-c", config).err
