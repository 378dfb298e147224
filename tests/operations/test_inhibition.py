"""Who is told of what when much happens at once, by a real Alertmanager as delivered."""

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.operations.alerting import Webhook, alertmanager, is_installed, webhook

_LIMIT_S = 120.0
# By day and by night alike: what waits for the office is another test's matter.
_AROUND_THE_CLOCK = [("      active_time_intervals: [office-hours]\n", "")]

pytestmark = pytest.mark.skipif(not is_installed(), reason="Alertmanager is not installed")


def _alert(name: str, severity: str, **labels: str) -> dict[str, Any]:
    return {"labels": {"alertname": name, "severity": severity, "job": "opd-monitor", **labels}}


def _down(number: int) -> dict[str, Any]:
    names = {"agency": f"a{number // 4}", "site": f"s{number // 4}", "device": f"r{number}"}
    return _alert("OpdDeviceDown", "warning", **names)


def _post(address: str, alerts: list[dict[str, Any]]) -> None:
    request = urllib.request.Request(
        f"http://{address}/api/v2/alerts",
        data=json.dumps(alerts).encode(),
        headers={"Content-Type": "application/json"},
    )
    deadline_s = time.monotonic() + _LIMIT_S
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30):
                return
        except OSError:
            assert time.monotonic() < deadline_s
            time.sleep(0.1)


def _told(folder: Path, alerts: list[dict[str, Any]], until: Callable[[Webhook], bool]) -> Webhook:
    with (
        webhook() as hook,
        alertmanager(folder, hook, replaced=_AROUND_THE_CLOCK) as address,
    ):
        _post(address, alerts)
        deadline_s = time.monotonic() + _LIMIT_S
        while not until(hook):
            assert time.monotonic() < deadline_s, hook.told
            time.sleep(0.1)
        # A group that was to be told of too has had its second to be.
        time.sleep(3)
    return hook


def _names(hook: Webhook) -> set[str]:
    return {labels["alertname"] for _, _, labels in hook.told}


def test_an_outage_of_the_city_is_one_message_and_not_two_hundred(tmp_path: Path) -> None:
    sites = [_alert("OpdSiteDown", "warning", agency=f"a{n}", site=f"s{n}") for n in range(50)]
    devices = [_down(number) for number in range(200)]
    alerts = [_alert("OpdCityOutage", "critical"), *sites, *devices]
    hook = _told(tmp_path, alerts, lambda hook: bool(hook.told))
    assert _names(hook) == {"OpdCityOutage"}


def test_an_outage_of_a_site_silences_its_devices_and_no_others(tmp_path: Path) -> None:
    site = _alert("OpdSiteDown", "warning", agency="a0", site="s0")
    alerts = [site, *(_down(number) for number in range(8))]
    hook = _told(tmp_path, alerts, lambda hook: {"OpdSiteDown", "OpdDeviceDown"} <= _names(hook))
    devices = {labels["device"] for _, _, labels in hook.told if "device" in labels}
    assert devices == {"r4", "r5", "r6", "r7"}


def test_an_outage_silences_no_rogue_link_and_a_rogue_link_its_agency_only(tmp_path: Path) -> None:
    where = {"agency": "dinkes", "site": "dinkes", "device": "opd-dinkes", "subject": "wan2"}
    alerts = [
        _alert("OpdCityOutage", "critical"),
        _alert("OpdRogueLinkProven", "critical", **where),
        _alert("OpdAgencyLostCompliance", "warning", agency="dinkes"),
        _alert("OpdAgencyLostCompliance", "warning", agency="disdik"),
    ]
    hook = _told(tmp_path, alerts, lambda hook: len(_names(hook)) == 3)
    lost = {labels["agency"] for _, _, labels in hook.told if "LostCompliance" in str(labels)}
    assert lost == {"disdik"}
    assert ("OpdRogueLinkProven", "opd-dinkes") in hook.names("pager", "firing")
