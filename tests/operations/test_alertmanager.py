"""Alertmanager's configuration: who is told of what, by amtool."""

import shutil
import subprocess

import pytest

from tests.operations.delivered import ALERTMANAGER, alerts, loaded

pytestmark = pytest.mark.skipif(shutil.which("amtool") is None, reason="amtool is not installed")


def amtool(*arguments: str) -> str:
    done = subprocess.run(["amtool", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def test_amtool_accepts_the_configuration() -> None:
    amtool("check-config", str(ALERTMANAGER))


@pytest.mark.parametrize(
    ("severity", "receiver"), [("critical", "pager"), ("warning", "desk"), ("info", "nobody")]
)
def test_who_is_told_goes_by_how_urgent_it_is(severity: str, receiver: str) -> None:
    labels = (f"severity={severity}", "job=opd-monitor", "agency=dinkes")
    told = amtool("config", "routes", "test", "--config.file", str(ALERTMANAGER), *labels)
    assert told == receiver


def test_messages_are_grouped_by_agency_and_inhibitions_name_alerts_that_exist() -> None:
    config = loaded(ALERTMANAGER)
    assert "agency" in config["route"]["group_by"]
    names = "".join(
        matcher
        for rule in config["inhibit_rules"]
        for matcher in rule["source_matchers"] + rule["target_matchers"]
    )
    for name in names.replace('"', "|").replace(".*", "|").split("|"):
        if name.startswith("Opd"):
            assert any(alert.startswith(name) for alert in alerts()), name
