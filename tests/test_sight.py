"""Which rules could look at a device, and how much of what there is to find that is."""

from typing import Any

import pytest

from monitor.model.declared import DeviceRole
from monitor.model.finding import Family
from monitor.model.observation import Address, ArpEntry, Interface, Route
from monitor.model.reading import Observation, TableStatus
from monitor.rule import Rule
from monitor.rules import rules
from monitor.sight import Sight, sight_of

RULES = tuple(rules().values())
EVERY = frozenset(kind.__name__ for rule in RULES for kind in rule.reads)
COVERAGE_FLOOR = 0.5


def seen(*unseen: type[Observation], status: TableStatus = TableStatus.ABSENT) -> Sight:
    hidden = {kind.__name__ for kind in unseen}
    kinds = {kind: status if kind in hidden else TableStatus.COMPLETE for kind in EVERY}
    return sight_of(RULES, DeviceRole.ROUTER, frozenset(), frozenset(kinds.items()), None)


def test_a_router_that_shows_everything_is_covered_whole() -> None:
    assert seen().coverage == 1
    assert not seen().inconclusive


def test_next_hops_and_addresses_weigh_more_than_their_rules_are_many() -> None:
    for kind in (Route, Address):
        blind = seen(kind)
        by_number = 1 - len(blind.inconclusive) / len(RULES)
        assert blind.coverage < by_number


def test_a_router_that_keeps_back_its_ip_tables_is_below_the_floor() -> None:
    assert seen(Address, Route, ArpEntry).coverage < COVERAGE_FLOOR
    assert seen(Interface).coverage < COVERAGE_FLOOR
    assert seen(ArpEntry).coverage > COVERAGE_FLOOR


def test_a_rule_that_is_switched_off_could_look_for_nothing() -> None:
    kinds = frozenset((kind, TableStatus.COMPLETE) for kind in EVERY)
    off = frozenset({"foreign-next-hop"})
    assert sight_of(RULES, DeviceRole.ROUTER, off, kinds, None).coverage < 1


COMPLETE, INCOMPLETE, ABSENT, REFUSED = (
    TableStatus.COMPLETE,
    TableStatus.INCOMPLETE,
    TableStatus.ABSENT,
    TableStatus.REFUSED,
)


def _rule(name: str, *needs: type[Observation], **said: Any) -> Rule:
    given: dict[str, Any] = {"number": 1, "family": Family.ROUTING, "check": lambda _: (), **said}
    return Rule(id=name, needs=needs, **given)


def _looked(
    *of: Rule,
    fresh: frozenset[str] | None = None,
    disabled: frozenset[str] = frozenset(),
    role: DeviceRole = DeviceRole.ROUTER,
    **kinds: Any,
) -> Sight:
    return sight_of(of, role, disabled, frozenset(kinds.items()), fresh)


BY_ROUTE, BY_BOTH = _rule("by-route", Route), _rule("by-both", Route, Address)


def test_a_rule_looks_only_at_roles_it_is_for_and_where_it_is_not_switched_off() -> None:
    of_core = _rule("of-core", Route, roles=frozenset({DeviceRole.CORE}))
    found = _looked(of_core, BY_ROUTE, BY_BOTH, disabled=frozenset({"by-both"}), Route=COMPLETE)
    assert found.rules == (BY_ROUTE,)
    assert found.ran == found.seen == found.fresh == {"by-route"}
    assert _looked(of_core, role=DeviceRole.CORE, Route=COMPLETE).ran == {"of-core"}


@pytest.mark.parametrize(
    ("route", "address", "is_fresh", "is_seen", "why"),
    [
        (COMPLETE, COMPLETE, True, True, ""),
        # What was cut short confirms what came of it, and clears nothing.
        (COMPLETE, INCOMPLETE, True, False, "Address incomplete"),
        (INCOMPLETE, INCOMPLETE, True, False, "Route incomplete"),
        (COMPLETE, REFUSED, False, False, "Address refused"),
        (ABSENT, COMPLETE, False, False, "Route absent"),
    ],
)
def test_a_rule_saw_where_all_that_it_needs_was_read(
    route: TableStatus, address: TableStatus, *, is_fresh: bool, is_seen: bool, why: str
) -> None:
    found = _looked(BY_BOTH, Route=route, Address=address)
    assert ("by-both" in found.fresh, "by-both" in found.seen) == (is_fresh, is_seen)
    assert dict(found.inconclusive) == ({"by-both": why} if why else {})
    assert found.ran == {"by-both"}


def test_a_rule_sees_anew_only_where_all_that_it_needs_was_read_just_now() -> None:
    kinds: dict[str, Any] = {"Route": COMPLETE, "Address": COMPLETE}
    for fresh, names in (
        (None, {"by-route", "by-both"}),
        (frozenset({"Route"}), {"by-route"}),
        (frozenset({"Route", "Address"}), {"by-route", "by-both"}),
        (frozenset[str](), set[str]()),
    ):
        found = _looked(BY_ROUTE, BY_BOTH, fresh=fresh, **kinds)
        assert found.fresh == found.seen == names
        assert not found.inconclusive


def test_what_nobody_looks_for_and_what_hides_where_lines_lead_is_not_covered() -> None:
    by_address = _rule("by-address", Address)
    assert _looked(Route=COMPLETE).coverage == 0.0
    assert _looked(by_address, Address=COMPLETE).coverage == 0.0
    for kind in ("Route", "ArpEntry"):
        for status in (COMPLETE, INCOMPLETE):
            kinds: dict[str, Any] = {"Address": COMPLETE, kind: status}
            assert _looked(by_address, **kinds).coverage == 1.0
        kinds = {"Address": COMPLETE, kind: REFUSED}
        assert _looked(by_address, **kinds).coverage == 0.0
