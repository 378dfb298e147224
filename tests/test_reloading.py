"""A configuration loaded anew: what is probably a mistake in it is logged, and it is taken."""

import asyncio
import logging
import threading
from pathlib import Path
from typing import Any

import pytest

from monitor.model.registry import Registry
from monitor.reloading import Reloader, log_warnings
from monitor.settings import Settings
from monitor.sources.problem import Problem, Severity
from monitor.sources.yaml_files import load_all
from monitor.supervisor import Supervisor
from tests.loopback import write_config


def reload(config: Path, *, has_web_config: bool = False) -> tuple[list[Registry], bool, str]:
    """Load a configuration once; give what was taken, whether it succeeded, and the report."""
    taken: list[Registry] = []

    def take(_settings: Settings, registry: Registry) -> str:
        taken.append(registry)
        return "Devices that are polled: 1."

    reloader = Reloader(config, take, Supervisor(), has_web_config=has_web_config)
    done = asyncio.run(reloader.reload())
    assert reloader.loads == done.succeeded
    return taken, done.succeeded, done.report


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path, 161)


def test_a_warning_is_logged_with_its_line_and_the_registry_is_taken(
    config: Path, caplog: pytest.LogCaptureFixture
) -> None:
    registry = config.with_name("registry.yaml")
    text = registry.read_text()
    registry.write_text(text.replace("    provider:", "    until: 2020-01-31\n    provider:"))
    taken, succeeded, report = reload(config)
    assert succeeded
    assert [one.circuits[0].contract for one in taken] == ["K-1"]
    [logged] = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert "registry.yaml:11: warning: circuits[0].until has passed" in logged.message
    assert logged.message in report


def test_what_silences_the_monitor_is_refused_and_the_old_one_stays(
    config: Path, caplog: pytest.LogCaptureFixture
) -> None:
    registry = config.with_name("registry.yaml")
    registry.write_text(registry.read_text().replace("10.0.0.0/8", "0.0.0.0/1"))
    taken, succeeded, report = reload(config)
    assert not succeeded
    assert taken == []
    assert "registry.yaml:2: error: network.prefixes[0] is wider" in report
    assert any(one.levelno == logging.ERROR for one in caplog.records)


@pytest.mark.parametrize(("has_web_config", "count"), [(False, 1), (True, 0)])
def test_pages_for_everybody_are_warned_of_at_each_reload(
    config: Path, caplog: pytest.LogCaptureFixture, *, has_web_config: bool, count: int
) -> None:
    config.write_text(config.read_text().replace("127.0.0.1:", "0.0.0.0:"))
    _, succeeded, _ = reload(config, has_web_config=has_web_config)
    assert succeeded
    assert (
        len([one for one in caplog.records if "monitor.yaml:3: warning: listen" in one.message])
        == count
    )


@pytest.mark.parametrize(("count", "lines"), [(0, 0), (20, 20), (21, 21), (500, 21)])
def test_a_registry_that_just_begins_does_not_fill_the_log(
    caplog: pytest.LogCaptureFixture, count: int, lines: int
) -> None:
    log_warnings(
        [Problem("r.yaml", n, "", "is old", "renew it", Severity.WARNING) for n in range(count)]
    )
    assert len(caplog.records) == lines
    if count > 20:
        assert f"{count - 20} more warnings" in caplog.records[-1].message


class Told(Supervisor):
    """Writes down what systemd would be told."""

    def __init__(self) -> None:
        super().__init__({})
        self.said: list[str] = []

    def _tell(self, *lines: str) -> None:
        self.said += [line for line in lines if "MONOTONIC" not in line]


@pytest.mark.parametrize("where", ["load", "take"])
@pytest.mark.parametrize("error", [RecursionError("deep"), MemoryError(), KeyError("a secret")])
def test_whatever_fails_is_a_failed_load_and_systemd_is_told(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    where: str,
    error: Exception,
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise error

    if where == "load":
        monkeypatch.setattr("monitor.reloading.load_all", fail)
    told = Told()
    reloader = Reloader(config, fail, told)
    done = asyncio.run(reloader.reload())
    assert not done.succeeded
    assert not reloader.loads
    assert told.said[0] == "RELOADING=1"
    assert told.said[1] == "READY=1"
    assert "a secret" not in done.report
    assert "mistake in this program" in done.report
    assert any(one.levelno == logging.ERROR for one in caplog.records)


def test_many_signals_become_one_load_more(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def load(*args: Any, **options: Any) -> Any:
        loads.append(len(loads))
        begun.set()
        assert go_on.wait(60)
        return load_all(*args, **options)

    monkeypatch.setattr("monitor.reloading.load_all", load)

    async def use() -> None:
        before = len(asyncio.all_tasks())
        reloader = Reloader(config, lambda *_: "", Supervisor({}))
        for _ in range(1000):
            reloader.ask()
        assert len(asyncio.all_tasks()) - before <= 2
        await asyncio.to_thread(begun.wait, 60)
        # What has changed since this one began is read by one more, and all who ask get that one.
        asked = [asyncio.create_task(reloader.reload()) for _ in range(1000)]
        for _ in range(1000):
            reloader.ask()
        await asyncio.sleep(0)
        go_on.set()
        answers = await asyncio.gather(*asked)
        assert len({id(one) for one in answers}) == 1
        assert all(one.succeeded for one in answers)

    asyncio.run(use())
    assert len(loads) == 2


def test_who_asked_and_left_takes_the_load_from_nobody(config: Path) -> None:
    async def use() -> None:
        reloader = Reloader(config, lambda *_: "", Supervisor({}))
        left, stays = (asyncio.create_task(reloader.reload()) for _ in range(2))
        await asyncio.sleep(0)
        left.cancel()
        assert (await stays).succeeded

    asyncio.run(use())
