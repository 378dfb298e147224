"""The daemon killed without warning: what it said before, it knows after."""

import html
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from monitor.model.finding import State, Transition
from monitor.store.sqlite import Store
from tests.fakes import router
from tests.kills import kill_again_and_again
from tests.loopback import free_port, running_agent, write_config

ROOT = Path(__file__).parents[1]
LIMIT_S = 60.0
KEY = "puskesmas|foreign_uplink|r1/wan2"
Json = dict[str, Any]


class Daemon:
    """A daemon in a process of its own."""

    def __init__(self, config: Path, http: int, log: Path) -> None:
        self._http = http
        self._log = log
        environment = {key: value for key, value in os.environ.items() if key != "no_proxy"}
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "monitor", "run", "--config", str(config)],
                cwd=ROOT,
                env={**environment, "no_proxy": "*"},
                stdout=out,
                stderr=out,
            )

    @property
    def log(self) -> str:
        return self._log.read_text()

    def get(self, path: str) -> Json | None:
        """What the interface says; nothing while it does not listen."""
        with suppress(OSError):
            loaded: Json = json.loads(self.page(path))
            return loaded
        return None

    def page(self, path: str) -> str:
        """What a page says."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self._http}{path}", timeout=30) as answer:
            return html.unescape(answer.read().decode())

    def until(self, ask: Callable[[], Json | None]) -> Json:
        """Wait for an answer."""
        end_s = time.monotonic() + LIMIT_S
        while time.monotonic() < end_s:
            assert self.process.poll() is None, self.log
            answer = ask()
            if answer is not None:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"nothing came in {LIMIT_S:g} s:\n{self.log}")

    def finding(self) -> Json | None:
        found = self.get("/api/v1/findings")
        if found is None:
            return None
        return next((one for one in found["findings"] if one["key"] == KEY), None)

    def open_finding(self) -> Json | None:
        finding = self.finding()
        return finding if finding is not None and finding["state"] == "open" else None

    def links(self) -> Json | None:
        found = self.get("/api/v1/links")
        return found if found and found["links"] else None


@contextmanager
def _daemon(config: Path, http: int, log: Path) -> Iterator[Daemon]:
    daemon = Daemon(config, http, log)
    try:
        yield daemon
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
        daemon.process.wait(LIMIT_S)


def _history(folder: Path) -> tuple[Transition, ...]:
    with Store(folder / "store.db", read_only=True) as store:
        return store.history(KEY)


def test_a_killed_daemon_knows_after_its_restart_what_it_said_before(tmp_path: Path) -> None:
    http = free_port(socket.SOCK_STREAM)
    with running_agent(router(foreign=True)) as agent:
        config = write_config(tmp_path, agent.port, http)
        with _daemon(config, http, tmp_path / "first.log") as first:
            before = first.until(first.open_finding)
            os.kill(first.process.pid, signal.SIGKILL)
            assert first.process.wait(LIMIT_S) == -signal.SIGKILL
        told = _history(tmp_path)
        assert [one.after for one in told] == [State.OPEN]

        with _daemon(config, http, tmp_path / "second.log") as second:
            found = second.until(lambda: second.get("/api/v1/findings"))
            [at_once] = found["findings"]
            assert (at_once["key"], at_once["state"]) == (KEY, "open")
            assert at_once["text"]["en"] in second.page(f"/findings/{at_once['id']}?lang=en")
            assert at_once["opened"] == before["opened"]
            # It has been seen again, and that is nothing new.
            links = second.until(second.links)["links"]
            assert {link["interface"]: link["status"] for link in links} == {
                "wan1": "kominfo",
                "wan2": "foreign",
            }
            after = second.finding()
            assert after is not None
            assert after["opened"] == before["opened"]
            assert after["recurrences"] == 0
            second.process.terminate()
            assert second.process.wait(LIMIT_S) == 0
        assert _history(tmp_path) == told
        assert "Traceback" not in second.log
        assert "mistake" not in second.log


def test_a_daemon_told_to_stop_while_it_waits_for_an_answer_ends_quietly(tmp_path: Path) -> None:
    http = free_port(socket.SOCK_STREAM)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hole:
        hole.bind(("127.0.0.1", 0))
        hole.settimeout(LIMIT_S)
        config = write_config(tmp_path, hole.getsockname()[1], http)
        config.write_text(config.read_text().replace("timeout_s: 0.3", "timeout_s: 20"))
        with _daemon(config, http, tmp_path / "log") as daemon:
            assert hole.recv(2000)
            daemon.process.terminate()
            assert daemon.process.wait(LIMIT_S) == 0
            assert "Traceback" not in daemon.log
            assert "ERROR" not in daemon.log


def test_a_daemon_killed_again_and_again_loses_repeats_and_breaks_nothing(tmp_path: Path) -> None:
    report = kill_again_and_again(tmp_path, 8, seed=2026)
    assert report.kills == 8
    assert report.records
    assert report.opened
