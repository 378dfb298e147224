"""From a trap to the page, by a real daemon and a real snmptrap; and floods that change nothing."""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes import interface, router
from tests.loopback import COMMUNITY, Running, free_port, running_agent, write_config

SNMPTRAP = shutil.which("snmptrap")
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
_LIMIT_S = 180.0
_FLOOD = 20_000

pytestmark = pytest.mark.skipif(SNMPTRAP is None, reason="snmptrap is not installed")


@dataclass
class Watching:
    """A daemon that polls once an hour, and the ports of its pages and traps."""

    http: int
    traps: int
    agent: Running

    def page(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/metrics", timeout=60) as answer:
            text: str = answer.read().decode()
        return text

    def sample(self, name: str) -> float | None:
        """Return the sum of a metric's samples, or nothing where there is none."""
        found = re.findall(rf"^{re.escape(name)}(?:{{.*}})? (\S+)$", self.page(), re.MULTILINE)
        return sum(map(float, found)) if found else None

    def until(self, name: str, wanted: float) -> None:
        """Wait until a metric has a value."""
        deadline_s = time.monotonic() + _LIMIT_S
        while time.monotonic() < deadline_s:
            try:
                if self.sample(name) == wanted:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"{name} never was {wanted}")

    def trap(self, community: str = COMMUNITY) -> None:
        """Let the device say that a line went."""
        assert SNMPTRAP is not None
        where = f"127.0.0.1:{self.traps}"
        command = [SNMPTRAP, "-v2c", "-c", community, "-m", "", "-M", "", where, "", LINK_DOWN]
        subprocess.run(command, check=True)

    def show(self, status: int) -> None:
        """Let the device show wan1 as up (1) or down (2)."""
        self.agent.show(router(foreign=True) | interface(1, "wan1", oper=status))


@contextmanager
def _watching(folder: Path) -> Iterator[Watching]:
    http, traps = free_port(socket.SOCK_STREAM), free_port()
    with running_agent(router(foreign=True)) as agent:
        config = write_config(folder, agent.port, http)
        text = config.read_text().replace("fast_s: 1, slow_s: 5", "fast_s: 3600, slow_s: 7200")
        config.write_text(f"{text}traps: 127.0.0.1:{traps}\n")
        process = subprocess.Popen(
            [sys.executable, "-m", "monitor", "run", "--config", str(config)],
            stderr=subprocess.DEVNULL,
        )
        watching = Watching(http, traps, agent)
        try:
            watching.until(_UP, 1)
            yield watching
        finally:
            process.kill()
            process.wait()


_UP = 'opd_link_up{agency="dinkes",device="r1",link="wan1",site="puskesmas"}'


def test_a_line_that_goes_is_on_the_page_by_its_trap_long_before_the_next_poll(
    tmp_path: Path,
) -> None:
    with _watching(tmp_path) as watching:
        watching.show(2)
        watching.trap()
        watching.until(_UP, 0)
        watching.show(1)
        watching.trap()
        watching.until(_UP, 1)


def test_floods_of_garbage_and_of_wrong_communities_are_counted_and_change_nothing(
    tmp_path: Path,
) -> None:
    with _watching(tmp_path) as watching:
        wrong = bytes.fromhex("302602010104") + b"\x06wrong!" + b"\xa7\x19" + bytes(25)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for number in range(_FLOOD):
                datagram = b"garbage" if number % 2 else wrong
                sender.sendto(datagram, ("127.0.0.1", watching.traps))
        for _ in range(50):
            watching.trap()
        polls = 'opd_polls_total{result="ok"}'
        assert (watching.sample(polls) or 0) < 50
        assert watching.sample('opd_snmp_datagrams_dropped_total{reason="trap malformed"}')
        assert watching.sample('opd_snmp_datagrams_dropped_total{reason="trap unknown_community"}')
        watching.show(2)
        watching.trap()
        watching.until(_UP, 0)
