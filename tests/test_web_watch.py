"""The web configuration is what its files say now, or what they said when they were right."""

import logging
from pathlib import Path

import pytest

from exporters.tls import tls_faults
from monitor.model.secret import Secret
from monitor.model.web import ClientCertificates, WebConfig
from monitor.settings import Listen
from monitor.sources.problem import ConfigError
from monitor.sources.web_config import WebFile, read_web_config
from monitor.web_watch import WebWatch, dangers
from tests.certificates import authority, replace
from tests.exporters.web_lab import MUTUAL, TLS, hashed
from tests.sources.test_web_config import EVERYTHING, HASH, SAMPLE, write

HERE, EVERYWHERE = Listen(), Listen("0.0.0.0")
USERS = WebConfig(users={"alice": Secret(HASH)})


class Reader:
    """Reads the file and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, path: Path) -> WebFile:
        self.times += 1
        return read_web_config(path, tls_faults)


def watch(path: Path) -> tuple[WebWatch, Reader]:
    reader = Reader()
    return WebWatch(path, reader), reader


def test_a_file_that_does_not_change_is_not_read_again(tmp_path: Path) -> None:
    one, reader = watch(write(tmp_path, SAMPLE))
    before = reader.times
    assert {id(one.current()) for _ in range(100)} == {id(one.current())}
    assert reader.times == before


def test_another_user_counts_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, SAMPLE)
    one, _ = watch(path)
    assert set(one.current().users) == {"alice", "bob"}
    replace(path, SAMPLE.replace("bob", "citra"))
    assert set(one.current().users) == {"alice", "citra"}


@pytest.mark.parametrize("name", ["server.crt", "ca.crt"])
def test_a_file_that_it_names_counts_too(tmp_path: Path, name: str) -> None:
    one, _ = watch(write(tmp_path, EVERYTHING))
    before = one.current().tls
    if name == "server.crt":
        authority().server().write(tmp_path, "server")
    else:
        replace(tmp_path / name, authority().certificate * 2)
    assert one.current().tls != before
    assert one.is_good


def test_what_is_wrong_changes_nothing_and_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, SAMPLE)
    one, reader = watch(path)
    before = one.current()
    for text in (SAMPLE.replace("alice", "a:b"), "", "["):
        replace(path, text)
        for _ in range(10):
            assert one.current() is before
    assert not one.is_good
    assert caplog.text.count("was not loaded, the one before stays") == 1
    assert "web.yaml:7: error: basic_auth_users.a:b is no user name" in caplog.text
    assert HASH not in caplog.text
    reads = reader.times
    one.current()
    assert reader.times == reads


def test_what_is_mended_counts_again(tmp_path: Path) -> None:
    path = write(tmp_path, SAMPLE)
    one, _ = watch(path)
    replace(path, SAMPLE.replace("server.key", "new.key").replace("bob", "citra"))
    assert set(one.current().users) == {"alice", "bob"}
    # The file it named and that did not exist is looked for as well.
    replace(tmp_path / "new.key", (tmp_path / "server.key").read_text())
    assert set(one.current().users) == {"alice", "citra"}
    assert one.is_good


def test_a_key_that_is_renewed_after_its_certificate_is_waited_for(tmp_path: Path) -> None:
    one, _ = watch(write(tmp_path, SAMPLE))
    before = one.current().tls
    new = authority().server()
    replace(tmp_path / "server.crt", new.certificate)
    assert one.current().tls is before
    replace(tmp_path / "server.key", new.key)
    assert one.current().tls is not before


@pytest.mark.parametrize("gone", ["web.yaml", "server.crt"])
def test_a_file_that_goes_away_changes_nothing(tmp_path: Path, gone: str) -> None:
    one, _ = watch(write(tmp_path, SAMPLE))
    before = one.current()
    (tmp_path / gone).unlink()
    assert one.current() is before
    assert not one.is_good


def test_a_change_is_told_with_its_warnings(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, SAMPLE)
    told: list[WebConfig] = []
    one = WebWatch(path, Reader(), told.append)
    caplog.set_level(logging.INFO)
    replace(path, SAMPLE + "http_server_config: {http2: true}\n")
    one.current()
    assert caplog.text == ""
    replace(path, SAMPLE.replace("bob", "b") + "http_server_config: {http2: true}\n")
    one.current()
    assert [set(config.users) for config in told] == [{"alice", "bob"}, {"alice", "b"}]
    assert "The web configuration was loaded anew." in caplog.text
    assert "http2 is not spoken here" in caplog.text


def test_a_mistake_of_the_program_closes_no_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, SAMPLE)
    reader = Reader()
    one = WebWatch(path, lambda at: reader(at) if reader.times < 3 else 1 / 0)  # type: ignore[arg-type, return-value]
    before = one.current()
    replace(path, SAMPLE)
    reader.times = 3
    for _ in range(3):
        assert one.current() is before
    assert caplog.text.count("could not be read") == 1


def test_without_anything_to_begin_with_it_does_not_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        watch(tmp_path / "no.yaml")


OPTIONAL = TLS.__class__(
    certificate=TLS.certificate,
    key=TLS.key,
    clients=ClientCertificates.IF_GIVEN,
    client_ca=authority().certificate,
)


@pytest.mark.parametrize(
    ("config", "listen", "lifecycle", "words"),
    [
        (WebConfig(), HERE, False, []),
        (WebConfig(), Listen("::1"), False, []),
        (WebConfig(), Listen("localhost"), False, []),
        (WebConfig(), EVERYWHERE, False, ["EVERYBODY who reaches 0.0.0.0:10190"]),
        (WebConfig(), Listen("::"), False, ["EVERYBODY who reaches [::]:10190"]),
        (WebConfig(), Listen("opd.kota.go.id"), False, ["EVERYBODY"]),
        (WebConfig(tls=TLS), EVERYWHERE, False, ["EVERYBODY"]),
        (WebConfig(tls=OPTIONAL), EVERYWHERE, True, ["EVERYBODY"]),
        (WebConfig(tls=MUTUAL), EVERYWHERE, True, []),
        (USERS, EVERYWHERE, True, ["Passwords for 0.0.0.0:10190 travel unencrypted"]),
        (USERS, HERE, True, []),
        (WebConfig(tls=TLS, users={"a": hashed()}), EVERYWHERE, True, []),
        (WebConfig(), HERE, True, ["--web.enable-lifecycle has no use"]),
    ],
)
def test_what_is_dangerous_is_said_with_what_to_do(
    config: WebConfig, listen: Listen, lifecycle: bool, words: list[str]
) -> None:
    found = dangers(config, listen, lifecycle=lifecycle)
    assert len(found) == len(words)
    for sentence, word in zip(found, words, strict=True):
        assert word in sentence
        assert "--web.config.file" in sentence
