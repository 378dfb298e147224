"""Links that are kept are those that would be assembled."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.links import Whose, links_of
from monitor.model.inventory import Inventory
from monitor.model.observation import Interface, Snapshot
from monitor.model.reading import Observation, TableStatus
from monitor.model.subject import Subject
from monitor.relinking import linked
from tests.scenes import (
    CORE,
    CORE_MAC,
    FIELDS,
    GATEWAY_MAC,
    NOW_S,
    R1,
    REGISTRY,
    World,
    arp,
    bgp,
    circuit,
    default,
    identity,
    neighbour,
    own,
    port,
    route,
)

DAY = date(2026, 5, 11)
DECLARED = replace(REGISTRY, circuits=(circuit(Subject(device="r1", interface="wan2")),))
SEEN: tuple[Observation, ...] = (
    identity(object_id="1.3.6.1.4.1.14988.1", uptime_s=5000.0),
    port(1, "wan1", in_octets=10**6, out_octets=10**5, counter_bits=64, type=6),
    port(2, "wan2", in_octets=10**7, out_octets=10**6, counter_bits=64, type=6),
    port(3, "lan", in_octets=10**8, out_octets=10**7, counter_bits=64, type=6),
    port(4, "pppoe-out1", in_octets=90, out_octets=9, counter_bits=32, type=23),
    own("10.0.0.9/24", 1),
    own("203.0.113.9/24", 2),
    own("192.168.1.1/24", 3),
    default("10.0.0.1", 1),
    default("203.0.113.1", 2),
    route("0.0.0.0/1", "203.0.113.7", 2),
    arp("10.0.0.1", GATEWAY_MAC, 1),
    arp("192.168.1.20", "98:fa:9b:00:00:20", 3),
    bgp("203.0.113.1", 7713),
    neighbour(1, "10.0.0.2", mac=CORE_MAC),
)


def _whose(inventory: Inventory, day: date = DAY) -> Whose:
    return Whose(R1, DECLARED, inventory, day)


def _snapshot(*seen: Observation, time_s: float = NOW_S) -> Snapshot:
    return World(device=R1).snapshot(*seen, time_s=time_s)


def _counted_on(snapshot: Snapshot, octets: int, seconds: float) -> Snapshot:
    """The same a moment later, with more octets passed."""
    interfaces = tuple(
        replace(
            one,
            in_octets=(one.in_octets or 0) + octets,
            out_octets=(one.out_octets or 0) + octets // 2,
            last_change_s=(one.last_change_s or 0.0) + 1,
        )
        for one in snapshot.interfaces
    )
    uptime_s = (snapshot.identity.uptime_s or 0.0) + seconds
    return replace(
        snapshot,
        time_s=snapshot.time_s + seconds,
        interfaces=interfaces,
        identity=replace(snapshot.identity, uptime_s=uptime_s),
    )


@given(st.lists(st.tuples(st.integers(0, 10**9), st.floats(1, 900)), min_size=1, max_size=4))
@settings(deadline=None)
def test_while_only_counters_change_links_are_kept_with_their_traffic(
    passed: list[tuple[int, float]],
) -> None:
    whose, snapshot, previous, known = _whose(Inventory()), _snapshot(*SEEN), None, None
    known = linked(known, snapshot, whose, previous)
    for octets, seconds in passed:
        snapshot, previous = _counted_on(snapshot, octets, seconds), snapshot
        kept = known.links
        known = linked(known, snapshot, whose, previous)
        assert known.links == links_of(snapshot, whose, previous)
        # It was not assembled anew: what is not of the interface is the very same.
        assert all(
            one.addresses is other.addresses
            for one, other in zip(known.links, kept, strict=True)
            if one.addresses
        )


def test_a_tunnel_that_begins_to_receive_more_than_it_sends_is_a_way_out() -> None:
    whose = _whose(Inventory())

    def seen(came: int) -> Snapshot:
        ends = port(9, "tun9", type=1, in_octets=came, out_octets=50, counter_bits=64)
        return _snapshot(*SEEN, ends, own("172.30.0.1/24", 9))

    before = linked(None, seen(10), whose, None)
    now = linked(before, seen(90), whose, seen(10))
    assert [link.name for link in now.links if link not in before.links] == ["tun9"]


_CHANGES = st.sampled_from(range(len(SEEN)))


@given(st.sets(_CHANGES, max_size=3), st.sampled_from(["gone", "down", "renamed", "twice"]))
@settings(deadline=None, max_examples=200)
def test_whatever_else_changes_links_are_those_that_would_be_assembled(
    places: set[int], what: str
) -> None:
    whose, before = _whose(Inventory()), _snapshot(*SEEN)
    known = linked(None, before, whose, None)
    seen: list[Observation] = []
    for place, one in enumerate(SEEN):
        if place not in places:
            seen.append(one)
        elif what == "twice":
            seen += [one, one]
        elif what == "down" and isinstance(one, Interface):
            seen.append(replace(one, oper_status="down"))
        elif what == "renamed" and isinstance(one, Interface):
            seen.append(replace(one, name=f"{one.name}-x", alias="Telkom"))
    now = _snapshot(*seen, time_s=NOW_S + 60)
    assert linked(known, now, whose, before).links == links_of(now, whose, before)


@pytest.mark.parametrize("kind", sorted(FIELDS.values()))
def test_a_table_that_was_not_read_this_time_changes_what_is_known_of_links(kind: str) -> None:
    whose, before = _whose(Inventory()), _snapshot(*SEEN)
    known = linked(None, before, whose, None)
    name = next(one.__name__ for one, field in FIELDS.items() if field == kind)
    now = replace(before, time_s=NOW_S + 60, kinds={**before.kinds, name: TableStatus.INCOMPLETE})
    assert linked(known, now, whose, before).links == links_of(now, whose, before)


def test_what_is_declared_or_learnt_since_counts_at_once() -> None:
    inventory, snapshot = Inventory(), _snapshot(*SEEN)
    known = linked(None, snapshot, _whose(inventory), None)
    [wan1] = [link for link in known.links if link.name == "wan1"]
    assert wan1.plan_reason
    core = World(device=CORE).snapshot(port(1, "x", mac=CORE_MAC), own("10.0.0.1/24", 1))
    inventory.learn(core)
    for whose in (
        _whose(inventory),
        replace(_whose(inventory), registry=REGISTRY),
        _whose(inventory, DAY + timedelta(days=400)),
    ):
        assert linked(known, snapshot, whose, None).links == links_of(snapshot, whose, None)


def test_what_is_learnt_has_another_version_when_it_is_another() -> None:
    inventory = Inventory()
    core = World(device=CORE).snapshot(port(1, "x", mac=CORE_MAC), own("10.0.0.1/24", 1))
    versions = [inventory.version]
    for snapshot in (core, replace(core, addresses=())):
        inventory.learn(snapshot)
        versions.append(inventory.version)
    inventory.forget(CORE.name)
    versions.append(inventory.version)
    assert len(set(versions)) == len(versions)
    inventory.learn(core)
    again = inventory.version
    inventory.learn(replace(core, time_s=core.time_s + 60))
    assert inventory.version == again
