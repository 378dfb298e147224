"""Days, moments, hours and time zones, as they stand in the files."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic_core import PydanticCustomError

from monitor.sources.fields import plain_text, validator, wrong

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)
_MONTHS = 12
_ZONES = {
    "UTC": ("UTC", 0),
    "WIB": ("WIB", 7),
    "WITA": ("WITA", 8),
    "WIT": ("WIT", 9),
    "ASIA/JAKARTA": ("WIB", 7),
    "ASIA/PONTIANAK": ("WIB", 7),
    "ASIA/MAKASSAR": ("WITA", 8),
    "ASIA/JAYAPURA": ("WIT", 9),
}
"""Indonesia has no summer time, so its zones need no data from the machine (hours from UTC)."""


def _day(value: object) -> date:
    text = plain_text(value)
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    raise _no_such_day(text) or wrong("is not a date", "write one as 2026-12-31 (year-month-day)")


def _moment(value: object) -> datetime:
    text = plain_text(value)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise (
        _no_such_day(text[:10])
        or _no_such_time(text[11:16])
        or wrong("is not a date and time", "write one as 2026-12-31 22:00")
    )


def _clock(value: object) -> time:
    text = plain_text(value)
    try:
        return time.fromisoformat(text)
    except ValueError:
        pass
    raise _no_such_time(text) or wrong("is not a time of day", "write one as 07:30")


def _no_such_day(text: str) -> PydanticCustomError | None:
    """Say what is wrong with a day that is written as one and is in no calendar."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    if not year or (0 < month <= _MONTHS and 0 < day <= monthrange(year, month)[1]):
        return None
    if not 0 < month <= _MONTHS:
        if 0 < day <= _MONTHS and 0 < month <= monthrange(year, day)[1]:
            hint = f"write {year:04}-{day:02}-{month:02} (year-month-day), if that is meant"
        else:
            hint = "write one as 2026-12-31 (year-month-day)"
        return wrong("is no such day: a year has 12 months", hint)
    last = monthrange(year, month)[1]
    hint = f"write {year:04}-{month:02}-{last}, if the last day of the month is meant"
    return wrong(f"is no such day: that month has {last}", hint)


def _no_such_time(text: str) -> PydanticCustomError | None:
    if not _CLOCK.fullmatch(text):
        return None
    try:
        time.fromisoformat(text)
    except ValueError:
        hint = "write one from 00:00 to 23:59, with two digits each"
        return wrong("is no such time of day", hint)
    return None


def _zone(value: object) -> str:
    name = plain_text(value)
    try:
        time_zone(name)
    except (ValueError, OSError):
        hint = "write WIB, WITA, WIT or a name as Asia/Jakarta"
        raise wrong("is not a time zone this machine knows", hint) from None
    return name


def time_zone(name: str) -> tzinfo:
    """Find a time zone by name. Raises ValueError or OSError for a wrong one."""
    if name.upper() in _ZONES:
        short, hours = _ZONES[name.upper()]
        return timezone(timedelta(hours=hours), short)
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        raise ValueError(name) from None


Day = Annotated[date, validator(_day)]
Moment = Annotated[datetime, validator(_moment)]
Clock = Annotated[time, validator(_clock)]
Zone = Annotated[str, validator(_zone)]
