"""
What is remembered of a device: all that a rule may know of the past, in a fixed number of bytes.

A rule gets this as an argument beside the latest snapshot. It is the past as it was before that
snapshot, so that what is new stands out against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

SAMPLES = 5
"""Samples that are kept of each slot of a week: the last five weeks."""
DAYS = 28
"""Days that are kept, the newest last."""


@dataclass(frozen=True, slots=True)
class Day:
    """
    One working day on one uplink, as it compares with what is usual.

    `traffic_ratio` and `clients_ratio` are shares of the usual (1.0: as always), the medians over
    the day's working hours; `rate` is the median in octets per second. Each is `None` where too
    little was seen. `flaps` counts how often the line went up or down while people worked.
    """

    traffic_ratio: float | None = None
    clients_ratio: float | None = None
    rate: float | None = None
    flaps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSlot:
    """
    The slot that is going on, and the day so far.

    `number` counts slots of local time since 1970. `octets` passed in `covered_s` seconds that
    were seen, `clients` is the most that were there at a time. The other fields hold levels, one
    byte each, for the day's working slots that are over: ratios and rates as in `Day`.
    """

    number: int
    octets: int = 0
    covered_s: float = 0.0
    clients: int | None = None
    traffic_ratios: bytes = b""
    clients_ratios: bytes = b""
    rates: bytes = b""
    flaps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """
    What is usual on one uplink: levels (`monitor.levels`) by slot of the week, one byte each.

    `rates` and `clients` hold `SAMPLES` levels a slot, the newest first, 0 where there is none.
    `days` are the last working days, four bytes each, oldest first (`monitor.usage.days_of`).
    """

    rates: bytes
    clients: bytes
    days: bytes = b""
    open: OpenSlot


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """
    What both ends of a line counted since `since_s`, and when that was last added to.

    `own` and `far` are octets in and out, by this device and by the `other` one. `agreed`: they
    once counted alike; `apart` is the far end's share of the own since they do not, 0 where the own
    stand still, `None` else.
    """

    other: str
    since_s: float
    last_s: float
    own: float = 0.0
    far: float = 0.0
    agreed: bool = False
    apart: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """
    What is remembered of one device.

    `identity` is what it was when last known to be itself: part -> value; `changed_s` is when it
    first was another (Unix seconds), or `None`. `gateways` are the MAC addresses that next hops
    were first seen with, `moved_s` when one first had another. `ospf` names the link of each
    neighbour that was full, by router id; `ospf_gone_s` is when it was first missed. `leases` are
    the most leases its DHCP server had given at a time on each of the last working days, oldest
    first, with the day's number (`date.toordinal`). `usages` go by the link's name.
    `answered` says whether the device ever let itself be read, `shown` names the kinds of
    observation that it once had and that may come to nothing (`monitor.overlay`). `passing` are the
    MAC addresses of its forwarding table that no router of the site has resolved, and since when;
    it is not stored. `lines` are the facts (`monitor.contracts`) by which contracted lines that are
    known by name alone were first seen, `line_moved_s` when one was first another. `met` names the
    registered device that has met a line in its own tables, `ends` what both ends of a line
    counted, by the line's name.
    """

    identity: Mapping[str, str] = field(default_factory=dict)
    changed_s: float | None = None
    gateways: Mapping[str, str] = field(default_factory=dict)
    moved_s: Mapping[str, float] = field(default_factory=dict)
    ospf: Mapping[str, str] = field(default_factory=dict)
    ospf_gone_s: Mapping[str, float] = field(default_factory=dict)
    leases: tuple[tuple[int, int], ...] = ()
    usages: Mapping[str, Usage] = field(default_factory=dict)
    answered: bool = False
    shown: frozenset[str] = frozenset()
    passing: Mapping[str, float] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    line_moved_s: Mapping[str, float] = field(default_factory=dict)
    met: Mapping[str, str] = field(default_factory=dict)
    ends: Mapping[str, Ends] = field(default_factory=dict)


NO_MEMORY = Memory()
"""Of a device that was never seen."""
