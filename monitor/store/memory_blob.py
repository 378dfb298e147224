"""
What is remembered of a device as bytes, and back: compressed JSON, levels in base 64.

Pure. A memory that cannot be understood is none: it is learnt anew.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.model.memory import Ends, Memory, OpenSlot, Usage

_VERSION = 1


def blob_of_memory(memory: Memory) -> bytes:
    """Return the bytes of a memory."""
    told = {
        "version": _VERSION,
        "identity": dict(memory.identity),
        "changed_s": memory.changed_s,
        "gateways": dict(memory.gateways),
        "moved_s": dict(memory.moved_s),
        "ospf": dict(memory.ospf),
        "ospf_gone_s": dict(memory.ospf_gone_s),
        "leases": [list(one) for one in memory.leases],
        "usages": {name: _told(usage) for name, usage in memory.usages.items()},
        "answered": memory.answered,
        "shown": sorted(memory.shown),
        "lines": dict(memory.lines),
        "line_moved_s": dict(memory.line_moved_s),
        "met": dict(memory.met),
        "ends": {
            name: [one.other, one.since_s, one.last_s, one.own, one.far, one.agreed, one.apart]
            for name, one in memory.ends.items()
        },
    }
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return zlib.compress(text.encode("ascii"))


def memory_of_blob(blob: bytes) -> Memory | None:
    """Return the memory of these bytes, or `None` where they are of no known form."""
    try:
        told = json.loads(zlib.decompress(blob))
        if told["version"] != _VERSION:
            return None
        return Memory(
            identity=_texts(told["identity"]),
            changed_s=_moment(told["changed_s"]),
            gateways=_texts(told["gateways"]),
            moved_s=_moments(told["moved_s"]),
            ospf=_texts(told["ospf"]),
            ospf_gone_s=_moments(told["ospf_gone_s"]),
            leases=tuple((int(day), int(count)) for day, count in told.get("leases", ())),
            usages={str(name): _usage(usage) for name, usage in told["usages"].items()},
            answered=bool(told["answered"]),
            shown=frozenset(str(kind) for kind in told.get("shown", ())),
            lines=_texts(told.get("lines", {})),
            line_moved_s=_moments(told.get("line_moved_s", {})),
            met=_texts(told.get("met", {})),
            ends={str(name): _ends(told) for name, told in told.get("ends", {}).items()},
        )
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error, RecursionError):
        return None


def _told(usage: Usage) -> dict[str, Any]:
    now = usage.open
    return {
        "rates": _base64(usage.rates),
        "clients": _base64(usage.clients),
        "days": _base64(usage.days),
        "open": {
            "number": now.number,
            "octets": now.octets,
            "covered_s": now.covered_s,
            "clients": now.clients,
            "traffic_ratios": _base64(now.traffic_ratios),
            "clients_ratios": _base64(now.clients_ratios),
            "rates": _base64(now.rates),
            "flaps": now.flaps,
        },
    }


def _ends(told: Sequence[Any]) -> Ends:
    other, since_s, last_s, own, far, agreed, apart = told
    return Ends(
        other=str(other),
        since_s=float(since_s),
        last_s=float(last_s),
        own=float(own),
        far=float(far),
        agreed=bool(agreed),
        apart=_moment(apart),
    )


def _usage(told: Mapping[str, Any]) -> Usage:
    now = told["open"]
    return Usage(
        rates=_bytes(told["rates"]),
        clients=_bytes(told["clients"]),
        days=_bytes(told["days"]),
        open=OpenSlot(
            number=int(now["number"]),
            octets=int(now["octets"]),
            covered_s=float(now["covered_s"]),
            clients=None if now["clients"] is None else int(now["clients"]),
            traffic_ratios=_bytes(now["traffic_ratios"]),
            clients_ratios=_bytes(now["clients_ratios"]),
            rates=_bytes(now["rates"]),
            flaps=int(now["flaps"]),
        ),
    )


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)


def _texts(told: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in told.items()}


def _moments(told: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(value) for name, value in told.items()}


def _moment(told: object) -> float | None:
    return None if told is None else float(str(told))
