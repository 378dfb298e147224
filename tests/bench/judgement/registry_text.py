"""
The city's registry and settings as files, loaded by the project's own loader.
"""

import os
from collections.abc import Collection
from pathlib import Path

import yaml

from monitor.model.registry import Registry
from monitor.rules import names
from monitor.settings import Settings
from monitor.sources.yaml_files import load_all, load_registry
from tests.bench.judgement.estate import HOLIDAYS, Estate
from tests.bench.judgement.facts import BANK, BPJS, MINISTRY, OUI_FILE, PROVIDERS_FILE
from tests.bench.judgement.homes import CITY_AS

_SECRETS = {"AUTH": "simulated-authentication", "PRIV": "simulated-privacy"}


def write(estate: Estate, folder: Path) -> Path:
    """Write monitor.yaml and registry.yaml; return the former."""
    settings = {
        "paths": {
            "registry": "registry.yaml",
            "providers": str(PROVIDERS_FILE),
            "oui": str(OUI_FILE),
            "store": "unused.db",
        },
        "timezone": "Asia/Jakarta",
        "profiles": {
            "default": {"version": "2c", "community": "literal:simulated"},
            "v3": {
                "version": 3, "user": "monitor", "auth": "SHA-256", "auth_secret": "env:AUTH",
                "priv": "AES-128", "priv_secret": "env:PRIV",
            },
        },
        "calendar": {"holidays": [estate.date(day) for day in HOLIDAYS]},
    }  # fmt: skip
    path = folder / "monitor.yaml"
    _dump(path, settings)
    path.chmod(0o600)
    _dump(folder / "registry.yaml", _registry(estate, _late(estate, 0.0)))
    for time_s in estate.late:
        _dump(folder / f"registry-{int(time_s)}.yaml", _registry(estate, _late(estate, time_s)))
    return path


def load(monitor_yaml: Path) -> tuple[Settings, Registry]:
    """Load both, as the daemon does at its start."""
    settings, registry, _ = load_all(
        monitor_yaml, environ={**os.environ, **_SECRETS}, known_rules=names()
    )
    return settings, registry


def load_later(monitor_yaml: Path, time_s: float, settings: Settings) -> Registry:
    """Load the registry as it is from some moment on."""
    registry, _ = load_registry(
        monitor_yaml.with_name(f"registry-{int(time_s)}.yaml"),
        PROVIDERS_FILE,
        OUI_FILE,
        timezone=settings.policy.calendar.timezone,
    )
    return registry


def _late(estate: Estate, time_s: float) -> Collection[str]:
    """Name the devices that are not registered yet."""
    return {name for at, names in estate.late.items() if at > time_s for name in names}


def _registry(estate: Estate, without: Collection[str]) -> dict[str, object]:
    declared = estate.declared
    network = {
        "as_numbers": [CITY_AS],
        "allowed_peer_as": [64500],
        "prefixes": ["10.0.0.0/8", "172.16.0.0/12", "198.51.100.0/24", "2001:db8:100::/40"],
        "data_centre_prefixes": ["10.20.0.0/22"],
        "cgnat_prefixes": ["100.70.0.0/16"],
        "ssids": ["KOMINFO-PTP"],
        "gateways": declared.gateways,
        "approved_destinations": [
            {"name": "BPJS Kesehatan", "prefixes": [str(BPJS)]},
            {"name": "Bank Daerah", "prefixes": [str(BANK)]},
            {"name": "Kementerian Dalam Negeri", "prefixes": [str(MINISTRY)]},
        ],
    }
    return {
        "network": network,
        "agencies": declared.agencies,
        "sites": declared.sites,
        "devices": [one for one in declared.devices if one["name"] not in without],
        "circuits": [one for one in declared.circuits if not _named(one) & set(without)],
        "waivers": declared.waivers,
        "maintenance": declared.maintenance,
    }


def _named(circuit: dict[str, object]) -> set[object]:
    matches = circuit["match"]
    assert isinstance(matches, list)
    return {match["device"] for match in matches if "device" in match}


def _dump(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, width=120), encoding="utf-8")
