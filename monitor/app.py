"""
The daemon: the one place that wires its parts together, in the order of the line.

Everything that can be wrong is found before the first poll: configuration, store, port. From then
on nothing ends it but a signal.
"""

import asyncio
import logging
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exporters.gate import Gate
from exporters.server import Server
from exporters.story import Story
from exporters.tls import tls_faults
from exporters.web import make_app
from monitor.city import City
from monitor.control import Control, socket_of
from monitor.garbage import tend
from monitor.holdups import Holdups, Timed
from monitor.model.city import CityView, Telemetry
from monitor.model.finding import Finding, Transition
from monitor.model.memory import Memory
from monitor.model.registry import Registry
from monitor.model.web import WebConfig
from monitor.polling import Polling
from monitor.reloading import Reloader, log_warnings
from monitor.rule import Rule, read_by_role
from monitor.rules import names, rules
from monitor.schedule import Schedule
from monitor.settings import Settings
from monitor.snmp.client import Client
from monitor.sources.web_config import WebFile, read_web_config
from monitor.sources.yaml_files import load_all
from monitor.store.memory_blob import memory_of_blob
from monitor.store.sqlite import Store
from monitor.story import story_of
from monitor.supervisor import Supervisor, inherited
from monitor.trapped import Traps
from monitor.upkeep import Upkeep
from monitor.version import program_version
from monitor.web_watch import WebWatch, dangers

log = logging.getLogger(__name__)
_WRITER_WAIT_S = 3.0
"""A command that carries out a decision by itself is done sooner."""
_FED_PER_WISH = 3
"""How often the watchdog is fed within the time that it grants: one may be late."""
# Pages are written in a thread. The loop lets go of the interpreter with every datagram it sends,
# and would wait up to five milliseconds to have it back, a hundred times in a row.
_SWITCH_S = 0.0005


@dataclass(frozen=True, slots=True)
class Web:
    """
    How the pages are offered, as the command line says.

    `file` is a web configuration; with `has_lifecycle` the configuration is loaded anew over HTTP.
    """

    file: Path | None = None
    has_lifecycle: bool = False


_LOCAL = Web()


async def run(
    config: Path, ready: Callable[[str], None] = lambda _: None, web: Web = _LOCAL
) -> None:
    """
    Run until SIGTERM or SIGINT.

    Raises `ConfigError`, `StoreError`, `ListenError` or `TrapPortError` before the first poll.
    `ready` is told where to look once it listens.
    """
    also = _web_file(web.file).problems if web.file else ()
    settings, registry, warnings = load_all(
        config, known_rules=names(), also=also, has_web_config=web.file is not None
    )
    log_warnings(warnings)
    store = Store(settings.paths.store, wait_s=_WRITER_WAIT_S)
    store.open()
    try:
        daemon = Daemon(config, settings, registry, store, web)
        await daemon.run(ready)
    finally:
        store.close()


class Daemon:
    """All parts of the running program."""

    def __init__(
        self,
        config: Path,
        settings: Settings,
        registry: Registry,
        store: Store,
        web: Web = _LOCAL,
    ) -> None:
        self._web, self._listen = web, settings.listen
        self._external_url, self._known_names = settings.external_url, settings.known_names
        self._watch = WebWatch(web.file, _web_file, self._warn) if web.file else None
        if self._watch is None and web.has_lifecycle:
            # That everybody can read is said with the line of `listen:`, and at each reload.
            self._warn(WebConfig())
        self._settings = settings
        self._supervisor = Supervisor()
        self._reloader = Reloader(
            config, self._take, self._supervisor, has_web_config=web.file is not None
        )
        limits = settings.limits
        enabled = _enabled(settings)
        recurring_s = settings.policy.hysteresis.recurring_s
        now_s = time.time()
        findings = store.load(resolved_since_s=now_s - recurring_s)
        self._holdups = Holdups()
        self._city = City(
            registry,
            settings.policy,
            enabled,
            Timed(store, self._holdups),
            findings,
            memories=_memories(store),
            privacy=settings.privacy,
        )
        self._upkeep = Upkeep(store, self._city, settings.retention)
        self._client = Client(
            in_flight=limits.in_flight,
            dead_in_flight=limits.dead_in_flight,
            receive_buffer_bytes=limits.receive_buffer_bytes,
        )
        self._polling = Polling(
            settings, self._city, self._client, read_by_role(enabled), holdups=self._holdups
        )
        self._schedule = Schedule(self._polling.run, settings.intervals.fast_s)
        self._control = Control(
            socket_of(settings.paths.store),
            self._city.known_devices,
            self._city.known,
            self.view,
        )
        opened = next(iter(inherited(socket.SOCK_DGRAM)), None)
        self._traps = Traps(settings, self._city, self._polling, self._schedule.now, opened)
        self._gate = Gate(self._web_config)
        app = make_app(
            self.view,
            history=store.history,
            tell=self._tell,
            language=settings.language,
            max_series=limits.series,
            timezone=settings.policy.calendar.timezone,
            gate=self._gate,
            reload=self._reloader.reload if web.has_lifecycle else None,
        )
        self._server = Server(app, self._web_config, hosts=lambda: self._known_names)

    def view(self) -> CityView:
        """Show everything as it is now."""
        city = self._city.view(
            time.time(), self._telemetry(), program_version(), self._settings.language
        )
        url = self._external_url or self._own_url()
        return replace(city, snmp_versions=self._polling.snmp_versions, external_url=url)

    def _own_url(self) -> str:
        scheme = "https" if self._web_config().tls else "http"
        return f"{scheme}://{self._listen.where}"

    def _tell(self, finding: Finding, history: Sequence[Transition], language: str) -> Story:
        policy = self._city.policy
        return story_of(finding, history, policy, policy.calendar.timezone, language)

    async def run(self, ready: Callable[[str], None]) -> None:
        """Listen, poll, and stop at a signal."""
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopped.set)
        sys.setswitchinterval(_SWITCH_S)
        loop.add_signal_handler(signal.SIGHUP, self._reloader.ask)
        await self._server.start(self._listen.host, self._listen.port)
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._control.start()
            await self._client.start()
            await self._traps.start()
            self._city.orphans(time.time())
            self._schedule.start(self._city.devices)
            tasks.append(asyncio.create_task(self._upkeep.run()))
            tasks.append(asyncio.create_task(tend(time.monotonic)))
            tasks.append(asyncio.create_task(self._feed()))
            tasks.append(asyncio.create_task(self._holdups.watch()))
            ready(f"{self._own_url()}/")
            self._supervisor.ready(self._status())
            await stopped.wait()
            log.info("Stopping.")
            self._supervisor.stopping()
        finally:
            # First of all: a poll that the end cuts short must not look like a silent device.
            self._traps.still()
            await self._schedule.end()
            self._city.save_memories(time.time())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._traps.stop()
            await self._client.stop()
            await self._control.stop()
            await self._server.stop()

    async def _feed(self) -> None:
        """Feed the watchdog from this loop, as long as it turns and polls begin in it."""
        wish_s = self._supervisor.watchdog_s
        while wish_s is not None:
            if self._schedule.is_moving:
                self._supervisor.alive()
            await asyncio.sleep(wish_s / _FED_PER_WISH)

    def _status(self) -> str:
        return f"Devices that are polled: {len(self._city.devices)}."

    def _web_config(self) -> WebConfig:
        return self._watch.current() if self._watch else WebConfig()

    def _warn(self, config: WebConfig) -> None:
        for danger in dangers(config, self._listen, lifecycle=self._web.has_lifecycle):
            log.warning("%s", danger)

    def _take(self, settings: Settings, registry: Registry) -> str:
        """
        Put another configuration in the old one's place, at once; say what is polled now.

        Intervals, the listening addresses, the store, the client's limits and the communities of
        traps need a restart. The web configuration needs neither that nor this.
        """
        with self._holdups.noting("reload"):
            self._put(settings, registry)
        return self._status()

    def _put(self, settings: Settings, registry: Registry) -> None:
        enabled = _enabled(settings)
        self._city.reload(registry, settings.policy, enabled, privacy=settings.privacy)
        self._upkeep.retention = settings.retention
        self._external_url, self._known_names = settings.external_url, settings.known_names
        self._polling.reload(settings, read_by_role(enabled))
        self._schedule.update(self._city.devices)
        self._traps.reload()
        self._city.orphans(time.time())

    def _telemetry(self) -> Telemetry:
        stats = self._client.stats
        return Telemetry(
            polls=dict(self._polling.results),
            polls_late=self._schedule.late,
            polls_skipped=self._schedule.skipped,
            polls_prompted=self._traps.prompted,
            lateness_s=self._schedule.lateness_s,
            polls_running=self._polling.running,
            polls_spared=self._polling.spared,
            held_s=self._holdups.longest(),
            requests=stats.requests,
            responses=stats.responses,
            timeouts=stats.timeouts,
            retries=stats.retries,
            requests_in_flight=stats.in_flight,
            requests_queued=stats.queued,
            datagrams_dropped=dict(stats.dropped + self._traps.dropped),
            traps=self._traps.received,
            registry_loads=self._reloader.loads,
            registry_loaded_s=self._reloader.loaded_s,
            web_config_loads=self._watch.is_good if self._watch else None,
            web_connections=self._server.connections,
            web_closed=dict(self._server.closed),
            web_refused=dict(self._gate.refused + self._server.refused),
        )


def _web_file(path: Path) -> WebFile:
    return read_web_config(path, tls_faults)


def _memories(store: Store) -> dict[str, Memory]:
    found = {name: memory_of_blob(blob) for name, blob in store.memories().items()}
    return {name: memory for name, memory in found.items() if memory is not None}


def _enabled(settings: Settings) -> tuple[Rule, ...]:
    disabled = settings.policy.disabled_rules
    return tuple(rule for rule in rules().values() if rule.id not in disabled)
