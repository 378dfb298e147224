"""What both ends of a line counted, held against each other."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.line_ends import WINDOW_S, both_rates, rates_of, remembered_ends
from monitor.model.inventory import Inventory
from monitor.model.link import Link
from monitor.model.memory import Ends
from monitor.model.observation import Snapshot
from monitor.model.prefixes import IPAddress
from tests.scenes import CITY, CORE, NOW_S, World, default, own, port

EVERY_S = 900.0
_HERE, _THERE = "10.9.0.2/30", "10.9.0.1/30"


def shown(world: World, address: str, octets: int, at_s: float) -> Snapshot:
    ends = (
        port(1, "line", in_octets=octets, out_octets=0, counter_bits=64),
        own(address, 1),
        default("10.9.0.1", 1),
    )
    return world.snapshot(*ends, time_s=at_s)


def lived(*rates: tuple[float, float]) -> Mapping[str, Ends]:
    """Let both ends pass so many octets a second, each pair for a window."""
    inventory, ends = Inventory(), dict[str, Ends]()
    mine = theirs = 0.0
    before: dict[str, Snapshot] = {}
    now_s = NOW_S
    looks = int(WINDOW_S // EVERY_S) + 1
    for own_rate, far_rate in (pair for pair in rates for _ in range(looks)):
        now_s += EVERY_S
        mine, theirs = mine + own_rate * EVERY_S, theirs + far_rate * EVERY_S
        for world, address, octets in (
            (World(device=CORE), _THERE, theirs),
            (CITY, _HERE, mine),
        ):
            snapshot = shown(world, address, int(octets), now_s)
            inventory.learn(snapshot, rates_of(before.get(world.device.name), snapshot))
            before[world.device.name] = snapshot
        [link] = links(before["r1"])
        ends = dict(remembered_ends(ends, [link], inventory, now_s))
    return ends


def links(snapshot: Snapshot) -> tuple[Link, ...]:
    return CITY.links(*snapshot.interfaces, *snapshot.addresses, *snapshot.routes)


def test_ends_that_agreed_and_do_not_any_more_are_apart_by_their_share() -> None:
    ends = lived((1e6, 1e6), (1e6, 1e6), (1e6, 0.25e6), (1e6, 0.25e6))["line"]
    assert ends.agreed
    assert ends.apart == pytest.approx(0.25, abs=0.02)


def test_ends_that_agree_again_are_together() -> None:
    ends = lived((1e6, 1e6), (1e6, 1e6), (1e6, 0.2e6), (1e6, 0.2e6), (1e6, 1e6), (1e6, 1e6))["line"]
    assert (ends.agreed, ends.apart) == (True, None)


def test_a_far_end_that_counts_nothing_does_not_count() -> None:
    assert not lived((1e6, 0.0), (1e6, 0.0))


def test_a_far_end_that_was_read_at_another_hour_is_not_held_against_this_one() -> None:
    """Nobody knows what passed there since: its rate of the night is not that of the morning."""

    def both(late_s: float) -> bool:
        inventory = Inventory()
        for world, address, at_s in (
            (World(device=CORE), _THERE, NOW_S),
            (CITY, _HERE, NOW_S + late_s),
        ):
            before = shown(world, address, 0, at_s - EVERY_S)
            snapshot = shown(world, address, int(1e9), at_s)
            inventory.learn(snapshot, rates_of(before, snapshot))
        [link] = links(snapshot)
        return both_rates(link, inventory) is not None

    assert both(EVERY_S)
    assert not both(4 * EVERY_S)


@pytest.mark.parametrize("far", [0.2e6, 5e6])
def test_ends_that_never_agreed_say_nothing(far: float) -> None:
    ends = lived((1e6, far), (1e6, far), (1e6, far * 0.1), (1e6, far * 0.1))["line"]
    assert ends.apart is None


def test_a_far_end_that_counts_more_or_an_idle_line_says_nothing() -> None:
    assert lived((1e6, 1e6), (1e6, 1e6), (1e6, 9e6), (1e6, 9e6))["line"].apart is None
    assert lived((1e6, 1e6), (1e6, 1e6), (100.0, 1.0), (100.0, 1.0))["line"].apart is None


def test_only_lines_of_two_ends_are_compared() -> None:
    then, now = shown(CITY, "10.9.0.2/24", 0, 0.0), shown(CITY, "10.9.0.2/24", 9000, 900.0)
    assert not rates_of(then, now)
    assert not rates_of(None, shown(CITY, _HERE, 9000, 900.0))


def test_a_gateway_that_nobody_polls_has_no_end() -> None:
    inventory = Inventory()
    first, second = shown(CITY, _HERE, 0, NOW_S), shown(CITY, _HERE, 900, NOW_S + EVERY_S)
    inventory.learn(second, rates_of(first, second))
    [link] = links(second)
    assert both_rates(link, inventory) is None
    assert not remembered_ends({}, [link], inventory, NOW_S)


@given(st.dictionaries(st.ip_addresses(v=4), st.floats(0, 1e12), max_size=3))
def test_whatever_the_rates_no_line_is_apart_that_was_not_compared(
    rates: dict[IPAddress, float],
) -> None:
    inventory = Inventory()
    snapshot = shown(CITY, _HERE, 0, NOW_S)
    inventory.learn(snapshot, rates)
    [link] = links(snapshot)
    assert all(one.apart is None for one in remembered_ends({}, [link], inventory, NOW_S).values())


def test_counters_that_stand_still_while_the_far_end_counts_are_apart() -> None:
    assert lived((1e6, 1e6), (1e6, 1e6), (0.0, 1e6), (0.0, 1e6))["line"].apart == 0.0
    assert lived((0.0, 1e6), (0.0, 1e6))["line"].apart is None
