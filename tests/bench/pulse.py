"""
How long the daemon's loop keeps a caller waiting: a small question, over and over, from outside.

A process of its own, so that what the benchmark itself does delays nothing. It asks for
`/-/healthy` on one connection, which the loop answers between whatever else it does, and ends
when its standard input closes, telling when each question was put and how long its answer took.
"""

import http.client
import json
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parents[2]
_PAUSE_S = 0.005
_LIFE_S = 3600.0
_PATH = "/-/healthy"


class Beat(NamedTuple):
    """One question: when it was put, by the clock that never jumps, and how long it waited."""

    at_s: float
    took_s: float


@contextmanager
def taken(port: int) -> Iterator[list[Beat]]:
    """Ask until the block ends; the list is filled at its end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.pulse", str(port)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    beats: list[Beat] = []
    try:
        yield beats
    finally:
        told, _ = process.communicate(timeout=30)
        beats.extend(Beat(*one) for one in json.loads(told))


def during(beats: list[Beat], spans: list[tuple[float, float]]) -> list[float]:
    """Return how long those waited, sorted, of which any part lay within one of the spans."""
    return sorted(
        beat.took_s
        for beat in beats
        if any(beat.at_s < end_s and beat.at_s + beat.took_s > begun_s for begun_s, end_s in spans)
    )


def main() -> None:
    """Ask and tell."""
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
    beats = []
    end_s = time.monotonic() + _LIFE_S
    with selectors.DefaultSelector() as orders:
        orders.register(sys.stdin, selectors.EVENT_READ)
        while time.monotonic() < end_s and not orders.select(_PAUSE_S):
            begun_s = time.monotonic()
            connection.request("GET", _PATH)
            connection.getresponse().read()
            beats.append((begun_s, time.monotonic() - begun_s))
    json.dump(beats, sys.stdout)


if __name__ == "__main__":
    main()
