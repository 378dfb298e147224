"""The dashboards as they are kept in config/grafana, in the pieces that tests look at."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "config" / "grafana" / "dashboards"
Json = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """A panel of a dashboard; rows are none."""

    dashboard: str
    json: Json

    def __str__(self) -> str:
        return f"{self.dashboard} {self.json['title']}"

    @property
    def kind(self) -> str:
        return str(self.json["type"])

    @property
    def expressions(self) -> list[str]:
        return [target["expr"] for target in self.json["targets"]]


def files() -> dict[str, str]:
    """Read every dashboard's text by the name of its file."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.json"))}


def dashboards() -> list[Json]:
    """Read every dashboard."""
    return [json.loads(text) for text in files().values()]


def everything(dashboard: Json) -> Iterator[Json]:
    """List panels and rows of a dashboard, those inside of rows too."""
    for panel in dashboard["panels"]:
        yield panel
        yield from panel.get("panels", ())


def panels() -> list[Panel]:
    """List all panels of all dashboards."""
    return [
        Panel(dashboard["uid"], one)
        for dashboard in dashboards()
        for one in everything(dashboard)
        if one["type"] != "row"
    ]


def variables(dashboard: Json) -> list[Json]:
    """List what may be chosen on a dashboard."""
    return list(dashboard["templating"]["list"])


def variable_query(query: str) -> tuple[str, str | None]:
    """Take a variable's query apart: the expression, and the label if its values are wanted."""
    found = re.fullmatch(r"label_values\((.+), (\w+)\)|query_result\((.+)\)", query)
    assert found, query
    return found[1] or found[3], found[2]


def asked() -> list[tuple[Panel, str, str]]:
    """List every query of every panel: the panel, the query's letter, the expression."""
    return [
        (panel, target["refId"], target["expr"])
        for panel in panels()
        for target in panel.json["targets"]
    ]
