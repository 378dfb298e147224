"""`opd-monitor run`: the daemon."""

import asyncio
import logging

from exporters.server import ListenError
from monitor.app import run
from monitor.commands.common import DEFAULT_CONFIG, Config, Failure
from monitor.snmp.traps import TrapPortError
from monitor.sources.problem import ConfigError
from monitor.store.errors import StoreError

NAME = "run"
log = logging.getLogger(__name__)


def main(config: Config = None) -> None:
    """Run the daemon in the foreground until it is told to stop."""
    path = config or DEFAULT_CONFIG
    try:
        asyncio.run(run(path, lambda where: log.info("Look at %s", where)))
    except ConfigError as error:
        raise Failure(f"the configuration cannot be used:\n{error}", 2) from None
    except (StoreError, ListenError, TrapPortError) as error:
        raise Failure(str(error)) from None
