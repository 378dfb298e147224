"""What passed between two readings, and what only looks like it."""

from dataclasses import replace

import pytest

from monitor.model.observation import Identity, Interface, Snapshot
from monitor.traffic import octets_between, restarted, with_counters
from tests.scenes import CITY, NOW_S, port

WRAP_S = 2**32 / 100


def at(time_s: float, uptime_s: float | None = 1000.0) -> Snapshot:
    return replace(CITY.snapshot(time_s=time_s), identity=Identity(uptime_s=uptime_s))


def counter(into: int | None, out: int | None, bits: int | None = 64, **said: object) -> Interface:
    return port(1, "ether1", in_octets=into, out_octets=out, counter_bits=bits, **said)


def moved(
    old: Interface, new: Interface, *, elapsed_s: float = 60, uptime_s: float = 1060
) -> object:
    return octets_between(at(NOW_S), at(NOW_S + elapsed_s, uptime_s), old, new)


def test_in_and_out_are_summed() -> None:
    assert moved(counter(100, 1000), counter(150, 1007)) == 57


def test_a_counter_of_32_bits_wraps() -> None:
    assert moved(counter(2**32 - 10, 0, 32), counter(5, 0, 32)) == 15


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (counter(100, 100), counter(50, 200)),
        (counter(100, 100), counter(200, 50)),
        (counter(100, 100, 32), counter(150, 150, 64)),
        (counter(None, 100), counter(50, 200)),
        (counter(100, 100), counter(200, None)),
        (counter(1, 1, None), counter(2, 2, None)),
        (counter(100, 100), replace(counter(150, 150), name="ether9")),
    ],
)
def test_a_reset_another_width_or_another_interface_is_no_traffic(
    old: Interface, new: Interface
) -> None:
    assert moved(old, new) is None


def test_two_counters_of_32_bits_that_fall_together_were_reset() -> None:
    assert moved(counter(3_000_000_000, 900_000_000, 32), counter(1_000, 800, 32)) is None


def test_counters_of_64_bits_are_believed_whatever_the_nominal_speed_is() -> None:
    slow = {"speed_bps": 9_000}
    assert moved(counter(0, 0, **slow), counter(450_000_000, 50_000_000, **slow)) == 500_000_000


def test_of_two_sets_of_counters_the_one_that_moves_is_believed() -> None:
    then = counter(7, 7, in_octets_32=100, out_octets_32=100)
    stuck = counter(7, 7, in_octets_32=160, out_octets_32=100)
    assert moved(then, stuck) == 60
    assert moved(then, replace(stuck, in_octets=8)) == 1
    assert moved(then, then) == 0
    assert moved(then, replace(stuck, in_octets=1)) is None
    assert moved(replace(then, in_octets_32=None), stuck) == 0


def test_32_bit_counters_are_compared_where_those_of_64_bits_come_or_go() -> None:
    narrow = counter(100, 100, 32)
    both = counter(10**12, 10**12, in_octets_32=150, out_octets_32=100)
    assert (
        moved(narrow, both) == moved(replace(both, in_octets_32=100), counter(150, 100, 32)) == 50
    )


def test_64_bit_counters_of_zeros_are_none_where_those_of_32_bits_count() -> None:
    dead = counter(0, 0, in_octets_32=5, out_octets_32=0)
    chosen = with_counters(dead)
    assert (chosen.in_octets, chosen.out_octets, chosen.counter_bits) == (5, 0, 32)
    idle = counter(0, 0, in_octets_32=0, out_octets_32=0)
    assert with_counters(idle) is idle


def test_more_than_the_line_can_carry_is_a_reset() -> None:
    slow = {"bits": 32, "speed_bps": 10_000_000}
    limit = 10_000_000 * 60 // 8
    assert moved(counter(0, 0, **slow), counter(limit, limit, **slow)) == 2 * limit
    assert moved(counter(2**32 - 1, 0, **slow), counter(2**31, 0, **slow)) is None


def test_a_restart_is_no_traffic_and_a_wrap_of_the_uptime_is_no_restart() -> None:
    assert moved(counter(100, 100), counter(150, 150), uptime_s=20) is None
    late = at(NOW_S, WRAP_S - 30)
    assert not restarted(late, at(NOW_S + 60, 30.0))
    assert not restarted(late, at(NOW_S + 360, 30.0))
    assert restarted(late, at(NOW_S + 400, 30.0))
    assert restarted(late, at(NOW_S + 3600, 30.0))
    assert restarted(at(NOW_S, 5000.0), at(NOW_S + 60, 30.0))


def test_who_does_not_tell_its_uptime_did_not_restart() -> None:
    assert not restarted(at(NOW_S, None), at(NOW_S + 60, 30.0))
    assert not restarted(at(NOW_S, 30.0), at(NOW_S + 60, None))
    assert not restarted(at(NOW_S, 30.0), at(NOW_S + 60, 30.0))


def test_no_time_no_traffic() -> None:
    assert moved(counter(1, 1), counter(2, 2), elapsed_s=0) is None
