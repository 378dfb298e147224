"""
Fuzz all that is read from outside, each kind for as long as is told, and say what was found.

    python -m tests.fuzz [--minutes 60] [--only datagrams --only stores] [--seed 1]

Input is nearly right: real messages, texts and files with some edits. It is the same for the same
seed; how much of it is tried depends on the time. What breaks a promise is made as small as can be,
shown with its seed, and ends the run of its kind; the command then ends with 1.
"""

import argparse
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from types import ModuleType

from hypothesis import HealthCheck, Phase, given, seed, settings
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.fuzz import datagrams, documents, recordings, requests, stores, traps

KINDS: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module
    for module in (datagrams, traps, requests, documents, recordings, stores)
}
_AT_ONCE = 50
"""Examples between two looks at the clock."""


@dataclass(slots=True)
class Outcome:
    """How many inputs of a kind were tried, in which time, and what broke, if anything did."""

    tried: int = 0
    took_s: float = 0.0
    broken: str = ""


def fuzzed(
    kind: str, seconds: float, start: int, tell: Callable[[Outcome], None] = lambda _: None
) -> Outcome:
    """Try a kind of input for so long; at least some of it is tried however short that is."""
    found = Outcome()
    begun_s = time.monotonic()
    for number in count(start):
        _try_some(KINDS[kind], number, found)
        found.took_s = time.monotonic() - begun_s
        tell(found)
        if found.broken or found.took_s >= seconds:
            break
    return found


def _try_some(kind: ModuleType, number: int, found: Outcome) -> None:
    @settings(
        max_examples=_AT_ONCE,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @seed(number)
    @given(kind.STRATEGY)
    def check(value: object) -> None:
        found.tried += 1
        kind.check(value)

    try:
        check()
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        found.broken = f"seed {number}:\n{traceback.format_exc()}"


def _watched(kind: str, seconds: float, start: int, screen: Console) -> Outcome:
    """Try a kind, with its progress on the screen."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task(kind, total=seconds)

        def tell(found: Outcome) -> None:
            text = f"{kind}, {found.tried} tried"
            progress.update(task, completed=found.took_s, description=text)

        return fuzzed(kind, seconds, start, tell)


def main() -> None:
    """Fuzz each kind, print a table, and end with 1 where something broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="of each kind")
    parser.add_argument("--only", action="append", choices=sorted(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    given_ = parser.parse_args()
    screen = Console()
    table = Table("kind", "tried", "seconds", "found", box=None)
    broken: list[str] = []
    for kind in given_.only or KINDS:
        found = _watched(kind, given_.minutes * 60, given_.seed, screen)
        said = "1" if found.broken else "nothing"
        table.add_row(kind, str(found.tried), f"{found.took_s:.0f}", said)
        if found.broken:
            broken.append(f"{kind}, {found.broken}")
    screen.print(table)
    if broken:
        raise SystemExit("\n".join(broken))


if __name__ == "__main__":
    main()
