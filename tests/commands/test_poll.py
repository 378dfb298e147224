"""`opd-monitor poll`, of agents on loopback."""

import socket
from pathlib import Path

import pytest

from tests.commands.cli_lab import Cli
from tests.fakes import system
from tests.loopback import (
    AUTH_KEY,
    COMMUNITY,
    PRIV_KEY,
    Running,
    free_port,
    running_agent,
    silent_port,
    write_config,
)

V3 = ("--user", "monitor", "--auth", "SHA-256", "--priv", "AES-128")
KEYS = (*V3, "--auth-secret", "env:OPD_AUTH", "--priv-secret", "env:OPD_PRIV")


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPD_COMMUNITY", COMMUNITY)
    monkeypatch.setenv("OPD_AUTH", AUTH_KEY)
    monkeypatch.setenv("OPD_PRIV", PRIV_KEY)


@pytest.mark.parametrize(
    "how",
    [
        ("--community", COMMUNITY),
        ("--community", f"literal:{COMMUNITY}"),
        ("--community", "env:OPD_COMMUNITY"),
        ("--snmp-version", "2c", "--community", "env:OPD_COMMUNITY"),
        KEYS,
        (*KEYS, "--snmp-version", "3"),
    ],
)
def test_an_address_is_asked_without_any_configuration(
    cli: Cli, agent: Running, how: tuple[str, ...]
) -> None:
    result = cli("poll", agent.where, *how, "--json")
    assert result.status == 0, result.err
    assert result.data["identity"]["sys_name"] == "r1"
    assert len(result.data["observations"]["interfaces"]) == 3
    assert result.data["tables"]["ifTable"]["status"] == "complete"


def test_a_secret_may_be_in_a_file(cli: Cli, agent: Running, tmp_path: Path) -> None:
    path = tmp_path / "community"
    path.write_text(f"{COMMUNITY}\n")
    path.chmod(0o600)
    assert cli("poll", agent.where, "--community", f"file:{path}", "--json").status == 0


def test_a_device_of_the_registry_is_judged_as_what_it_is(
    cli: Cli, agent: Running, tmp_path: Path
) -> None:
    config = write_config(tmp_path, agent.port)
    for where in ("r1", agent.where):
        data = cli("poll", where, "--config", config, "--json").data
        statuses = {link["interface"]: link["status"] for link in data["links"]}
        assert statuses == {"wan1": "kominfo", "wan2": "foreign"}
        assert data["device"] == "r1"


def test_an_address_may_use_a_profile_of_the_configuration(
    cli: Cli, agent: Running, tmp_path: Path
) -> None:
    config = write_config(tmp_path, 1)
    result = cli("poll", agent.where, "-c", config, "--profile", "lan", "--json")
    assert result.status == 0, result.err
    said = cli("poll", agent.where, "-c", config, "--profile", "wan").sentence
    assert said == "there is no SNMP profile 'wan': choose one of lan, old, other, v3."


def test_people_get_a_page(cli: Cli, agent: Running) -> None:
    result = cli("poll", agent.where, "--community", "env:OPD_COMMUNITY")
    assert result.status == 0
    assert "wan2" in result.out
    assert result.err == ""


def test_a_silent_address_is_told_in_a_sentence(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    with silent_port() as port:
        for profile in ("lan", "v3"):
            said = cli("poll", f"127.0.0.1:{port}", "-c", config, "--profile", profile)
            assert said.status == 1
            assert "silent" in said.sentence


def test_a_port_that_nobody_listens_on_is_told(cli: Cli) -> None:
    said = cli("poll", f"127.0.0.1:{free_port()}", "--community", "public")
    assert said.status == 1
    assert "nothing listens there" in said.sentence


@pytest.mark.parametrize(
    ("profile", "words"),
    [("other", "ignores this community"), ("old", "works with version 2c")],
)
def test_a_wrong_community_or_version_is_told_apart_from_a_device_that_is_down(
    cli: Cli, agent: Running, tmp_path: Path, profile: str, words: str
) -> None:
    config = write_config(tmp_path, 161)
    said = cli("poll", agent.where, "-c", config, "--profile", profile)
    assert said.status == 1
    assert words in said.sentence


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (("--user", "nobody", "--auth", "SHA-256", "--auth-secret", "env:OPD_AUTH"), "user"),
        ((*V3, "--auth-secret", "env:OPD_PRIV", "--priv-secret", "env:OPD_PRIV"), "password"),
        ((*V3, "--auth-secret", "env:OPD_AUTH", "--priv-secret", "env:OPD_AUTH"), "privacy"),
    ],
)
def test_what_is_wrong_with_a_user_is_told(
    cli: Cli, agent: Running, how: tuple[str, ...], words: str
) -> None:
    said = cli("poll", agent.where, *how)
    assert said.status == 1
    assert words in said.sentence.lower()


def test_a_device_that_shows_nothing_is_told(cli: Cli) -> None:
    with running_agent({(1, 3, 6, 1, 2, 1, 99, 0): next(iter(system().values()))}) as running:
        said = cli("poll", running.where, "--community", "env:OPD_COMMUNITY")
    assert said.status == 1
    assert "not even its system group" in said.sentence


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("poll", "192.0.2.1"), "--config"),
        (("poll", "192.0.2.1:0", "--community", "public"), "no address"),
        (("poll", "192.0.2.1:70000", "--community", "public"), "no address"),
        (("poll", "192.0.2.1:snmp", "--community", "public"), "no address"),
        (
            ("poll", "192.0.2.1", "--community", "env:NO_SUCH_VARIABLE"),
            (
                "--community names the environment variable NO_SUCH_VARIABLE, which is not set;"
                " export NO_SUCH_VARIABLE in this shell\n"
            ),
        ),
        (
            ("poll", "192.0.2.1", "--user", "x", "--auth", "SHA", "--auth-secret", "env:NO_SUCH"),
            "--auth-secret names the environment variable NO_SUCH, which is not set",
        ),
        (
            ("poll", "192.0.2.1", "--community", "file:/no/such/file"),
            "--community leads nowhere: the file it names does not exist",
        ),
        (
            ("poll", "192.0.2.1", "--community", "public", "--auth", "SHA"),
            "--auth belongs to version 3; remove it, or write --snmp-version 3",
        ),
        (
            ("poll", "192.0.2.1", "--user", "x", "--community", "public"),
            (
                "--community belongs to version 1 and 2c; remove it;"
                " version 3 has --user, --auth and --priv"
            ),
        ),
        (("poll", "192.0.2.1", "--snmp-version", "2c"), "add  --community env:SNMP_COMMUNITY"),
        (("poll", "192.0.2.1", "--snmp-version", "4", "--community", "public"), "--snmp-version"),
        (("poll", "192.0.2.1", *V3), "add  --auth-secret env:SNMP_KEY"),
        (("poll", "192.0.2.1", "--auth", "SHA-256", "--auth-secret", "env:OPD_AUTH"), "user"),
        (("poll", "192.0.2.1", "--context", "vlan-10"), "user"),
    ],
)
def test_what_is_wrong_with_how_it_is_asked_is_told(
    cli: Cli, words: tuple[str, ...], said: str
) -> None:
    result = cli(*words)
    assert result.status == 2
    assert said in result.err
    assert "Traceback" not in result.err
    assert "profile" not in result.err
    assert result.out == ""


def test_who_says_how_to_ask_needs_no_secret_of_the_configuration(
    cli: Cli, agent: Running, tmp_path: Path
) -> None:
    config = write_config(tmp_path, agent.port)
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("literal:", "env:NOT_SET_"), encoding="utf-8")
    assert cli("poll", "r1", "-c", config).status == 2
    result = cli("poll", "r1", "-c", config, "--community", "env:OPD_COMMUNITY")
    assert result.status == 0, result.err


@pytest.mark.parametrize("name", ["no-such-host.invalid", "a..b", "x" * 70 + ".example", ""])
def test_a_name_without_an_address_is_told(cli: Cli, name: str) -> None:
    said = cli("poll", name, "--community", "public").sentence
    assert "no address" in said or "is no address" in said
    assert "None" not in said


def test_an_option_that_would_be_ignored_is_told(cli: Cli, agent: Running, tmp_path: Path) -> None:
    config = write_config(tmp_path, agent.port)
    said = cli("poll", "r1", "-c", config, "--context", "vlan-10")
    assert said.sentence == "--context is for version 3 and needs --user."


def test_a_name_that_is_in_no_registry_is_told(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    assert "'r2' is no device of the registry" in cli("poll", "r2", "-c", config).sentence


def test_a_loopback_address_of_the_other_family_is_written_in_brackets(cli: Cli) -> None:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
            port = probe.getsockname()[1]
    except OSError:
        pytest.skip("needs IPv6 on loopback")
    said = cli("poll", f"[::1]:{port}", "--community", "public")
    assert said.status == 1
    assert f"::1 port {port}" in said.sentence
