"""`opd-monitor run`: the daemon."""

import asyncio
import logging
from typing import Annotated

import typer

from exporters.server import ListenError
from monitor.app import Web, run
from monitor.commands.common import DEFAULT_CONFIG, UNUSABLE, Config, Failure, WebConfigFile
from monitor.commands.tongue import Lang
from monitor.logs import LogForm, LogLevel, configure
from monitor.snmp.traps import TrapPortError
from monitor.sources.problem import ConfigError
from monitor.store.errors import StoreError

NAME = "run"
log = logging.getLogger(__name__)


def main(
    config: Config = None,
    web_config: WebConfigFile = None,
    *,
    lifecycle: Annotated[
        bool,
        typer.Option(
            "--web.enable-lifecycle",
            help="Load the configuration anew by POST /-/reload, for who is authenticated.",
        ),
    ] = False,
    log_form: Annotated[
        LogForm,
        typer.Option(
            "--log-format", envvar="OPD_MONITOR_LOG_FORMAT", help="Who reads the log; auto tells."
        ),
    ] = LogForm.AUTO,
    log_level: Annotated[
        LogLevel,
        typer.Option(
            "--log-level", envvar="OPD_MONITOR_LOG_LEVEL", help="From which level on it is written."
        ),
    ] = LogLevel.INFO,
    _lang: Lang = None,
) -> None:
    """Run the daemon in the foreground until it is told to stop."""
    configure(log_form, log_level)
    path = config or DEFAULT_CONFIG
    web = Web(web_config, lifecycle)
    try:
        asyncio.run(run(path, lambda where: log.info("Look at %s", where), web))
    except ConfigError as error:
        raise Failure(UNUSABLE, 2, error.problems) from None
    except (StoreError, ListenError, TrapPortError) as error:
        raise Failure(str(error)) from None
