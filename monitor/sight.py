"""
Which rules look at a device, and which of them could see.

That depends on its role, on the administrator, and on how each kind of observation was read.
Devices of a kind are alike in that, so it is told once for all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from monitor.model.declared import DeviceRole
from monitor.model.observation import ArpEntry, Route
from monitor.model.reading import TableStatus
from monitor.rule import Rule

_SOME = (TableStatus.COMPLETE, TableStatus.INCOMPLETE)
"""Something of a table was read, be it cut short."""


@dataclass(frozen=True, slots=True)
class Sight:
    """
    The rules that look at a device; which were read for anew, which saw, and why not others.

    `coverage` is the share of what all rules can find that those can which could look here; nothing
    of a device that shows neither routes nor ARP.
    """

    rules: tuple[Rule, ...]
    ran: frozenset[str]
    fresh: frozenset[str]
    seen: frozenset[str]
    inconclusive: Mapping[str, str]
    coverage: float


_Statuses = frozenset[tuple[str, TableStatus]]


@lru_cache(maxsize=4096)
def sight_of(
    rules: tuple[Rule, ...],
    role: DeviceRole,
    disabled: frozenset[str],
    kinds: _Statuses,
    fresh: frozenset[str] | None,
) -> Sight:
    """Tell which rules could look, by how each kind of observation was read: devices are alike."""
    statuses = dict(kinds)
    chosen, read, seen = [], set(), set()
    inconclusive: dict[str, str] = {}
    for rule in rules:
        if role not in rule.roles or rule.id in disabled:
            continue
        chosen.append(rule)
        needs = [kind.__name__ for kind in rule.needs_of(role)]
        blindness = _blindness(needs, statuses)
        if blindness:
            inconclusive[rule.id] = blindness
        is_fresh = fresh is None or fresh.issuperset(needs)
        if is_fresh and all(statuses.get(kind) in _SOME for kind in needs):
            read.add(rule.id)
            if not blindness:
                seen.add(rule.id)
    looked = sum(rule.weight for rule in chosen if rule.id not in inconclusive)
    whole = sum(rule.weight for rule in rules)
    return Sight(
        rules=tuple(chosen),
        ran=frozenset(rule.id for rule in chosen),
        fresh=frozenset(read),
        seen=frozenset(seen),
        inconclusive=MappingProxyType(inconclusive),
        coverage=looked / whole if whole and _tells_where_lines_lead(statuses) else 0.0,
    )


def _tells_where_lines_lead(statuses: Mapping[str, TableStatus]) -> bool:
    """Whether next hops can be seen, or who else is on a line: without both, any line is hid."""
    return any(statuses.get(kind.__name__) in _SOME for kind in (Route, ArpEntry))


def _blindness(needs: Iterable[str], statuses: Mapping[str, TableStatus]) -> str:
    """Say why a rule could not look, or nothing."""
    for kind in needs:
        status = statuses.get(kind, TableStatus.ABSENT)
        if status is not TableStatus.COMPLETE:
            return f"{kind} {status}"
    return ""
