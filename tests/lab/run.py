"""
Runs the daemon in the network operations centre of a laboratory city and says what it found.

    python -m tests.lab.run [--lab FOLDER]      needs root, FRR, net-snmp, lldpd

The city (`up`, `down`, `flap`, `topology.toml` in FOLDER) is made of real routers in network
namespaces. One line a site says what had to be said of it, what was, and after how many polls.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.model.numbers import share_words
from tests.lab.city_config import Paces, write

ROOT = Path(__file__).resolve().parents[2]
PORT = 10190
PACES = Paces()
LIMIT_S = 330
BASELINE_S = 7 * PACES.slot_s
"""Five slots to learn from, one that begins in the middle, and one to spare."""
FLAP = ("dpmptsp", "wan1", "2", "8")
SETTLE_S = 60.0
AFTERWARDS_S = 60.0
"""How long it is watched on when all is said: an innocent must not be accused a moment later."""
_LLDP_REM_SYS_DESC = ".1.0.8802.1.1.2.1.4.1.1.10"
"""LLDP-MIB, IEEE 802.1AB."""
_FETCH = "import sys, urllib.request as u; sys.stdout.write(u.urlopen(sys.argv[1]).read().decode())"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be said of a site: `status` of a link, or a neighbour; how sure; how soon."""

    site: str
    subject: str
    families: frozenset[str]
    band: str = ""
    polls: float = 3
    pace_s: float = PACES.fast_s
    kind: str = "foreign_uplink"


FOREIGN = (
    Expected("dinkes", "wan2", frozenset({"routing", "addressing"}), "proof"),
    Expected("disdik", "ppp0", frozenset({"routing", "interface"}), "proof"),
    Expected("damkar", "wwan0", frozenset({"interface"})),
    Expected("bappeda", "wan2", frozenset({"routing"}), "proof"),
    Expected(
        "dishub",
        "d4:76:ea:10:20:30",
        frozenset({"layer-2"}),
        polls=2,
        pace_s=PACES.slow_s,
        kind="foreign_neighbour",
    ),
    Expected(
        "bkd",
        "srv-bkd",
        frozenset({"server"}),
        polls=2,
        pace_s=PACES.slow_s,
        kind="foreign_server",
    ),
)
BYPASS = Expected(
    "satpol",
    "wan1",
    frozenset({"traffic", "layer-2"}),
    "indicated",
    polls=6,
    pace_s=PACES.slow_s,
    kind="silent_bypass",
)
CLEAN = ("dukcapil", "dpmptsp")
KOMINFO = ("kominfo-core", "dc", "dc-srv1", "dc-srv2")


class City:
    """The laboratory and the daemon in it; `centre` is the namespace where the daemon is."""

    def __init__(self, lab: Path, folder: Path) -> None:
        self._lab = lab
        topology = lab / "topology.toml"
        self._topology = tomllib.loads(topology.read_text(encoding="utf-8"))
        self._prefix = self._topology["lab"]["prefix"]
        self.centre = f"{self._prefix}noc"
        self._inside = ["ip", "netns", "exec", self.centre]
        self._config = write(topology, folder, PORT, PACES)
        self._log = (folder / "daemon.log").open("w+", encoding="utf-8")
        self._daemon: subprocess.Popen[str] | None = None

    def settle(self) -> None:
        """
        Wait until dishub's router has heard by LLDP what stands behind its lan9.

        A box tells of itself some seconds after it was started. Who is polled before that shows
        less of it than the two slow polls are counted for.
        """
        dishub = self._topology["opd"]["dishub"]
        described = self._topology["node"]["ont-dishub"]["lldp_descr"]
        community = self._topology["lab"]["community"]
        address = f"10.255.0.{dishub['n']}"
        walk = ["snmpbulkwalk", "-v2c", "-c", community, "-Oqv", address, _LLDP_REM_SYS_DESC]
        begun_s = time.monotonic()
        while time.monotonic() - begun_s < SETTLE_S:
            done = subprocess.run(
                [*self._inside, *walk], capture_output=True, text=True, check=False
            )
            if described in done.stdout:
                print(f"dishub has heard its neighbour {time.monotonic() - begun_s:.1f} s later")
                return
            time.sleep(0.5)
        raise SystemExit(
            f"In {SETTLE_S:g} s the router of dishub heard nothing by LLDP: see that lldpd runs "
            "there and in ont-dishub, by `lab/in opd-dishub lldpcli show neighbors`."
        )

    def start(self) -> None:
        """Start the daemon."""
        self._daemon = subprocess.Popen(
            [*self._inside, sys.executable, "-m", "monitor", "run", "--config", str(self._config)],
            cwd=ROOT,
            stdout=self._log,
            stderr=self._log,
            text=True,
        )

    def lead_clients(self, gateway: str) -> None:
        """
        Let the clients of the agencies that have a way out of their own use `own` or `city`.

        In the topology they use their own from the start; before that, somebody must have known
        them otherwise.
        """
        for code, opd in self._topology["opd"].items():
            if "gateway" not in opd:
                continue
            hop = opd["gateway"] if gateway == "own" else f"172.16.{opd['n']}.1"
            for host in range(1, opd["hosts"] + 1):
                inside = ["ip", "netns", "exec", f"{self._prefix}{code}-pc{host}"]
                route = ["ip", "route", "replace", "default", "via", hop]
                subprocess.run([*inside, *route], check=True)

    def end(self) -> int:
        """End the daemon; return its status."""
        assert self._daemon is not None
        self._daemon.terminate()
        return self._daemon.wait(20)

    def kill(self) -> None:
        """Kill the daemon: `ip netns exec` becomes it, so it is the process that was started."""
        assert self._daemon is not None
        self._daemon.kill()
        self._daemon.wait(20)

    def audit(self) -> "subprocess.CompletedProcess[str]":
        """Audit the history that the daemon left."""
        return subprocess.run(
            [sys.executable, "-m", "monitor", "audit", "--config", str(self._config)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def stop(self) -> str:
        """Stop the daemon, and say what is wrong with how it ended."""
        status = self.end()
        self._log.seek(0)
        text = self._log.read()
        self._log.close()
        if status or "Traceback" in text:
            return f"the daemon ended with {status}:\n{text[-3000:]}"
        return ""

    def flap(self) -> "subprocess.Popen[bytes]":
        """Let a link of a clean site go up and down while it is watched."""
        return subprocess.Popen([str(self._lab / "flap"), *FLAP], stdout=subprocess.DEVNULL)

    def traps(self) -> set[str]:
        """Name the traps that were received."""
        return set(re.findall(r'opd_snmp_traps_total{trap="(\w+)"}', self.read("/metrics")))

    def prompted(self) -> float:
        """Tell how many polls were brought forward by traps."""
        found = re.search(r"^opd_polls_prompted_total (\S+)$", self.read("/metrics"), re.MULTILINE)
        return float(found[1]) if found else 0.0

    def get(self, path: str) -> Json:
        """Ask the daemon's interface."""
        loaded: Json = json.loads(self.read(path) or "{}")
        return loaded

    def read(self, path: str) -> str:
        """Fetch a page of the daemon, inside its namespace; nothing while it does not answer."""
        done = subprocess.run(
            [*self._inside, sys.executable, "-c", _FETCH, f"http://127.0.0.1:{PORT}{path}"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return done.stdout if done.returncode == 0 else ""


def main() -> int:
    """Watch the city until all is said, or the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lab", type=Path, default=ROOT.parent / "shared" / "lab")
    lab = parser.parse_args().lab
    # Anew, and without a receiver of its own: the daemon takes the traps.
    subprocess.run([str(lab / "down")], check=True)
    subprocess.run([str(lab / "up")], check=True, env={**os.environ, "CITY_NO_TRAPD": "1"})
    with tempfile.TemporaryDirectory() as folder:
        city = City(lab, Path(folder))
        city.settle()
        city.start()
        try:
            failures = watch(city)
        finally:
            problem = city.stop()
    for line in (*failures, problem):
        if line:
            print(f"FAILED  {line}")
    return int(bool(failures or problem))


def watch(city: City) -> list[str]:
    """Collect findings and links while a link flaps; return what was not as it must be."""
    begun_s = time.monotonic()
    flap = city.flap()
    city.lead_clients("city")
    has_left = False
    findings: list[Json] = []
    accused: set[str] = set()
    links: list[Json] = []
    shown: dict[str, set[str]] = {site: set() for site in CLEAN}
    said_s: float | None = None
    while time.monotonic() - begun_s < LIMIT_S:
        time.sleep(1)
        if not has_left and time.monotonic() - begun_s > BASELINE_S:
            city.lead_clients("own")
            has_left = True
        findings = city.get("/api/v1/findings").get("findings", findings)
        links = city.get("/api/v1/links").get("links", links)
        accused |= {item["site"] for item in findings if item["state"] == "open"}
        accused |= {link["site"] for link in links if link["status"] == "foreign"}
        for link in links:
            shown.get(link["site"], set()).add(f"{link['interface']} {link['status']}")
        if said_s is None and all(opened_finding(findings, one) for one in (*FOREIGN, BYPASS)):
            said_s = time.monotonic()
        is_over = said_s is not None and time.monotonic() - said_s >= AFTERWARDS_S
        if is_over and flap.poll() is not None:
            break
    flap.wait(60)
    missing = {"linkDown", "linkUp"} - city.traps()
    failures = [f"no {trap} of the flapping link was received" for trap in sorted(missing)]
    failures += [] if city.prompted() else ["no trap brought a poll forward"]
    every = (*FOREIGN, BYPASS)
    failures += [line for one in every if (line := _check_foreign(one, findings, links))]
    failures += [line for site in CLEAN if (line := _check_clean(site, accused, shown[site]))]
    failures += [line for name in KOMINFO if (line := _check_own(name, accused, links))]
    return failures


def opened_finding(findings: list[Json], one: Expected) -> Json | None:
    """Find what was to be said of a site, if it is said."""
    for item in findings:
        if (item["site"], item["kind"], item["subject"]) == (one.site, one.kind, one.subject):
            return item if item["state"] == "open" else None
    return None


def _check_foreign(one: Expected, findings: list[Json], links: list[Json]) -> str:
    item = opened_finding(findings, one)
    if item is None:
        return f"{one.site}: nothing was said of {one.subject}"
    families = {signal["family"] for signal in item["signals"]}
    polls = 1 + (_seconds(item["opened"]) - _seconds(item["first_seen"])) / one.pace_s
    statuses = {k["interface"]: k["status"] for k in links if k["site"] == one.site}
    told = (
        f"{one.site:10} {one.subject} {item['kind']} {item['band']} "
        f"{share_words('en', item['confidence_ratio'])} ({', '.join(sorted(families))}) "
        f"after {polls:.1f} polls; "
        + ", ".join(f"{name} {status}" for name, status in sorted(statuses.items()))
    )
    problem = ""
    if one.kind == "foreign_uplink" and statuses.get(one.subject) != "foreign":
        problem = f"{one.site}: {one.subject} is {statuses.get(one.subject)}, not foreign"
    elif not one.families <= families:
        problem = f"{one.site}: {sorted(one.families - families)} did not speak"
    elif one.band and item["band"] != one.band:
        problem = f"{one.site}: the band is {item['band']}, not {one.band}"
    # The hurried reading of whole tables and the tick of the clock make up for half a poll.
    elif polls > one.polls + 0.5:
        problem = f"{one.site}: said after {polls:.1f} polls only"
    return _looked(told, problem)


def _check_clean(site: str, accused: set[str], shown: set[str]) -> str:
    problem = ""
    if site in accused:
        problem = f"{site}: was accused, and is clean"
    elif shown != {"wan1 kominfo"}:
        problem = f"{site}: showed {sorted(shown)}"
    return _looked(f"{site:10} {', '.join(sorted(shown))}, all the time", problem)


def _check_own(name: str, accused: set[str], links: list[Json]) -> str:
    statuses = {k["interface"]: k["status"] for k in links if k["device"] == name}
    told = f"{name:10} " + ", ".join(f"{key} {status}" for key, status in statuses.items())
    problem = ""
    if "kominfo" in accused:
        problem = f"{name}: Kominfo itself was accused"
    elif not statuses or set(statuses.values()) != {"kominfo"}:
        problem = f"{name}: shows {statuses}"
    return _looked(told, problem)


def _looked(told: str, problem: str) -> str:
    """Print what was seen, as good or not; return the problem."""
    print(f"{'wrong' if problem else 'ok':7} {told}")
    return problem


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


if __name__ == "__main__":
    sys.exit(main())
