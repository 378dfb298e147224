"""
How much passed over an interface between two readings of its counters.

A counter wraps, is reset by a restart, or begins anew with a new interface under the old ifIndex;
none of that is traffic. Where it cannot be told, nothing is (`None`).
"""

from monitor.model.observation import Interface, Snapshot

_UPTIME_WRAPS_S = 2**32 / 100
"""sysUpTime is in hundredths of a second (RFC 3418): it starts anew after 497 days."""
_SLACK_S = 300.0
"""How far off a clock of a device is allowed to be when its uptime wraps."""


def octets_between(before: Snapshot, now: Snapshot, old: Interface, new: Interface) -> int | None:
    """Return the octets in and out that passed from one reading of an interface to the next."""
    bits = new.counter_bits
    if bits is None or old.counter_bits != bits or old.label != new.label:
        return None
    if restarted(before, now) or now.time_s <= before.time_s:
        return None
    moved = 0
    for then, since in ((old.in_octets, new.in_octets), (old.out_octets, new.out_octets)):
        if then is None or since is None or (since < then and bits > 32):
            # Nothing wraps 64 bits: the counter was reset.
            return None
        moved += (since - then) % (1 << bits)
    if new.speed_bps and moved * 8 > 2.2 * new.speed_bps * (now.time_s - before.time_s):
        # More than the line can carry in both directions: a reset of a counter of 32 bits.
        return None
    return moved


def octets_per_s(
    before: Snapshot | None, now: Snapshot, old: Interface | None, new: Interface
) -> float | None:
    """Return the octets of a second, in and out, from one reading of an interface to the next."""
    if before is None or old is None:
        return None
    moved = octets_between(before, now, old, new)
    return None if moved is None else moved / (now.time_s - before.time_s)


def restarted(before: Snapshot, now: Snapshot) -> bool:
    """Whether the device began anew between two readings; a wrap of sysUpTime is no restart."""
    then, since = before.identity.uptime_s, now.identity.uptime_s
    if then is None or since is None or since >= then:
        return False
    wrapped_s = then + (now.time_s - before.time_s) - _UPTIME_WRAPS_S
    return abs(wrapped_s - since) > _SLACK_S
