"""`opd-monitor health`: asked of a daemon that answers, of one that does not, and of none."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web

from monitor.control import Control
from monitor.model.city import CityView
from monitor.model.registry import Registry
from tests.commands.cli_lab import Cli
from tests.loopback import Startable, in_a_thread, write_config


class Hanging:
    """Takes what is asked and never answers."""

    def __init__(self, path: Path) -> None:
        async def hang(_request: web.Request) -> web.Response:
            await asyncio.Event().wait()
            raise AssertionError

        app = web.Application()
        app.router.add_get("/v1/healthy", hang)
        self._path = path
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def start(self) -> None:
        await self._runner.setup()
        await web.UnixSite(self._runner, str(self._path)).start()

    async def stop(self) -> None:
        await self._runner.cleanup()


def control(path: Path, *, is_ready: bool) -> Control:
    return Control(
        path,
        list,
        lambda _: None,
        lambda: CityView(time_s=0, registry=Registry(), is_ready=is_ready),
    )


@contextmanager
def answering(one: Startable) -> Iterator[None]:
    with in_a_thread(asyncio.new_event_loop(), one):
        yield


def test_a_daemon_at_work_is_healthy(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    with answering(control(tmp_path / "store.db.sock", is_ready=True)):
        result = cli("health", "--config", config)
    assert (result.status, result.out) == (0, "The daemon is at work.\n")


def test_a_daemon_that_starts_is_not_yet(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    with answering(control(tmp_path / "store.db.sock", is_ready=False)):
        said = cli("health", "--config", config)
    assert said.status == 1
    assert said.sentence == "The daemon is starting and has not begun its work."


def test_a_daemon_that_does_not_answer_in_time_is_not(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    with answering(Hanging(tmp_path / "store.db.sock")):
        said = cli("health", "--config", config, "--timeout", "0.3")
    assert said.status == 1
    assert "gave no whole answer" in said.sentence


def test_where_no_daemon_runs_that_is_said(cli: Cli, tmp_path: Path) -> None:
    said = cli("health", "--config", write_config(tmp_path, 161))
    assert said.status == 1
    assert "no daemon answers at" in said.sentence


@pytest.mark.parametrize("text", ["junk: 1\n", "paths: {store: 7, junk: 1}\n", "- a list\n"])
def test_a_configuration_that_is_wrong_by_now_does_not_matter(
    cli: Cli, tmp_path: Path, text: str
) -> None:
    config = write_config(tmp_path, 161)
    config.write_text(text)
    assert "no daemon answers at" in cli("health", "--config", config).sentence


def test_a_configuration_that_cannot_be_read_is_told(cli: Cli, tmp_path: Path) -> None:
    said = cli("health", "--config", tmp_path / "no.yaml")
    assert said.status == 2
    assert "does not exist" in said.sentence
    assert cli("health").status == 2
