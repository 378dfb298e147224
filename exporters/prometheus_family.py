"""
A metric family as we think of it, and the way from there to what prometheus_client writes.

Rows are drawn lazily: what does not fit is counted and never built. Two rows with the same labels
would make Prometheus refuse the whole page, so the first one stays and the other counts as
dropped; names of devices are cut and cleaned here, and may become equal only here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client.metrics_core import Metric

from exporters.text import LONGEST_LABEL, clean
from monitor.model.city import CityView, DeviceView

Row = tuple[tuple[str, ...], float]
"""Values of the labels, in the family's order, and the sample's."""


class Cleaned(dict[str, str]):
    """Texts as labels show them, each cleaned once for a page: names of devices come up often."""

    def __missing__(self, text: str) -> str:
        shown = self[text] = clean(text, LONGEST_LABEL)
        return shown


def unlike(rows: Iterable[Row], cleaned: Cleaned) -> Iterator[Row | None]:
    """Clean the labels of rows; of those that have become equal all but the first are `None`."""
    kept: set[tuple[str, ...]] = set()
    for values, number in rows:
        labels = tuple([cleaned[value] for value in values])
        if labels in kept:
            yield None
            continue
        kept.add(labels)
        yield labels, number


@dataclass(frozen=True, slots=True)
class Family:
    """
    One metric: its full `name`, `help`, labels' names, and how to get its rows from a city.

    The suffix decides the type: `_total` is a counter, `_info` an info, anything else a gauge.
    """

    name: str
    help: str
    labels: tuple[str, ...]
    rows: Callable[[CityView], Iterable[Row]]

    def build(
        self, city: CityView, cleaned: Cleaned, room: int | None = None
    ) -> tuple[Metric, int]:
        """Build the metric with at most `room` samples; also return how many were dropped."""
        metric = self.head()
        dropped = 0
        rows = unlike(self.rows(city), cleaned)
        for row in rows:
            if room is not None and len(metric.samples) >= room:
                dropped += 1 + sum(1 for _ in rows)
                break
            if row is None:
                dropped += 1
                continue
            metric.add_sample(self.name, dict(zip(self.labels, row[0], strict=True)), row[1])
        return metric, dropped

    def head(self) -> Metric:
        """Build the metric without its samples."""
        return Metric(self._stem, self.help, self._type)

    @property
    def _stem(self) -> str:
        return self.name.removesuffix("_total").removesuffix("_info")

    @property
    def _type(self) -> str:
        if self.name.endswith("_total"):
            return "counter"
        return "info" if self.name.endswith("_info") else "gauge"


@dataclass(frozen=True, slots=True)
class DeviceFamily:
    """
    A metric of devices: its rows come from one device each, and name it in a label.

    `basis` is all of a view that its rows rest on: where that is as before, so are they.
    """

    name: str
    help: str
    labels: tuple[str, ...]
    of: Callable[[DeviceView], Iterable[Row]]
    basis: Callable[[DeviceView], object]

    @property
    def family(self) -> Family:
        """The same as a family of the whole city."""
        return Family(self.name, self.help, self.labels, self._rows)

    def _rows(self, city: CityView) -> Iterator[Row]:
        for view in city.devices.values():
            yield from self.of(view)
