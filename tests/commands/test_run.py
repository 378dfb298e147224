"""`opd-monitor run`: what keeps the daemon from starting is told in a sentence."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.store.sqlite import Store
from tests.commands.cli_lab import Cli
from tests.loopback import free_port, write_config


@contextmanager
def _listening() -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_that_is_taken_is_told_before_anything_is_polled(cli: Cli, tmp_path: Path) -> None:
    with _listening() as port:
        said = cli("run", "--config", write_config(tmp_path, 1, port))
    assert said.status == 1
    assert f"127.0.0.1:{port} is already in use" in said.sentence


def test_a_second_daemon_on_one_store_is_refused(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 1, free_port(socket.SOCK_STREAM))
    with Store(tmp_path / "store.db"):
        said = cli("run", "--config", config)
    assert said.status == 1
    assert "store.db" in said.sentence


def test_a_store_that_is_a_folder_is_told(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 1, free_port(socket.SOCK_STREAM))
    (tmp_path / "store.db").mkdir()
    assert "is a folder" in cli("run", "--config", config).sentence


def test_a_configuration_that_is_wrong_ends_with_status_2(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 1)
    config.write_text(config.read_text().replace("intervals", "intervalls"))
    result = cli("run", "--config", config)
    assert result.status == 2
    assert "intervalls" in result.err
    assert "Traceback" not in result.err


def test_a_web_configuration_that_is_wrong_ends_with_status_2(cli: Cli, tmp_path: Path) -> None:
    config, web = write_config(tmp_path, 1), tmp_path / "web.yaml"
    config.write_text(config.read_text().replace("intervals", "intervalls"))
    web.write_text("basic_auth_userz: {}\n")
    result = cli("run", "--config", config, "--web.config.file", web)
    assert result.status == 2
    assert "basic_auth_userz" in result.err
    assert "intervalls" in result.err
    assert not (tmp_path / "store.db").exists()
