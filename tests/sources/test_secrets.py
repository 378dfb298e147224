"""A secret is fetched from where the configuration says, and is never seen on the way."""

import copy
import logging
import os
import pickle
import traceback
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.model.profile import Engine
from monitor.model.secret import Secret
from monitor.settings import Settings
from monitor.sources.references import UnresolvedError, resolve
from monitor.sources.yaml_files import ConfigError, Problem, load_settings

TEXT = "S3cr3t-c0mmunity"


def settings_with(
    tmp_path: Path, community: str, mode: int = 0o600, **environ: str
) -> tuple[Settings, tuple[Problem, ...]]:
    path = tmp_path / "monitor.yaml"
    path.write_text(f"profiles:\n  lab: {{version: 2c, community: {community}}}\n")
    path.chmod(mode)
    return load_settings(path, environ=environ)


def community_of(settings: Settings) -> str:
    secret = settings.profiles["lab"].community
    assert secret is not None
    return secret.reveal()


def test_a_secret_comes_from_the_environment(tmp_path: Path) -> None:
    settings, warnings = settings_with(tmp_path, "env:COMMUNITY", COMMUNITY=TEXT)
    assert community_of(settings) == TEXT
    assert warnings == ()


@pytest.mark.parametrize("written", [TEXT, TEXT + "\n", TEXT + "\r\n"])
def test_a_secret_comes_from_a_file_without_its_line_end(tmp_path: Path, written: str) -> None:
    secret = tmp_path / "community"
    secret.write_bytes(written.encode())
    secret.chmod(0o600)
    settings, warnings = settings_with(tmp_path, "file:community")
    assert community_of(settings) == TEXT
    assert warnings == ()
    assert community_of(settings_with(tmp_path, f"file:{secret}")[0]) == TEXT


def test_a_secret_comes_from_a_systemd_credential(tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "snmp").write_text(TEXT)
    (folder / "snmp").chmod(0o400)
    found, _ = settings_with(tmp_path, "credential:snmp", CREDENTIALS_DIRECTORY=str(folder))
    assert community_of(found) == TEXT


def test_a_secret_file_that_everyone_can_read_is_a_warning(tmp_path: Path) -> None:
    secret = tmp_path / "community"
    secret.write_text(TEXT)
    secret.chmod(0o644)
    _, (warning,) = settings_with(tmp_path, "file:community")
    assert (warning.line, warning.path) == (2, "profiles.lab.community")
    assert warning.severity == "warning"
    assert "read by everyone" in warning.message
    assert TEXT not in str(warning)


def test_a_literal_secret_is_a_warning_only_where_everyone_can_read_the_file(
    tmp_path: Path,
) -> None:
    settings, warnings = settings_with(tmp_path, f"literal:{TEXT}")
    assert community_of(settings) == TEXT
    assert warnings == ()
    _, (warning,) = settings_with(tmp_path, f"literal:{TEXT}", mode=0o644)
    assert "everyone" in warning.message
    assert TEXT not in str(warning)


@pytest.mark.parametrize("size", [0, 70_000])
def test_a_secret_file_that_cannot_be_one_is_refused(tmp_path: Path, size: int) -> None:
    (tmp_path / "community").write_bytes(b"\n" if size == 0 else b"x" * size)
    with pytest.raises(ConfigError, match=r"monitor\.yaml:2: error: profiles\.lab\.community"):
        settings_with(tmp_path, "file:community")


def test_a_secret_file_that_is_not_text_or_is_a_pipe_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    os.mkfifo(tmp_path / "pipe")
    for name in ("bytes", "pipe"):
        with pytest.raises(ConfigError):
            settings_with(tmp_path, f"file:{name}")


def everything_about(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.args)


@pytest.mark.parametrize(
    "profile",
    [
        f"{{version: 2c, community: {TEXT}}}",
        f"{{version: 2c, community: [{TEXT}]}}",
        f"{{version: 2c, community: {{{TEXT}: 1}}}}",
        f"{{version: 2c, comunity: {TEXT}}}",
        f"{{version: 3, user: me, auth: SHA, auth_secret: {TEXT}}}",
        f"{{version: 3, user: me, auth: SHA, auth_secret: vault:{TEXT}}}",
        f"{{version: {TEXT}, community: env:X}}",
        f"{{version: 3, user: me, auth: SHA, auth_secret: 'literal:{TEXT}', priv: AES}}",
        f"{{version: 2c, community: 'literal:{TEXT}', timeout_s: soon}}",
        f"{{version: 2c, community: *{TEXT}}}",
        f"{{version: 2c, community: !{TEXT} x}}",
        f"{{version: 2c, community: @{TEXT}}}",
        f"{{version: 2c, community: %{TEXT}}}",
        f'{{version: 2c, community: "{TEXT}\\q"}}',
        f"{{version: 2c, community: '{TEXT}}}",
        f"{{version: 2c, community: {TEXT}: x}}",
        TEXT,
    ],
)
def test_no_error_shows_a_secret_whatever_is_wrong(tmp_path: Path, profile: str) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(f"profiles:\n  lab: {profile}\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ={})
    assert TEXT not in everything_about(caught.value)


def test_nothing_loaded_shows_a_secret(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings, _ = settings_with(tmp_path, f"literal:{TEXT}")
    secret = settings.profiles["lab"].community
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").warning("%s %r %s", settings, settings, secret)
    shown = f"{settings} {settings!r} {secret} {secret!r} {secret:>9} {[secret]}"
    assert TEXT not in shown + caplog.text
    assert TEXT not in repr(copy.deepcopy(settings.profiles))


def test_a_secret_is_equal_by_its_text_and_refuses_to_be_pickled() -> None:
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret("other")
    assert hash(Secret(TEXT)) == hash(Secret(TEXT))
    with pytest.raises(TypeError) as caught:
        pickle.dumps(Secret(TEXT))
    assert TEXT not in str(caught.value)


@given(st.text(max_size=40))
def test_a_text_that_is_no_reference_is_refused_without_being_shown(text: str) -> None:
    assume(not text.startswith(("env:", "file:", "credential:", "literal:")))
    with pytest.raises(UnresolvedError) as caught:
        resolve(Secret(f"{text}{TEXT}"), Path("/nonexistent"), {})
    assert TEXT not in everything_about(caught.value)


@pytest.mark.parametrize(
    ("profile", "engine"),
    [
        ("version: 2c, community: env:K", Engine.OWN),
        ("version: 1, community: env:K", Engine.PYSNMP),
        ("version: 3, user: u", Engine.OWN),
        ("version: 3, user: u, auth: SHA256, auth_secret: env:K", Engine.OWN),
        ("version: 3, user: u, auth: md5, auth_secret: env:K", Engine.PYSNMP),
        (
            "version: 3, user: u, auth: SHA, auth_secret: env:K, priv: 3DES, priv_secret: env:K",
            Engine.PYSNMP,
        ),
        ("version: 2c, community: env:K, engine: pysnmp", Engine.PYSNMP),
    ],
)
def test_what_the_own_engine_cannot_speak_goes_to_pysnmp(
    tmp_path: Path, profile: str, engine: Engine
) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(f"profiles: {{lab: {{{profile}}}}}\n")
    settings, _ = load_settings(path, environ={"K": "long-enough"})
    assert settings.profiles["lab"].engine is engine
