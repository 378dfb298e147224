"""Numbers as levels of one byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.levels import NONE, level, middle, number, numbers


@given(st.floats(0, 3.5e9))
def test_a_number_comes_back_within_a_step(value: float) -> None:
    back = number(level(value))
    assert back is not None
    assert abs(back - value) <= 0.05 * (value + 1)


@given(st.floats(0, 1e15), st.floats(0, 1e15))
def test_order_is_kept(one: float, other: float) -> None:
    assert (level(one) <= level(other)) or one > other


def test_nothing_and_zero_are_two_things() -> None:
    assert level(None) == NONE
    assert number(NONE) is None
    assert level(0.0) == 1
    assert number(1) == 0.0
    assert level(1e30) == 255
    assert numbers(bytes((NONE, 1, 9))) == [0.0, 1.0]


def test_the_middle_is_moved_by_no_odd_week() -> None:
    assert middle(b"") is None
    assert middle(bytes((NONE, NONE))) is None
    assert middle(bytes((80, 80, 80, 80, 1))) == (80, 0.0)
    assert middle(bytes((70, 80, 90))) == pytest.approx((80, 14.826))
