"""
Alerts and recording rules, by promtool and by their promises.

Every alert has a page that says what to do, and a rule test in which it fires, is silent, resolves
and does not flap (`config/prometheus/tests`).
"""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.operations.delivered import (
    PROMETHEUS,
    RULE_TESTS,
    RULES,
    alerts,
    exported,
    loaded,
    metrics_in,
    rules,
)

needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is not installed"
)
_FIRING = re.compile(r'^(?:(min|max)_over_time\(\()?count\(ALERTS\{alertname="(\w+)"')
_ADDRESS = (
    '{{ with printf "job:opd_external_url:info{job=%q}" $labels.job | query }}'
    '{{ . | first | label "url" }}{{ end }}'
)
_TEXTS = ("summary", "description", "ringkasan", "uraian", "link", "runbook_url")
ALERTS = alerts()


def promtool(*arguments: str | Path) -> None:
    done = subprocess.run(
        ["promtool", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_promtool_accepts_the_configuration_and_the_rules() -> None:
    promtool("check", "config", PROMETHEUS / "prometheus.yml")
    promtool("check", "rules", *RULES)


@needs_promtool
@pytest.mark.parametrize("path", RULE_TESTS, ids=lambda path: path.stem)
def test_the_rules_do_what_their_tests_say(path: Path) -> None:
    promtool("test", "rules", path)


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_how_urgent_it_is_and_what_it_means_in_both_languages(name: str) -> None:
    alert = ALERTS[name]
    assert re.fullmatch(r"Opd([A-Z][a-z0-9]*)+", name) or "In7Days" in name or "In30Days" in name
    assert alert["labels"]["severity"] in ("critical", "warning", "info")
    assert tuple(alert["annotations"]) == _TEXTS
    texts = {title: text.strip() for title, text in alert["annotations"].items()}
    assert texts["runbook_url"] == f"{_ADDRESS}/runbooks/{name}"
    assert texts["link"].startswith(f"{_ADDRESS}/")
    assert all(texts.values())


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_of_an_agency_or_a_site_carries_its_name(name: str) -> None:
    labels = {"agency": "agency_name", "site": "site_name"}
    for text in ALERTS[name]["annotations"].values():
        for code, title in labels.items():
            assert f"$labels.{code} " not in text, f"{name} tells a code and not {title}"


@pytest.mark.parametrize("name", ALERTS)
def test_the_two_languages_tell_the_same_numbers_and_names(name: str) -> None:
    def told(*titles: str) -> set[str]:
        texts = " ".join(ALERTS[name]["annotations"][title] for title in titles)
        return set(re.findall(r"\$labels\.\w+", texts))

    assert told("summary", "description") == told("ringkasan", "uraian")


def test_rules_ask_for_nothing_that_the_daemon_does_not_export() -> None:
    for rule in rules():
        unknown = metrics_in(rule["expr"]) - exported()
        assert not unknown, (rule.get("alert") or rule["record"], unknown)


def test_what_is_recorded_is_used_or_named_as_recordings_are() -> None:
    for rule in rules():
        if "record" in rule:
            assert re.fullmatch(r"\w+:opd_\w+:\w+", rule["record"])


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_is_tested_to_fire_to_be_silent_to_resolve_and_not_to_flap(name: str) -> None:
    told = [_told_of(name, case) for path in RULE_TESTS for case in loaded(path)["tests"]]
    told = [one for one in told if one]
    fires = any("fires" in one for one in told)
    resolves = any({"on", "off later"} <= one for one in told)
    silent = any("on" not in one and "steady" in one for one in told)
    steady = any("steady" in one for one in told)
    assert (fires, resolves, silent, steady) == (True, True, True, True)


def _told_of(name: str, case: dict[str, Any]) -> set[str]:
    told: set[str] = set()
    for one in case.get("alert_rule_test", ()):
        if one["alertname"] == name and one["exp_alerts"]:
            told.add("fires")
    for one in case.get("promql_expr_test", ()):
        match = _FIRING.match(one["expr"])
        if match is None or match[2] != name:
            continue
        is_on = one["exp_samples"][0]["value"] > 0
        if match[1]:
            told.add("steady")
        if is_on:
            told.add("on")
        elif "on" in told:
            told.add("off later")
    return told
