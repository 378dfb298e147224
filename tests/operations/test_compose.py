"""What compose.yaml starts: nothing has rights, nothing is reached from outside."""

import re

import pytest

from tests.operations.delivered import ROOT, loaded

COMPOSE = ROOT / "compose.yaml"
pytestmark = pytest.mark.skipif(not COMPOSE.exists(), reason="compose.yaml is not beside the tests")
SERVICES = loaded(COMPOSE)["services"] if COMPOSE.exists() else {}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_rights_and_writes_to_its_volume_only(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    writable = [volume for volume in service["volumes"] if not volume.endswith(":ro")]
    assert len(writable) == 1
    assert writable[0].startswith(f"{name}:/")


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_or_built_here(name: str) -> None:
    service = SERVICES[name]
    assert "build" in service or re.search(r":v?\d+\.\d+\.\d+$", service["image"])


def test_all_listen_on_loopback() -> None:
    assert "--web.listen-address=127.0.0.1:9090" in SERVICES["prometheus"]["command"]
    assert "--web.listen-address=127.0.0.1:9093" in SERVICES["alertmanager"]["command"]
    assert SERVICES["grafana"]["environment"]["GF_SERVER_HTTP_ADDR"] == "127.0.0.1"
    settings = loaded(ROOT / "config" / "monitor.yaml")
    assert settings["listen"] == "127.0.0.1:10190"


def test_what_is_mounted_exists() -> None:
    mounted = [volume for service in SERVICES.values() for volume in service["volumes"]]
    found = [re.search(r"\./[\w./-]+", volume) for volume in mounted if "./" in volume]
    assert len(found) >= 6
    for match in found:
        assert match
        assert (ROOT / match[0]).exists(), match[0]


def test_the_daemon_is_given_the_secrets_that_the_delivered_settings_name() -> None:
    text = (ROOT / "config" / "monitor.yaml").read_text(encoding="utf-8")
    named = set(re.findall(r"^ +\w+: env:(\w+)", text, re.MULTILINE))
    assert set(SERVICES["opd-monitor"]["environment"]) == named
