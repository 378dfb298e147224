"""
A snapshot as plain data for JSON: every observation with its fields, addresses as text.

The rows an observation was decoded from are left out; signals carry theirs as evidence.
"""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from monitor.model.observation import Identity, Snapshot
from monitor.model.reading import Observation


def snapshot_json(snapshot: Snapshot) -> dict[str, Any]:
    """Return `device`, `time`, `identity`, `tables` and `observations` of a snapshot."""
    return {
        "device": snapshot.device,
        "time": datetime.fromtimestamp(snapshot.time_s, UTC).isoformat(timespec="seconds"),
        "identity": _plain(snapshot.identity),
        "tables": {
            name: {
                "status": reading.status.value,
                "rows": reading.rows,
                "skipped": reading.skipped,
                **({"reason": reading.reason} if reading.reason else {}),
            }
            for name, reading in sorted(snapshot.tables.items())
        },
        "observations": {
            "interfaces": _all(snapshot.interfaces),
            "addresses": _all(snapshot.addresses),
            "routes": _all(snapshot.routes),
            "arp": _all(snapshot.arp),
            "neighbours": _all(snapshot.neighbours),
            "bgp_peers": _all(snapshot.bgp_peers),
            "ospf_neighbours": _all(snapshot.ospf_neighbours),
            "fdb": _all(snapshot.fdb),
            "listeners": _all(snapshot.listeners),
            "processes": _all(snapshot.processes),
            "vpn_peers": _all(snapshot.vpn_peers),
            "virtual_machines": _all(snapshot.virtual_machines),
            "client_counts": _all(snapshot.client_counts),
        },
    }


def _all(observations: Iterable[Observation]) -> list[dict[str, Any]]:
    return [_plain(seen) for seen in observations]


def _plain(seen: Observation | Identity) -> dict[str, Any]:
    return {item.name: _value(getattr(seen, item.name)) for item in fields(seen) if item.compare}


def _value(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return str(value)
