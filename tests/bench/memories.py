"""
What it takes to write down what is remembered: octets for a device, of a young and of an old one.

    python -m tests.bench.memories [--devices 1000]

A memory grows for five weeks: until then few slots of the week have levels. Both are made here,
levels of a working week with some chance in them, saved again and again as the daemon does every
six hours, and what the kernel was given for files is counted.
"""

import argparse
import random
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from monitor.memories import EVERY_S
from monitor.model.memory import DAYS, SAMPLES, Memory, OpenSlot, Usage
from monitor.store.memory_blob import blob_of_memory
from monitor.store.sqlite import Store
from tests.bench.town.stage import written_by

_SAVES = 4
_PROC = Path("/proc/self")
_DAY_S = 86_400.0
_HOURS, _WORKING_DAYS, _WORKING_HOURS = 24, 5, range(8, 16)
_DAY_BYTES = 4


def main() -> None:
    """Save memories of both ages, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=1000)
    given = parser.parse_args()
    table = Table("memory", "blob octets", "written a save", "written a day", box=None)
    for name, weeks in (("a day old", 0), ("five weeks old", SAMPLES)):
        size, written = _saved(given.devices, weeks)
        day = written * _DAY_S / EVERY_S
        table.add_row(name, f"{size:,.0f}", f"{written:,.0f}", f"{day:,.0f}")
    Console().print(table)


def _saved(devices: int, weeks: int) -> tuple[float, float]:
    """Return the mean size of a memory, and the octets written for each at each save."""
    chance = random.Random(weeks)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.sqlite") as store:
        store.save_memories(_blobs(devices, weeks, chance))
        begun = written_by(_PROC)
        for _ in range(_SAVES):
            blobs = _blobs(devices, weeks, chance)
            store.save_memories(blobs)
        written = (written_by(_PROC) - begun) / _SAVES / devices
    return sum(map(len, blobs.values())) / devices, written


def _blobs(devices: int, weeks: int, chance: random.Random) -> dict[str, bytes]:
    return {
        f"r-{number:05}": blob_of_memory(_memory(number, weeks, chance))
        for number in range(devices)
    }


def _memory(number: int, weeks: int, chance: random.Random) -> Memory:
    mac = f"98:fa:0a:{number >> 16:02x}:{number >> 8 & 255:02x}:{number & 255:02x}"
    now = OpenSlot(
        number=480_000,
        octets=chance.randrange(10**9),
        covered_s=1800.0,
        clients=chance.randrange(200),
        traffic_ratios=_levels(4, 100, chance),
        clients_ratios=_levels(4, 100, chance),
        rates=_levels(4, 100, chance),
    )
    usage = Usage(
        rates=_week(weeks, 100, chance),
        clients=_week(weeks, 60, chance),
        days=_levels(DAYS * _DAY_BYTES if weeks else 0, 100, chance),
        open=now,
    )
    return Memory(
        identity={
            "object_id": "1.3.6.1.4.1.14988.1",
            "name": f"r-{number:05}",
            "serial": f"S{number:05}",
            "bridge_address": mac,
            "engine_boots": "3",
        },
        gateways={"10.20.20.1": mac},
        usages={"wan": usage},
        answered=True,
    )


def _week(weeks: int, base: int, chance: random.Random) -> bytes:
    """Make the levels of each hour of a week, `SAMPLES` an hour, the newest first; 0 is none."""
    made = bytearray()
    for day in range(7):
        for hour in range(_HOURS):
            busy = 30 if day < _WORKING_DAYS and hour in _WORKING_HOURS else 8
            is_known = bool(weeks) or day == 0
            known = _levels(max(weeks, 1), base + busy, chance) if is_known else b""
            made += known.ljust(SAMPLES, b"\0")
    return bytes(made)


def _levels(number: int, about: int, chance: random.Random) -> bytes:
    return bytes(round(chance.gauss(about, 4)) for _ in range(number))


if __name__ == "__main__":
    main()
