"""The town's registry and settings, as files that the daemon loads."""

from pathlib import Path
from typing import Any

import yaml

from tests.bench.town.responder import COMMUNITY, PORT
from tests.bench.town.shapes import (
    KOMINFO,
    KOMINFO_MAC,
    host,
    mac_of,
    octets_of,
    own_address,
    shapes,
)

_CONFIG = Path(__file__).resolve().parents[3] / "config"
_SITES_AN_AGENCY = 40


def write(folder: Path, devices: int, http: int, **sections: Any) -> Path:
    """Write monitor.yaml and registry.yaml; `sections` are further ones of the former."""
    settings = {
        "language": "en",
        "paths": {
            "registry": "registry.yaml",
            "providers": str(_CONFIG / "providers.yaml"),
            "oui": str(_CONFIG / "oui.yaml"),
            "store": str(folder / "store.db"),
        },
        "listen": f"127.0.0.1:{http}",
        "profiles": {"default": {"version": "2c", "community": f"literal:{COMMUNITY}"}},
        **sections,
    }
    path = folder / "monitor.yaml"
    _dump(path, settings)
    path.chmod(0o600)
    _dump(folder / "registry.yaml", registry(devices))
    return path


def registry(devices: int) -> dict[str, Any]:
    """Declare so many devices: routers with their contracts, and switches at every tenth site."""
    kinds = shapes()
    agencies = [{"code": "kominfo", "name": "Kominfo"}]
    sites: list[dict[str, Any]] = [{"code": "kominfo", "agency": "kominfo", "name": "Kominfo"}]
    listed: list[dict[str, Any]] = [
        {"name": KOMINFO, "address": "10.255.255.1", "site": "kominfo", "role": "core",
         "poll": False, "macs": [KOMINFO_MAC]}
    ]  # fmt: skip
    circuits = []
    for number in range(devices):
        shape = kinds[number % len(kinds)]
        agency = f"opd-{number // _SITES_AN_AGENCY}"
        if number % _SITES_AN_AGENCY == 0:
            agencies.append({"code": agency, "name": f"Dinas {number // _SITES_AN_AGENCY}"})
        is_switch = shape.role == "switch"
        name = f"{'sw' if is_switch else 'opd'}-{number:05}"
        at = ".".join(map(str, octets_of(number)))
        sites.append({"code": name, "agency": agency, "name": f"Kantor {number}",
                      "prefixes": [f"{at}.0/24"]})  # fmt: skip
        own = own_address(number, 250 if is_switch else 1)
        listed.append({"name": name, "address": host(number), "port": PORT, "site": name,
                       "role": shape.role, "macs": [mac_of(number, 2)],
                       "addresses": [str(own)]})  # fmt: skip
        if not is_switch:
            circuits.append({"contract": f"027/{number}/2026", "provider": "Kominfo", "site": name,
                             "match": [{"device": name, "interface": shape.line}]})  # fmt: skip
    return {
        "network": {"as_numbers": [64512], "prefixes": ["10.0.0.0/8"]},
        "agencies": agencies,
        "sites": sites,
        "devices": listed,
        "circuits": circuits,
    }


def _dump(path: Path, data: object) -> None:
    path.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8")
