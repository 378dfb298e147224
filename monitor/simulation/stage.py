"""
The whole simulation on its stage: agents, what happens, and the monitor beside it if wanted.

Ends at SIGINT, SIGTERM or SIGHUP, or when the monitor ends by itself. The monitor's store is in a
folder that goes with it: every run starts with a city of which nothing is remembered.
"""

import asyncio
import os
import shlex
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from exporters.sentences import said
from monitor.simulation import daemon
from monitor.simulation.agents import Agents
from monitor.simulation.scenario import Event, SimulatedCity
from monitor.simulation.timeline import play, told

_ELSEWHERE = (
    "In another terminal this shows what is flagged; findings verify, findings reject, links and"
    " what-if go the same way:"
)
_STORE = "STATE_DIRECTORY"
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def perform(
    city: SimulatedCity, say: Callable[[str], None], lang: str, *, with_monitor: bool
) -> int:
    """
    Simulate until told to stop; return the monitor's exit status, 0 if it was we who ended it.

    Raises `AddressInUseError` if an agent cannot listen.
    """
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stopped.set)
    agents = Agents(city.devices)
    await agents.start()
    happening = asyncio.create_task(_happen(city, agents, say, lang))
    try:
        _introduce(city, say, lang, with_monitor=with_monitor)
        if not with_monitor:
            await stopped.wait()
            return 0
        return await _beside(city, stopped, say, lang)
    finally:
        happening.cancel()
        with suppress(asyncio.CancelledError):
            await happening
        await agents.stop()


async def _beside(
    city: SimulatedCity, stopped: asyncio.Event, say: Callable[[str], None], lang: str
) -> int:
    with tempfile.TemporaryDirectory(prefix="opd-monitor-demo-") as folder:
        say(said(lang, _ELSEWHERE))
        say("  " + _findings(folder, city.settings.source))
        environment = {**os.environ, **city.environment, _STORE: folder}
        process = await daemon.start(city.settings.source, environment)
        ended = asyncio.create_task(process.wait())
        told_to_stop = asyncio.create_task(stopped.wait())
        try:
            await asyncio.wait((ended, told_to_stop), return_when=asyncio.FIRST_COMPLETED)
            return 0 if stopped.is_set() else await ended
        finally:
            told_to_stop.cancel()
            await daemon.stop(process)
            await ended


def _findings(folder: str, config: Path) -> str:
    """Write the command that shows the findings, for a shell whose path does not have it."""
    command = str(Path(sys.executable).parent / "opd-monitor")
    words = [command, "findings", "--config", str(config)]
    return f"{_STORE}={shlex.quote(folder)} {shlex.join(words)}"


async def _happen(
    city: SimulatedCity, agents: Agents, say: Callable[[str], None], lang: str
) -> None:
    def happen(event: Event) -> None:
        agents.show(event.device, event.recording)
        say(told(event, lang))

    await play(city.events, happen)
    if city.events:
        say(said(lang, "That was all; from here on the city stays as it is. End it with Ctrl-C."))


def _introduce(
    city: SimulatedCity, say: Callable[[str], None], lang: str, *, with_monitor: bool
) -> None:
    introduced = f"{len(city.devices)} simulated devices answer by SNMP."
    coming = "What will happen to them:" if city.events else ""
    say(f"{said(lang, introduced)} {said(lang, coming)}".rstrip())
    for event in city.events:
        say(f"  {told(event, lang)}")
    listen = city.settings.listen
    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    where = f"http://{host}:{listen.port}/"
    if with_monitor:
        now = f"The monitor starts now; look at {where} and end everything with Ctrl-C."
        say(said(lang, now))
        return
    variables = " ".join(f"{name}={value}" for name, value in city.environment.items())
    run = f"opd-monitor run --config {city.settings.source}"
    say(said(lang, f"Start the monitor beside them, and look at {where}:"))
    say(f"  {variables} STATE_DIRECTORY=$(mktemp -d) {run}")
