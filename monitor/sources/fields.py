"""
The kinds of value that stand in the files, each with what is wrong and what to write instead.

Every validator takes the text as written (see `document`) and gives a typed value, or raises a
`config` error whose words are ours and never hold the value.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from ipaddress import ip_address, ip_interface, ip_network
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from monitor.model.prefixes import IPAddress, IPNetwork
from monitor.model.secret import Secret
from monitor.sources.suggest import nearest

MISSING = object()
"""In place of a wrong value, so that the rest of its entry can still be checked."""
MAX_TEXT = 500
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_HOST = re.compile(r"(?!.*\.\.)[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?\.?", re.ASCII)
_INTEGER = re.compile(r"[+-]?[0-9][0-9_]{0,24}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,15})?", re.ASCII)
_MAC = re.compile(r"([0-9a-f]{2})[:-]?" * 5 + r"([0-9a-f]{2})", re.ASCII)
_OUI = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){2,4}", re.ASCII)
_RATE = re.compile(r"([0-9][0-9_]{0,18})\s*([kMGT]?)(?:bit/s|bps)?", re.ASCII)
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
_STEPS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
Choice = TypeVar("Choice", bound=StrEnum)


def wrong(message: str, hint: str) -> PydanticCustomError:
    """Make the error of a field: `message` follows the key path, `hint` says what to write."""
    return PydanticCustomError("config", "{message}", {"message": message, "hint": hint})


def plain_text(value: object) -> str:
    """Take one text of one line; line ends and runs of blanks become one blank."""
    if value is None:
        raise wrong("is empty", "write a value, or remove the key")
    if not isinstance(value, str):
        raise wrong("holds lines of its own", "write one value on the line of the key")
    text = " ".join(value.split())
    if not text:
        raise wrong("is empty", "write a value, or remove the key")
    if len(text) > MAX_TEXT:
        raise wrong(f"is longer than {MAX_TEXT} characters", "shorten it")
    if not text.isprintable():
        raise wrong("holds control characters", "write plain text")
    return text


def _code(value: object) -> str:
    text = plain_text(value)
    if not _CODE.fullmatch(text):
        hint = "use letters, digits, '-', '_' and '.', at most 64, as in dinas-kesehatan"
        raise wrong("is not a short name", hint)
    return text


def _flag(value: object) -> bool:
    known = _FLAGS.get(plain_text(value).lower())
    if known is None:
        raise wrong("is neither true nor false", "write true or false")
    return known


def _address(value: object) -> IPAddress:
    text = plain_text(value)
    try:
        return ip_address(text)
    except ValueError:
        raise wrong("is not an IP address", "write one as 10.1.2.3 or 2001:db8::1") from None


def _host(value: object) -> str:
    text = plain_text(value)
    try:
        return str(ip_address(text.removeprefix("[").removesuffix("]")))
    except ValueError:
        pass
    numeric = text.rpartition(".")[2].isdigit()
    if numeric or not _HOST.fullmatch(text):
        hint = "write 10.1.2.3, 2001:db8::1 or a host name; the port has a key of its own"
        raise wrong("is neither an address nor a host name", hint)
    return text


def _prefix(value: object) -> IPNetwork:
    text = plain_text(value)
    if "/" not in text:
        raise wrong("has no prefix length", f"write {_example_length(text)}")
    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        network = ip_interface(text).network
    except ValueError:
        raise wrong("is not an address prefix", "write one as 10.1.0.0/16") from None
    raise wrong("has address bits behind its length", f"write {network}")


def _example_length(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        return "one as 10.1.0.0/16"


def _place(value: object) -> IPNetwork:
    """Take a prefix, or one address as the prefix of just itself."""
    try:
        return ip_network(ip_address(plain_text(value)))
    except ValueError:
        return _prefix(value)


def _mac(value: object) -> str:
    found = _MAC.fullmatch(plain_text(value).lower().replace(".", ""))
    if found is None:
        raise wrong("is not a MAC address", "write one as 00:11:22:aa:bb:cc")
    return ":".join(found.groups())


def _oui(value: object) -> str:
    text = plain_text(value).lower().replace("-", ":")
    if not _OUI.fullmatch(text):
        raise wrong("is not the beginning of a MAC address", "write three octets as 00:50:56")
    return text


def _day(value: object) -> date:
    try:
        return date.fromisoformat(plain_text(value))
    except ValueError:
        raise wrong("is not a date", "write one as 2026-12-31 (year-month-day)") from None


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(plain_text(value))
    except ValueError:
        raise wrong("is not a date and time", "write one as 2026-12-31 22:00") from None


def _clock(value: object) -> time:
    try:
        return time.fromisoformat(plain_text(value))
    except ValueError:
        raise wrong("is not a time of day", "write one as 07:30") from None


def _rate(value: object) -> int:
    found = _RATE.fullmatch(plain_text(value))
    if found is None or not int(found[1]):
        raise wrong("is not a rate in bit/s", "write 100000000, 100M or 1G")
    return int(found[1]) * _STEPS[found[2]]


def _secret(value: object) -> Secret:
    """Keep the reference itself out of sight: it may be a secret written in the wrong form."""
    if not isinstance(value, str) or not value:
        raise wrong("is not a reference to a secret", "write env:NAME or file:/path/to/it")
    return Secret(value)


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


def _endpoint(value: object) -> tuple[str, int]:
    host, found, port = plain_text(value).rpartition(":")
    if not found or not port.isdecimal() or not 0 < int(port) < 65536 or not host:
        raise wrong("is not an address and a port", "write 127.0.0.1:10190 or [::1]:10190")
    return _host(host), int(port)


def integer(low: int, high: int) -> Any:
    """Make the type of whole numbers from `low` to `high`."""

    def check(value: object) -> int:
        text = plain_text(value)
        hint = f"write a whole number from {low} to {high}"
        if not _INTEGER.fullmatch(text):
            raise wrong("is not a whole number", hint)
        if not low <= int(text.replace("_", "")) <= high:
            raise wrong("is out of bounds", hint)
        return int(text.replace("_", ""))

    return PlainValidator(check)


def number(low: float, high: float) -> Any:
    """Make the type of numbers from `low` to `high`."""

    def check(value: object) -> float:
        text = plain_text(value)
        hint = f"write a number from {low:g} to {high:g}"
        if not _NUMBER.fullmatch(text):
            raise wrong("is not a number", hint)
        if not low <= float(text) <= high:
            raise wrong("is out of bounds", hint)
        return float(text)

    return PlainValidator(check)


def choice(kind: type[Choice], also: dict[str, Choice] | None = None) -> Any:
    """Make the type of one word of an enumeration; `also` are further spellings."""
    return word({item.value: item for item in kind} | (also or {}))


def word(known: Mapping[str, object]) -> Any:
    """Make the type of one word out of a few, whatever its case, and of what each stands for."""
    values = {name.lower(): value for name, value in known.items()}

    def check(value: object) -> object:
        text = plain_text(value).lower()
        if text not in values:
            near = nearest(text, known)
            hint = f"write {near}" if near else f"use one of {', '.join(known)}"
            raise wrong("is none of the known words", hint)
        return values[text]

    return PlainValidator(check)


def _validator(check: Callable[[object], object], instead: object = None) -> Any:
    """Make a type of a check. `instead` stands for a value that is missing (see MISSING)."""
    return PlainValidator(lambda value: instead if value is MISSING else check(value))


Text = Annotated[str, _validator(plain_text, "")]
Code = Annotated[str, _validator(_code, "")]
Flag = Annotated[bool, _validator(_flag)]
Host = Annotated[str, _validator(_host, "")]
Address = Annotated[IPAddress, _validator(_address)]
Prefix = Annotated[IPNetwork, _validator(_prefix)]
Place = Annotated[IPNetwork, _validator(_place)]
Mac = Annotated[str, _validator(_mac)]
Oui = Annotated[str, _validator(_oui)]
Day = Annotated[date, _validator(_day)]
Moment = Annotated[datetime, _validator(_moment)]
Clock = Annotated[time, _validator(_clock)]
Rate = Annotated[int, _validator(_rate)]
Zone = Annotated[str, _validator(_zone)]
Endpoint = Annotated[tuple[str, int], _validator(_endpoint)]
Reference = Annotated[Secret, _validator(_secret)]
Port = Annotated[int, integer(1, 65535)]
AsNumber = Annotated[int, integer(1, 4294967294)]
