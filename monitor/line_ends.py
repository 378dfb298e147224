"""
What both ends of a line say passed over it: an agent counts as its administrator likes, and the
city's router at the other end has counters of its own. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from monitor.model.inventory import NO_RATES, Inventory
from monitor.model.link import Link
from monitor.model.memory import Ends
from monitor.model.observation import Address, Snapshot
from monitor.model.prefixes import IPAddress, unmapped
from monitor.traffic import moved_between

WINDOW_S = 6 * 3600.0
"""The time over which two ends are held against each other: they are not read at one moment."""
_LONGEST_S = 3600.0
_LEAST_OCTETS = 20e6
_TOGETHER_S = 1800.0
"""Rates that were read further apart are of other hours of the day."""
_TWO_ENDS_BITS = 3
"""A /29 of a line has two ends, and at times a standby."""
_WIDE = 64
_ALIKE = (0.7, 1.4)
_APART = 0.5


def rates_of(before: Snapshot | None, now: Snapshot) -> Mapping[IPAddress, float]:
    """
    Return what passed, in octets of a second in and out, on each line between two ends.

    By the device's own address there, from one whole reading to the next.
    """
    ends = [own for own in now.addresses if own.if_index is not None and _is_of_two_ends(own)]
    if before is None or not ends:
        return NO_RATES
    wanted = {own.if_index for own in ends}
    old = {one.index: one for one in before.interfaces if one.index in wanted}
    new = {one.index: one for one in now.interfaces if one.index in wanted}
    rates: dict[IPAddress, float] = {}
    for own in ends:
        then, since = old.get(own.if_index or 0), new.get(own.if_index or 0)
        # Of 32 bits nobody knows how often they wrapped between two whole readings.
        is_wide = then is not None and since is not None and since.counter_bits == _WIDE
        moved = moved_between(before, now, then, since) if is_wide and then and since else None
        if moved is not None:
            rates[unmapped(own.address)] = sum(moved) / (now.time_s - before.time_s)
    return rates


def _is_of_two_ends(own: Address) -> bool:
    network = own.network
    return network is not None and 0 < network.max_prefixlen - network.prefixlen <= _TWO_ENDS_BITS


@dataclass(frozen=True, slots=True)
class BothRates:
    """What passed by the device's own counters, and by those of the device at the other end."""

    other: str
    own: float
    far: float


def both_rates(link: Link, inventory: Inventory) -> BothRates | None:
    """Return what both ends of a line counted lately; nothing where one of them does not tell."""
    mine = inventory.encounters_of(link.device)
    if mine is None:
        return None
    own = (mine.rates.get(unmapped(seen.address)) for seen in link.addresses)
    rate = next((one for one in own if one is not None), None)
    for hop in link.next_hops:
        other = inventory.owner_of_address(hop)
        met = inventory.encounters_of(other) if other else None
        is_late = met is None or abs(mine.time_s - met.time_s) > _TOGETHER_S
        far = None if met is None or is_late else met.rates.get(unmapped(hop))
        # A far end that counts nothing may be one that does not count.
        if other and rate is not None and far:
            return BothRates(other, rate, far)
    return None


def remembered_ends(
    known: Mapping[str, Ends], links: Iterable[Link], inventory: Inventory, now_s: float
) -> Mapping[str, Ends]:
    """Add up what both ends of each line counted, and compare them when a window is over."""
    found = {}
    for link in links:
        ends = known.get(link.name)
        both = both_rates(link, inventory) if link.is_up else None
        if both is None:
            if ends is not None:
                found[link.name] = replace(ends, last_s=now_s)
            continue
        if ends is None or ends.other != both.other:
            ends = Ends(other=both.other, since_s=now_s, last_s=now_s)
        passed_s = min(max(now_s - ends.last_s, 0.0), _LONGEST_S)
        found[link.name] = _compared(
            replace(
                ends,
                last_s=now_s,
                own=ends.own + both.own * passed_s,
                far=ends.far + both.far * passed_s,
            ),
            now_s,
        )
    return found


def _compared(ends: Ends, now_s: float) -> Ends:
    if now_s - ends.since_s < WINDOW_S:
        return ends
    begun = replace(ends, since_s=now_s, own=0.0, far=0.0)
    if max(ends.own, ends.far) < _LEAST_OCTETS:
        return begun
    if ends.own == 0.0:
        # Counters stand still that counted, while the device is asked over this very line.
        return replace(begun, apart=0.0) if ends.agreed else begun
    ratio = ends.far / ends.own
    if _ALIKE[0] <= ratio <= _ALIKE[1]:
        return replace(begun, agreed=True, apart=None)
    if ends.agreed and ratio < _APART:
        return replace(begun, apart=ratio)
    return begun
