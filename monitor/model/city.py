"""
What is known of the whole city right now: what the exporters show.

Plain values, made anew for every scrape from what the daemon holds. `None` and absence mean that
nobody knows; no exporter may turn that into a zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.model.declared import Device
from monitor.model.finding import Finding, State
from monitor.model.link import Link
from monitor.model.observation import Identity
from monitor.model.reading import TableReading
from monitor.model.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """
    A neighbour heard on a `port`, by the `name` it is shown with.

    `device` is the registered device or gateway that it is, empty where it is none.
    """

    port: str
    name: str
    device: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """
    One device. `is_up` is `None` before its first poll has ended; times are Unix seconds.

    `problem` says in one sentence why the last poll brought nothing. `is_stale` says that it has
    been silent for so long, or so often, that what it last showed tells nothing of now.
    `duration_s` is by pace. `links` are those of the last successful look, with the status that is
    published, and `heard` the neighbours; `ran` are the rules that looked then, `inconclusive` says
    of those that could not see, why, and `coverage` is the share of what rules can find that they
    could look for. `observers` are the other devices in whose tables it is seen: where there are
    none, what it says of itself is nobody's word but its own. `left_out` counts what was not judged
    of a device that is too large for that. `cost_s` is the work that its last poll made here,
    `pause_s` for how long it is therefore left alone between two polls beyond its interval; 0 of
    nearly all.
    """

    device: Device
    agency: str
    is_up: bool | None = None
    problem: str = ""
    is_stale: bool = False
    last_success_s: float | None = None
    duration_s: Mapping[str, float] = field(default_factory=dict)
    identity: Identity | None = None
    tables: Mapping[str, TableReading] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    heard: tuple[Heard, ...] = ()
    ran: frozenset[str] = frozenset()
    inconclusive: Mapping[str, str] = field(default_factory=dict)
    coverage: float = 0.0
    observers: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    cost_s: float = 0.0
    pause_s: float = 0.0


POLL_RESULTS = (
    "ok",
    "no_answer",
    "port_refused",
    "no_address",
    "authentication",
    "refused",
    "snmp_error",
    "error",
)
"""How a poll may end; `error` is a mistake of this program."""
CUT = ("values", "tables", "polls", "signals", "evidence")
"""What may be cut: values that are too long, tables and polls that have too many octets or rows,
signals of a case and rows of its evidence."""
HELD = ("judging", "decoding", "store", "reload", "other")
"""What may hold up the loop; `other` is what nothing else accounts for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telemetry:
    """
    The daemon's own numbers: counters since its start, and gauges.

    `polls` by result (`POLL_RESULTS`), `datagrams_dropped` by reason, `traps` received by name,
    `polls_late` started after their time and `polls_skipped` not at all since the one before was
    still running, `polls_prompted` brought forward by traps. `lateness_s` is that of the last
    poll. `decode_errors` are cells and rows that did not decode, `rule_errors` by rule. `cut`
    counts what was too large to be kept, by what it is of (`CUT`), `held_s` is the longest that the
    loop was held up lately, by cause (`HELD`), `polls_spared` polls left out of devices that cost
    too much.
    `web_config_loads` is `None` without a web configuration; `web_closed` are connections of
    clients that were cut and `web_refused` requests sent away, by reason.
    """

    polls: Mapping[str, int] = field(default_factory=dict)
    polls_late: int = 0
    polls_skipped: int = 0
    polls_prompted: int = 0
    lateness_s: float = 0.0
    polls_running: int = 0
    requests: int = 0
    responses: int = 0
    timeouts: int = 0
    retries: int = 0
    requests_in_flight: int = 0
    requests_queued: int = 0
    datagrams_dropped: Mapping[str, int] = field(default_factory=dict)
    traps: Mapping[str, int] = field(default_factory=dict)
    decode_errors: int = 0
    store_errors: int = 0
    rule_errors: Mapping[str, int] = field(default_factory=dict)
    cut: Mapping[str, int] = field(default_factory=dict)
    held_s: Mapping[str, float] = field(default_factory=dict)
    polls_spared: int = 0
    registry_loads: bool = True
    registry_loaded_s: float = 0.0
    web_config_loads: bool | None = None
    web_connections: int = 0
    web_closed: Mapping[str, int] = field(default_factory=dict)
    web_refused: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True, eq=False)
class CityView:
    """
    The city at `time_s`: its registry, devices by name, findings, and the daemon itself.

    `rules` are those that look at agencies' devices; `coverage_floor` is the coverage that each of
    an agency's sites must have before it is called compliant.
    `snmp_versions` are those of the profiles, by their names. `external_url` is what the addresses
    of the daemon's pages begin with, without a slash at the end.
    """

    time_s: float
    registry: Registry
    devices: Mapping[str, DeviceView] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    telemetry: Telemetry = Telemetry()
    rules: frozenset[str] = frozenset()
    coverage_floor: float = 0.0
    snmp_versions: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    is_ready: bool = False
    language: str = "id"
    external_url: str = ""


Covered = tuple[str, str]
"""The site and the letter of a waiver that covers something."""


def waivers_used(findings: Iterable[Finding], links: Iterable[Link]) -> frozenset[Covered]:
    """List the waivers that cover a finding or a link now."""
    exempt = (one.case for one in findings if one.state is State.EXEMPT)
    return frozenset(
        (
            *((case.site, case.waiver) for case in exempt),
            *((link.site, link.waiver.letter) for link in links if link.waiver is not None),
        )
    )
