"""
The demo city with its monitor, and a Prometheus that scrapes it: all real, all on loopback.

Everything is on free ports and in a folder of its own, so that it runs beside a demo of a person's.
Nothing waits a fixed time: each wait ends when what it waits for is there, or fails after minutes.
"""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

from tests.dashboards.committed import ROOT
from tests.loopback import free_port

PROMETHEUS = shutil.which("prometheus")
JOB = "opd-monitor"
LONGEST_S = 300.0
_HASTE = 5
"""How much sooner than in the demo things happen to the city."""
_GRACE_S = 30.0
_DEVICES = {
    ("opd-dinkes", "open"),
    ("opd-dishub", "open"),
    ("opd-bappeda", "open"),
    ("opd-damkar", "exempt"),
}
"""What is flagged when all has happened that stays."""
_PROMETHEUS_CONFIG = """\
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: {job}
    static_configs: [{{targets: [{instances}]}}]
"""
_direct = build_opener(ProxyHandler({}))
Series = dict[str, Any]
Seen = TypeVar("Seen")


class QueryError(Exception):
    """Prometheus would not answer a query."""


@dataclass(frozen=True)
class Live:
    """What runs: the daemon's address, Prometheus's, and how to end the daemon."""

    instance: str
    prometheus: str
    end_daemon: Callable[[], None]

    def get(self, path: str, **parameters: str) -> Any:
        """Ask Prometheus; raises `QueryError`, with its words, if it refuses."""
        try:
            with _direct.open(f"{self.prometheus}/api/v1/{path}?{urlencode(parameters)}") as got:
                return json.load(got)["data"]
        except HTTPError as error:
            with error:
                raise QueryError(error.read().decode()) from None

    def query(self, expression: str, **chosen: str) -> list[Series]:
        """Ask for an expression as it is now, with a dashboard's variables filled in."""
        found: list[Series] = self.get("query", query=self.filled(expression, **chosen))["result"]
        return found

    def filled(self, expression: str, **chosen: str) -> str:
        """Put the values of variables into an expression, as Grafana does."""
        values = {
            "job": JOB,
            "instance": self.instance,
            "__rate_interval": "30s",
            "__interval": "5s",
            "__range": "5m",
        } | chosen
        text = re.sub(r"\$([a-z_]\w*)", lambda found: values[found[1]], expression)
        assert "${" not in text
        return text


def eventually(look: Callable[[], Seen], until: float, pause_s: float = 0.5) -> Seen:
    """Look until what is seen is true or the time is over; return what was seen last."""
    while not (seen := look()) and time.monotonic() < until:
        time.sleep(pause_s)
    return seen


@contextmanager
def running(folder: Path, *others: str) -> Iterator[Live]:
    """Run the city, its monitor and Prometheus, which scrapes others too, until all is flagged."""
    port = free_port(socket.SOCK_STREAM)
    instance = f"127.0.0.1:{port}"
    with ExitStack() as stack:
        city = _process(
            [sys.executable, "-m", "monitor", "simulate", str(_city(folder, port)), "--monitor"],
            folder / "city.log",
        )
        ended = stack.enter_context(city)
        address = stack.enter_context(_prometheus(folder, instance, *others))
        live = Live(instance, address, lambda: _end(ended))
        until = time.monotonic() + LONGEST_S
        assert eventually(lambda: _all_is_flagged(live), until), _logs(folder)
        yield live


def _all_is_flagged(live: Live) -> bool:
    with suppress(URLError):
        found = live.query('opd_finding_confidence_ratio{job="$job", instance="$instance"}')
        flagged = {(one["metric"]["device"], one["metric"]["state"]) for one in found}
        return flagged >= _DEVICES
    return False


def _city(folder: Path, port: int) -> Path:
    shutil.copytree(ROOT / "config" / "demo", folder / "demo")
    shutil.copy(ROOT / "config" / "oui.yaml", folder)
    agents = free_port()
    for name, old, new in (
        ("registry.yaml", r"port: 16161", f"port: {agents}"),
        ("monitor.yaml", r"127\.0\.0\.1:10190", f"127.0.0.1:{port}"),
        ("city.yaml", r"at_s: (\d+)", lambda found: f"at_s: {int(found[1]) // _HASTE}"),
    ):
        path = folder / "demo" / name
        text, changed = re.subn(old, new, path.read_text(encoding="utf-8"))
        assert changed, name
        path.write_text(text, encoding="utf-8")
    return folder / "demo"


@contextmanager
def _prometheus(folder: Path, *instances: str) -> Iterator[str]:
    assert PROMETHEUS is not None
    config = folder / "prometheus.yml"
    text = _PROMETHEUS_CONFIG.format(job=JOB, instances=", ".join(map(json.dumps, instances)))
    config.write_text(text, encoding="utf-8")
    address = f"127.0.0.1:{free_port(socket.SOCK_STREAM)}"
    command = [
        PROMETHEUS,
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}",
    ]
    with _process(command, folder / "prometheus.log"):
        yield f"http://{address}"


@contextmanager
def _process(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _logs(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8")[-2000:] for path in folder.glob("*.log"))
