"""
`opd-monitor health`: whether the daemon is at work, for a container's health check.

It asks at the socket beside the store. So it needs no password, whatever the web configuration is,
and it looks at nothing in monitor.yaml but where the store is: a file that somebody is just editing
makes no daemon ill.
"""

from typing import Annotated

import typer

from monitor.commands.common import DEFAULT_CONFIG, Config, Failure, say
from monitor.commands.daemon import health
from monitor.commands.tongue import Lang
from monitor.sources.problem import ConfigError
from monitor.sources.yaml_files import store_of

NAME = "health"


def main(
    config: Config = None,
    wait_s: Annotated[
        float, typer.Option("--timeout", min=0.1, help="Seconds to wait for the answer.")
    ] = 5.0,
    _lang: Lang = None,
) -> None:
    """Say whether the daemon is at work: status 0 if it is, 1 if it is not."""
    try:
        store = store_of(config or DEFAULT_CONFIG)
    except ConfigError as error:
        raise Failure("", 2, error.problems) from None
    say(health(store, wait_s))
