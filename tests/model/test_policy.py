"""When a city works, and for how long it did."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.policy import Calendar

JAKARTA = ZoneInfo("Asia/Jakarta")
CITY = Calendar(timezone=JAKARTA, holidays=frozenset({date(2026, 5, 14)}))


def at(text: str) -> float:
    """Unix seconds of a local time in May 2026: `12 07:30` is a Tuesday morning."""
    return (
        datetime.strptime(f"2026-05-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=JAKARTA).timestamp()
    )


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("12 09:00", "12 10:30", 1.5),
        ("12 15:30", "13 08:00", 1.0),
        ("15 15:00", "18 07:30", 1.0),
        ("15 16:00", "18 07:30", 0.0),
        ("13 15:00", "15 08:30", 2.0),
        ("12 10:00", "12 10:00", 0.0),
    ],
)
def test_hours_outside_of_work_do_not_count(since: str, until: str, hours: float) -> None:
    assert CITY.working_s(at(since), at(until)) == hours * 3600


def test_after_many_weeks_all_time_counts() -> None:
    assert CITY.working_s(at("12 09:00"), at("12 09:00") + 40 * 86400) == 40 * 86400


@given(st.floats(0, 30 * 86400), st.floats(0, 86400))
def test_working_time_grows_and_is_never_longer_than_time(first_s: float, more_s: float) -> None:
    start_s = datetime(2026, 5, 1, tzinfo=UTC).timestamp()
    short, long = (CITY.working_s(start_s, start_s + one) for one in (first_s, first_s + more_s))
    assert 0 <= short <= long <= first_s + more_s + timedelta(seconds=1).total_seconds()
