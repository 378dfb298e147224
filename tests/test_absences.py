"""A device that is there for moments only."""

from datetime import UTC

import pytest

from monitor.absences import Absences
from monitor.model.policy import Calendar

ALWAYS = Calendar(timezone=UTC)
HOUR_S, DAY_S = 3600.0, 86_400.0
NOW_S = 1_778_500_000.0


def gone(*absences: tuple[float, float]) -> Absences:
    """Note absences: how long ago each ended, and its working time, in hours."""
    found = Absences()
    for ago_h, took_h in absences:
        found.note(NOW_S - ago_h * HOUR_S, took_h * HOUR_S)
    return found


def working_h(days: float) -> float:
    return ALWAYS.working_s(NOW_S - days * DAY_S, NOW_S) / HOUR_S


def test_most_of_a_day_in_pieces_is_too_much() -> None:
    part = working_h(1) * 0.2
    assert gone((9, part), (6, part), (3, part)).are_too_many(NOW_S, ALWAYS)


@pytest.mark.parametrize("shares", [(0.6,), (0.3, 0.3), (0.1, 0.1, 0.1)])
def test_one_cut_of_power_or_little_in_all_is_not(shares: tuple[float, ...]) -> None:
    absences = [(number + 1.0, share * working_h(1)) for number, share in enumerate(shares)]
    assert not gone(*absences).are_too_many(NOW_S, ALWAYS)


def test_most_of_a_week_is_too_much_and_over_after_it() -> None:
    week = gone((100, working_h(7) * 0.3), (50, working_h(7) * 0.3))
    assert week.are_too_many(NOW_S, ALWAYS)
    assert not week.are_too_many(NOW_S + 7 * DAY_S, ALWAYS)


def test_nights_are_no_absence() -> None:
    nights = gone(*((24.0 * number, 0.0) for number in range(7)))
    assert not nights.ended
    assert not nights.are_too_many(NOW_S, ALWAYS)


def test_two_long_absences_in_three_days_are_too_much_and_one_is_not() -> None:
    part = working_h(3) * 0.3
    assert gone((30, part), (6, part)).are_too_many(NOW_S, ALWAYS)
    assert not gone((6, part)).are_too_many(NOW_S, ALWAYS)
