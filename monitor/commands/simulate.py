"""`opd-monitor simulate`: a city that is not there, to see the monitor at work."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.common import Failure, console
from monitor.commands.tongue import Lang, language
from monitor.simulation.agents import AddressInUseError
from monitor.simulation.city_file import load_city
from monitor.simulation.stage import perform
from monitor.sources.problem import ConfigError

NAME = "simulate"
DEFAULT_FOLDER = Path("config/demo")


def main(
    folder: Annotated[
        Path, typer.Argument(help="Where city.yaml and monitor.yaml are.")
    ] = DEFAULT_FOLDER,
    *,
    monitor: Annotated[
        bool, typer.Option("--monitor", help="Start the monitor too, in this terminal.")
    ] = False,
    _lang: Lang = None,
) -> None:
    """Let simulated devices answer by SNMP, with things happening to them, until Ctrl-C."""
    try:
        city = load_city(folder)
    except ConfigError as error:
        raise Failure("the simulated city cannot be used:", 2, error.problems) from None
    screen = console()
    try:
        status = asyncio.run(
            perform(
                city,
                lambda line: screen.print(line, soft_wrap=True),
                language(),
                with_monitor=monitor,
            )
        )
    except AddressInUseError as error:
        raise Failure(str(error)) from None
    if status:
        raise Failure("the monitor ended by itself; what it said last tells why.", status)
