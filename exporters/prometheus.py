"""
The page Prometheus scrapes.

Every page is of one `CityView` and nothing else: what is gone leaves no sample behind, and
Prometheus marks the series stale. Kept between scrapes are the count of what was dropped, and lines
about devices that are as they were (`prometheus_blocks`). Polling does not wait for a scrape;
findings need history between scrapes, and every HELP says so.

The number of series is bounded. What is dropped first is what is missed least: how tables were
read, durations, traffic, and only then what says whose a link is. A family that does not fit whole
is cut, and what was cut is counted. The daemon's own numbers, findings and the sums of agencies
are never dropped.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, tzinfo

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from exporters import prometheus_agencies as agencies
from exporters import prometheus_devices as devices
from exporters import prometheus_findings as findings
from exporters import prometheus_links as links
from exporters import prometheus_reference as reference
from exporters import prometheus_self as own
from exporters.prometheus_blocks import Blocks
from exporters.prometheus_family import Cleaned, DeviceFamily, Family, Row
from exporters.prometheus_text import (
    OPENMETRICS,
    OPENMETRICS_END,
    PLAIN,
    head,
    sheets,
    written,
)
from monitor.model.city import CityView

DEFAULT_MAX_SERIES = 200_000

NEVER_DROPPED = (
    *own.FAMILIES,
    *reference.FAMILIES,
    findings.CONFIDENCE,
    findings.OPENED,
    findings.INFO,
    findings.COUNT,
    agencies.LINKS,
    agencies.OTHERS,
    agencies.RATIO,
    agencies.STATUS,
    agencies.AS_OF,
    agencies.AGENCY_COVERAGE,
    agencies.SITE_COVERAGE,
    agencies.COVERAGE_FLOOR,
    agencies.UNMONITORED,
    agencies.DEVICES,
    agencies.SITES,
    agencies.AGENCY_INFO,
)
BY_IMPORTANCE = (
    devices.UP,
    devices.LEFT_OUT,
    devices.PAUSE,
    devices.IN_MAINTENANCE,
    links.FOREIGN,
    links.INFO,
    devices.LAST_SUCCESS,
    devices.COVERAGE,
    devices.OBSERVERS,
    devices.INCONCLUSIVE,
    links.UP,
    links.RECEIVED,
    links.TRANSMITTED,
    links.CONTRACTED,
    links.SPEED,
    agencies.SITE_INFO,
    devices.INFO,
    devices.UPTIME,
    devices.NEIGHBOURS,
    devices.DURATION,
    devices.TABLE_STATUS,
    devices.TABLE_SKIPPED,
    devices.TABLE_ROWS,
)
"""What may be dropped, the least important last."""


class CityCollector(Collector):
    """Turns the city, as it is when asked, into metrics. `max_series` bounds one page."""

    def __init__(
        self,
        view: Callable[[], CityView],
        *,
        max_series: int = DEFAULT_MAX_SERIES,
        timezone: tzinfo = UTC,
    ) -> None:
        self._view = view
        self._max_series = max_series
        self._kept = (
            *NEVER_DROPPED,
            reference.waiver_family(timezone),
            reference.circuit_family(timezone),
        )
        self._blocks = Blocks([one for one in BY_IMPORTANCE if isinstance(one, DeviceFamily)])
        self._dropped = Counter({family.name: 0 for family in BY_IMPORTANCE})
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of the city, the most important first."""
        for made in self._made(self._by_metric):
            assert isinstance(made, Metric)
            yield made

    def sheets(self, *, strict: bool) -> Iterator[bytes]:
        """Write the same in the plain text format, or (`strict`) in OpenMetrics, in pieces."""
        return sheets(self._texts(strict=strict))

    def _texts(self, *, strict: bool) -> Iterator[str]:
        for made in self._made(self._by_block):
            if isinstance(made, Metric):
                yield from written(made, strict=strict)
            else:
                metric, lines = made
                yield head(metric, strict=strict)
                yield from lines
        own = CollectorRegistry()
        ProcessCollector(registry=own)
        for metric in own.collect():
            yield from written(metric, strict=strict)
        if strict:
            yield OPENMETRICS_END

    def _made(self, of_devices: "_OfDevices") -> "Iterator[Metric | _Lines]":
        city, cleaned = self._view(), Cleaned()
        room = self._max_series
        dropped: Counter[str] = Counter()
        for family in self._kept:
            metric, dropped[family.name] = family.build(city, cleaned)
            room -= len(metric.samples)
            yield metric
        for made, name, size, missing in of_devices(city, cleaned, room):
            dropped[name] = missing
            room -= size
            yield made
        with self._lock:
            self._dropped.update(+dropped)
            counts = tuple(self._dropped.items())
        yield _dropped_family(counts).build(city, cleaned)[0]

    def _by_metric(self, city: CityView, cleaned: Cleaned, room: int) -> "Iterator[_Made]":
        for family in BY_IMPORTANCE:
            whole = family.family if isinstance(family, DeviceFamily) else family
            metric, missing = whole.build(city, cleaned, max(room, 0))
            room -= len(metric.samples)
            yield metric, family.name, len(metric.samples), missing

    def _by_block(self, city: CityView, cleaned: Cleaned, room: int) -> "Iterator[_Made]":
        self._blocks.renew(city, cleaned)
        at = 0
        for family in BY_IMPORTANCE:
            if isinstance(family, DeviceFamily):
                lines, size, missing = self._blocks.written(at, max(room, 0), cleaned)
                made: Metric | _Lines = (family.family.head(), lines)
                at += 1
            else:
                made, missing = family.build(city, cleaned, max(room, 0))
                size = len(made.samples)
            room -= size
            yield made, family.name, size, missing


_Lines = tuple[Metric, list[str]]
"""The head of a metric, and its lines."""
_Made = tuple[Metric | _Lines, str, int, int]
"""A metric or its lines, its name, how many samples it has and how many were left out."""
_OfDevices = Callable[[CityView, Cleaned, int], Iterator[_Made]]


def page(collector: CityCollector, accept: str = "") -> tuple[Sequence[bytes], str]:
    """
    Write a page of metrics in the format an `Accept` header asks for.

    Returns it in pieces, and its content type. The daemon's own memory, CPU time and open files are
    on it.
    """
    encode, content_type = choose_encoder(accept)
    if content_type.startswith((PLAIN, OPENMETRICS)):
        return tuple(collector.sheets(strict=content_type.startswith(OPENMETRICS))), content_type
    registry = CollectorRegistry()
    registry.register(collector)
    ProcessCollector(registry=registry)
    return (encode(registry),), content_type


def _dropped_family(counts: tuple[tuple[str, int], ...]) -> Family:
    def rows(_city: CityView) -> Iterator[Row]:
        for name, number in counts:
            yield (name,), number

    return Family(
        "opd_series_dropped_total",
        "Series left out of pages, counted at every scrape: beyond the limit of series, or with the"
        " labels of another. While it rises, pages are not whole; the daemon's own numbers,"
        " findings and the sums of agencies are never left out.",
        ("metric",),
        rows,
    )
