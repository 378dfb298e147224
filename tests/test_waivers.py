"""Nobody is surprised by the end of a waiver, and nobody hears of it every minute."""

from datetime import date, timedelta

from monitor.model.city import Covered
from monitor.model.subject import Subject
from monitor.waivers import Given, notices
from tests.scenes import waiver

BACKUP = waiver(Subject(device="r1", interface="lte1"))
END = BACKUP.valid_until
USED = frozenset({(BACKUP.site, BACKUP.letter)})


def _said(
    *days: date, used: frozenset[Covered] = USED, given: Given | None = None
) -> dict[date, tuple[str, ...]]:
    told: dict[date, tuple[str, ...]] = {}
    now = given or {}
    for day in days:
        due = notices([BACKUP], day, used, now)
        now = due.given
        if due.sentences:
            told[day] = due.sentences
    return told


def _around(before: int, after: int) -> list[date]:
    return [END + timedelta(days=shift) for shift in range(-before, after + 1)]


def test_a_waiver_in_use_is_announced_30_and_7_days_before_its_end_and_after_it() -> None:
    told = _said(*_around(60, 30))
    assert [(END - day).days for day in told] == [30, 7, -1]
    first, second, last = (sentences[0] for sentences in told.values())
    assert BACKUP.letter in first
    assert f"in 30 days, on {END}" in first
    assert "covers a line now" in second
    assert "is a finding from now on" in last


def test_the_end_of_a_waiver_that_covers_nothing_is_no_news() -> None:
    told = _said(*_around(60, 30), used=frozenset())
    assert [(END - day).days for day in told] == [30, 7]
    assert all("covers nothing now" in sentences[0] for sentences in told.values())


def test_after_a_restart_what_is_due_is_said_once() -> None:
    assert list(_said(*_around(3, 0))) == [END - timedelta(days=3)]


def test_a_waiver_that_is_not_yet_in_force_is_no_news() -> None:
    assert not _said(BACKUP.valid_from - timedelta(days=1))
