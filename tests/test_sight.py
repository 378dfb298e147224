"""Which rules could look at a device, and how much of what there is to find that is."""

from monitor.model.declared import DeviceRole
from monitor.model.observation import Address, ArpEntry, Interface, Route
from monitor.model.reading import Observation, TableStatus
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
