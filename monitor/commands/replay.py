"""`opd-monitor replay`: a recording instead of a device, the same way, without any network."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from monitor.asking import EVERY_KIND, kinds_for
from monitor.commands.common import (
    AsJson,
    Config,
    Failure,
    Kind,
    configuration,
    has_default_config,
    say,
)
from monitor.commands.remembered import zone_of
from monitor.commands.shown import judged, progress, show
from monitor.commands.tongue import Lang
from monitor.model.declared import Device
from monitor.model.observation import Snapshot
from monitor.model.policy import Policy
from monitor.model.reading import Pace
from monitor.model.registry import Registry
from monitor.poller import PollRequest, poll
from monitor.snmp.errors import SnmpError
from monitor.snmp.recorded_session import RecordedSession
from monitor.snmp.recording import Recording, RecordingError, read_recording
from monitor.snmp.session import Session
from monitor.vlans import InVlan

NAME = "replay"
_FAR_S = 1e11
"""Far beyond the life of a recording, and no year that a calendar lacks."""


def main(
    file: Annotated[Path, typer.Argument(metavar="FILE.snmprec")],
    device: Annotated[
        str | None, typer.Option(help="Whose it is, if in the registry; else a name for it.")
    ] = None,
    config: Config = None,
    *,
    at: Annotated[
        str | None,
        typer.Option("--at", help="When it was made, as 2026-05-12T10:30, if it does not say."),
    ] = None,
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:
    """Read a recording as if it were a device; without a registry everything is unknown."""
    registry, policy, settings = Registry(), Policy(), None
    if config is not None or (device is not None and has_default_config()):
        settings, registry = configuration(config, with_profiles=False)
        policy = settings.policy
    zone = zone_of(settings)
    told_s = None if at is None else _moment(at, zone)
    name = device or file.name.removesuffix(".snmprec")
    whose = registry.devices.get(name) or Device(name=name, address=name, site="")
    with progress() as tell:
        try:
            recording = read_recording(file)
            time_s = recording.time_s if told_s is None else told_s
            snapshot = asyncio.run(replayed(file, recording, whose, tell, time_s))
        except (RecordingError, SnmpError) as error:
            raise Failure(str(error), kind=Kind.RECORDING) from None
    if recording.skipped:
        told = f"{file}: {recording.skipped} lines were left out; the first: {recording.problem}."
        say(told, stderr=True)
    if time_s is None:
        say(
            "When it was made is not known; it is judged as of today. Give it with --at.",
            stderr=True,
        )
    show(
        snapshot,
        judged(snapshot, whose, registry, policy),
        registry,
        zone,
        as_json=as_json,
        is_dated=time_s is not None,
    )


def _moment(text: str, zone: tzinfo) -> float:
    """Return a day or moment of the command line in Unix seconds; in `zone` if it names none."""
    try:
        moment = datetime.fromisoformat(text)
        time_s = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError):
        time_s = -1
    if not 0 <= time_s < _FAR_S:
        raise Failure(
            f"--at {text!r} is no time: write 2026-05-12, 2026-05-12T10:30, or with a zone"
            " 2026-05-12T10:30+07:00.",
            2,
        )
    return time_s


async def replayed(
    file: Path,
    recording: Recording,
    whose: Device,
    tell: Callable[[str], None],
    time_s: float | None = None,
) -> Snapshot:
    """Read a recording the way a device is polled; as of `time_s` (Unix seconds), else of now."""
    request = PollRequest(
        device=whose.name,
        address=whose.address,
        pace=Pace.SLOW,
        kinds=kinds_for(EVERY_KIND),
        is_part=True,
    )
    in_vlan = contexts_beside(file)

    def clock() -> float:
        return time.time() if time_s is None else time_s

    snapshot = await poll(RecordedSession(recording), request, clock, tell, in_vlan)
    return replace(snapshot, duration_s=0.0)


def contexts_beside(file: Path) -> InVlan:
    """Return what opens NAME@VLAN.snmprec, as recordings of a switch's VLANs are called."""

    def opened(number: int) -> Session:
        beside = file.with_name(f"{file.name.removesuffix('.snmprec')}@{number}.snmprec")
        return RecordedSession(read_recording(beside) if beside.exists() else Recording({}))

    return opened
