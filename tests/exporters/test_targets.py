"""The polled devices for Prometheus's HTTP service discovery."""

import asyncio
import json
import shutil
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from exporters.schema import SCHEMA
from exporters.targets import address_of, targets_json
from monitor.model.declared import Device, DeviceRole
from monitor.model.web import WebConfig
from tests.certificates import authority, client
from tests.exporters.city_lab import CITY
from tests.exporters.test_api import validator
from tests.exporters.test_tls import run
from tests.exporters.web_lab import ALICE, MUTUAL, PASSWORD, serving

R1 = Device("r1", "10.1.2.3", "rsud", profile="v3", role=DeviceRole.ROUTER)
LABELS = {
    "__meta_opd_device": "r1",
    "__meta_opd_agency": "rsud",
    "__meta_opd_site": "rsud",
    "__meta_opd_role": "router",
    "__meta_opd_profile": "v3",
    "__meta_opd_snmp_version": "3",
}


def groups(*devices: Device) -> list[dict[str, object]]:
    """What is given of a city with these devices, nobody having seen them yet."""
    registry = replace(CITY.registry, devices={one.name: one for one in devices})
    return targets_json(replace(CITY, registry=registry, devices={}, snmp_versions={"v3": "3"}))


def test_a_device_is_a_group_with_what_is_known_of_it() -> None:
    assert groups(R1) == [{"targets": ["10.1.2.3"], "labels": LABELS}]


def test_what_is_not_known_is_left_out() -> None:
    [group] = groups(replace(R1, profile="gone", site="nowhere"))
    assert group["labels"] == {
        "__meta_opd_device": "r1",
        "__meta_opd_site": "nowhere",
        "__meta_opd_role": "router",
        "__meta_opd_profile": "gone",
    }


@pytest.mark.parametrize(
    ("address", "port", "written"),
    [
        ("10.1.2.3", 161, "10.1.2.3"),
        ("10.1.2.3", 1161, "10.1.2.3:1161"),
        ("2001:db8::1", 161, "2001:db8::1"),
        ("2001:db8::1", 1161, "[2001:db8::1]:1161"),
        ("opd-rsud.kota.go.id", 161, "opd-rsud.kota.go.id"),
        ("opd-rsud.kota.go.id", 1161, "opd-rsud.kota.go.id:1161"),
    ],
)
def test_the_port_is_written_only_if_it_is_not_snmps_own(
    address: str, port: int, written: str
) -> None:
    assert address_of(replace(R1, address=address, port=port)) == written


def test_only_polled_devices_are_given_in_the_order_of_their_names() -> None:
    found = groups(replace(R1, name="b"), replace(R1, name="c", poll=False), replace(R1, name="a"))
    assert [group["labels"]["__meta_opd_device"] for group in found] == ["a", "b"]  # type: ignore[index]


def test_it_is_as_the_schema_says() -> None:
    data = json.loads(json.dumps(targets_json(CITY)))
    assert data
    validator("targets").validate(data)
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    no_labels: dict[str, object] = {"targets": []}
    for wrong in (no_labels, {**no_labels, "labels": {"community": "x"}}):
        with pytest.raises(jsonschema.ValidationError):
            validator("targets").validate([wrong])


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_prometheus_discovers_the_devices_by_tls_password_and_certificate(tmp_path: Path) -> None:
    (tmp_path / "ca.crt").write_text(authority().certificate)
    client().write(tmp_path, "client")
    config = tmp_path / "prometheus.yml"

    async def use() -> None:
        async with serving(WebConfig(tls=MUTUAL, users=ALICE)) as served:
            config.write_text(
                f"""\
scrape_configs:
  - job_name: snmp
    http_sd_configs:
      - url: {served.url}/api/v1/targets
        basic_auth: {{username: alice, password: {PASSWORD}}}
        tls_config: {{ca_file: ca.crt, cert_file: client.crt, key_file: client.key}}
    relabel_configs:
      - {{source_labels: [__address__], target_label: __param_target}}
      - {{source_labels: [__meta_opd_device], target_label: device}}
      - {{target_label: __address__, replacement: 127.0.0.1:9116}}
"""
            )
            for seconds in (1, 2, 4, 8, 16):
                # It waits that long, whatever has come until then.
                limit = f"--timeout={seconds}s"
                words = ("check", "service-discovery", limit, str(config), "snmp")
                status, out = await run("promtool", *words)
                assert status == 0, out
                found = [group["labels"]["device"] for group in json.loads(out) or ()]
                if found:
                    break
            assert set(found) == {
                name for name, device in CITY.registry.devices.items() if device.poll
            }

    asyncio.run(use())
