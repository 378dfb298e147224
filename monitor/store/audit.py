"""
Whether the history is whole: every hash computed anew, every number in its place.

What it can not show: that whoever may write the file has made a whole new chain, or has taken the
newest records away together with SQLite's own count of them and the findings they led to. Note the
head elsewhere now and then; `head` says whether one noted earlier is still in the chain.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from monitor.store.case_patch import body_of, digest_of
from monitor.store.chain import GENESIS, linked

Record = Mapping[str, object]
_EVERY: Final = 1_000
_LEAST_DIGITS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The last record that retention took away, at `pruned_s`."""

    id: int = 0
    hash: str = GENESIS
    time_s: float | None = None
    pruned_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first record at which the chain is broken; 0 stands for what is no record."""

    id: int
    why: str
    key: str = ""
    time_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """
    What was found: `count` records are whole, the last of which has the hash `head`.

    `has_head` says whether a head that was asked for is one of theirs, `None` if none was.
    """

    anchor: Anchor
    count: int = 0
    first_s: float | None = None
    last_s: float | None = None
    head: str = GENESIS
    broken: Break | None = None
    has_head: bool | None = None


def audited(
    records: Iterable[Record],
    anchor: Anchor,
    given: int,
    *,
    head: str = "",
    progress: Callable[[int], None] = lambda _: None,
    bodies: Callable[[str], str | None] = lambda _: None,
) -> Audit:
    """
    Follow the chain from its anchor on.

    `given` is how many numbers were ever given to records; `head` the beginning of a hash, of eight
    digits at least. `bodies` finds the cases that records rest on, by their digests.
    """
    wanted = head.lower() if len(head) >= _LEAST_DIGITS else ""
    has_head = anchor.hash.startswith(wanted) if wanted else None
    found = Audit(anchor=anchor, head=anchor.hash, has_head=has_head if head else None)
    last = anchor.id
    proved: set[str] = set()
    for record in records:
        why = _fault(record, last, found.head) or _fault_of_body(record, bodies, proved)
        if why:
            return replace(found, broken=_break(record, why))
        last += 1
        time_s = record["time_s"]
        assert isinstance(time_s, float)
        digest = str(record["hash"])
        found = Audit(
            anchor=anchor,
            count=found.count + 1,
            first_s=time_s if found.first_s is None else found.first_s,
            last_s=time_s,
            head=digest,
            has_head=found.has_head or (bool(wanted) and digest.startswith(wanted))
            if head
            else None,
        )
        if found.count % _EVERY == 0:
            progress(found.count)
    if last < given:
        why = f"the newest records are gone: {given} were written, the last one here is {last}"
        return replace(found, broken=Break(id=last + 1, why=why))
    return found


def _fault(record: Record, last: int, head: str) -> str:
    number = record["id"]
    assert isinstance(number, int)
    if number <= last:
        return "it is older than where the history begins"
    if number != last + 1:
        gone = number - last - 1
        return "1 record before it is gone" if gone == 1 else f"{gone} records before it are gone"
    if record["hash"] != linked(head, record):
        return "it, or its hash, was changed after it was written"
    return ""


def _fault_of_body(record: Record, bodies: Callable[[str], str | None], proved: set[str]) -> str:
    digest = body_of(record["case_json"])
    if not digest or digest in proved:
        return ""
    body = bodies(digest)
    if body is None:
        return "the case it rests on is gone"
    if digest_of(body) != digest:
        return "the case it rests on was changed after it was written"
    proved.add(digest)
    return ""


def _break(record: Record, why: str) -> Break:
    number, time_s = record["id"], record["time_s"]
    assert isinstance(number, int)
    return Break(
        id=number,
        why=why,
        key=str(record["key"]),
        time_s=time_s if isinstance(time_s, float) else None,
    )
