"""
The city's registry and settings as files, loaded by the project's own loader.
"""

import os
from pathlib import Path

import yaml

from monitor.model.registry import Registry
from monitor.rules import names
from monitor.settings import Settings
from monitor.sources.yaml_files import load_all, load_registry
from tests.measured_city.estate import HOLIDAYS, Estate
from tests.measured_city.registry import registry_at

PROVIDERS_FILE = Path(__file__).parents[3] / "config" / "providers.yaml"
OUI_FILE = Path(__file__).parents[3] / "config" / "oui.yaml"
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
    _dump(folder / "registry.yaml", registry_at(estate, 0.0))
    for time_s in estate.late:
        _dump(folder / f"registry-{int(time_s)}.yaml", registry_at(estate, time_s))
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


def _dump(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, width=120), encoding="utf-8")
