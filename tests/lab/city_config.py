"""
A configuration for a laboratory city, made from the topology that the city itself is made from.

Declared is what the city's administrators would know: the address plan, the agencies and their
routers, one contract per agency. What is wrong in the city is in nobody's registry.
"""

import tomllib
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import yaml

PLAN = ["10.0.0.0/8", "172.16.0.0/16", "198.51.100.0/30"]
DATA_CENTRE = "10.20.0.0/24"
OUI = Path(__file__).parents[2] / "config" / "oui.yaml"
OWN_AS, UPSTREAM_AS, FOREIGN_AS = 64512, 64500, 64999
PROVIDER = {
    "name": "isp",
    "patterns": ["indihome"],
    "as_numbers": [FOREIGN_AS],
    "prefixes": ["198.18.0.0/16", "100.64.0.0/10"],
}


@dataclass(frozen=True, slots=True)
class Paces:
    """How fast the laboratory is polled, in seconds."""

    fast_s: float = 5
    slow_s: float = 15
    slot_s: float = 20


def write(topology: Path, folder: Path, port: int, paces: Paces) -> Path:
    """Write monitor.yaml and the files it names beside it; return the first."""
    city = tomllib.loads(topology.read_text(encoding="utf-8"))
    files = {
        "monitor.yaml": _monitor(city["lab"], port, paces),
        "registry.yaml": _registry(city),
        "providers.yaml": {"date": "2026-11-01", "credit": "made up", "providers": [PROVIDER]},
        "oui.yaml": yaml.safe_load(OUI.read_text(encoding="utf-8")),
    }
    for name, data in files.items():
        path = folder / name
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        path.chmod(0o600)
    return folder / "monitor.yaml"


def _monitor(lab: dict[str, Any], port: int, paces: Paces) -> dict[str, Any]:
    return {
        "paths": {"store": "store.db"},
        "listen": f"127.0.0.1:{port}",
        "traps": "0.0.0.0:162",
        "intervals": {"fast_s": paces.fast_s, "slow_s": paces.slow_s},
        "profiles": {
            "v2c": {"version": "2c", "community": f"literal:{lab['community']}"},
            "v3": {
                "version": "3",
                "user": lab["v3_user"],
                "auth": lab["v3_auth"],
                "auth_secret": f"literal:{lab['v3_authpass']}",
                "priv": "AES-128",
                "priv_secret": f"literal:{lab['v3_privpass']}",
            },
        },
        # A strong signal is said after hours; in a laboratory, after two whole readings, of which
        # the second may come after half an interval. What is usual is learnt in slots of seconds,
        # of which three are as many days.
        "rules": {
            "hysteresis": {"strong_polls": 2, "strong_s": paces.slow_s * 0.4},
            "baselines": {"slot_s": paces.slot_s, "period_slots": 1, "day_slots": 1},
            "overrides": {"silent-bypass": {"thresholds": {"days": 3}}},
        },
        "calendar": {
            "working_days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            "opens": "00:00",
            "closes": "23:59",
        },
    }


def _registry(city: dict[str, Any]) -> dict[str, Any]:
    agencies = [{"code": "kominfo", "name": "Dinas Komunikasi dan Informatika"}]
    sites = [{"code": "kominfo", "agency": "kominfo", "name": "Pusat Data", "prefixes": []}]
    devices = [_device("kominfo-core", city, "kominfo", "border")]
    devices += [
        _device(name, city, "kominfo", "core" if node["role"] == "router" else "server")
        for name, node in city["node"].items()
        if node.get("snmp") and name != "kominfo-core" and node.get("role") in ("router", "server")
        and _is_in_data_centre(name, city)
    ]  # fmt: skip
    circuits = []
    for code, opd in city["opd"].items():
        number = opd["n"]
        agencies.append({"code": code, "name": opd["agency"]})
        sites.append(
            {
                "code": code,
                "agency": code,
                "name": f"Kantor {opd['agency']}",
                "prefixes": [f"172.16.{number}.0/24"],
            }
        )
        devices.append(
            {
                "name": f"opd-{code}",
                "address": f"10.255.0.{number}",
                "site": code,
                "role": "router",
                "profile": opd["snmp"],
            }
        )
        circuits.append(
            {
                "contract": f"027/{number:03}/KOMINFO/2026",
                "provider": "Kominfo",
                "site": code,
                "match": [{"device": f"opd-{code}", "interface": "wan1"}],
            }
        )
    devices += _servers_at_agencies(city, sites)
    network = {
        "as_numbers": [OWN_AS],
        "allowed_peer_as": [UPSTREAM_AS],
        "prefixes": PLAN,
        "data_centre_prefixes": [DATA_CENTRE],
    }
    return {
        "network": network,
        "agencies": agencies,
        "sites": sites,
        "devices": devices,
        "circuits": circuits,
    }


def _device(name: str, city: dict[str, Any], site: str, role: str) -> dict[str, Any]:
    node = city["node"][name]
    address = node.get("loopback") or _first_address(name, city)
    return {
        "name": name,
        "address": address,
        "site": site,
        "role": role,
        "profile": node["snmp"],
    }


def _servers_at_agencies(city: dict[str, Any], sites: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Servers that stand in an agency's LAN and are known to the city's administrators."""
    found = []
    for name, node in city["node"].items():
        if node.get("snmp") and node.get("role") == "server" and not _is_in_data_centre(name, city):
            address = ip_address(_first_address(name, city))
            site = next(s for s in sites if any(address in ip_network(p) for p in s["prefixes"]))
            found.append(_device(name, city, site["code"], "server"))
    return found


def _is_in_data_centre(name: str, city: dict[str, Any]) -> bool:
    node = city["node"][name]
    return "loopback" in node or _first_address(name, city).startswith("10.20.")


def _first_address(name: str, city: dict[str, Any]) -> str:
    for link in city.get("link", []):
        for end in (link["a"], link["b"]):
            words = end.split()
            if words[0] == name and len(words) > 2 and "/" in words[2]:
                return str(words[2].partition("/")[0])
    return ""
