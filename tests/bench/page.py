"""
What a metrics page costs by itself: the look at the city, on the loop, and writing, in a thread.

    python -m tests.bench.page [--devices 2000]

Nothing else runs meanwhile: what the daemon's page takes beyond that, and how long it holds up the
loop (`tests.bench.scale`), is threads that take turns. It is told for all devices polled since the
page before, for a quarter (as Prometheus asks four times in a fast interval), and for none.
"""

import argparse
import asyncio
import gc
import logging
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.day import Day


def main() -> None:
    """Poll, look and write, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=2000)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    screen = Console()
    table = Table("polled before", "look, ms", "writing, CPU s", "MB", box=None)
    with tempfile.TemporaryDirectory() as name, screen.status(f"{given.devices} devices …"):
        day = Day(Path(name), given.devices, 0.0)
        names = tuple(day.city.devices)
        asyncio.run(day.poll(names))
        day.page()
        # As the daemon does: what stays is put out of the collector's sight.
        gc.collect()
        gc.freeze()
        for share, told in ((1.0, "all"), (0.25, "a quarter"), (0.0, "none")):
            asyncio.run(day.poll(names[: int(share * len(names))]))
            begun_s = time.process_time()
            day.look()
            looked_s = time.process_time()
            size = day.page()
            written_s = time.process_time()
            table.add_row(
                told, f"{(looked_s - begun_s) * 1000:.1f}", f"{written_s - looked_s:.2f}",
                f"{size / 2**20:.1f}",
            )  # fmt: skip
        day.store.close()
    screen.print(table)


if __name__ == "__main__":
    main()
