"""Each client in a process of its own, beside the one that answers; what they cost is gathered."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from tests.bench import client_exporter, exporter_peer
from tests.bench.client_cost import AS_IT_IS, Cost, How
from tests.bench.client_serve import Weather
from tests.bench.client_subjects import SUBJECTS

ROOT = Path(__file__).resolve().parents[2]
NAMES = (*SUBJECTS, client_exporter.NAME)
VERSIONS = ("v2c", "v3")
FAIR = Weather()
LIMIT_S = 120.0
"""The longest that a client may take."""
_GRACE_S = 20.0
# pysnmp would take minutes for as many; its cost is a rate all the same.
_MOST_DEVICES = {"pysnmp": 8}


def installed(names: tuple[str, ...] = NAMES) -> list[str]:
    """Return those of the clients that are here: snmp_exporter is no package of Python's."""
    missing = set() if exporter_peer.is_installed() else {client_exporter.NAME}
    return [name for name in names if name not in missing]


@contextmanager
def answering(devices: int, weather: Weather = FAIR) -> Iterator[None]:
    """Let so many devices answer, until the end."""
    process = subprocess.Popen(
        _command("responder", devices, "--weather", json.dumps(weather)),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        if not process.stdout.readline():
            raise SystemExit("The responder did not start.")
        yield
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def _command(role: str, devices: int, *more: str) -> list[str]:
    given = ["--role", role, "--devices", str(devices), *more]
    return [sys.executable, "-m", "tests.bench.client", *given]


@dataclass(frozen=True, slots=True)
class Runs:
    """The costs of each client in each of several cases, and what went wrong on the way."""

    costs: dict[tuple[str, str], list[Cost]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def run(
        self, case: str, name: str, version: str, devices: int, how: How = AS_IT_IS
    ) -> Cost | None:
        """Run a client once; nothing comes of one that fails."""
        try:
            cost = _measured(name, version, min(devices, _MOST_DEVICES.get(name, devices)), how)
        except subprocess.CalledProcessError as error:
            told = error.stderr.strip().splitlines() or [f"exit status {error.returncode}"]
            self.failures.append(f"{name}, {case}: {told[-1]}")
            return None
        except subprocess.TimeoutExpired:
            self.failures.append(f"{name}, {case}: not done within {LIMIT_S:.0f} s")
            return None
        self.costs.setdefault((case, name), []).append(cost)
        return cost

    def run_whole(
        self, case: str, name: str, version: str, devices: int, how: How = AS_IT_IS
    ) -> None:
        """Run a client once in fair weather, where not to read every device is to fail."""
        cost = self.run(case, name, version, devices, how)
        if cost is not None and cost.finished < cost.devices:
            self.failures.append(f"{name}, {case}: {cost.finished} of {cost.devices} devices read")

    def of(self, case: str, name: str) -> list[Cost]:
        """Return what a client's runs of a case cost."""
        return self.costs.get((case, name), [])

    def told(self, case: str, name: str, figure: Callable[[Cost], float]) -> str:
        """Return the median of a figure, as a table shows it."""
        found = self.of(case, name)
        return f"{median(map(figure, found)):.2f}" if found else "–"


def _measured(name: str, version: str, devices: int, how: How) -> Cost:
    if name == client_exporter.NAME:
        return client_exporter.measured(devices, secure=version == "v3", how=how)
    command = _command("subject", devices, "--only", name, "--how", json.dumps(asdict(how)))
    if version == "v3":
        command.append("--secure")
    done = subprocess.run(
        command,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=LIMIT_S + _GRACE_S,
    )
    return Cost(*json.loads(done.stdout))
