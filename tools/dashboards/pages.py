"""All dashboards, and their JSON as it is kept: the same every time."""

import json
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from tools.dashboards import agency, city, device, itself

FOLDER = Path(__file__).parents[2] / "config" / "grafana" / "dashboards"


def dashboards() -> list[Dashboard]:
    """Make every dashboard."""
    return [module.dashboard() for module in (city, agency, device, itself)]


def written() -> dict[str, str]:
    """Return the JSON of every dashboard by the name of its file."""
    return {
        f"{one.uid}.json": json.dumps(
            one, cls=JSONEncoder, indent=1, sort_keys=True, ensure_ascii=False
        )
        + "\n"
        for one in dashboards()
    }
