"""
What a record of the history says of its case beyond a body that is kept once. Pure.

A finding that comes and goes has the same evidence each time, but for some counters. So its case is
kept as a body, under the SHA-256 of its text, and a record says which body it rests on and what is
another now:

    {"as": "<64 hexadecimal digits>", "but": {"confidence": 0.7, "signals": [0, [1, {...}], {...}]}}

A signal is the number of one of the body that is the same, a number with what is another of it, or
a whole one. Rows of evidence that are another stand by their place. The hash over the record covers
the body's hash, so a body that was changed or taken away shows. Records of before hold whole cases.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

from monitor.store.fields import CodecError, items, mapping, text

_MARK: Final = '{"as":"'
_DIGITS: Final = 64
_WORTH: Final = 2
"""A patch of half the case or more is none: the case becomes a body of its own."""

Fields = dict[str, Any]


def digest_of(body: str) -> str:
    """Return what a body is kept under."""
    return hashlib.sha256(body.encode()).hexdigest()


def body_of(record: object) -> str:
    """Return the digest of the body that the case of a record rests on; nothing of a whole one."""
    if not isinstance(record, str) or not record.startswith(_MARK):
        return ""
    return record[len(_MARK) : len(_MARK) + _DIGITS]


def lean(case: str, digest: str = "", body: str = "") -> tuple[str, str]:
    """
    Write the case (JSON) of a record as what it has beyond a body, and return it with its body.

    The body is the given one, or else the case itself.
    """
    if body:
        changes = _changes(json.loads(body), json.loads(case))
        written = _written({"as": digest, **({"but": changes} if changes else {})})
        if len(written) * _WORTH < len(case):
            return written, body
    return _written({"as": digest_of(case)}), case


def whole(record: object, find: Callable[[str], str | None]) -> object:
    """Return the whole case (JSON) of a record; `CodecError` where its body is not as it was."""
    digest = body_of(record)
    if not digest:
        return record
    body = find(digest)
    if body is None or digest_of(body) != digest:
        raise CodecError("the case that the record rests on is gone, or was changed")
    try:
        changes = mapping(json.loads(text(record))).get("but", {})
        return _written(_changed(mapping(json.loads(body)), mapping(changes)))
    except (KeyError, IndexError, TypeError, ValueError, RecursionError) as error:
        raise CodecError(f"the case is no JSON: {error}") from error


def _changes(before: Fields, after: Fields) -> Fields:
    changes = {name: value for name, value in after.items() if before.get(name) != value}
    if "signals" in changes:
        changes["signals"] = _signals(before["signals"], after["signals"])
    return changes


def _signals(before: list[Fields], after: list[Fields]) -> list[Any]:
    known = {_written(signal): at for at, signal in enumerate(before)}
    alike = {(one["rule"], one["subject"], one["about"]): at for at, one in enumerate(before)}
    found: list[Any] = []
    for signal in after:
        at = known.get(_written(signal))
        if at is not None:
            found.append(at)
            continue
        near = alike.get((signal["rule"], signal["subject"], signal["about"]))
        found.append(signal if near is None else [near, _of_signal(before[near], signal)])
    return found


def _of_signal(before: Fields, after: Fields) -> Fields:
    changes = {name: value for name, value in after.items() if before.get(name) != value}
    rows, former = after["evidence"], before["evidence"]
    if "evidence" in changes and len(rows) == len(former):
        changes["evidence"] = {str(at): row for at, row in enumerate(rows) if row != former[at]}
    return changes


def _changed(body: Fields, changes: Fields) -> Fields:
    signals = body["signals"]
    changed = {**body, **changes}
    if "signals" in changes:
        changed["signals"] = [_signal(signals, told) for told in items(changes["signals"])]
    return changed


def _signal(signals: list[Fields], told: Any) -> Fields:
    if isinstance(told, int):
        return signals[told]
    if not isinstance(told, list):
        return mapping(told)
    at, changes = told
    signal = {**signals[at], **changes}
    rows = changes.get("evidence")
    if isinstance(rows, dict):
        evidence = list(signals[at]["evidence"])
        for place, row in rows.items():
            evidence[int(place)] = row
        signal["evidence"] = evidence
    return signal


def _written(fields: Fields) -> str:
    written = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode("utf-8", "backslashreplace").decode()
