"""
The links of a device of which nothing changed but what its counters say.

That is nearly every poll. Links rest on addresses, routes, neighbours and what is declared, and to
gather them is most of what judging a device takes. So they are kept with all that they rest on; as
long as that is the same, only the interface and its traffic in them are new.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter

from monitor.links import Whose, linking
from monitor.model.declared import Device
from monitor.model.link import Link
from monitor.model.observation import Address, Interface, Snapshot
from monitor.model.reading import Pace
from monitor.model.registry import Registry
from monitor.plan import plan_reason
from monitor.steps import Steps, finished
from monitor.traffic import passing

_COUNTERS = {
    "in_octets", "out_octets", "counter_bits", "in_octets_32", "out_octets_32", "last_change_s",
}  # fmt: skip
_LASTING = attrgetter(
    *(one.name for one in fields(Interface) if one.compare and one.name not in _COUNTERS)
)
_INDEX = attrgetter("index")
_PARTS = (
    "addresses", "arp", "routes", "neighbours", "bgp_peers", "ospf_neighbours", "vpn_peers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Linked:
    """Links, and what they were assembled of: a snapshot, and what was declared and learnt then."""

    links: tuple[Link, ...]
    snapshot: Snapshot
    device: Device
    registry: Registry
    learnt: int
    day: date


def linked(
    before: Linked | None, snapshot: Snapshot, whose: Whose, previous: Snapshot | None
) -> Linked:
    """Assemble the links of a snapshot, or take those of before; as `links_of` would."""
    return finished(relinking(before, snapshot, whose, previous))


def relinking(
    before: Linked | None, snapshot: Snapshot, whose: Whose, previous: Snapshot | None
) -> Steps[Linked]:
    """Assemble the links of a snapshot, or take those of before, in steps."""
    # Others may be learnt of between the steps: then it is not what these links rest on.
    learnt = whose.inventory.version
    links = None if before is None else _as_before(before, snapshot, whose, previous)
    if links is None:
        links = yield from linking(snapshot, whose, previous)
    return Linked(
        links=links,
        snapshot=snapshot,
        device=whose.device,
        registry=whose.registry,
        learnt=learnt,
        day=whose.day,
    )


def _as_before(
    before: Linked, now: Snapshot, whose: Whose, previous: Snapshot | None
) -> tuple[Link, ...] | None:
    then = before.snapshot
    if (
        before.device is not whose.device
        or before.registry is not whose.registry
        or before.learnt != whose.inventory.version
        or before.day != whose.day
        or then.identity.object_id != now.identity.object_id
        or any(then.status_of(kind) is not now.status_of(kind) for kind in (Interface, Address))
        or any(getattr(then, part) != getattr(now, part) for part in _PARTS)
        or not _are_alike(then.interfaces, now.interfaces)
    ):
        return None
    if now.pace is Pace.SLOW and any(_is_told_otherwise(link, whose) for link in before.links):
        return None
    interfaces = _by_index(now.interfaces)
    if len(interfaces) < len(now.interfaces):
        return None
    former = _by_index(previous.interfaces) if previous is not None else {}
    return tuple(_renewed(link, interfaces, former, now, previous) for link in before.links)


def _by_index(interfaces: tuple[Interface, ...]) -> dict[int, Interface]:
    return dict(zip(map(_INDEX, interfaces), interfaces, strict=True))


def _is_told_otherwise(link: Link, whose: Whose) -> bool:
    # Whom other devices meet changes all the time; that is looked at once in a slow interval.
    return link.plan_reason != plan_reason(link, whose.registry, whose.inventory)


def _are_alike(then: tuple[Interface, ...], now: tuple[Interface, ...]) -> bool:
    return len(then) == len(now) and all(
        one is other or _but_for_counters(one, other) for one, other in zip(then, now, strict=True)
    )


def _but_for_counters(then: Interface, now: Interface) -> bool:
    # Of counters links rest on whether anything came in, and whether more than went out.
    return (
        _LASTING(then) == _LASTING(now)
        and (then.in_octets == 0) is (now.in_octets == 0)
        and _sends_more(then) is _sends_more(now)
    )


def _sends_more(interface: Interface) -> bool:
    came, went = interface.in_octets, interface.out_octets
    return came is not None and went is not None and came <= went


def _renewed(
    link: Link,
    interfaces: dict[int, Interface],
    former: dict[int, Interface],
    now: Snapshot,
    previous: Snapshot | None,
) -> Link:
    if link.interface is None:
        return link
    interface = interfaces[link.interface.index]
    rate, is_two_way = passing(previous, now, former.get(interface.index), interface)
    return replace(link, interface=interface, octets_per_s=rate, is_two_way=is_two_way)
