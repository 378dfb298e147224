"""What is usual on an uplink: by the hour of the week; no odd week and nothing unseen moves it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.levels import level
from monitor.model.memory import DAYS, SAMPLES, Day, Usage
from monitor.model.policy import Baselines, Calendar, Policy
from monitor.usage import Sighting, days_of, new_usage, sighted, slot_of, usual

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
POLICY = Policy()
QUARTER_S = 900.0
OFFICE, NIGHT = 40_000.0, 2_000.0

Load = Callable[[datetime], tuple[float | None, int | None]]


def as_usual(moment: datetime) -> tuple[float | None, int | None]:
    """Octets per second, and clients: an office in working hours, a camera at night."""
    is_open = moment.weekday() < 5 and 7 <= moment.hour < 16
    return (OFFICE, 30) if is_open else (NIGHT, 2)


def lived(
    load: Load,
    days: float,
    *,
    usage: Usage | None = None,
    start: datetime = MONDAY,
    policy: Policy = POLICY,
) -> Usage:
    """Look every quarter of an hour for some days; a load of `None` is a poll that failed."""
    usage = usage or new_usage(start.timestamp(), policy)
    moment = start
    while moment < start + timedelta(days=days):
        rate, clients = load(moment)
        octets = None if rate is None else round(rate * QUARTER_S)
        seen = Sighting(moment.timestamp(), QUARTER_S, octets, clients)
        usage = sighted(usage, seen, policy)
        moment += timedelta(seconds=QUARTER_S)
    return usage


def after(weeks: int, load: Load, days: float, policy: Policy = POLICY) -> list[Day]:
    """The days that are known after some usual weeks and some days of a load."""
    usage = lived(as_usual, 7 * weeks, policy=policy)
    start = MONDAY + timedelta(weeks=weeks)
    # The next midnight closes the last day.
    usage = lived(load, days + 0.1, usage=usage, start=start, policy=policy)
    return days_of(usage)


def bypassed(moment: datetime) -> tuple[float | None, int | None]:
    _, clients = as_usual(moment)
    return 800.0, clients


def test_a_usual_week_is_usual() -> None:
    days = after(3, as_usual, 5)[-5:]
    assert [day.traffic_ratio for day in days] == pytest.approx([1] * 5, abs=0.1)
    assert [day.clients_ratio for day in days] == pytest.approx([1] * 5, abs=0.1)
    assert days[0].rate == pytest.approx(OFFICE, rel=0.1)


def test_a_bypass_shows_on_each_day_and_is_not_learnt() -> None:
    days = after(3, bypassed, 21)[-15:]
    assert len(days) == 15
    for day in days:
        assert day.traffic_ratio is not None
        assert day.traffic_ratio < 0.05
        assert day.clients_ratio == pytest.approx(1, abs=0.1)


def test_in_the_first_weeks_nothing_is_compared() -> None:
    assert all(day.traffic_ratio is None for day in days_of(lived(as_usual, 7)))
    assert days_of(lived(as_usual, 7))[0].rate == pytest.approx(OFFICE, rel=0.1)


def test_an_empty_office_is_no_bypass() -> None:
    days = after(3, lambda _: (800.0, 2), 5)[-5:]
    assert all(day.clients_ratio is not None and day.clients_ratio < 0.2 for day in days)


def test_a_move_is_learnt_in_the_end() -> None:
    """Fewer people and less traffic: that is what is usual now."""
    days = after(3, lambda moment: (6_000.0, 8) if as_usual(moment)[1] == 30 else (NIGHT, 2), 28)
    assert days[-1].traffic_ratio == pytest.approx(1, abs=0.1)


def test_weekends_are_no_working_days() -> None:
    assert len(days_of(lived(as_usual, 14))) == 10


def test_what_nobody_saw_is_unknown() -> None:
    days = after(3, lambda _: (None, None), 5)[-5:]
    assert [(day.traffic_ratio, day.clients_ratio, day.rate) for day in days] == [(None,) * 3] * 5


def test_an_hour_half_unseen_is_no_sample() -> None:
    """Three quarters of each hour are dark: what was seen of it says nothing."""

    def dark(moment: datetime) -> tuple[float | None, int | None]:
        return (10.0, 30) if moment.minute == 0 else (None, None)

    assert all(day.traffic_ratio is None for day in after(3, dark, 5)[-5:])


def test_holidays_are_neither_working_days_nor_learnt() -> None:
    holidays = frozenset(date(2026, 5, 4) + timedelta(days=day) for day in range(7, 12))
    policy = Policy(calendar=Calendar(holidays=holidays))
    idle_then_usual = lived(
        lambda moment: (100.0, 1) if moment.date() in holidays else as_usual(moment),
        28.1,
        policy=policy,
    )
    days = days_of(idle_then_usual)
    assert len(days) == 15
    assert all(day.traffic_ratio == pytest.approx(1, abs=0.1) for day in days[-4:])


def test_one_odd_week_moves_nothing() -> None:
    usage = lived(as_usual, 21)
    start = MONDAY + timedelta(weeks=3)
    usage = lived(lambda _: (9e6, 200), 7, usage=usage, start=start)
    days = days_of(lived(as_usual, 2.1, usage=usage, start=start + timedelta(weeks=1)))
    assert days[-1].traffic_ratio == pytest.approx(1, abs=0.1)


def test_within_the_usual_spread_is_usual() -> None:
    def wild(moment: datetime) -> tuple[float | None, int | None]:
        rate, clients = as_usual(moment)
        # From week to week and hour to hour between 2 and 64 times as much.
        step = (moment.isocalendar().week * 7 + moment.hour * 3) % 6
        return (rate or 0.0) * 2**step, clients

    usage = lived(wild, 28)
    start = MONDAY + timedelta(weeks=4)
    days = days_of(lived(as_usual, 1.1, usage=usage, start=start))
    assert days[-1].traffic_ratio == pytest.approx(1, abs=0.1)


def test_an_idle_line_and_a_place_with_few_people_are_not_compared() -> None:
    def idle(_: datetime) -> tuple[float | None, int | None]:
        return 100.0, 2

    usage = lived(idle, 28)
    assert all(day.traffic_ratio is None for day in days_of(usage))
    assert all(day.clients_ratio is None for day in days_of(usage))


def test_flaps_count_while_people_work() -> None:
    usage = new_usage(MONDAY.timestamp(), POLICY)
    for hour in (3, 8, 9, 9, 20, 30):
        moment = (MONDAY + timedelta(hours=hour)).timestamp()
        usage = sighted(usage, Sighting(moment, flapped=True), POLICY)
    assert [day.flaps for day in days_of(usage)] == [3]


@pytest.mark.parametrize("elapsed_s", [0.0, -5.0, 4000.0])
def test_a_gap_longer_than_a_slot_is_not_seen(elapsed_s: float) -> None:
    seen = Sighting(MONDAY.timestamp(), elapsed_s, 10**9, 5)
    usage = sighted(new_usage(MONDAY.timestamp(), POLICY), seen, POLICY)
    assert (usage.open.octets, usage.open.covered_s, usage.open.clients) == (0, 0.0, 5)


def test_the_most_clients_of_an_hour_count() -> None:
    usage = new_usage(MONDAY.timestamp(), POLICY)
    for clients in (3, 9, None, 4):
        seen = Sighting(MONDAY.timestamp(), 60.0, 1, clients)
        usage = sighted(usage, seen, POLICY)
    assert usage.open.clients == 9


def test_slots_are_those_of_local_time() -> None:
    zone = replace(POLICY, calendar=Calendar(timezone=UTC))
    assert slot_of(MONDAY.timestamp(), zone) % 24 == 0
    from zoneinfo import ZoneInfo

    jakarta = replace(POLICY, calendar=Calendar(timezone=ZoneInfo("Asia/Jakarta")))
    assert slot_of(MONDAY.timestamp(), jakarta) % 24 == 7


def test_other_slots_in_the_settings_begin_anew() -> None:
    usage = lived(as_usual, 14)
    other = replace(POLICY, baselines=Baselines(slot_s=600, period_slots=1008, day_slots=144))
    begun = sighted(usage, Sighting((MONDAY + timedelta(days=15)).timestamp()), other)
    assert len(begun.rates) == 1008 * SAMPLES
    assert days_of(begun) == []


def test_a_clock_that_is_set_back_begins_anew() -> None:
    usage = lived(as_usual, 14)
    assert days_of(sighted(usage, Sighting(MONDAY.timestamp()), POLICY)) == []


def test_samples_of_the_hours_beside_count_too() -> None:
    slots = bytearray(10 * SAMPLES)
    baselines = Baselines(period_slots=10, day_slots=10)
    for slot, value in ((9, 50), (0, 60), (1, 70)):
        slots[slot * SAMPLES : slot * SAMPLES + 2] = bytes((value, value))
    assert usual(bytes(slots), 0, baselines) == pytest.approx((60, 14.826))
    assert usual(bytes(slots), 10, baselines) == usual(bytes(slots), 0, baselines)
    assert usual(bytes(slots), 4, baselines) is None
    assert usual(bytes(slots), 2, baselines) is None, "two samples are too few"


@given(
    st.lists(
        st.tuples(
            st.floats(0, 200_000),
            st.one_of(st.none(), st.integers(0, 2**50)),
            st.one_of(st.none(), st.integers(0, 10**6)),
            st.booleans(),
        ),
        max_size=40,
    )
)
def test_whatever_is_seen_it_stays_of_one_size(
    steps: Iterable[tuple[float, int | None, int | None, bool]],
) -> None:
    now_s = MONDAY.timestamp()
    usage = new_usage(now_s, POLICY)
    for step_s, octets, clients, flapped in steps:
        now_s += step_s
        usage = sighted(usage, Sighting(now_s, step_s, octets, clients, flapped), POLICY)
        assert len(usage.rates) == len(usage.clients) == 168 * SAMPLES
        assert len(usage.days) <= 4 * DAYS
        assert len(usage.open.rates) <= 24
        assert all(day.flaps >= 0 for day in days_of(usage))


def test_levels_of_days_are_ratios() -> None:
    usage = replace(lived(as_usual, 1), days=bytes((level(250), level(1000), level(90.0), 3)))
    [day] = days_of(usage)
    assert day.traffic_ratio == pytest.approx(0.25, rel=0.05)
    assert day.clients_ratio == pytest.approx(1.0, rel=0.05)
    assert day.rate == pytest.approx(90, rel=0.05)
