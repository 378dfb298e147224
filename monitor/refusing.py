"""What is seen of a device that answered and did not let itself be read."""

from collections.abc import Iterable

from monitor.device_state import DeviceState
from monitor.model.declared import Device
from monitor.model.observation import Refusal, Snapshot
from monitor.model.reading import Pace, TableStatus

_MANY = 3
"""Devices that refuse the same credentials at once, if they are half of those asked so."""


def is_refused_by_many(states: Iterable[DeviceState], profile: str) -> bool:
    """Tell whether so many of those asked by a profile refuse it that the profile is wrong."""
    asked = [state for state in states if state.device.profile == profile]
    refusing = sum(state.is_refused for state in asked)
    return refusing >= _MANY and refusing * 2 >= len(asked)


def refusal_of(device: Device, time_s: float, reason: str, detail: str) -> Snapshot:
    """Return a snapshot of nothing but the refusal: see `Refusal` for its reason and detail."""
    return Snapshot(
        device=device.name,
        address=device.address,
        time_s=time_s,
        pace=Pace.FAST,
        refusals=(Refusal(reason=reason, detail=detail),),
        kinds={Refusal.__name__: TableStatus.COMPLETE},
    )
