"""`opd-monitor replay`: a recording instead of a device, the same way, without any network."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
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


def main(
    file: Annotated[Path, typer.Argument(metavar="FILE.snmprec")],
    device: Annotated[
        str | None, typer.Option(help="Whose it is, if in the registry; else a name for it.")
    ] = None,
    config: Config = None,
    *,
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:
    """Read a recording as if it were a device; without a registry everything is unknown."""
    registry, policy = Registry(), Policy()
    if config is not None or (device is not None and has_default_config()):
        settings, registry = configuration(config, with_profiles=False)
        policy = settings.policy
    name = device or file.name.removesuffix(".snmprec")
    whose = registry.devices.get(name) or Device(name=name, address=name, site="")
    with progress() as tell:
        try:
            recording = read_recording(file)
            snapshot = asyncio.run(replayed(file, recording, whose, tell))
        except (RecordingError, SnmpError) as error:
            raise Failure(str(error), kind=Kind.RECORDING) from None
    if recording.skipped:
        told = f"{file}: {recording.skipped} lines were left out; the first: {recording.problem}."
        say(told, stderr=True)
    show(snapshot, judged(snapshot, whose, registry, policy), registry, as_json=as_json)


async def replayed(
    file: Path, recording: Recording, whose: Device, tell: Callable[[str], None]
) -> Snapshot:
    """Read a recording the way a device is polled."""
    request = PollRequest(
        device=whose.name,
        address=whose.address,
        pace=Pace.SLOW,
        kinds=kinds_for(EVERY_KIND),
        is_part=True,
    )
    in_vlan = contexts_beside(file)
    snapshot = await poll(RecordedSession(recording), request, time.time, tell, in_vlan)
    return replace(snapshot, duration_s=0.0)


def contexts_beside(file: Path) -> InVlan:
    """Return what opens NAME@VLAN.snmprec, as recordings of a switch's VLANs are called."""

    def opened(number: int) -> Session:
        beside = file.with_name(f"{file.name.removesuffix('.snmprec')}@{number}.snmprec")
        return RecordedSession(read_recording(beside) if beside.exists() else Recording({}))

    return opened
