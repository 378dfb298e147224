"""The names of metrics in a PromQL expression, and those that there are."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import CollectorRegistry, ProcessCollector

GOLDEN = Path(__file__).parents[1] / "exporters" / "golden" / "metrics.txt"
_OF_PROMETHEUS = {"up", "scrape_duration_seconds", "scrape_samples_scraped"}
_WORDS = {"and", "or", "unless", "bool", "offset", "inf", "nan", "start", "end"}
_NOT_NAMES = (
    r'"(?:\\.|[^"\\])*"',
    r"'(?:\\.|[^'\\])*'",
    r"\{[^}]*\}",
    r"\[[^\]]*\]",
    r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)",
    r"\bgroup_(?:left|right)\b",
)
_NAME = re.compile(r"(?<![\w.$])[a-zA-Z_:][\w:]*\b(?!\s*\()")


def metrics_in(expression: str) -> set[str]:
    """List the metrics an expression asks for; functions, labels and strings are none."""
    for form in _NOT_NAMES:
        expression = re.sub(form, " ", expression)
    return {name for name in _NAME.findall(expression) if name.lower() not in _WORDS}


def exported() -> set[str]:
    """List what a scrape of the daemon brings."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    ours = {re.split(r"[{ ]", line)[0] for line in lines if not line.startswith("#")}
    process = ProcessCollector(registry=CollectorRegistry())
    return (
        ours | _OF_PROMETHEUS | {sample.name for one in process.collect() for sample in one.samples}
    )


def rules(folder: Path) -> Iterator[tuple[str, str]]:
    """List a Prometheus's rules: what each records or alerts, and its expression."""
    for path in sorted(folder.rglob("*.y*ml")):
        loaded: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in loaded.get("groups", ()) if isinstance(loaded, dict) else ():
            for rule in group["rules"]:
                yield rule.get("record") or rule["alert"], rule["expr"]
