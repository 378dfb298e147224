"""
What is said of each agency at a moment, and of what there is to say so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from exporters.coverage import AgencyStatus, polled_devices, status_of, summaries, unconfirmed
from monitor.city import City
from monitor.model.city import CityView, DeviceView, Telemetry
from monitor.model.link import LinkStatus
from monitor.model.reading import TableStatus

STANDING_EVERY_S = 3 * 3600.0
_KEPT_BACK = (TableStatus.WITHHELD, TableStatus.REFUSED)


@dataclass(frozen=True, slots=True)
class Standing:
    """
    An agency at a moment.

    `kept_back`: a table of one of its devices is said to be withheld or refused. `is_covered`:
    whether enough of it was seen, and all that it shows judged. `unknown_links` are shown, and
    nobody vouches for them. `has_one_witness`: a router of it is in nobody else's tables, and that
    is told.
    """

    time_s: float
    agency: str
    status: AgencyStatus
    kept_back: bool
    is_covered: bool
    unknown_links: int
    is_stale: bool
    has_one_witness: bool = False


def standings(city: City, now_s: float) -> Iterator[Standing]:
    """Say of every agency what the outside is shown now."""
    view = city.view(now_s, Telemetry(), "", "en")
    alone = {one.agency for one in unconfirmed(view)}
    kept_back = _agencies_that_keep_back(view)
    for summary in summaries(view):
        yield Standing(
            time_s=now_s,
            agency=summary.agency,
            status=status_of(summary),
            kept_back=summary.agency in kept_back,
            is_covered=summary.is_covered_enough and not summary.too_large,
            unknown_links=summary.links.get(LinkStatus.UNKNOWN, 0),
            is_stale=bool(summary.stale or summary.unseen_sites),
            has_one_witness=summary.agency in alone,
        )


def _agencies_that_keep_back(view: CityView) -> set[str]:
    return {one.agency for one in polled_devices(view) if _keeps_back(one)}


def _keeps_back(device: DeviceView) -> bool:
    return any(reading.status in _KEPT_BACK for reading in device.tables.values()) or any(
        why.endswith(tuple(map(str, _KEPT_BACK))) for why in device.inconclusive.values()
    )
