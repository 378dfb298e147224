"""
Who a device is, by what a replacement or a reset changes: its identity vector.

Its parts are told by the device itself: sysObjectID and sysName (RFC 3418),
snmpEngineID and its boots (RFC 3411), dot1dBaseBridgeAddress (RFC 4188), a serial number
(ENTITY-MIB or the vendor's own).
"""

from collections.abc import Mapping

from monitor.model.observation import Identity


def identity_parts(identity: Identity) -> dict[str, str]:
    """Return the parts by which a device is known to be itself, those that it tells."""
    parts = {
        "object_id": identity.object_id,
        "name": identity.sys_name,
        "engine_id": identity.engine_id,
        "serial": identity.serial,
        "bridge_address": identity.bridge_address,
        "engine_boots": None if identity.engine_boots is None else str(identity.engine_boots),
    }
    return {name: value for name, value in parts.items() if value}


def changes_of(known: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """
    Return the parts of an identity that are others now, with what they were.

    A part that is not told is no change. Boots of the SNMP engine only count up (RFC 3414, 2.2).
    """
    return {
        name: (known[name], value)
        for name, value in now.items()
        if name in known and _is_changed(name, known[name], value)
    }


def _is_changed(name: str, known: str, now: str) -> bool:
    return int(now) < int(known) if name == "engine_boots" else now != known
