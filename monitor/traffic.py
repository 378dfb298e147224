"""
How much passed over an interface between two readings of its counters.

A counter wraps, is reset by a restart, or begins anew with a new interface under the old ifIndex;
none of that is traffic. Where it cannot be told, nothing is (`None`).
"""

from dataclasses import replace

from monitor.model.observation import Interface, Snapshot

_UPTIME_WRAPS_S = 2**32 / 100
"""sysUpTime is in hundredths of a second (RFC 3418): it starts anew after 497 days."""
_SLACK_S = 300.0
"""How far off a clock of a device is allowed to be when its uptime wraps."""
_WIDE, _NARROW = 64, 32
_WRAP = 2**_NARROW
_Pair = tuple[int | None, int | None]


def with_counters(interface: Interface) -> Interface:
    """
    Take the 32-bit counters of an interface whose 64-bit ones never count.

    Some agents have the columns of 64 bits and zeros in them, beside 32-bit counters that move.
    """
    if interface.in_octets or interface.out_octets or interface.counter_bits != _WIDE:
        return interface
    came, went = _narrow(interface)
    if not (came or went):
        return interface
    return replace(interface, in_octets=came, out_octets=went, counter_bits=_NARROW)


def without_counters(interface: Interface) -> Interface:
    """Forget counters of an earlier reading: what was not read anew is not known to stand still."""
    return replace(
        interface,
        in_octets=None,
        out_octets=None,
        counter_bits=None,
        in_octets_32=None,
        out_octets_32=None,
    )


def octets_between(before: Snapshot, now: Snapshot, old: Interface, new: Interface) -> int | None:
    """Return the octets in and out that passed from one reading of an interface to the next."""
    moved = moved_between(before, now, old, new)
    return None if moved is None else sum(moved)


def moved_between(
    before: Snapshot, now: Snapshot, old: Interface, new: Interface
) -> tuple[int, int] | None:
    """
    Return the octets in, and out, from one reading of an interface to the next.

    Counters of 64 bits are believed whatever ifSpeed, an estimate, says; but where they stand still
    and those of 32 bits move, the latter are.
    """
    elapsed_s = now.time_s - before.time_s
    if old.label != new.label or restarted(before, now) or elapsed_s <= 0:
        return None
    wide: tuple[int, int] | None = None
    if old.counter_bits == new.counter_bits == _WIDE:
        wide = _grown((old.in_octets, old.out_octets), (new.in_octets, new.out_octets))
        if wide is None or any(wide):
            # Nothing wraps 64 bits: what fell was reset.
            return wide
    narrow = _wrapped(_narrow(old), _narrow(new))
    if narrow and new.speed_bps and sum(narrow) * 8 > 2.2 * new.speed_bps * elapsed_s:
        # More than the line can carry in both directions: a reset of a counter of 32 bits.
        narrow = None
    return wide if narrow is None else narrow


def _narrow(interface: Interface) -> _Pair:
    if interface.counter_bits == _NARROW:
        return interface.in_octets, interface.out_octets
    return interface.in_octets_32, interface.out_octets_32


def _grown(then: _Pair, since: _Pair) -> tuple[int, int] | None:
    """Return by how much a pair of counters grew together; `None` where one did not."""
    steps = _steps(then, since)
    return steps if steps is not None and min(steps) >= 0 else None


def _wrapped(then: _Pair, since: _Pair) -> tuple[int, int] | None:
    """Return by how much a pair of 32-bit counters grew; two that fall together were reset."""
    steps = _steps(then, since)
    if steps is None or max(steps) < 0:
        return None
    return steps[0] % _WRAP, steps[1] % _WRAP


def _steps(then: _Pair, since: _Pair) -> tuple[int, int] | None:
    (in_then, out_then), (in_since, out_since) = then, since
    if in_then is None or out_then is None or in_since is None or out_since is None:
        return None
    return in_since - in_then, out_since - out_then


def passing(
    before: Snapshot | None, now: Snapshot, old: Interface | None, new: Interface
) -> tuple[float | None, bool | None]:
    """
    Return the octets of a second, in and out, since the reading before, and whether both ways.

    Both are `None` where that cannot be told.
    """
    moved = None
    if before is not None and old is not None:
        moved = moved_between(before, now, old, new)
    if before is None or moved is None:
        return None, None
    return sum(moved) / (now.time_s - before.time_s), all(moved)


def restarted(before: Snapshot, now: Snapshot) -> bool:
    """Whether the device began anew between two readings; a wrap of sysUpTime is no restart."""
    then, since = before.identity.uptime_s, now.identity.uptime_s
    if then is None or since is None or since >= then:
        return False
    wrapped_s = then + (now.time_s - before.time_s) - _UPTIME_WRAPS_S
    return abs(wrapped_s - since) > _SLACK_S
