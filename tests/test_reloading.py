"""A configuration loaded anew: what is probably a mistake in it is logged, and it is taken."""

import asyncio
import logging
from pathlib import Path

import pytest

from monitor.model.registry import Registry
from monitor.reloading import Reloader, log_warnings
from monitor.settings import Settings
from monitor.sources.problem import Problem, Severity
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
