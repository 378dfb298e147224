"""
What is remembered of a device from one look to the next: what it was, beside what it is.

Trust is on first use: the first identity, gateway and neighbour are the known ones. They change
only with work that was announced, for the time of the change or afterwards for the moment it was
first noticed ("a replacement on record"); else the new one stays a change until a person has said
what it is. Pure: nothing here judges.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitor.clients import clients_of, leases_of
from monitor.contracts import facts_of, is_known_by_name_alone, key_of, new_facts, read, written
from monitor.identity import changes_of, identity_parts
from monitor.line_ends import remembered_ends
from monitor.links import Whose
from monitor.model.inventory import SHARED_MACS
from monitor.model.link import Link
from monitor.model.memory import DAYS, Ends, Memory, Usage
from monitor.model.observation import (
    Address,
    ArpEntry,
    FdbEntry,
    Interface,
    OspfNeighbour,
    Snapshot,
)
from monitor.model.policy import Policy
from monitor.model.reading import TableStatus
from monitor.model.service import ClientCount
from monitor.overlay import shown_by
from monitor.rule import AGENCY_ROLES
from monitor.traffic import octets_between, restarted
from monitor.usage import Sighting, new_usage, sighted
from monitor.witnesses import Witnesses

_MOST_USAGES = 8
_MOST_NAMES = 64
"""Gateways and neighbours that are kept: more than any router of an agency has."""
_MOST_PASSING = 512
"""Where so many pass by, it is no site's switch but a part of the city's network."""
_LEAST_RESOLVED = 2
"""Machines of a VLAN that a router of the site has resolved, so that it is one that it routes."""
_TRUSTED_AFTER_S = 7 * 86400.0
"""A lone change that is no more than a hint, as of a name, is what the device is after a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    One successful look: the latest of everything, its links, what was read just now.

    `resolved` are the MAC addresses that the routers of its site have in their ARP tables; `None`
    where no whole table of a router was read lately.
    """

    whose: Whose
    policy: Policy
    latest: Snapshot
    links: tuple[Link, ...]
    previous: Snapshot | None = None
    fresh: frozenset[str] = frozenset()
    resolved: frozenset[str] | None = None


def remembered(memory: Memory, look: Look) -> Memory:
    """Return what is remembered after a look."""
    identity, changed_s = _identity(memory, look)
    gateways, moved_s = _gateways(memory, look)
    ospf, gone_s = _ospf(memory, look)
    lines, line_moved_s = _lines(memory, look)
    return replace(
        memory,
        identity=identity,
        changed_s=changed_s,
        gateways=gateways,
        moved_s=moved_s,
        ospf=ospf,
        ospf_gone_s=gone_s,
        leases=_leases(memory, look),
        usages=_usages(memory, look),
        answered=True,
        shown=_shown(memory, look),
        passing=_passing(memory, look),
        lines=lines,
        line_moved_s=line_moved_s,
        met=_met(memory, look),
        ends=_ends(memory, look),
    )


def trusted(memory: Memory) -> tuple[object, ...]:
    """Return what of it is known for good, and what differs: that must not be lost."""
    boots = {**memory.identity, "engine_boots": ""}
    lines = memory.lines, memory.line_moved_s
    known = memory.gateways, memory.moved_s, memory.ospf, lines, memory.met
    return (boots, memory.changed_s, *known)


def _identity(memory: Memory, look: Look) -> tuple[dict[str, str], float | None]:
    now = identity_parts(look.latest.identity)
    changes = changes_of(memory.identity, now)
    if not changes:
        return {**memory.identity, **now}, None
    since_s = look.latest.time_s if memory.changed_s is None else memory.changed_s
    is_lone = len(changes) == 1 and "serial" not in changes
    is_old = is_lone and look.latest.time_s - since_s >= _TRUSTED_AFTER_S
    if is_old or _is_announced(since_s, look):
        return {**memory.identity, **now}, None
    # What was never told before is added, what is another now is not.
    return {**now, **memory.identity}, since_s


def _gateways(memory: Memory, look: Look) -> tuple[dict[str, str], dict[str, float]]:
    known, moved = dict(memory.gateways), dict(memory.moved_s)
    if ArpEntry.__name__ not in look.fresh:
        return known, moved
    for link in look.links:
        for entry in link.gateways:
            hop, mac = link.hop_key(entry.address), entry.mac
            if mac is None or mac.startswith(SHARED_MACS):
                continue
            if known.setdefault(hop, mac) == mac:
                moved.pop(hop, None)
                continue
            since_s = moved.setdefault(hop, look.latest.time_s)
            if _is_announced(since_s, look):
                known[hop] = mac
                moved.pop(hop)
    return _newest(known), {hop: since_s for hop, since_s in moved.items() if hop in known}


def _lines(memory: Memory, look: Look) -> tuple[dict[str, str], dict[str, float]]:
    known, moved = dict(memory.lines), dict(memory.line_moved_s)
    is_whole = look.latest.status_of(Address) is TableStatus.COMPLETE
    if Address.__name__ not in look.fresh or not is_whole:
        return known, moved
    registry = look.whose.registry
    for link in look.links:
        if not link.is_up or not is_known_by_name_alone(link):
            continue
        key, facts = key_of(link), facts_of(link, registry)
        if not new_facts(link, read(known.setdefault(key, written(facts))), registry):
            moved.pop(key, None)
            continue
        since_s = moved.setdefault(key, look.latest.time_s)
        if _is_announced(since_s, look):
            known[key] = written(facts)
            moved.pop(key)
    return _newest(known), {key: since_s for key, since_s in moved.items() if key in known}


def _met(memory: Memory, look: Look) -> Mapping[str, str]:
    """Note who has met a line; that one who did does so no more is told until another one does."""
    if ArpEntry.__name__ not in look.fresh:
        return memory.met
    whose = look.whose
    found = dict(memory.met)
    for link in look.links:
        names = Witnesses(link, whose.registry, whose.inventory).met_by() if link.is_up else ()
        if names and found.get(link.name) not in names:
            found[link.name] = min(names)
        elif not names and link.name in found and _is_announced(look.latest.time_s, look):
            del found[link.name]
    return _newest(found) if found != memory.met else memory.met


def _ends(memory: Memory, look: Look) -> Mapping[str, Ends]:
    """Add what both ends of the lines counted since the last whole tables."""
    if ArpEntry.__name__ not in look.fresh:
        return memory.ends
    return remembered_ends(memory.ends, look.links, look.whose.inventory, look.latest.time_s)


def _ospf(memory: Memory, look: Look) -> tuple[dict[str, str], dict[str, float]]:
    known, gone = dict(memory.ospf), dict(memory.ospf_gone_s)
    is_whole = look.latest.status_of(OspfNeighbour) is TableStatus.COMPLETE
    if OspfNeighbour.__name__ not in look.fresh or not is_whole:
        return known, gone
    full = {
        str(peer.router_id): link.name
        for link in look.links
        for peer in link.ospf_neighbours
        if peer.router_id is not None and peer.state == "full"
    }
    for router in known.keys() - full.keys():
        since_s = gone.setdefault(router, look.latest.time_s)
        if _is_announced(since_s, look):
            del known[router], gone[router]
    known.update(full)
    return _newest(known), {router: s for router, s in gone.items() if router not in full}


def _shown(memory: Memory, look: Look) -> frozenset[str]:
    """Remember what a device once had rows of; another device in its place may not have that."""
    is_same = not changes_of(memory.identity, identity_parts(look.latest.identity))
    return (memory.shown if is_same else frozenset()) | shown_by(look.latest)


def _leases(memory: Memory, look: Look) -> tuple[tuple[int, int], ...]:
    """Note the most leases of a working day; nobody leases much on the others."""
    calendar = look.policy.calendar
    today = calendar.day_of(look.latest.time_s)
    if ClientCount.__name__ not in look.fresh or not calendar.is_working_day(today):
        return memory.leases
    count = leases_of(look.latest)
    if count is None:
        return memory.leases
    known = dict(memory.leases)
    known[today.toordinal()] = max(known.get(today.toordinal(), 0), count)
    return tuple(sorted(known.items()))[-DAYS:]


def _passing(memory: Memory, look: Look) -> Mapping[str, float]:
    """Note since when a MAC address has been learnt while no router of the site resolved it."""
    if FdbEntry.__name__ not in look.fresh:
        return memory.passing
    if look.resolved is None or look.latest.status_of(FdbEntry) is not TableStatus.COMPLETE:
        return {}
    now_s = look.latest.time_s
    # A VLAN in which nobody is resolved is routed elsewhere, or not at all: guests, cameras.
    resolved = {(entry.vlan, entry.mac) for entry in look.latest.fdb if entry.mac in look.resolved}
    in_vlan = Counter(vlan for vlan, _ in resolved)
    unresolved = {
        entry.mac
        for entry in look.latest.fdb
        if entry.mac not in look.resolved and in_vlan[entry.vlan] >= _LEAST_RESOLVED
    }
    if len(unresolved) > _MOST_PASSING:
        return {}
    return {mac: memory.passing.get(mac, now_s) for mac in sorted(unresolved)}


def _newest(known: dict[str, str]) -> dict[str, str]:
    return dict(list(known.items())[-_MOST_NAMES:])


def _is_announced(since_s: float, look: Look) -> bool:
    """Whether work at the device was announced for when a change was noticed, or for now."""
    device, registry = look.whose.device, look.whose.registry
    return any(
        registry.in_maintenance(datetime.fromtimestamp(moment, UTC), device.site, device.name)
        for moment in (since_s, look.latest.time_s)
    )


def _usages(memory: Memory, look: Look) -> dict[str, Usage]:
    if look.whose.device.role not in AGENCY_ROLES:
        return {}
    usages = dict(memory.usages)
    clients = _clients(look)
    for link in look.links:
        if not link.is_registered or link.interface is None:
            continue
        if link.name not in usages and len(usages) >= _MOST_USAGES:
            continue
        usage = usages.get(link.name) or new_usage(look.latest.time_s, look.policy)
        usages[link.name] = sighted(usage, _sighting(link.interface, clients, look), look.policy)
    return usages


def _sighting(interface: Interface, clients: int | None, look: Look) -> Sighting:
    now, before = look.latest, look.previous
    old = _before(interface, before.interfaces) if before is not None else None
    if before is None or old is None:
        return Sighting(now.time_s, clients=clients)
    return Sighting(
        time_s=now.time_s,
        elapsed_s=now.time_s - before.time_s,
        octets=octets_between(before, now, old, interface),
        clients=clients,
        flapped=restarted(before, now) or _flapped(old, interface),
    )


def _before(interface: Interface, interfaces: Iterable[Interface]) -> Interface | None:
    return next((one for one in interfaces if one.index == interface.index), None)


def _flapped(old: Interface, new: Interface) -> bool:
    changes = old.last_change_s, new.last_change_s
    moved = None not in changes and changes[0] != changes[1]
    return old.label == new.label and (moved or old.oper_status != new.oper_status)


def _clients(look: Look) -> int | None:
    """Count the boxes behind the device, where they were read just now."""
    return clients_of(look.latest, look.links) if ArpEntry.__name__ in look.fresh else None
