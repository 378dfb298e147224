"""
Every query of every dashboard, asked of a real Prometheus that has scraped the demo city.

A query that brings nothing fails: nobody would notice an empty panel that a wrong label made.
"""

import re
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from tests.dashboards.committed import Panel, asked, dashboards, panels, variable_query, variables
from tests.dashboards.live import JOB, LONGEST_S, PROMETHEUS, Live, eventually, running
from tests.dashboards.pages import served, with_twins, without_names

pytestmark = pytest.mark.skipif(PROMETHEUS is None, reason="prometheus is not installed")

CHOSEN = {"agency": "damkar", "device": "opd-damkar"}
"""Of the demo city that which has most to show: a waiver, a finding, two links, a neighbour."""
FLAGGED = {"agency": "dinkes", "device": "opd-dinkes"}
"""One with a finding that is open, which an exempt one never was."""
UNSEEN = {"agency": "satpol", "device": "opd-satpol"}

_every_query = pytest.mark.parametrize(
    ("panel", "ref", "expression"), asked(), ids=[f"{panel}, {ref}" for panel, ref, _ in asked()]
)


@pytest.fixture(scope="module")
def twins() -> Iterator[str]:
    with served(with_twins()) as address:
        yield address


@pytest.fixture(scope="module")
def nameless() -> Iterator[str]:
    with served(without_names()) as address:
        yield address


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, twins: str, nameless: str) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("live"), twins, nameless) as found:
        yield found


@pytest.fixture(scope="module")
def until(live: Live) -> float:
    """When waiting for an answer ends, for all queries together."""
    return time.monotonic() + LONGEST_S


@_every_query
def test_a_query_brings_an_answer(
    live: Live, until: float, panel: Panel, ref: str, expression: str
) -> None:
    def answer() -> object:
        return live.query(expression, **CHOSEN) or live.query(expression, **FLAGGED)

    assert eventually(answer, until), f"{panel}, query {ref}"


@_every_query
def test_a_query_does_not_fail_where_nothing_is_seen(
    live: Live, panel: Panel, ref: str, expression: str
) -> None:
    live.query(expression, **UNSEEN)


@_every_query
def test_a_query_does_not_fail_where_devices_name_things_twice(
    live: Live, twins: str, panel: Panel, ref: str, expression: str
) -> None:
    live.query(expression, instance=twins, agency="rsud", device="opd-rsud")


def test_no_finding_is_lost_where_devices_name_things_twice_or_names_are_left_out(
    live: Live, until: float, twins: str, nameless: str
) -> None:
    findings, _ = _expressions("opd-city", "Rogue links, one by one")
    for instance in (twins, nameless):
        found = eventually(partial(live.query, findings, instance=instance), until)
        assert len(found) == 3
    assert {one["metric"]["site_name"] for one in found} == {"rsud", "dinkes"}


@pytest.mark.parametrize("dashboard", dashboards(), ids=lambda one: one["uid"])
def test_what_can_be_chosen_is_offered(live: Live, dashboard: dict[str, Any]) -> None:
    base = f"http://{live.instance}"
    wanted = {"job": JOB, "instance": live.instance, "base": base} | CHOSEN
    for one in variables(dashboard):
        if one["type"] == "query":
            expression, label = variable_query(one["query"])
            offered = _offered(live, expression, label, one["regex"])
            assert wanted[one["name"]] in offered


def _offered(live: Live, expression: str, label: str | None, regex: str) -> dict[str, str]:
    """Return the values and their texts that Grafana offers, by what its source does."""
    if label is not None:
        values = live.get(f"label/{label}/values", **{"match[]": live.filled(expression, **CHOSEN)})
        return {value: value for value in values}
    lines = []
    for series in live.query(expression, **CHOSEN):
        labels = {name: text for name, text in series["metric"].items() if name != "__name__"}
        lines.append("{" + ",".join(f'{name}="{text}"' for name, text in labels.items()) + "}")
    form = re.compile(regex.strip("/").replace("?<", "?P<"))
    found = [form.search(line) for line in lines]
    assert all(found)
    return {one["value"]: one["text"] for one in found if one}


def test_agencies_are_offered_by_their_names(live: Live) -> None:
    agency = next(one for one in variables(_board("opd-agency")) if one["name"] == "agency")
    expression, label = variable_query(agency["query"])
    offered = _offered(live, expression, label, agency["regex"])
    assert len(offered) == 10
    assert offered["dinkes"] == "Dinas Kesehatan"


def _board(uid: str) -> dict[str, Any]:
    return next(one for one in dashboards() if one["uid"] == uid)


def _expressions(dashboard: str, title: str) -> list[str]:
    [panel] = [
        one
        for one in panels()
        if one.dashboard == dashboard and one.json["title"].startswith(f"{title} ·")
    ]
    return panel.expressions


def test_no_finding_is_lost_by_what_is_joined_to_it(live: Live) -> None:
    first, opened = _expressions("opd-city", "Rogue links, one by one")
    [number] = _expressions("opd-city", "Rogue links")

    def whole() -> bool:
        [said] = live.query(number)
        rows = live.query(first), live.query(opened)
        return {float(said["value"][1])} == {float(len(one)) for one in rows}

    assert eventually(whole, time.monotonic() + LONGEST_S)
    for row in live.query(first):
        labels = row["metric"]
        assert labels["site_name"].startswith("Kantor ")
        assert labels["agency_name"] != labels["agency"]
        assert len(labels["id"]) == 10
        assert labels["rules"]
        # A line that was hung up is gone, and its finding is open a little longer.
        is_there = labels["device"] in {"opd-dinkes", "opd-bappeda"}
        assert labels.get("provider", "") == ("ContohNet" if is_there else "")


@pytest.mark.parametrize("panel", [one for one in panels() if one.kind == "table"], ids=str)
def test_no_row_of_a_table_lacks_its_names(live: Live, until: float, panel: Panel) -> None:
    """Grafana merges rows by the labels that all queries share; one without a base stays alone."""

    def whole() -> bool:
        base, *rest = [
            [row["metric"] for row in live.query(expression, **CHOSEN)]
            for expression in panel.expressions
        ]
        added = [labels for rows in rest for labels in rows]
        shared = set.intersection(*(set(labels) for labels in (*base, *added))) - {"__name__"}
        keys = [{label: labels[label] for label in shared} for labels in base]
        return all({label: labels[label] for label in shared} in keys for labels in added)

    assert len(panel.expressions) == 1 or eventually(whole, until)


def test_the_map_tells_what_is_rogue_unseen_and_in_order(live: Live) -> None:
    [expression] = _expressions("opd-city", "Sites on the map")
    rows = live.query(expression)
    states = {row["metric"]["site"]: int(row["value"][1]) for row in rows}
    assert len(states) == 10
    assert states["dinkes"] == states["bappeda"] == states["dishub"] == 3
    assert states["satpol"] == 2
    assert states["dukcapil"] == states["damkar"] == 0
    assert all(float(row["metric"]["latitude"]) < 0 for row in rows)


def test_what_nobody_saw_has_no_number_that_looks_well(live: Live) -> None:
    for title in ("Share compliant", "Rogue links", "Unknown links"):
        [expression] = _expressions("opd-agency", title)
        assert live.query(expression, **CHOSEN)
        assert live.query(expression, **UNSEEN) == []


def test_every_agency_is_in_the_table_of_agencies(live: Live) -> None:
    base, *rest = _expressions("opd-city", "Agencies")
    rows = live.query(base)
    assert len({row["metric"]["agency_name"] for row in rows}) == len(rows) == 10
    codes = {row["metric"]["agency"] for row in rows}
    for expression in rest:
        assert {row["metric"]["agency"] for row in live.query(expression)} <= codes


def test_once_the_daemon_is_gone_every_number_is_gone_and_that_is_said(live: Live) -> None:
    live.end_daemon()
    [state] = _expressions("opd-city", "Monitor")

    def gone() -> bool:
        return [one["value"][1] for one in live.query(state)] == ["0"]

    assert eventually(gone, time.monotonic() + LONGEST_S)
    for panel, ref, expression in asked():
        is_now = panel.kind in {"stat", "bargauge", "table", "geomap"}
        if is_now and not panel.json["title"].startswith("Monitor "):
            assert live.query(expression, **CHOSEN) == [], f"{panel}, query {ref}"
