"""
The one command: live through some seeds and say how often the judge was right.

    python -m tests.bench.judgement.run --seeds 101-110 --markdown report.md

Seeds 1 to 5 are for tuning rules, weights and thresholds; what is reported is of others. When both
are asked for, both are printed, apart.
"""

import multiprocessing
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tests.bench.judgement import report, sampling
from tests.bench.judgement.score import scored
from tests.bench.judgement.simulate import Outcome, run

_SHORT_SITES, _SHORT_DAYS = 60, 12


@dataclass(frozen=True, slots=True)
class _Life:
    """How large a city is, how long it lives, and how it is asked."""

    sites: int
    days: int
    is_every_minute: bool


def main(
    seeds: Annotated[str, typer.Option(help="Seeds, as in 1-5 or 101,103.")] = "101-110",
    days: Annotated[int, typer.Option(help="Simulated days.")] = 45,
    sites: Annotated[int, typer.Option(help="Sites of the city.")] = 300,
    jobs: Annotated[int, typer.Option(help="Seeds at once.")] = 2,
    *,
    every_minute: Annotated[
        bool, typer.Option("--every-minute", help="Ask every device every minute to the end.")
    ] = False,
    short: Annotated[bool, typer.Option("--short", help="A small city, two weeks.")] = False,
    markdown: Annotated[Path | None, typer.Option(help="Write the tables there too.")] = None,
) -> None:
    """Measure how often the judge is right."""
    if short:
        sites, days = _SHORT_SITES, _SHORT_DAYS
    console = Console()
    numbers = seeds_of(seeds)
    started_s = time.monotonic()
    outcomes = _lived(console, numbers, _Life(sites, days, every_minute), jobs)
    took_s = time.monotonic() - started_s
    command = f"python -m tests.bench.judgement.run --seeds {seeds} --days {days} --sites {sites}"
    command += " --every-minute" if every_minute else ""
    told = [f"`{command}`, {datetime.now(UTC):%Y-%m-%d}, commit {commit()}, {took_s / 60:.0f} min"]
    for title, chosen in (
        ("Seeds nobody tuned on", [n for n in numbers if n not in report.TUNING_SEEDS]),
        ("Tuning seeds", [n for n in numbers if n in report.TUNING_SEEDS]),
    ):
        if not chosen:
            continue
        found = report.tables(scored(one for one in outcomes if one.seed in chosen))
        heading = f"{title}: {', '.join(map(str, chosen))}"
        console.rule(heading)
        report.show(console, found)
        told.append(f"## {heading}\n\n{report.markdown(found)}")
    if markdown is not None:
        markdown.write_text("\n\n".join(told), encoding="utf-8")


def seeds_of(text: str) -> list[int]:
    """Return the seeds of `1-5,101`."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return list(dict.fromkeys(found))


def _lived(console: Console, seeds: list[int], life: _Life, jobs: int) -> list[Outcome]:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"),
               TimeElapsedColumn())  # fmt: skip
    with (
        multiprocessing.Manager() as manager,
        Progress(*columns, console=console) as progress,
        ProcessPoolExecutor(jobs) as pool,
    ):
        told: Queue[tuple[int, float]] = manager.Queue()
        tasks = {seed: progress.add_task(f"seed {seed}", total=1.0) for seed in seeds}
        running = [pool.submit(_live, seed, life, told) for seed in seeds]
        while not all(one.done() for one in running):
            try:
                seed, part = told.get(timeout=1.0)
            except Empty:
                continue
            progress.update(tasks[seed], completed=part)
        for seed in seeds:
            progress.update(tasks[seed], completed=1.0)
        return [one.result() for one in running]


def _live(seed: int, life: _Life, told: "Queue[tuple[int, float]]") -> Outcome:
    times = sampling.every_minute if life.is_every_minute else sampling.at_changes
    return run(seed, life.sites, life.days, lambda part: told.put((seed, part)), times=times)


def commit() -> str:
    """Name the commit that is measured."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


if __name__ == "__main__":
    typer.run(main)
