"""
The two text formats of Prometheus, written fast.

prometheus_client checks every name anew for every sample, and at some thousand devices a scrape
would cost more than polling them. Names here are constants known to be valid, so a line is one
template filled with values. What comes out is, byte for byte, what prometheus_client writes; it is
the oracle in the tests, decides which format was asked for, and writes any other one itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from prometheus_client.metrics_core import Metric
from prometheus_client.utils import floatToGoString

PLAIN = "text/plain; version=0.0.4"
OPENMETRICS = "application/openmetrics-text; version=1.0.0"
OPENMETRICS_END = "# EOF\n"

Row = tuple[tuple[str, ...], float]
"""Values of the labels, and the sample's."""
_PLAIN_SUFFIXES = {"counter": "_total", "info": "_info"}


class _Escaped(dict[str, str]):
    """Values of labels as they stand between quotes, each escaped once."""

    def __missing__(self, text: str) -> str:
        escaped = text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
        self[text] = escaped
        return escaped


class _Numbers(dict[float, str]):
    """Numbers as Go writes them; most are 0 and 1."""

    def __missing__(self, number: float) -> str:
        written: str = floatToGoString(number)  # type: ignore[no-untyped-call]
        if len(self) < _MOST_NUMBERS:
            # Counters never say the same again.
            self[number] = written
        return written


_ESCAPED, _NUMBERS = _Escaped(), _Numbers()
_MOST_KEPT = 100_000
_MOST_NUMBERS = 4_096
_TEXTS_A_SHEET = 512


def sheets(texts: Iterable[str]) -> Iterator[bytes]:
    """Put a page together, piece by piece: a large one is never there as one stretch of memory."""
    rest = iter(texts)
    while some := list(islice(rest, _TEXTS_A_SHEET)):
        yield "".join(some).encode("utf-8")


def written(metric: Metric, *, strict: bool) -> Iterator[str]:
    """
    Write a metric: its head, and its samples.

    Names must be of letters, digits and underscores; samples without a timestamp or exemplar.
    """
    yield head(metric, strict=strict)
    by_labels: dict[tuple[str, ...], list[Row]] = {}
    for sample in metric.samples:
        # Nearly always there is one name, and one set of labels.
        rows = by_labels.setdefault((sample.name, *sample.labels), [])
        rows.append((tuple(sample.labels.values()), sample.value))
    for (name, *labels), rows in by_labels.items():
        yield from lines_of(name, labels, rows)


def lines_of(name: str, labels: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Write samples of one name and the same labels."""
    if len(_ESCAPED) > _MOST_KEPT:
        _ESCAPED.clear()
    escaped, numbers = _ESCAPED, _NUMBERS
    order = sorted(range(len(labels)), key=labels.__getitem__)
    inner = ",".join(f'{labels[at]}="%s"' for at in order)
    template = f"{name}{{{inner}}} %s\n" if labels else f"{name} %s\n"
    for values, number in rows:
        yield template % (*[escaped[values[at]] for at in order], numbers[number])


def head(metric: Metric, *, strict: bool) -> str:
    """Write what stands above the samples of a metric."""
    return _strict_head(metric) if strict else _plain_head(metric)


def _plain_head(metric: Metric) -> str:
    name = metric.name + _PLAIN_SUFFIXES.get(metric.type, "")
    kind = "gauge" if metric.type == "info" else metric.type
    text = metric.documentation.replace("\\", r"\\").replace("\n", r"\n")
    return f"# HELP {name} {text}\n# TYPE {name} {kind}\n"


def _strict_head(metric: Metric) -> str:
    text = metric.documentation.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
    return f"# HELP {metric.name} {text}\n# TYPE {metric.name} {metric.type}\n"
