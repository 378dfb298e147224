"""
Links: whose line each is, and what it carries.

A link nobody can attribute has no `opd_link_foreign`. Zero would say it is in order and one that it
is a violation, and neither is known; `opd_link_info{status="unknown"}` is there to count it by.
"""

from collections.abc import Callable, Iterator

from exporters.prometheus_family import DeviceFamily, Row
from monitor.model.city import DeviceView
from monitor.model.link import Link, LinkStatus

_BITS = 8
_WHERE = ("agency", "site", "device", "link")
_COUNTER = (
    " as the interface's own octet counter said at the last successful poll, which is not at the"
    " scrape. Absent where the device gave none; 32-bit counters wrap every few minutes on fast"
    " lines and then show too little."
)


def _links(view: DeviceView) -> Iterator[tuple[tuple[str, ...], Link]]:
    where = (view.agency, view.device.site, view.device.name)
    for link in view.links:
        yield (*where, link.name), link


def _family(name: str, help_text: str, of: Callable[[Link], float | None]) -> DeviceFamily:
    """Make a family with one sample for each link, or none where `of` knows none."""

    def rows(view: DeviceView) -> Iterator[Row]:
        for where, link in _links(view):
            number = of(link)
            if number is not None:
                yield where, number

    def basis(view: DeviceView) -> object:
        return view.agency, [(link.name, of(link)) for link in view.links]

    return DeviceFamily(name, help_text, _WHERE, rows, basis)


def _foreign(link: Link) -> float | None:
    return None if link.status is LinkStatus.UNKNOWN else float(link.status is LinkStatus.FOREIGN)


def _received(link: Link) -> float | None:
    return link.interface.in_octets if link.interface is not None else None


def _transmitted(link: Link) -> float | None:
    return link.interface.out_octets if link.interface is not None else None


def _contracted(link: Link) -> float | None:
    if link.circuit is None or link.circuit.capacity_bps is None:
        return None
    return link.circuit.capacity_bps / _BITS


def _speed(link: Link) -> float | None:
    if link.interface is None or not link.interface.speed_bps:
        return None
    return link.interface.speed_bps / _BITS


def _account(link: Link) -> tuple[str, ...]:
    return (
        link.status,
        link.medium,
        link.provider or "",
        link.circuit.contract if link.circuit else "",
        link.waiver.letter if link.waiver else "",
        (link.interface.alias if link.interface else None) or "",
    )


def _info(view: DeviceView) -> Iterator[Row]:
    for where, link in _links(view):
        yield (*where, *_account(link)), 1.0


FOREIGN = _family(
    "opd_link_foreign",
    "Whether the link is on a line that is not the city's (1), or is the city's, exempt by a"
    " waiver or a tunnel to an approved destination (0), as of the device's last successful poll,"
    " which runs on its own timer. Absent while nobody can tell: a missing sample is not a"
    " compliant link.",
    _foreign,
)
INFO = DeviceFamily(
    "opd_link_info",
    "Every link as last seen: status (kominfo, exempt, approved, foreign, unknown), medium,"
    " provider as it seems, contract and waiver's letter that cover it, ifAlias. A provider alone"
    " is no breach.",
    (*_WHERE, "status", "medium", "provider", "circuit", "waiver", "alias"),
    _info,
    lambda view: (view.agency, [(link.name, _account(link)) for link in view.links]),
)
UP = _family(
    "opd_link_up",
    "Whether packets could pass the link at the device's last successful poll.",
    lambda link: float(link.is_up),
)
RECEIVED = _family(
    "opd_link_receive_bytes_total",
    "Bytes received over the link," + _COUNTER,
    _received,
)
TRANSMITTED = _family(
    "opd_link_transmit_bytes_total",
    "Bytes sent over the link," + _COUNTER,
    _transmitted,
)
CONTRACTED = _family(
    "opd_link_contracted_bytes_per_second",
    "The capacity in the contract register of the line that the link is. Absent where no contract"
    " covers it, or none says.",
    _contracted,
)
SPEED = _family(
    "opd_link_speed_bytes_per_second",
    "What the interface calls its speed (ifHighSpeed, ifSpeed): of the port, not of the line behind"
    " it. Absent where it said nothing or zero.",
    _speed,
)
