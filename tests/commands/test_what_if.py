"""`opd-monitor what-if`: a changed registry, asked of a running daemon before it is loaded."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.city import City
from monitor.control import Control, socket_of
from monitor.model.city import Telemetry
from monitor.model.declared import Device
from monitor.rules import names, rules
from monitor.sources.yaml_files import load_all
from monitor.store.sqlite import Store
from tests.commands.cli_lab import Cli
from tests.fakes import FakeStore
from tests.loopback import in_a_thread, write_config
from tests.scenes import World, default, own, port

SEEN = (
    port(1, "wan1"), own("10.0.0.9/24", 1), default("10.0.0.1", 1),
    port(2, "wan2"), own("203.0.113.9/24", 2), default("203.0.113.1", 2),
)  # fmt: skip
SECOND_CIRCUIT = """\
  - contract: K-2
    provider: Telkom
    site: puskesmas
    match: [{device: r1, interface: wan2}]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = write_config(tmp_path, 161)
    with Store(tmp_path / "store.db"):
        pass
    return path


@contextmanager
def daemon(config: Path, *, age_s: float = 10.0) -> Iterator[None]:
    """Run a daemon that has read r1."""
    settings, registry, _ = load_all(config, known_rules=names())
    city = City(registry, settings.policy, rules().values(), FakeStore(), {})
    now_s = time.time() - age_s
    seen = World(device=Device("r1", "127.0.0.1", "puskesmas")).snapshot(*SEEN, time_s=now_s)
    city.took(replace(seen, time_s=now_s))
    view = city.view(now_s, Telemetry(), "", "en")
    control = Control(socket_of(settings.paths.store), city.known_devices, city.known, lambda: view)
    with in_a_thread(asyncio.new_event_loop(), control):
        yield


@pytest.fixture
def changed(config: Path) -> Callable[[str], Path]:
    """Write a registry with something more in it."""

    def write(more: str) -> Path:
        path = config.with_name("new.yaml")
        path.write_text(config.with_name("registry.yaml").read_text() + more)
        return path

    return write


def test_a_new_circuit_would_clear_a_finding(
    cli: Cli, config: Path, changed: Callable[[str], Path]
) -> None:
    with daemon(config):
        told = cli("what-if", "--registry", changed(SECOND_CIRCUIT), "-c", config, "--lang", "en")
        data = cli("what-if", "--registry", changed(SECOND_CIRCUIT), "-c", config, "--json").data
    assert told.status == 0, told.err
    assert "Would be cleared (1)\n  proof → nothing" in told.out
    assert "wan2 on r1 is not on the Kominfo network" in told.out
    assert "K-2 (Telkom)" in told.out
    assert "Judged by what 1 devices showed last." in told.out
    [change] = data["changes"]
    assert (change["what"], change["before"], change["after"]) == ("cleared", "proof", "nothing")
    assert change["case"]["subject"] == "wan2"
    assert change["by"] == []
    assert data["links"] == [
        {"device": "r1", "interface": "wan2", "before": "foreign", "after": "kominfo", "by": []}
    ]
    assert data["silenced"] == []
    assert (data["devices"], data["unseen"], data["old"]) == (1, [], {})


def test_a_wide_prefix_is_named_as_what_clears(
    cli: Cli, config: Path, changed: Callable[[str], Path]
) -> None:
    wide = "{device: r1, prefix: 203.0.0.0/8}"
    new = changed(SECOND_CIRCUIT.replace("{device: r1, interface: wan2}", wide))
    with daemon(config):
        told = cli("what-if", "--registry", new, "-c", config, "--lang", "en").out
        indonesian = cli("what-if", "--registry", new, "-c", config, "--lang", "id").out
        data = cli("what-if", "--registry", new, "-c", config, "--json").data
    assert "Would be cleared (1)" in told
    assert "K-2 (Telkom); circuits K-2 203.0.0.0/8" in told
    assert "circuits K-2 203.0.0.0/8" in indonesian
    by = [{"where": "circuits K-2", "prefix": "203.0.0.0/8"}]
    [link] = data["links"]
    assert (link["after"], link["by"]) == ("kominfo", by)
    new.write_text(new.read_text().replace("[10.0.0.0/8]", "[10.0.0.0/8, 203.0.0.0/8]"))
    new.write_text(
        new.read_text().replace(SECOND_CIRCUIT.replace("{device: r1, interface: wan2}", wide), "")
    )
    with daemon(config):
        told = cli("what-if", "--registry", new, "-c", config, "--lang", "en").out
        [change] = cli("what-if", "--registry", new, "-c", config, "--json").data["changes"]
    assert "      by network.prefixes 203.0.0.0/8\n" in told
    assert change["by"] == [{"where": "network.prefixes", "prefix": "203.0.0.0/8"}]


LONG_WORK = """\
maintenance:
  - {reason: Migrasi, from: 2020-01-01 00:00, until: 2120-01-01 00:00}
"""


def test_long_work_is_told_with_what_it_would_silence(
    cli: Cli, config: Path, changed: Callable[[str], Path]
) -> None:
    new = changed(LONG_WORK)
    with daemon(config):
        told = cli("what-if", "--registry", new, "-c", config, "--lang", "en").out
        indonesian = cli("what-if", "--registry", new, "-c", config, "--lang", "id").out
        [silenced] = cli("what-if", "--registry", new, "-c", config, "--json").data["silenced"]
    assert "Would be silenced by announced work (1)\n  Migrasi\n" in told
    assert "(36524 days), 1 devices: r1" in told
    assert "Would be said now: 1\n" in told
    assert "Link outside the Kominfo network wan2" in told
    assert "Nothing would change." not in told
    assert "Akan didiamkan oleh pekerjaan yang diumumkan (1)" in indonesian
    assert (silenced["reason"], silenced["days"]) == ("Migrasi", 36524)
    assert silenced["devices"] == ["r1"]
    assert [case["subject"] for case in silenced["cases"]] == ["wan2"]
    assert silenced["until"].startswith("2119-12-31T17:00")


def test_a_prefix_as_wide_as_half_the_internet_is_refused_before_anything_is_asked(
    cli: Cli, config: Path, changed: Callable[[str], Path]
) -> None:
    new = changed("")
    new.write_text(new.read_text().replace("10.0.0.0/8", "0.0.0.0/1"))
    said = cli("what-if", "--registry", new, "-c", config)
    assert said.status == 2
    assert "new.yaml:2: error: network.prefixes[0] is wider" in said.err


def test_the_same_registry_changes_nothing_in_either_language(
    cli: Cli, config: Path, changed: Callable[[str], Path]
) -> None:
    with daemon(config):
        english = cli("what-if", "--registry", changed(""), "-c", config, "--lang", "en").out
        indonesian = cli("what-if", "--registry", changed(""), "-c", config, "--lang", "id").out
    assert english.startswith("Nothing would change.")
    assert indonesian.startswith("Tidak ada yang berubah.")


def test_other_weights_would_make_it_an_indication(cli: Cli, config: Path) -> None:
    new = config.with_name("new-monitor.yaml")
    text = config.read_text() + "  bands: {proof: 0.999}\n"
    new.write_text(text)
    new.chmod(0o600)
    with daemon(config):
        told = cli("what-if", "--settings", new, "-c", config, "--json").data
    assert [(one["what"], one["after"]) for one in told["changes"]] == [("weaker", "indicated")]


def test_what_nobody_has_looked_at_is_said(
    cli: Cli, config: Path, changed: Callable[[str], Path]
) -> None:
    new = changed("")
    device = "  - {name: r2, address: 127.0.0.2, site: puskesmas, role: router, profile: lan}\n"
    new.write_text(new.read_text().replace("circuits:", f"{device}circuits:"))
    with daemon(config, age_s=7200):
        told = cli("what-if", "--registry", new, "-c", config, "--lang", "en").out
    assert "Nobody has looked at 1 devices of it: r2" in told
    assert "Last read more than an hour ago: r1 (" in told


def test_without_a_daemon_it_says_what_to_do(
    cli: Cli, config: Path, changed: Callable[[str], Path]
) -> None:
    said = cli("what-if", "--registry", changed(""), "-c", config).sentence
    assert said.startswith(f"no daemon answers at {config.with_name('store.db.sock')}: start it")


def test_a_wrong_registry_is_told_whole_before_anything_is_asked(
    cli: Cli, config: Path, changed: Callable[[str], Path]
) -> None:
    wrong = changed("  - {contract: K-3, provider: X, site: nowhere, match: [{device: r1}]}\n")
    said = cli("what-if", "--registry", wrong, "-c", config)
    assert said.status == 2
    assert "new.yaml" in said.err
    assert "nowhere" in said.err


def test_without_anything_new_it_asks_for_it(cli: Cli, config: Path) -> None:
    said = cli("what-if", "-c", config)
    assert said.status == 2
    assert said.sentence == "name what would change: --registry NEW, --settings NEW, or both."


def test_another_version_of_the_daemon_is_told(
    cli: Cli, config: Path, changed: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.control.known_json", lambda _: b'[{"later": 1}]')
    with daemon(config):
        said = cli("what-if", "--registry", changed(""), "-c", config).sentence
    assert "is of another version of this program (0.latest: Field required): restart it." in said
