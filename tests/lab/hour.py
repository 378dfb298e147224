"""
An hour in a laboratory city in which everything goes wrong that is nobody's guilt.

    python -m tests.lab.hour [--minutes 60] [--seed 1]      needs what tests.lab.run does

Lines of clean sites flap and are cut, agents are restarted, stopped for a while and go on, and the
daemon is ended and killed and started again. What is clean must never be accused, what is foreign
must be said at the end, and the history must be whole.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.lab.run import CLEAN, FOREIGN, KOMINFO, ROOT, City, Json, opened_finding

_SETTLE_S = 60
_PAUSE_S = (5.0, 25.0)
_AGENTS = tuple(f"opd-{site}" for site in (*CLEAN, *(one.site for one in FOREIGN))) + KOMINFO
_START = "snmpd -Lf /var/log/snmpd.log -p /run/snmpd.pid -I -smux"


class Trouble:
    """What goes wrong, one thing at a time, by chance that a seed repeats."""

    def __init__(self, city: City, lab: Path, seed: int) -> None:
        self._city, self._lab = city, lab
        self._rng = random.Random(seed)
        self.counts: Counter[str] = Counter()

    def next(self) -> str:
        """Let something go wrong, and say what."""
        kinds: tuple[Callable[[], str], ...] = (
            self._flap, self._cut, self._restart, self._stop_agent, self._end_daemon,
            self._kill_daemon,
        )  # fmt: skip
        kind = self._rng.choices(kinds, weights=(4, 3, 3, 2, 1, 1))[0]
        self.counts[kind.__name__.strip("_")] += 1
        return kind()

    def pause_s(self) -> float:
        """Say how long it stays quiet until the next."""
        return self._rng.uniform(*_PAUSE_S)

    def _flap(self) -> str:
        site = self._rng.choice(CLEAN)
        times, seconds = self._rng.randint(1, 4), self._rng.randint(1, 8)
        subprocess.run(
            [str(self._lab / "flap"), site, "wan1", str(times), str(seconds)],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return f"the line of {site} flapped {times} times"

    def _cut(self) -> str:
        site, seconds = self._rng.choice(CLEAN), self._rng.randint(20, 75)
        self._in(f"opd-{site}", "ip link set wan1 down")
        time.sleep(seconds)
        self._in(f"opd-{site}", "ip link set wan1 up")
        return f"the line of {site} was cut for {seconds} s"

    def _restart(self) -> str:
        node = self._rng.choice(_AGENTS)
        self._in(node, f"kill $(cat /run/snmpd.pid); sleep 1; {_START}")
        return f"the agent of {node} was restarted"

    def _stop_agent(self) -> str:
        node, seconds = self._rng.choice(_AGENTS), self._rng.randint(5, 40)
        self._in(node, "kill -STOP $(cat /run/snmpd.pid)")
        time.sleep(seconds)
        self._in(node, "kill -CONT $(cat /run/snmpd.pid)")
        return f"the agent of {node} hung for {seconds} s"

    def _end_daemon(self) -> str:
        self._city.end()
        self._city.start()
        return "the daemon was ended and started"

    def _kill_daemon(self) -> str:
        self._city.kill()
        self._city.start()
        return "the daemon was killed and started"

    def _in(self, node: str, command: str) -> None:
        subprocess.run([str(self._lab / "in"), node, "sh", "-c", command], check=True)


class Watcher:
    """Looks at what the daemon says, and notes whom it accused."""

    def __init__(self, city: City) -> None:
        self._city = city
        self.looks = 0
        self.accused: dict[str, str] = {}
        self.findings: list[Json] = []

    def look(self) -> None:
        """Take one look; a daemon that is not there says nothing."""
        findings = self._city.get("/api/v1/findings").get("findings")
        links = self._city.get("/api/v1/links").get("links")
        if findings is None or links is None:
            return
        self.looks += 1
        self.findings = findings
        innocent = {*CLEAN, "kominfo"}
        for item in findings:
            if item["site"] in innocent and item["state"] not in ("suspected", "resolved"):
                self.accused[item["key"]] = f"{item['state']}: {item['text']['en']}"
        for link in links:
            if link["site"] in innocent and link["status"] == "foreign":
                self.accused[f"{link['device']} {link['interface']}"] = "shown as foreign"

    def wait(self, seconds: float) -> None:
        """Look on for some time."""
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            self.look()
            time.sleep(1)


def main() -> int:
    """Let things go wrong for an hour; say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lab", type=Path, default=ROOT.parent / "shared" / "lab")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    subprocess.run([str(given.lab / "down")], check=True)
    try:
        subprocess.run(
            [str(given.lab / "up")], check=True, env={**os.environ, "CITY_NO_TRAPD": "1"}
        )
        with tempfile.TemporaryDirectory() as folder:
            failures = lived(City(given.lab, Path(folder)), given)
    finally:
        subprocess.run([str(given.lab / "down")], check=True)
    for line in failures:
        print(f"FAILED  {line}")
    return int(bool(failures))


def lived(city: City, given: argparse.Namespace) -> list[str]:
    """Live through it; return what was not as it must be."""
    trouble, watcher = Trouble(city, given.lab, given.seed), Watcher(city)
    begun_s = time.monotonic()
    city.start()
    watcher.wait(_SETTLE_S)
    while time.monotonic() - begun_s < given.minutes * 60:
        told = trouble.next()
        print(f"{(time.monotonic() - begun_s) / 60:5.1f} min  {told}", flush=True)
        watcher.wait(trouble.pause_s())
    watcher.wait(_SETTLE_S)
    failures = [f"{key}: {text}" for key, text in watcher.accused.items()]
    failures += [
        f"{one.site}: nothing is said of {one.subject}"
        for one in FOREIGN
        if opened_finding(watcher.findings, one) is None
    ]
    problem = city.stop()
    audit = city.audit()
    print(f"{watcher.looks} looks; {dict(trouble.counts)}; {audit.stdout.strip()}")
    failures += [line for line in (problem, audit.stderr.strip()) if line]
    return failures


if __name__ == "__main__":
    sys.exit(main())
