"""
What Kominfo has written down of the city, as the registry's file has it at some moment.
"""

from collections.abc import Collection

from tests.measured_city.estate import Estate
from tests.measured_city.facts import BANK, BPJS, MINISTRY
from tests.measured_city.homes import CITY_AS


def registry_at(estate: Estate, time_s: float) -> dict[str, object]:
    """Return what the registry's file says from a moment on (Unix seconds)."""
    declared = estate.declared
    without = _late(estate, time_s)
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


def _late(estate: Estate, time_s: float) -> Collection[str]:
    """Name the devices that are not registered yet."""
    return {name for at, names in estate.late.items() if at > time_s for name in names}


def _named(circuit: dict[str, object]) -> set[object]:
    matches = circuit["match"]
    assert isinstance(matches, list)
    return {match["device"] for match in matches if "device" in match}
