"""
How much of one device is judged, and how much is said of it: past that it is cut, and that is said.

Each number is far above what a sane device has, and so low that a device with all of them at once
takes a second to be judged and a few megabytes to be held. A device that was cut is too large to be
judged in full: what was seen of it counts, its silence does not, and it is never clean. Rows of the
city's core have limits four times as high. Pure.

    limit               at most       sane devices have, in recordings and in the measured city
    interfaces          2,048         some hundreds; a chassis of the core, a few thousand
    links               128           mostly one or two; a hub of the core, with 512, three hundred
    cases               96            one, seldom five; 65 where a whole office is heard
    octets of a value   1,024         255: DisplayString and SnmpAdminString (RFC 2579, RFC 3411)
    octets of a case    65,536        up to 35,000
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import attrgetter, gt
from types import MappingProxyType
from typing import Any, Final, TypeVar

from monitor.model.finding import Case, Signal, Strength
from monitor.model.link import Link
from monitor.model.observation import Snapshot
from monitor.model.reading import TableStatus, Varbind

Item = TypeVar("Item")

MOST_ROWS: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {
        "interfaces": ("Interface", 8_192),
        "addresses": ("Address", 4_096),
        "routes": ("Route", 1_024),
        "arp": ("ArpEntry", 20_000),
        "neighbours": ("Neighbour", 2_048),
        "bgp_peers": ("BgpPeer", 1_024),
        "ospf_neighbours": ("OspfNeighbour", 1_024),
        "fdb": ("FdbEntry", 20_000),
        "listeners": ("Listener", 4_096),
        "processes": ("Process", 4_096),
        "vpn_peers": ("VpnPeer", 2_048),
        "virtual_machines": ("VirtualMachine", 2_048),
        "client_counts": ("ClientCount", 1_024),
    }
)
"""By the field of a snapshot: the kind of observation, and how many of it are judged."""
sized: Final = attrgetter(*MOST_ROWS)
"""Returns the observations of a snapshot, kind by kind."""
_MOST: Final = tuple(most for _, most in MOST_ROWS.values())
SHARE_OF_AGENCY: Final = 4
"""The core's limits are so many times those of an agency's device."""
_AS_MANY: Final = ("listeners", "processes")
"""Of which a hypervisor has more than any router of the core."""
_MOST_OF_AGENCY: Final = tuple(
    most if name in _AS_MANY else most // SHARE_OF_AGENCY for name, (_, most) in MOST_ROWS.items()
)
MOST_LINKS: Final = 128
MOST_LINKS_OF_CORE: Final = 512
MOST_CASES: Final = 96
MOST_SIGNALS: Final = 2_048
"""Of one rule."""
VALUE_CHARS: Final = 1_024
"""Of one value of the evidence, as it is shown."""
CASE_OCTETS: Final = 65_536
TOO_LARGE: Final = "device too_large"
"""Why no rule could look at all of a device that was cut."""
_SIGNALS_OF_CASE: Final = 64
_CELL_OCTETS: Final = 24
"""What a cell of the evidence takes beside its OID and its value."""
_STRENGTHS: Final = tuple(Strength)
_NOTE: Final = "note"


def bounded(snapshot: Snapshot, *, is_agencys: bool = False) -> Snapshot:
    """
    Cut what a device shows too much of, and say how much of each kind was left out.

    Of an agency's device less is judged than of the city's core, which may know everybody.
    """
    limits = _MOST_OF_AGENCY if is_agencys else _MOST
    if not any(map(gt, map(len, sized(snapshot)), limits)):
        return snapshot
    cut: dict[str, Any] = {}
    left_out: dict[str, int] = {}
    for (name, (kind, _)), most in zip(MOST_ROWS.items(), limits, strict=True):
        rows = getattr(snapshot, name)
        if len(rows) > most:
            cut[name], left_out[kind] = rows[:most], len(rows) - most
    return replace(
        snapshot,
        **cut,
        left_out={**snapshot.left_out, **left_out},
        kinds={**snapshot.kinds, **dict.fromkeys(left_out, TableStatus.INCOMPLETE)},
    )


def most_telling(links: tuple[Link, ...], most: int) -> tuple[Link, ...]:
    """Choose the links that are judged: those that are up and lead out before others."""
    return links if len(links) <= most else tuple(sorted(links, key=_weight)[:most])


def _weight(link: Link) -> tuple[bool, bool, bool]:
    return (not link.is_up, link.is_registered, not link.is_routed)


@dataclass(slots=True)
class Cut:
    """
    Counts what was cut, by what it is of.

    `left_out` was not judged, or is not said; of what is `trimmed` all was judged, and less is kept
    as evidence.
    """

    left_out: dict[str, int]
    trimmed: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, count: int) -> None:
        """Count something that was left out; nothing is not counted."""
        if count > 0:
            self.left_out[what] = self.left_out.get(what, 0) + count

    def trim(self, what: str, count: int) -> None:
        """Count what is not kept of something that was judged."""
        if count > 0:
            self.trimmed[what] = self.trimmed.get(what, 0) + count

    def first(self, what: str, items: Iterable[Item], most: int) -> Iterator[Item]:
        """Yield the first of some things; that there are more is counted, but not how many."""
        iterator = iter(items)
        yield from islice(iterator, most)
        self.add(what, sum(1 for _ in islice(iterator, 1)))


def surest(cases: Sequence[Case], cut: Cut) -> tuple[Case, ...]:
    """Keep the surest cases, in their order; the same ones as long as the device stays the same."""
    if len(cases) <= MOST_CASES:
        return tuple(cases)
    cut.add("cases", len(cases) - MOST_CASES)
    ranked = sorted(cases, key=lambda case: (-case.confidence, case.key))
    kept = {case.key for case in ranked[:MOST_CASES]}
    return tuple(case for case in cases if case.key in kept)


def fitted(signals: Sequence[Signal], cut: Cut) -> tuple[Signal, ...]:
    """
    Keep the first signals of a case, and of their evidence as much as a case may hold.

    Long values are cut and end in an ellipsis. Where rows of the evidence are left out, a note in
    their place says how many.
    """
    cut.trim("signals", len(signals) - _SIGNALS_OF_CASE)
    kept = signals[:_SIGNALS_OF_CASE]
    sizes = [sum(map(_octets, signal.evidence)) + _texts(signal) for signal in kept]
    is_long = any(len(cell.value) > VALUE_CHARS for one in kept for cell in one.evidence)
    if not is_long and sum(sizes) <= CASE_OCTETS:
        return tuple(kept)
    share = CASE_OCTETS // max(1, len(kept))
    return tuple(replace(one, evidence=tuple(_within(one, share, cut))) for one in kept)


def _within(signal: Signal, octets: int, cut: Cut) -> Iterator[Varbind]:
    left = octets - _texts(signal)
    for at, cell in enumerate(signal.evidence):
        short = _shortened(cell, cut)
        left -= _octets(short)
        if left < 0:
            gone = len(signal.evidence) - at
            cut.trim("evidence", gone)
            yield Varbind("", _NOTE, f"{gone} more rows were not kept")
            return
        yield short


def _shortened(cell: Varbind, cut: Cut) -> Varbind:
    over = len(cell.value) - VALUE_CHARS
    if over <= 0:
        return cell
    cut.trim("values", 1)
    return Varbind(cell.oid, cell.type, cell.value[: VALUE_CHARS - 1] + "…")


def _octets(cell: Varbind) -> int:
    return len(cell.oid) + len(cell.value) + _CELL_OCTETS


def _texts(signal: Signal) -> int:
    return len(signal.text.en) + len(signal.text.id)
