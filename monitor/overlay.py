"""
The fast pace laid over the slow one: the latest of everything, as one snapshot.

A fast poll reads a few columns of the uplinks, default routes and routing peers. What it read
replaces what was known; what it did not ask stays as it was. `fresh_kinds` says which kinds of
observation the poll itself has read, for only those count as seen again.
"""

from collections.abc import Mapping
from dataclasses import replace

from monitor import observe
from monitor.model.observation import (
    BgpPeer,
    Identity,
    Interface,
    OspfNeighbour,
    Pace,
    Route,
    Snapshot,
    TableStatus,
)
from monitor.scope import leads_out

_READ = (TableStatus.COMPLETE, TableStatus.ABSENT)


def overlaid(base: Snapshot, fast: Snapshot) -> Snapshot:
    """Lay a fast snapshot over what was known before."""
    kinds = dict(base.kinds)
    kinds.update({kind: status for kind, status in fast.kinds.items() if _is_telling(kind, status)})
    routes = base.routes
    if fast.status_of(Route) in _READ:
        asked = {route.destination for route in fast.routes if leads_out(route)}
        # Only the two halves of a split default and the default itself are asked fast.
        kept = (r for r in routes if r.destination not in asked and r.destination.prefixlen > 1)
        routes = (*fast.routes, *kept)
    return replace(
        base,
        time_s=fast.time_s,
        pace=fast.pace,
        duration_s=fast.duration_s,
        identity=observe.filled(fast.identity, base.identity),
        interfaces=observe.interfaces_of((*fast.interfaces, *base.interfaces)),
        routes=routes,
        bgp_peers=fast.bgp_peers if fast.status_of(BgpPeer) in _READ else base.bgp_peers,
        ospf_neighbours=(
            fast.ospf_neighbours if fast.status_of(OspfNeighbour) in _READ else base.ospf_neighbours
        ),
        tables={**fast.tables, **base.tables},
        kinds=kinds,
    )


def _is_telling(kind: str, status: TableStatus) -> bool:
    # Interfaces are read in part: that may spoil what is known of them, never make it complete.
    return status is not TableStatus.COMPLETE if kind == Interface.__name__ else True


def fresh_kinds(snapshot: Snapshot) -> frozenset[str]:
    """Name the kinds of observation that this poll itself has read."""
    if snapshot.pace is Pace.FAST:
        return frozenset(
            kind.__name__ for kind in (Identity, Interface, Route, BgpPeer, OspfNeighbour)
        )
    return frozenset(snapshot.kinds)


def calls_for_slow(base: Snapshot, fast: Snapshot) -> str:
    """Say what changed that the whole tables should be read for at once, or nothing."""
    known = {interface.index: interface for interface in base.interfaces}
    if fast.status_of(Route) in _READ:
        if any(r.if_index is not None and r.if_index not in known for r in fast.routes):
            return "a route leads over an interface that is new"
        if _hops(fast) != _hops(base):
            return "the default routes changed"
    if fast.status_of(BgpPeer) in _READ and _sessions(fast) != _sessions(base):
        return "the BGP sessions changed"
    before, now = base.identity.uptime_s, fast.identity.uptime_s
    if before is not None and now is not None and now < before:
        return "it restarted"
    for interface in fast.interfaces:
        old = known.get(interface.index)
        if old is not None and _state(old) != _state(interface):
            return f"the state of {old.label} changed"
    return ""


def _hops(snapshot: Snapshot) -> Mapping[object, object]:
    return {
        (route.destination, route.next_hop): route.if_index
        for route in snapshot.routes
        if route.destination.prefixlen <= 1 and leads_out(route)
    }


def _sessions(snapshot: Snapshot) -> set[object]:
    return {(p.key, p.remote_as) for p in snapshot.bgp_peers if p.state == "established"}


def _state(interface: Interface) -> tuple[bool | None, str | None]:
    return interface.admin_up, interface.oper_status
