"""Every panel can be understood, stands by itself and tells no data from all is well."""

import re
from itertools import combinations
from typing import Any

import pytest

from tests.dashboards.committed import Panel, dashboards, everything, panels, variables

_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
_GOOD = "green"
_every_panel = pytest.mark.parametrize("panel", panels(), ids=str)
_every_dashboard = pytest.mark.parametrize("dashboard", dashboards(), ids=lambda one: one["uid"])


@_every_panel
def test_it_says_what_it_is_and_when_to_worry_in_both_languages(panel: Panel) -> None:
    english, indonesian = panel.json["title"].split(" · ")
    assert english
    assert indonesian
    first, second = panel.json["description"].split("\n\n")
    assert first.endswith(".")
    assert second.startswith("*")
    assert second.endswith(".*")


@_every_panel
def test_it_asks_the_data_source_that_was_chosen(panel: Panel) -> None:
    assert panel.json["datasource"] == _SOURCE
    assert all(target["datasource"] == _SOURCE for target in panel.json["targets"])


@_every_panel
def test_its_numbers_have_a_unit_and_a_text_where_there_is_none(panel: Panel) -> None:
    defaults = panel.json["fieldConfig"]["defaults"]
    assert defaults["unit"]
    assert defaults["noValue"]


@_every_panel
def test_where_there_is_no_number_it_is_not_green(panel: Panel) -> None:
    fields = panel.json["fieldConfig"]
    scales = [fields["defaults"]["thresholds"]]
    scales += [
        one["value"]
        for override in fields["overrides"]
        for one in override["properties"]
        if one["id"] == "thresholds"
    ]
    for scale in scales:
        first, *rest = scale["steps"]
        assert first["value"] is None
        assert first["color"] != _GOOD
        assert [step["value"] for step in rest] == sorted(step["value"] for step in rest)


@_every_panel
def test_it_asks_one_daemon_and_rates_follow_the_scrapes(panel: Panel) -> None:
    for expression in panel.expressions:
        selectors = re.findall(
            r"\b(?:opd_\w+|process_\w+|scrape_\w+|up)\b(?!\s*\()\{?([^}]*)", expression
        )
        assert selectors
        assert all('job="$job", instance="$instance"' in one for one in selectors)
        ranges = re.findall(r"(\w+)\([^()\[\]]*\[([^\]]*)\]", expression)
        assert all(span == "$__rate_interval" for function, span in ranges if "rate" in function)
        assert expression.count("[") == len(ranges)


@_every_panel
def test_single_numbers_and_tables_are_of_this_moment(panel: Panel) -> None:
    is_course = panel.kind in {"timeseries", "state-timeline"}
    for target in panel.json["targets"]:
        assert (target["range"], target["instant"]) == (is_course, not is_course)


@_every_panel
def test_a_table_has_headings_for_people(panel: Panel) -> None:
    if panel.kind != "table":
        return
    *_, chosen, organized = panel.json["transformations"]
    names = chosen["options"]["include"]["names"]
    places = organized["options"]["indexByName"]
    assert sorted(places, key=lambda name: places[name]) == names
    headings = organized["options"]["renameByName"]
    assert set(headings) == set(names)
    styled = {one["matcher"]["options"] for one in panel.json["fieldConfig"]["overrides"]}
    assert styled == set(headings.values())
    values = {name for name in names if name.startswith("Value #")}
    assert values <= {f"Value #{target['refId']}" for target in panel.json["targets"]}


@_every_dashboard
def test_no_two_panels_have_one_title(dashboard: dict[str, Any]) -> None:
    titles = [one["title"] for one in everything(dashboard)]
    assert len(titles) == len(set(titles))


@_every_dashboard
def test_ids_are_unique_and_nothing_overlaps(dashboard: dict[str, Any]) -> None:
    ids = [one["id"] for one in everything(dashboard)]
    assert len(ids) == len(set(ids))
    for group in (dashboard["panels"], *(one.get("panels", ()) for one in dashboard["panels"])):
        for one, other in combinations([panel["gridPos"] for panel in group], 2):
            assert _apart(one, other), (one, other)
    assert all(one["gridPos"]["x"] + one["gridPos"]["w"] <= 24 for one in everything(dashboard))


def _apart(one: dict[str, int], other: dict[str, int]) -> bool:
    beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
    above = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
    return beside or above


@_every_dashboard
def test_what_can_be_chosen_comes_in_the_order_it_depends(dashboard: dict[str, Any]) -> None:
    names = [one["name"] for one in variables(dashboard)]
    assert names[:3] == ["datasource", "job", "instance"]
    assert names == ["datasource", "job", "instance", "base", "agency", "device"][: len(names)]
    assert [one["name"] for one in variables(dashboard) if one.get("hide")] == ["base"]
    for one in variables(dashboard):
        if one["type"] == "query":
            assert one["datasource"] == _SOURCE
            used = re.findall(r"\$(\w+)", one["query"])
            assert all(names.index(name) < names.index(one["name"]) for name in used)


@_every_dashboard
def test_it_begins_with_whether_the_daemon_is_there(dashboard: dict[str, Any]) -> None:
    first = dashboard["panels"][0]
    assert first["title"].startswith("Monitor")
    assert "up{" in first["targets"][0]["expr"]
