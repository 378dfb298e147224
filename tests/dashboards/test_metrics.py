"""Whatever a dashboard or a rule asks for is on the page that Prometheus scrapes."""

from typing import Any

import pytest

from tests.dashboards.committed import ROOT, Panel, asked, dashboards, variable_query, variables
from tests.dashboards.metric_names import exported, metrics_in, rules

RULES = list(rules(ROOT / "config" / "prometheus"))


@pytest.mark.parametrize(
    ("panel", "ref", "expression"), asked(), ids=[f"{panel}, {ref}" for panel, ref, _ in asked()]
)
def test_a_panel_asks_for_what_is_exported(panel: Panel, ref: str, expression: str) -> None:
    wanted = metrics_in(expression)
    assert wanted
    assert wanted <= exported(), f"{panel}, query {ref}"


@pytest.mark.parametrize("dashboard", dashboards(), ids=lambda one: one["uid"])
def test_variables_ask_for_what_is_exported(dashboard: dict[str, Any]) -> None:
    queries = [one["query"] for one in variables(dashboard) if one["type"] == "query"]
    assert queries
    for query in queries:
        assert metrics_in(variable_query(query)[0]) <= exported()


@pytest.mark.parametrize(("name", "expression"), RULES)
def test_a_rule_asks_for_what_is_exported_or_recorded(name: str, expression: str) -> None:
    recorded = {one for one, _ in RULES}
    assert metrics_in(expression) <= exported() | recorded, name


@pytest.mark.parametrize(
    ("expression", "metrics"),
    [
        ('sum by (a, b) (x_total{c=~"d|e"}) / on (a) group_left (f) y:z', {"x_total", "y:z"}),
        ("rate(x_total[5m]) > 1e3 or vector(0)", {"x_total"}),
        ('label_replace(x, "to", "$1", "from", "(.*)") unless y offset 1h == bool 0', {"x", "y"}),
        ("topk(3, x) and ignoring (l) group_right () y", {"x", "y"}),
    ],
)
def test_names_are_told_from_labels_functions_and_texts(expression: str, metrics: set[str]) -> None:
    assert metrics_in(expression) == metrics - {"1h"}
