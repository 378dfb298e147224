"""
What announced work of a new registry would keep from being said, for how long.

While work goes on nothing counts for a finding or against it (`monitor.city`). A year of it, or the
whole city by mistake, is a monitor that says nothing. Pure: the time is an argument.
"""

from datetime import datetime

from monitor.foresight import Outlook
from monitor.model.outlook import Silence
from monitor.model.registry import Registry


def silences(old: Registry, new: Registry, after: Outlook, now: datetime) -> tuple[Silence, ...]:
    """List the work that only the new registry announces, unless it is over by now."""
    known = set(old.maintenance)
    found = []
    for work in new.maintenance:
        if work in known or work.end <= now:
            continue
        devices = tuple(
            device.name
            for device in new.devices.values()
            if device.poll and work.covers(work.start, device.site, device.name)
        )
        concerned = set(devices)
        cases = tuple(
            case
            for key, case in sorted(after.cases.items())
            if case.device in concerned and after.standings[key].is_said
        )
        found.append(Silence(work, devices, cases))
    return tuple(found)
