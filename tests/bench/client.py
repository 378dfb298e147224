"""
How much CPU the SNMP client takes for a million varbinds, with others beside it: pysnmp, gufo-snmp
and, where it is installed, Prometheus's snmp_exporter.

    python -m tests.bench.client [--rounds 5]
    python -m tests.bench.client --sweep [--rounds 2]

One process answers for 200 devices, another of its own runs each client in turn, round after round,
so that what else the machine does meets all of them. Only the client's process is measured. Traffic
stays within 127.0.0.0/8. `--sweep` varies how clients ask, and what happens to the datagrams.

The exit status is 0 if everything could be measured, whether or not a target is met: the table says
that. It is 1 if a client failed, or did not read every device although nothing got lost.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

# Found whichever of the two ways it is run, installed or not.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.client_cost import How
from tests.bench.client_run import LIMIT_S, NAMES, VERSIONS, Runs, answering, installed
from tests.bench.client_serve import Weather, serve
from tests.bench.client_subjects import SUBJECTS
from tests.bench.client_sweep import PEERS, sweep
from tests.bench.client_unit import VARBINDS

_TARGETS = {"v2c": 1.1, "v3": 3.0}
_ROUNDS, _SWEEP_ROUNDS = 5, 2


def main() -> int:
    """Run, print a table, and tell by the exit status whether all could be measured."""
    given = _parser().parse_args()
    if given.role == "responder":
        serve(given.devices, Weather(*json.loads(given.weather)))
        return 0
    if given.role == "subject":
        run = SUBJECTS[given.only[0]](
            given.devices, secure=given.secure, rounds=1, how=How(**json.loads(given.how))
        )
        (cost,) = asyncio.run(asyncio.wait_for(run, LIMIT_S))
        print(json.dumps(cost))
        return 0
    screen = Console()
    if given.sweep:
        failures = []
        for version in given.version or VERSIONS[:1]:
            names = given.only or installed(PEERS)
            failures += sweep(screen, names, version, given.devices, given.rounds or _SWEEP_ROUNDS)
    else:
        versions, names = given.version or list(VERSIONS), given.only or installed()
        failures = _compare(screen, names, versions, given.devices, given.rounds or _ROUNDS)
    for failure in failures:
        screen.print(f"failed: {failure}", markup=False)
    return int(bool(failures))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sweep", action="store_true", help="vary the settings and the line")
    parser.add_argument("--rounds", type=int, help=f"{_ROUNDS}, and {_SWEEP_ROUNDS} of a sweep")
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--only", choices=NAMES, action="append")
    parser.add_argument("--version", choices=VERSIONS, action="append", help="a sweep: v2c")
    parser.add_argument("--role", choices=("responder", "subject"), help=argparse.SUPPRESS)
    parser.add_argument("--secure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--how", default="{}", help=argparse.SUPPRESS)
    parser.add_argument("--weather", default="[]", help=argparse.SUPPRESS)
    return parser


def _compare(
    screen: Console, names: list[str], versions: list[str], devices: int, rounds: int
) -> list[str]:
    runs = Runs()
    with answering(devices), screen.status("comparing …") as status:
        for number in range(rounds):
            for version in versions:
                for name in names:
                    status.update(f"round {number + 1}: {name}, {version} …")
                    runs.run_whole(version, name, version, devices)
    screen.print(f"CPU-seconds per million varbinds; {VARBINDS} varbinds a device; medians")
    screen.print(_table(runs))
    return runs.failures


def _table(runs: Runs) -> Table:
    table = Table(
        "", "client", "rounds", "read", "+ decode", "to own", "spread", "target, reading", box=None
    )
    for (version, name), costs in runs.costs.items():
        rate = runs.told(version, name, lambda cost: cost.rate)
        own = runs.told(version, "own", lambda cost: cost.rate)
        rates = [cost.rate for cost in costs]
        read = runs.told(version, name, lambda cost: cost.read_rate)
        table.add_row(
            version,
            name,
            str(len(costs)),
            read,
            rate,
            f"{float(rate) / float(own):.1f}×" if own != "–" else own,
            f"{min(rates):.2f}-{max(rates):.2f}",
            _judged(version, float(read)) if name == "own" else "",
        )
    return table


def _judged(version: str, read: float) -> str:
    target = _TARGETS[version]
    return f"{target}, {'met' if read <= target else 'not met'}"


if __name__ == "__main__":
    sys.exit(main())
