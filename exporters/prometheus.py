"""
The page Prometheus scrapes.

Nothing is kept between scrapes but the count of what was dropped: every page is made anew from a
`CityView`, so what is gone leaves no sample behind, and Prometheus marks the series stale. Polling
does not wait for a scrape; findings need history between scrapes, and every HELP says so.

The number of series is bounded. What is dropped first is what is missed least: how tables were
read, durations, traffic, and only then what says whose a link is. A family that does not fit whole
is cut, and what was cut is counted. The daemon's own numbers, findings and the sums of agencies
are never dropped.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
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
from exporters.prometheus_family import Cleaned, Family, Row
from exporters.prometheus_text import OPENMETRICS, PLAIN, exposition
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
    agencies.RATIO,
    agencies.STATUS,
    agencies.AGENCY_COVERAGE,
    agencies.SITE_COVERAGE,
    agencies.UNMONITORED,
    agencies.DEVICES,
    agencies.SITES,
    agencies.AGENCY_INFO,
)
BY_IMPORTANCE = (
    devices.UP,
    devices.IN_MAINTENANCE,
    links.FOREIGN,
    links.INFO,
    devices.LAST_SUCCESS,
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
        self._dropped = Counter({family.name: 0 for family in BY_IMPORTANCE})
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        """Yield every metric of the city, the most important first."""
        city, cleaned = self._view(), Cleaned()
        room = self._max_series
        dropped: Counter[str] = Counter()
        for family in self._kept:
            metric, dropped[family.name] = family.build(city, cleaned)
            room -= len(metric.samples)
            yield metric
        for family in BY_IMPORTANCE:
            metric, dropped[family.name] = family.build(city, cleaned, max(room, 0))
            room -= len(metric.samples)
            yield metric
        with self._lock:
            self._dropped.update(+dropped)
            counts = tuple(self._dropped.items())
        yield _dropped_family(counts).build(city, cleaned)[0]


def page(collector: Collector, accept: str = "") -> tuple[bytes, str]:
    """
    Write a page of metrics in the format an `Accept` header asks for.

    Returns its bytes and content type. The daemon's own memory, CPU time and open files are on it.
    """
    registry = CollectorRegistry()
    registry.register(collector)
    ProcessCollector(registry=registry)
    encode, content_type = choose_encoder(accept)
    if content_type.startswith(PLAIN):
        return exposition(registry.collect()), content_type
    if content_type.startswith(OPENMETRICS):
        return exposition(registry.collect(), strict=True), content_type
    return encode(registry), content_type


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
