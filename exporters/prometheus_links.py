"""
Links: whose line each is, and what it carries.

A link nobody can attribute has no `opd_link_foreign`. Zero would say it is in order and one that it
is a violation, and neither is known; `opd_link_info{status="unknown"}` is there to count it by.
"""

from collections.abc import Iterator

from exporters.prometheus_family import Family, Row
from monitor.model.city import CityView
from monitor.model.link import Link, LinkStatus

_BITS = 8
_WHERE = ("agency", "site", "device", "link")
_COUNTER = (
    " as the interface's own octet counter said at the last successful poll, which is not at the"
    " scrape. Absent where the device gave none; 32-bit counters wrap every few minutes on fast"
    " lines and then show too little."
)


def _links(city: CityView) -> Iterator[tuple[tuple[str, ...], Link]]:
    for view in city.devices.values():
        where = (view.agency, view.device.site, view.device.name)
        for link in view.links:
            yield (*where, link.name), link


def _foreign(city: CityView) -> Iterator[Row]:
    for where, link in _links(city):
        if link.status is not LinkStatus.UNKNOWN:
            yield where, float(link.status is LinkStatus.FOREIGN)


def _up(city: CityView) -> Iterator[Row]:
    for where, link in _links(city):
        yield where, float(link.is_up)


def _info(city: CityView) -> Iterator[Row]:
    for where, link in _links(city):
        yield (
            (
                *where,
                link.status,
                link.medium,
                link.provider or "",
                link.circuit.contract if link.circuit else "",
                link.waiver.letter if link.waiver else "",
                (link.interface.alias if link.interface else None) or "",
            ),
            1.0,
        )


def _received(city: CityView) -> Iterator[Row]:
    for where, link in _links(city):
        if link.interface is not None and link.interface.in_octets is not None:
            yield where, link.interface.in_octets


def _transmitted(city: CityView) -> Iterator[Row]:
    for where, link in _links(city):
        if link.interface is not None and link.interface.out_octets is not None:
            yield where, link.interface.out_octets


def _contracted(city: CityView) -> Iterator[Row]:
    for where, link in _links(city):
        if link.circuit is not None and link.circuit.capacity_bps is not None:
            yield where, link.circuit.capacity_bps / _BITS


def _speed(city: CityView) -> Iterator[Row]:
    for where, link in _links(city):
        if link.interface is not None and link.interface.speed_bps:
            yield where, link.interface.speed_bps / _BITS


FOREIGN = Family(
    "opd_link_foreign",
    "Whether the link is on a line that is not the city's (1), or is the city's or exempt by a"
    " waiver (0), as of the device's last successful poll, which runs on its own timer. Absent"
    " while nobody can tell: a missing sample is not a compliant link.",
    _WHERE,
    _foreign,
)
INFO = Family(
    "opd_link_info",
    "Every link as last seen: status (kominfo, exempt, foreign, unknown), medium, provider as it"
    " seems, contract and waiver's letter that cover it, ifAlias. A provider alone is no breach.",
    (*_WHERE, "status", "medium", "provider", "circuit", "waiver", "alias"),
    _info,
)
UP = Family(
    "opd_link_up",
    "Whether packets could pass the link at the device's last successful poll.",
    _WHERE,
    _up,
)
RECEIVED = Family(
    "opd_link_receive_bytes_total",
    "Bytes received over the link," + _COUNTER,
    _WHERE,
    _received,
)
TRANSMITTED = Family(
    "opd_link_transmit_bytes_total",
    "Bytes sent over the link," + _COUNTER,
    _WHERE,
    _transmitted,
)
CONTRACTED = Family(
    "opd_link_contracted_bytes_per_second",
    "The capacity in the contract register of the line that the link is. Absent where no contract"
    " covers it, or none says.",
    _WHERE,
    _contracted,
)
SPEED = Family(
    "opd_link_speed_bytes_per_second",
    "What the interface calls its speed (ifHighSpeed, ifSpeed): of the port, not of the line behind"
    " it. Absent where it said nothing or zero.",
    _WHERE,
    _speed,
)
