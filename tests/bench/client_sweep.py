"""
The sweeps of `tests.bench.client`: how clients ask, how many devices at once, a bad line.

Our own client bounds rows by max-repetitions and, more tightly, all values of an answer by what
fills a frame; so both are swept. On a bad line each client has its own time-out and tries, and a
peer that gives a device up is shown as that. Peers meet a bad line once only: they wait long.
"""

from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from tests.bench import client_exporter
from tests.bench.client_cost import AS_IT_IS, Cost, How
from tests.bench.client_run import FAIR, Runs, answering
from tests.bench.client_serve import Weather

PEERS = ("own", "gufo-snmp", client_exporter.NAME)
_REPETITIONS = {str(number): How(repetitions=number) for number in (10, 25, 50, 100)}
_VARBINDS = {
    "as it finds": AS_IT_IS,
    **{str(number): How(repetitions=number, varbinds=number) for number in (10, 25, 50, 100)},
}
_AT_ONCE = {str(number): How(at_once=number) for number in (10, 50, 200)}
_WEATHERS = {
    "none lost, none late": FAIR,
    "1 % lost": Weather(loss=0.01),
    "10 % lost": Weather(loss=0.1),
    "late by 0-200 ms": Weather(latest_s=0.2),
}


def sweep(screen: Console, names: list[str], version: str, devices: int, rounds: int) -> list[str]:
    """Print a table of each sweep; return what failed."""
    screen.print(
        f"{version}: CPU-seconds per million varbinds, decoded where nothing else is said; "
        f"{devices} devices; medians of {rounds}"
    )
    runs = Runs()
    own = [name for name in names if name == "own"]
    for title, hows, who in (
        ("max-repetitions", _REPETITIONS, names),
        ("values asked at once", _VARBINDS, own),
        ("devices at once", _AT_ONCE, names),
    ):
        if who:
            screen.print(_swept(runs, screen, title, hows, who, version, devices, rounds))
    screen.print(_weathered(runs, screen, names, version, devices, rounds))
    return runs.failures


def _swept(
    runs: Runs, screen: Console, title: str, hows: dict[str, How], names: list[str],
    version: str, devices: int, rounds: int,
) -> Table:  # fmt: skip
    """Let clients ask in several ways."""
    with answering(devices), screen.status(f"{title} …"):
        for _ in range(rounds):
            for told, how in hows.items():
                for name in names:
                    runs.run_whole(f"{title} {told}", name, version, devices, how)
    peers = [name for name in names if name != "own"]
    table = Table(title, "own, reading", "own", "own, requests a device", *peers, box=None)
    for told in hows:
        case = f"{title} {told}"
        table.add_row(
            told,
            runs.told(case, "own", lambda cost: cost.read_rate),
            runs.told(case, "own", lambda cost: cost.rate),
            runs.told(case, "own", _requests),
            *(runs.told(case, name, lambda cost: cost.rate) for name in peers),
        )
    return table


def _weathered(
    runs: Runs, screen: Console, names: list[str], version: str, devices: int, rounds: int
) -> Table:
    """Let datagrams get lost, and answers come late."""
    table = Table(
        "questions and answers", "client", "CPU s", "seconds", "requests a device",
        "devices read", "walks incomplete", box=None,
    )  # fmt: skip
    for told, weather in _WEATHERS.items():
        with answering(devices, weather), screen.status(f"{told} …"):
            for name in names:
                for _ in range(rounds if name == "own" else 1):
                    once = runs.run_whole if weather == FAIR else runs.run
                    once(told, name, version, devices)
        for name in names:
            found = runs.of(told, name)
            table.add_row(
                told,
                name,
                runs.told(told, name, lambda cost: cost.rate),
                runs.told(told, name, lambda cost: cost.wall_s),
                runs.told(told, name, _requests) if name == "own" else "",
                _share(found, lambda cost: cost.finished, lambda cost: cost.devices),
                _share(found, lambda cost: cost.incomplete, lambda cost: cost.walks),
            )
    return table


def _requests(cost: Cost) -> float:
    return cost.requests / cost.devices


def _share(costs: list[Cost], part: Callable[[Cost], int], whole: Callable[[Cost], int]) -> str:
    """Say of how many, in all rounds together; nothing of a client that does not tell."""
    total = sum(map(whole, costs))
    return f"{sum(map(part, costs)):,} of {total:,}" if total else ""
