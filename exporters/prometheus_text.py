"""
The two text formats of Prometheus, written fast.

prometheus_client checks every name anew for every sample, and at some thousand devices a scrape
would cost more than polling them. Names here are constants known to be valid, so a line is one
template filled with values. What comes out is, byte for byte, what prometheus_client writes; it is
the oracle in the tests, decides which format was asked for, and writes any other one itself.
"""

from collections.abc import Iterable

from prometheus_client.metrics_core import Metric
from prometheus_client.samples import Sample
from prometheus_client.utils import floatToGoString

PLAIN = "text/plain; version=0.0.4"
OPENMETRICS = "application/openmetrics-text; version=1.0.0"

_PLAIN_SUFFIXES = {"counter": "_total", "info": "_info"}


class _Escaped(dict[str, str]):
    """Values of labels as they stand between quotes, each escaped once for a page."""

    def __missing__(self, text: str) -> str:
        escaped = text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
        self[text] = escaped
        return escaped


class _Numbers(dict[float, str]):
    """Numbers as Go writes them; most are 0 and 1."""

    def __missing__(self, number: float) -> str:
        written: str = floatToGoString(number)  # type: ignore[no-untyped-call]
        self[number] = written
        return written


def exposition(metrics: Iterable[Metric], *, strict: bool = False) -> bytes:
    """
    Write metrics in the plain text format, or (`strict`) in OpenMetrics.

    Names must be of letters, digits and underscores; samples without a timestamp or exemplar.
    """
    lines: list[str] = []
    escaped, numbers = _Escaped(), _Numbers()
    for metric in metrics:
        lines.append(_strict_head(metric) if strict else _plain_head(metric))
        templates: dict[tuple[str, ...], tuple[str, list[str]]] = {}
        for sample in metric.samples:
            labels = sample.labels
            key = (sample.name, *labels)
            if key not in templates:
                templates[key] = _template(sample)
            template, names = templates[key]
            values = [escaped[labels[name]] for name in names]
            lines.append(template % (*values, numbers[sample.value]))
    if strict:
        lines.append("# EOF\n")
    return "".join(lines).encode("utf-8")


def _template(sample: Sample) -> tuple[str, list[str]]:
    names = sorted(sample.labels)
    labels = ",".join(f'{name}="%s"' for name in names)
    return (f"{sample.name}{{{labels}}} %s\n" if labels else f"{sample.name} %s\n"), names


def _plain_head(metric: Metric) -> str:
    name = metric.name + _PLAIN_SUFFIXES.get(metric.type, "")
    kind = "gauge" if metric.type == "info" else metric.type
    text = metric.documentation.replace("\\", r"\\").replace("\n", r"\n")
    return f"# HELP {name} {text}\n# TYPE {name} {kind}\n"


def _strict_head(metric: Metric) -> str:
    text = metric.documentation.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
    return f"# HELP {metric.name} {text}\n# TYPE {metric.name} {metric.type}\n"
