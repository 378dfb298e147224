"""
The configuration loaded anew while the daemon runs: read whole beside the loop, and taken at once.

A large registry takes seconds to read, and polls go on meanwhile. What cannot be used is reported
and changes nothing; one load waits for the other.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from monitor.model.registry import Registry
from monitor.model.web import Reloaded
from monitor.rules import names
from monitor.settings import Settings
from monitor.sources.yaml_files import ConfigError, Problem, load_all
from monitor.supervisor import Supervisor

log = logging.getLogger(__name__)
_MOST_LOGGED = 20
"""A registry that just begins has a warning for each site: the log is for what happens."""


def log_warnings(warnings: Sequence[Problem]) -> None:
    """Log what is probably a mistake in a configuration that was taken."""
    for warning in warnings[:_MOST_LOGGED]:
        log.warning("%s", warning)
    if len(warnings) > _MOST_LOGGED:
        log.warning(
            "The configuration has %d more warnings: opd-monitor check-config lists them.",
            len(warnings) - _MOST_LOGGED,
        )


class Reloader:
    """
    Loads a configuration file again; `take` puts what was read in the old one's place.

    `has_web_config` says whether people are asked who they are before they see a page. `loads` says
    whether the last attempt succeeded, `loaded_s` when one last did (Unix seconds).
    """

    def __init__(
        self,
        config: Path,
        take: Callable[[Settings, Registry], str],
        supervisor: Supervisor,
        *,
        has_web_config: bool = False,
    ) -> None:
        self._config = config
        self._has_web_config = has_web_config
        self._take = take
        self._supervisor = supervisor
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[Reloaded] | None = None
        # The loop itself keeps no task alive.
        self._running: asyncio.Task[Reloaded] | None = None
        self.loads = True
        self.loaded_s = time.time()

    def ask(self) -> None:
        """Reload soon, for who waits for no answer (a signal)."""
        self._asked()

    async def reload(self) -> Reloaded:
        """Load the configuration anew, and say what came of it."""
        return await asyncio.shield(self._asked())

    def _asked(self) -> asyncio.Task[Reloaded]:
        """
        Return the load that has not begun yet, for all who ask until it does.

        Who asks while one is at work may know of a later change, and gets the one after it.
        """
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._in_turn())
        return self._next

    async def _in_turn(self) -> Reloaded:
        async with self._turn:
            self._running, self._next = self._next, None
            self._supervisor.reloading()
            try:
                return await self._load()
            except ConfigError as error:
                report = f"The configuration was not reloaded, the old one stays:\n{error}"
                # The report says all; where in this program it was noticed says nothing.
                log.error("%s", report)  # noqa: TRY400
                return self._failed("The configuration has errors, the old one stays.", report)
            except Exception:
                # Whatever it is, systemd must not wait for ever, nor anybody think that it is done.
                report = (
                    "The configuration could not be loaded by a mistake in this program, or for"
                    " want of memory: the log says more. Restart the daemon, so that nothing is"
                    " taken in part."
                )
                log.exception("%s", report)
                return self._failed("The configuration could not be loaded: see the log.", report)

    def _failed(self, status: str, report: str) -> Reloaded:
        self.loads = False
        self._supervisor.ready(status)
        return Reloaded(succeeded=False, report=report)

    async def _load(self) -> Reloaded:
        settings, registry, warnings = await asyncio.to_thread(
            load_all,
            self._config,
            known_rules=names(),
            has_web_config=self._has_web_config,
        )
        log_warnings(warnings)
        status = self._take(settings, registry)
        self.loads, self.loaded_s = True, time.time()
        self._supervisor.ready(status)
        report = f"The configuration was reloaded. {status}"
        log.info("%s", report)
        return Reloaded(succeeded=True, report="\n".join((report, *map(str, warnings))))
