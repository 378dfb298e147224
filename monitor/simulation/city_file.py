"""
city.yaml: which devices of a configuration are simulated, and what happens to them, when.

It stands beside monitor.yaml and says only what those do not: address, port and SNMP profile of a
device are those of the registry, so agents and monitor always agree. `environment` holds the
variables that the profiles' secrets refer to; they are made up, and nobody else's.

    load_city   the folder → `SimulatedCity`, or one ConfigError with every problem
"""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

from pydantic import Field

from monitor.model.declared import Device
from monitor.model.finding import Sentence
from monitor.model.registry import Registry
from monitor.rules import names
from monitor.settings import Settings
from monitor.simulation.recordings import Recordings
from monitor.simulation.scenario import Event, SimulatedCity, SimulatedDevice
from monitor.sources.check import Strict, checked
from monitor.sources.document import Document, Step
from monitor.sources.fields import Code, Text, number
from monitor.sources.files import read
from monitor.sources.problem import ConfigError, quoted
from monitor.sources.suggest import nearest
from monitor.sources.yaml_files import load_all

CITY_FILE, MONITOR_FILE = "city.yaml", "monitor.yaml"


class DeviceEntry(Strict):
    device: Code
    recording: Text


class EventEntry(DeviceEntry):
    at_s: Annotated[float, number(0, 86_400)]
    en: Text
    id: Text


class CityEntry(Strict):
    environment: dict[str, Text] = Field(default_factory=dict)
    agents: list[DeviceEntry]
    events: list[EventEntry] = Field(default_factory=list)


def load_city(folder: Path, environ: Mapping[str, str] | None = None) -> SimulatedCity:
    """Load city.yaml of a folder, and the configuration beside it; raises ConfigError."""
    document = read(folder / CITY_FILE)
    entry = None if document.data is None else checked(document, (), document.data, CityEntry)
    if entry is None:
        raise ConfigError(document.problems)
    known = {**(os.environ if environ is None else environ), **entry.environment}
    settings, registry, _ = load_all(folder / MONITOR_FILE, environ=known, known_rules=names())
    city = _City(document, folder, settings, registry)
    found = SimulatedCity(
        settings=settings,
        environment=dict(entry.environment),
        devices=tuple(filter(None, map(city.device, enumerate(entry.agents)))),
        events=tuple(sorted(filter(None, map(city.event, enumerate(entry.events))), key=_time)),
    )
    if document.problems:
        raise ConfigError(document.problems)
    return found


class _City:
    """From entries to what they mean; what is wrong is noted in the document."""

    def __init__(
        self, document: Document, folder: Path, settings: Settings, registry: Registry
    ) -> None:
        self._document = document
        self._recordings = Recordings(document, folder)
        self._settings = settings
        self._registry = registry
        self._simulated: dict[str, Device] = {}

    def device(self, item: tuple[int, DeviceEntry]) -> SimulatedDevice | None:
        path, entry = ("agents", item[0]), item[1]
        recording = self._recordings.read(path, entry.recording)
        device = self._registry.devices.get(entry.device)
        if device is None:
            self._unknown((*path, "device"), entry.device, self._registry.devices)
            return None
        if entry.device in self._simulated:
            self._document.problem((*path, "device"), "is simulated twice", "keep one of the two")
        self._simulated[entry.device] = device
        profile = self._settings.profiles.get(device.profile or "default")
        if not _is_loopback(device.address):
            hint = "simulate devices whose address in the registry is of 127.0.0.0/8"
            self._document.problem((*path, "device"), "is not at a loopback address", hint)
        elif profile is None or profile.needs_pysnmp:
            hint = "give it a profile of version 2c, or 3 with SHA and AES-128 or AES-256"
            self._document.problem((*path, "device"), "has no profile that agents speak", hint)
        return SimulatedDevice(device, profile, recording) if profile and recording else None

    def event(self, item: tuple[int, EventEntry]) -> Event | None:
        path, entry = ("events", item[0]), item[1]
        if entry.device not in self._simulated:
            self._unknown((*path, "device"), entry.device, self._simulated)
        recording = self._recordings.read(path, entry.recording)
        text = Sentence(en=entry.en, id=entry.id)
        return Event(entry.at_s, entry.device, recording, text) if recording else None

    def _unknown(self, path: tuple[Step, ...], name: str, known: Mapping[str, Device]) -> None:
        near = nearest(name, known)
        where = "simulated here" if path[0] == "events" else "in the registry"
        hint = f"did you mean {near}?" if near else "name a device that is"
        self._document.problem(path, f"names {quoted(name)}, which is not {where}", hint)


def _time(event: Event) -> float:
    return event.at_s


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
