"""What is simulated: devices, what they show, how they are asked, and what happens to them."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.model.declared import Device
from monitor.model.finding import Sentence
from monitor.model.profile import SnmpProfile
from monitor.settings import Settings
from monitor.snmp.recording import Recording


@dataclass(frozen=True, slots=True)
class SimulatedDevice:
    """A device of the registry, what it shows at first, and how it lets itself be asked."""

    device: Device
    profile: SnmpProfile
    recording: Recording


@dataclass(frozen=True, slots=True)
class Event:
    """From `at_s` seconds after the start, a device shows another recording; `text` says why."""

    at_s: float
    device: str
    recording: Recording
    text: Sentence


@dataclass(frozen=True, slots=True)
class SimulatedCity:
    """Everything to simulate; `events` are in the order of time."""

    settings: Settings
    environment: Mapping[str, str]
    devices: tuple[SimulatedDevice, ...]
    events: tuple[Event, ...]
