"""How much work one device may make before it is left alone."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.allowance import SHARE, Allowance

SLOW_S = 900.0


def test_a_device_of_the_usual_size_is_never_left_alone() -> None:
    own = Allowance()
    for minute in range(10_000):
        own.spend(2.5 if minute % 15 == 0 else 0.1, minute * 60.0, SLOW_S)
        assert not own.rests(minute * 60.0 + 60.0)


@given(st.floats(0.0, 1e6))
def test_no_device_takes_more_than_its_share(cost_s: float) -> None:
    own, now_s, spent_s, polls = Allowance(), 0.0, 0.0, 0
    while now_s < 86_400.0:
        if not own.rests(now_s):
            own.spend(cost_s, now_s, SLOW_S)
            spent_s += cost_s
            polls += 1
        now_s += 60.0
    # Of one that is dearer than all of its share, at least one poll in a slow interval is made.
    assert polls >= 86_400.0 / (2 * SLOW_S)
    if cost_s <= SHARE * SLOW_S:
        assert spent_s <= SHARE * (86_400.0 + SLOW_S) + cost_s


def test_a_clock_that_is_set_back_leaves_no_device_alone() -> None:
    own = Allowance()
    own.spend(100.0, 1_000_000.0, SLOW_S)
    assert own.rests(1_000_060.0)
    assert not own.rests(999_000.0)
