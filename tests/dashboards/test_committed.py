"""What is kept is what the code makes, and what Grafana takes."""

import json
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from tests.dashboards.committed import FOLDER, ROOT, dashboards, everything, files, panels
from tools.dashboards.__main__ import main
from tools.dashboards.pages import written

_CORE = {"stat", "bargauge", "table", "timeseries", "state-timeline", "geomap"}
_TRANSFORMATIONS = {"merge", "filterFieldsByName", "organize", "convertFieldType"}


def test_the_kept_dashboards_are_what_the_code_makes() -> None:
    assert written() == files(), "write them anew: make dashboards"


def test_they_are_written_the_same_every_time(tmp_path: Any) -> None:
    main(tmp_path / "new")
    assert {path.name: path.read_text() for path in (tmp_path / "new").iterdir()} == files()


@pytest.mark.parametrize("dashboard", dashboards(), ids=lambda one: one["uid"])
def test_grafana_s_own_library_reads_it_back_unchanged(dashboard: dict[str, Any]) -> None:
    register_default_plugins()
    again = json.dumps(Dashboard.from_json(dashboard), cls=JSONEncoder)
    assert json.loads(again) == dashboard


def test_only_what_every_grafana_has_is_used() -> None:
    assert {panel.kind for panel in panels()} == _CORE
    used = {one["id"] for panel in panels() for one in panel.json.get("transformations") or ()}
    assert used == _TRANSFORMATIONS


def test_uids_are_stable_and_name_the_files() -> None:
    uids = [one["uid"] for one in dashboards()]
    assert uids == ["opd-agency", "opd-city", "opd-device", "opd-itself"]
    assert [path.name for path in sorted(FOLDER.iterdir())] == [f"{uid}.json" for uid in uids]


def test_every_dashboard_leads_to_the_others_and_to_the_daemon() -> None:
    for one in dashboards():
        assert one["schemaVersion"] >= 36
        assert one["tags"] == ["opd-monitor"]
        siblings, page, findings = one["links"]
        assert (siblings["type"], siblings["tags"]) == ("dashboards", one["tags"])
        assert siblings["includeVars"]
        assert siblings["keepTime"]
        assert page["url"] == "${base}/"
        assert findings["url"] == "${base}/api/v1/findings"


def test_links_to_dashboards_name_one_that_is_there() -> None:
    text = "".join(files().values())
    uids = {one["uid"] for one in dashboards()}
    targets = {part.split("?")[0] for part in text.split('"/d/')[1:]}
    assert targets
    assert targets <= uids


def test_what_is_detail_is_in_rows_that_are_collapsed() -> None:
    rows = [
        one for dashboard in dashboards() for one in everything(dashboard) if one["type"] == "row"
    ]
    assert rows
    assert all(row["collapsed"] and row["panels"] for row in rows)


def test_the_provisioning_files_fit_the_dashboards() -> None:
    folder = ROOT / "config" / "grafana" / "provisioning"
    sources = yaml.safe_load((folder / "datasources" / "opd-monitor.yaml").read_text())
    providers = yaml.safe_load((folder / "dashboards" / "opd-monitor.yaml").read_text())
    [source], [provider] = sources["datasources"], providers["providers"]
    assert (sources["apiVersion"], providers["apiVersion"]) == (1, 1)
    chosen = [one["templating"]["list"][0]["current"] for one in dashboards()]
    assert all(one == {"text": source["name"], "value": source["uid"]} for one in chosen)
    assert source["type"] == "prometheus"
    assert (provider["type"], provider["folder"]) == ("file", "opd-monitor")
    assert provider["options"]["path"]


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the documents are not beside the tests")
def test_every_dashboard_is_described() -> None:
    text = (ROOT / "docs" / "dashboards.md").read_text(encoding="utf-8")
    for one in dashboards():
        name = one["title"].removeprefix("opd-monitor: ")
        assert f"| **{name}** (`{one['uid']}`) |" in text
