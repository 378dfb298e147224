"""The town and the daemon that watches it, each a process of its own, and what the latter takes."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.error import URLError
from urllib.request import Request, urlopen

from monitor.control import socket_of
from tests.bench.town.papers import write

ROOT = Path(__file__).resolve().parents[3]
HTTP = 10_195
_UNPRIVILEGED = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.getuid() == 0 else ()
"""Whoever is root has no capability either: the kernel's limits on buffers hold for it."""
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_SCRAPER = {
    "Accept": "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5",
    "Accept-Encoding": "gzip",
}


@contextmanager
def town(devices: int, **orders: Any) -> Iterator["Orders"]:
    """Let so many devices answer, until the end; `orders` as the responder takes them."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.town.responder", "--devices", str(devices)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        process.stdout.readline()
        told = Orders(process)
        if orders:
            told(**orders)
        yield told
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


class Orders:
    """Tells the responder what to do."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def __call__(self, **orders: Any) -> Any:
        """Give orders, wait until they are carried out, and return what is answered."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(orders).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@dataclass(frozen=True, slots=True)
class Used:
    """What a process had used at a moment: seconds of CPU, octets resident."""

    time_s: float
    cpu_s: float
    resident: int


@dataclass(frozen=True, slots=True)
class Scrape:
    """A look at the metrics page: when, how long it took, its size as made; `text` is all of it."""

    begun_s: float
    took_s: float
    size: int
    text: str

    def value(self, name: str) -> float:
        """Return the only value of a metric, or the sum of all of its name."""
        return sum(self.values(name))

    def values(self, name: str) -> list[float]:
        """Return all values of a metric."""
        found = re.findall(rf"^{re.escape(name)}(?:{{[^}}]*}})? (\S+)$", self.text, re.MULTILINE)
        return [float(one) for one in found]


def written_by(proc: Path) -> int:
    """Return the octets that a process gave the kernel for files; 0 where it does not say."""
    found = re.search(r"^write_bytes: (\d+)", (proc / "io").read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


class Local(HTTPConnection):
    """HTTP over the socket at a path."""

    def __init__(self, path: Path) -> None:
        super().__init__("daemon", timeout=60)
        self._path = path

    def connect(self) -> None:
        """Connect."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class Daemon:
    """`opd-monitor run` without any privilege, by `module`, told `first` before its command."""

    def __init__(
        self,
        folder: Path,
        devices: int,
        module: str = "monitor",
        first: tuple[str, ...] = (),
        **sections: Any,
    ) -> None:
        self._folder = folder
        self._command = (sys.executable, "-m", module, *first, "run", "--config")
        self._config = write(folder, devices, HTTP, **sections)
        self._log = (folder / "daemon.log").open("w")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [*_UNPRIVILEGED, *self._command, self._config],
            cwd=ROOT,
            stdout=self._log,
            stderr=self._log,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(30)
        self._log.close()

    def rest(self, seconds: float) -> None:
        """Let it run for so long; ends the measurement if it ends."""
        assert self._process is not None
        end_s = time.monotonic() + seconds
        while (left_s := end_s - time.monotonic()) > 0:
            time.sleep(min(left_s, 1.0))
            if self._process.poll() is not None:
                raise SystemExit(f"The daemon ended by itself: {self._told()}")

    def _told(self) -> str:
        return (self._folder / "daemon.log").read_text()[-2000:]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def read(self) -> int:
        """Ask it how many devices it has read by now; none while it does not answer."""
        connection = Local(socket_of(self._folder / "store.db"))
        try:
            connection.request("GET", "/v1/devices")
            return len(json.loads(connection.getresponse().read()))
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def used(self) -> Used:
        """Look what it has used by now."""
        assert self._process is not None
        proc = Path(f"/proc/{self._process.pid}")
        fields = (proc / "stat").read_text().rpartition(")")[2].split()
        pages = int((proc / "statm").read_text().split()[1])
        cpu_s = (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND
        return Used(time.monotonic(), cpu_s, pages * _PAGE_BYTES)

    def scrape(self, limit_s: float = 60.0) -> Scrape | None:
        """Fetch the metrics page as Prometheus does; nothing while it is not there."""
        begun_s = time.monotonic()
        try:
            with urlopen(
                Request(f"http://127.0.0.1:{HTTP}/metrics", headers=_SCRAPER), timeout=limit_s
            ) as answer:
                data = answer.read()
        except (URLError, TimeoutError, ConnectionError):
            return None
        took_s = time.monotonic() - begun_s
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        return Scrape(begun_s, took_s, len(text), text.decode())

    def wait(self, limit_s: float = 120.0) -> float:
        """Wait until it answers; return how long that took."""
        begun_s = time.monotonic()
        while time.monotonic() - begun_s < limit_s:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            if self.scrape() is not None:
                return time.monotonic() - begun_s
            time.sleep(0.2)
        raise SystemExit(f"The daemon did not start: {self._told()}")
