"""What is delivered to Prometheus, Alertmanager and systemd, as their own files say it."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "config" / "prometheus"
ALERTMANAGER = ROOT / "config" / "alertmanager" / "alertmanager.yml"
RULES = sorted((PROMETHEUS / "rules").glob("*.yaml"))
RULE_TESTS = sorted((PROMETHEUS / "tests").glob("*.yaml"))
UNITS = ROOT / "config" / "systemd"
PROGRAM = "/opt/opd-monitor/bin/opd-monitor"
RUNBOOKS = ROOT / "docs" / "runbooks"
PAGE = ROOT / "tests" / "exporters" / "golden" / "metrics.txt"

_METRIC = re.compile(r"(?<![\w:])opd_\w+")


def loaded(path: Path) -> Any:
    """Read a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def rules() -> list[dict[str, Any]]:
    """List all rules, alerts and recordings."""
    return [rule for path in RULES for group in loaded(path)["groups"] for rule in group["rules"]]


def alerts() -> dict[str, dict[str, Any]]:
    """List the alerts by name."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def exported() -> frozenset[str]:
    """Name the metrics of the daemon's page."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[2] for line in lines if line.startswith("# TYPE "))


def metrics_in(query: str) -> frozenset[str]:
    """Name the metrics of the daemon's that a query asks for; recorded ones have a colon."""
    return frozenset(_METRIC.findall(query))


def placed_units(folder: Path) -> tuple[Path, Path]:
    """Copy the service and its socket to a folder, with a program there instead of its place."""
    program = folder / "opd-monitor"
    program.touch(mode=0o755)
    service, socket = folder / "opd-monitor.service", folder / "opd-monitor.socket"
    for unit in (service, socket):
        text = (UNITS / unit.name).read_text(encoding="utf-8")
        unit.write_text(text.replace(PROGRAM, str(program)), encoding="utf-8")
    return service, socket
