"""
The fast pace laid over the slow one: the latest of everything, as one snapshot.

A fast poll reads a few columns of the uplinks, default routes and routing peers. What it read
replaces what was known; what it did not ask stays as it was. `fresh_kinds` says which kinds of
observation the poll itself has read, for only those count as seen again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from ipaddress import ip_address
from typing import Any, TypeVar

from monitor import observe
from monitor.model.observation import (
    Address,
    ArpEntry,
    BgpPeer,
    Identity,
    Interface,
    Neighbour,
    OspfNeighbour,
    Refusal,
    Route,
    Snapshot,
)
from monitor.model.reading import Observation, Pace, TableReading, TableStatus
from monitor.model.service import VirtualMachine, VpnPeer
from monitor.scope import leads_out
from monitor.traffic import without_counters

Seen = TypeVar("Seen", bound=Observation)
_SEEN_AS = {
    "Interface": "interfaces",
    "Address": "addresses",
    "Route": "routes",
    "ArpEntry": "arp",
    "Neighbour": "neighbours",
    "BgpPeer": "bgp_peers",
    "OspfNeighbour": "ospf_neighbours",
    "FdbEntry": "fdb",
    "Listener": "listeners",
    "Process": "processes",
    "VpnPeer": "vpn_peers",
    "VirtualMachine": "virtual_machines",
    "ClientCount": "client_counts",
}
_MAY_BE_EMPTY = (Neighbour, BgpPeer, OspfNeighbour, VpnPeer, VirtualMachine)
"""Kinds of which a device that has any may well come to have none, unlike of interfaces. A bridge
that answers has learnt an address."""
FAST_KINDS = frozenset(
    kind.__name__ for kind in (Identity, Interface, Route, BgpPeer, OspfNeighbour, Refusal)
)
"""Kinds of observation that the fast pace reads."""
_READ = (TableStatus.COMPLETE, TableStatus.ABSENT)
_ASKED = frozenset(map(ip_address, ("0.0.0.0", "128.0.0.0", "::", "2000::", "8000::")))  # noqa: S104
"""Destinations below which the fast pace asks for routes: their roots in the tables."""


def overlaid(base: Snapshot, fast: Snapshot) -> Snapshot:
    """Lay a fast snapshot over what was known before."""
    told = {kind: status for kind, status in fast.kinds.items() if _is_telling(kind, status)}
    kinds = base.kinds if told.items() <= base.kinds.items() else {**base.kinds, **told}
    routes = _laid_over(Route, fast, fast.routes, base.routes)
    if fast.status_of(Route) in _READ:
        routes = (*routes, *(route for route in base.routes if not _is_asked(route)))
    return replace(
        base,
        time_s=fast.time_s,
        pace=fast.pace,
        duration_s=fast.duration_s,
        identity=observe.filled(fast.identity, base.identity),
        interfaces=_interfaces(base, fast),
        routes=routes,
        bgp_peers=_laid_over(BgpPeer, fast, fast.bgp_peers, base.bgp_peers),
        ospf_neighbours=_laid_over(OspfNeighbour, fast, fast.ospf_neighbours, base.ospf_neighbours),
        tables=_filled(base.tables, fast.tables),
        kinds=kinds,
    )


def _interfaces(base: Snapshot, fast: Snapshot) -> tuple[Interface, ...]:
    """Renew the interfaces that were read; the others are what they were, and as they were put."""
    read = {one.index for one in fast.interfaces}
    former = tuple(_uncounted(base, fast))
    renewed = observe.interfaces_of((*fast.interfaces, *(o for o in former if o.index in read)))
    return (*renewed, *(one for one in former if one.index not in read))


def _uncounted(base: Snapshot, fast: Snapshot) -> Iterable[Interface]:
    """
    Return the former interfaces, without counters where the new reading should have had them.

    A counter that was not read anew would look like a line that carries nothing.
    """
    if fast.status_of(Interface) is not TableStatus.COMPLETE:
        return map(without_counters, base.interfaces)
    blank = {one.index for one in fast.interfaces if one.counter_bits is None}
    if not blank:
        return base.interfaces
    return (without_counters(one) if one.index in blank else one for one in base.interfaces)


def _laid_over(
    kind: type[Observation], fast: Snapshot, now: tuple[Seen, ...], former: tuple[Seen, ...]
) -> tuple[Seen, ...]:
    """Take what was read whole in place of the former; what was cut short only adds to it."""
    status = fast.status_of(kind)
    if status in _READ:
        return now
    return observe.merged((*now, *former)) if status is TableStatus.INCOMPLETE else former


def _filled(
    base: Mapping[str, TableReading], more: Mapping[str, TableReading]
) -> Mapping[str, TableReading]:
    return base if more.keys() <= base.keys() else {**more, **base}


def shown_by(snapshot: Snapshot) -> frozenset[str]:
    """Name the kinds that a device has rows of, among those that may come to nothing or be hid."""
    return frozenset(
        kind.__name__
        for kind in (*_MAY_BE_EMPTY, Address, Route, ArpEntry)
        if snapshot.status_of(kind) in (TableStatus.COMPLETE, TableStatus.INCOMPLETE)
    )


def emptied(snapshot: Snapshot, shown: Collection[str]) -> Snapshot:
    """
    Take tables that once had rows, and have none now, for read and empty.

    An agent says of an empty table what it says of one that it does not have. The last neighbour
    that goes must not make the device blind for neighbours: what was said of it would stay for
    ever.
    """
    gone = [
        kind.__name__
        for kind in _MAY_BE_EMPTY
        if kind.__name__ in shown and snapshot.kinds.get(kind.__name__) is TableStatus.ABSENT
    ]
    if not gone:
        return snapshot
    return replace(snapshot, kinds={**snapshot.kinds, **dict.fromkeys(gone, TableStatus.COMPLETE)})


def kept_back(snapshot: Snapshot, shown: Collection[str]) -> Snapshot:
    """
    Call withheld what was shown once of IP, where interfaces still are shown and this is not.

    The device answers at an address, and by a route. An ARP table may be empty, but not beside a
    table of routes that is gone.
    """
    gone = {
        kind.__name__
        for kind in (Address, Route, ArpEntry)
        if kind.__name__ in shown and snapshot.kinds.get(kind.__name__) is TableStatus.ABSENT
    }
    if Route.__name__ not in gone:
        gone.discard(ArpEntry.__name__)
    if not (gone and snapshot.interfaces):
        return snapshot
    return replace(snapshot, kinds={**snapshot.kinds, **dict.fromkeys(gone, TableStatus.WITHHELD)})


def unbroken(base: Snapshot, slow: Snapshot) -> Snapshot:
    """
    Keep of the whole reading before what a reading that was cut short or refused does not show.

    Its interfaces and addresses, for by them a line is known to be the one in the register; what
    could not be read is still called so. Neither is a part of the identity that is not told now.
    """
    changes: dict[str, Any] = {"identity": _patched(slow.identity, base.identity)}
    if slow.status_of(Interface) is not TableStatus.COMPLETE:
        former = tuple(map(without_counters, base.interfaces))
        changes["interfaces"] = _with_former(slow.interfaces, former)
    if slow.status_of(Address) is not TableStatus.COMPLETE:
        changes["addresses"] = _with_former(slow.addresses, base.addresses)
    return replace(slow, **changes)


def _with_former(now: tuple[Seen, ...], former: tuple[Seen, ...]) -> tuple[Seen, ...]:
    known = {one.key: one for one in former}  # type: ignore[attr-defined]
    patched = (_patched(one, known.pop(one.key, one)) for one in now)  # type: ignore[attr-defined]
    return (*patched, *known.values())


def _patched(now: Seen, former: Seen) -> Seen:
    # Its evidence is what was read now: that of all readings before would grow for ever.
    return replace(observe.filled(now, former), rows=now.rows)


def _is_asked(route: Route) -> bool:
    return route.destination.network_address in _ASKED


def _is_telling(kind: str, status: TableStatus) -> bool:
    # Interfaces are read in part: that may spoil what is known of them, never make it complete.
    return status is not TableStatus.COMPLETE if kind == Interface.__name__ else True


def fresh_kinds(snapshot: Snapshot) -> frozenset[str]:
    """
    Name the kinds of observation that this poll itself has read.

    A table that was cut short confirms what came of it. Where nothing did, what is shown is of the
    reading before, and confirms nothing.
    """
    kinds = FAST_KINDS if snapshot.pace is Pace.FAST else frozenset(snapshot.kinds)
    if TableStatus.INCOMPLETE not in snapshot.kinds.values():
        return kinds
    return frozenset(kind for kind in kinds if not _is_of_before(snapshot, kind))


def _is_of_before(snapshot: Snapshot, kind: str) -> bool:
    """Whether a poll was cut short before anything came of this kind that is shown of it."""
    if snapshot.kinds.get(kind) is not TableStatus.INCOMPLETE:
        return False
    seen = _SEEN_AS.get(kind)
    return seen is not None and not getattr(snapshot, seen)


def calls_for_slow(base: Snapshot, fast: Snapshot) -> str:
    """Say what changed that the whole tables should be read for at once, or nothing."""
    known = {interface.index: interface for interface in base.interfaces}
    if _is_read(Route, base, fast):
        # Some agents lead a route over an interface that no table ever shows.
        led = {None, *known, *(route.if_index for route in base.routes)}
        if any(route.if_index not in led for route in fast.routes):
            return "a route leads over an interface that is new"
        if _hops(fast) != _hops(base):
            return "the default routes changed"
    if _is_read(BgpPeer, base, fast) and _sessions(fast) != _sessions(base):
        return "the BGP sessions changed"
    before, now = base.identity.uptime_s, fast.identity.uptime_s
    if before is not None and now is not None and now < before:
        return "it restarted"
    for interface in fast.interfaces:
        old = known.get(interface.index)
        if old is None:
            continue
        if _state(old) != _state(interface):
            return f"the state of {old.label} changed"
        if _is_another(old, interface):
            return f"{old.label} is called {interface.label} now"
    return ""


def has_only_lost(base: Snapshot, fast: Snapshot) -> bool:
    """Whether all that changed is less than there was: then half a picture hides nothing new."""
    known = {interface.index: interface for interface in base.interfaces}
    before, now = base.identity.uptime_s, fast.identity.uptime_s
    has_restarted = before is not None and now is not None and now < before
    return (
        not has_restarted
        and _is_read(Route, base, fast)
        and _is_read(BgpPeer, base, fast)
        and all(
            (old := known.get(one.index)) is not None
            and not _is_another(old, one)
            and (_state(old) == _state(one) or not one.is_up)
            for one in fast.interfaces
        )
        and _hops(fast).items() <= _hops(base).items()
        and _sessions(fast) <= _sessions(base)
    )


def _is_read(kind: type[Observation], *snapshots: Snapshot) -> bool:
    return all(snapshot.status_of(kind) in _READ for snapshot in snapshots)


def _hops(snapshot: Snapshot) -> Mapping[object, object]:
    return {
        route.key: route.if_index
        for route in snapshot.routes
        if _is_asked(route) and leads_out(route)
    }


def _sessions(snapshot: Snapshot) -> set[object]:
    return {(p.key, p.remote_as) for p in snapshot.bgp_peers if p.state == "established"}


def _state(interface: Interface) -> tuple[bool | None, str | None]:
    return interface.admin_up, interface.oper_status


def _is_another(old: Interface, now: Interface) -> bool:
    names = ((old.name, now.name), (old.descr, now.descr))
    return any(None not in pair and pair[0] != pair[1] for pair in names)
