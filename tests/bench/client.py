"""
How much CPU the SNMP client takes for a million varbinds, with others beside it: pysnmp, gufo-snmp
and, where it is installed, Prometheus's snmp_exporter.

Run `python -m tests.bench.client`. One process answers for 200 devices, another of its own runs
each client in turn, round after round, so that what else the machine does meets all of them.
Only the client's process is measured. Traffic stays within 127.0.0.0/8.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
# Found whichever of the two ways it is run, installed or not.
sys.path.insert(0, str(ROOT))

from tests.bench import exporter_peer  # noqa: E402
from tests.bench.client_subjects import SUBJECTS, Cost  # noqa: E402
from tests.bench.client_unit import VARBINDS, serve  # noqa: E402

# pysnmp would take minutes for as many; its cost is a rate all the same.
_DEVICES = {"own": 200, "gufo-snmp": 200, "snmp_exporter": 200, "pysnmp": 8}
_TARGETS = {"v2c": 1.3, "v3": 4.0}
_LIMIT_S = 180
_EXPORTER = "snmp_exporter"


def main() -> int:
    """Run, print a table, and tell by the exit status whether the own client keeps its targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--devices", type=int, default=200)
    parser.add_argument("--only", choices=(*SUBJECTS, _EXPORTER), action="append")
    parser.add_argument("--role", choices=("responder", "subject"), help=argparse.SUPPRESS)
    parser.add_argument("--secure", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.role == "responder":
        serve(chosen.devices)
        return 0
    if chosen.role == "subject":
        run = SUBJECTS[chosen.only[0]]
        costs = asyncio.run(run(chosen.devices, secure=chosen.secure, rounds=chosen.rounds))
        print(json.dumps(costs))
        return 0
    names = chosen.only or list(SUBJECTS)
    if chosen.only is None and exporter_peer.is_installed():
        names.append(_EXPORTER)
    return _compare(names, chosen.devices, chosen.rounds)


def _compare(names: list[str], devices: int, rounds: int) -> int:
    responder = subprocess.Popen(
        _command("responder", devices),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert responder.stdin is not None
    assert responder.stdout is not None
    try:
        responder.stdout.readline()
        costs: dict[tuple[str, str], list[Cost]] = {}
        for _ in range(rounds):
            for version in _TARGETS:
                for name in names:
                    found = _measure(name, version, min(devices, _DEVICES[name]))
                    costs.setdefault((version, name), []).append(found)
    finally:
        responder.stdin.close()
        responder.wait(10)
        responder.stdout.close()
    return _print_table(costs)


def _measure(name: str, version: str, devices: int) -> Cost:
    if name == _EXPORTER:
        varbinds, cpu_s, wall_s = exporter_peer.measured(devices, secure=version == "v3")
        return Cost(varbinds, cpu_s, 0.0, wall_s)
    command = [*_command("subject", devices), "--only", name, "--rounds", "1"]
    if version == "v3":
        command.append("--secure")
    done = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=_LIMIT_S
    )
    return Cost(*json.loads(done.stdout)[0])


def _command(role: str, devices: int) -> list[str]:
    return [sys.executable, str(Path(__file__)), "--role", role, "--devices", str(devices)]


def _print_table(costs: dict[tuple[str, str], list[Cost]]) -> int:
    print(f"CPU-seconds of the client per million varbinds; {VARBINDS} varbinds a device; medians")
    print(f"{'':4} {'client':13} {'rounds':>6} {'read':>8} {'+ decode':>9} {'to own':>7}  spread")
    failed = 0
    for (version, name), runs in costs.items():
        rates = [1e6 * (run.read_s + run.decode_s) / run.varbinds for run in runs]
        read = median(1e6 * run.read_s / run.varbinds for run in runs)
        own = median(
            1e6 * (run.read_s + run.decode_s) / run.varbinds
            for run in costs.get((version, "own"), runs)
        )
        print(
            f"{version:4} {name:13} {len(runs):6} {read:8.2f} {median(rates):9.2f} "
            f"{median(rates) / own:6.1f}×  {min(rates):.2f}-{max(rates):.2f}"
        )
        if name == "own":
            failed |= read > _TARGETS[version]
    print("targets for reading: " + ", ".join(f"{k} {v}" for k, v in _TARGETS.items()))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
