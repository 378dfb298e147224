"""
Devices, and how well each could be read.

`opd_device_up` is about the last poll, not about the scrape. A device that has not been polled yet
has no sample: zero would say it is down.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from operator import attrgetter

from exporters.prometheus_family import DeviceFamily, Family, Row
from monitor.model.city import CityView, DeviceView
from monitor.model.reading import TableReading, TableStatus

_WHERE = ("agency", "site", "device")


def _where(view: DeviceView) -> tuple[str, str, str]:
    return (view.agency, view.device.site, view.device.name)


def _up(view: DeviceView) -> Iterator[Row]:
    if view.is_up is not None:
        yield _where(view), float(view.is_up)


def _said(view: DeviceView) -> tuple[str, str]:
    who = view.identity
    return (who.sys_name or "", who.object_id or "") if who else ("", "")


def _info(view: DeviceView) -> Iterator[Row]:
    device = view.device
    yield (*_where(view), device.role, *_said(view), device.address), 1.0


def _last_success(view: DeviceView) -> Iterator[Row]:
    if view.last_success_s is not None:
        yield (view.device.name,), view.last_success_s


def _duration(view: DeviceView) -> Iterator[Row]:
    for pace, seconds in view.duration_s.items():
        yield (view.device.name, pace), seconds


def _coverage(view: DeviceView) -> Iterator[Row]:
    if view.last_success_s is not None:
        yield (view.device.name,), view.coverage


def _observers(view: DeviceView) -> Iterator[Row]:
    if view.last_success_s is not None:
        yield (view.device.name,), float(len(view.observers))


def _inconclusive(view: DeviceView) -> Iterator[Row]:
    for rule in view.inconclusive:
        yield (view.device.name, rule), 1.0


def _left_out(city: CityView) -> Iterator[Row]:
    for view in filter(attrgetter("left_out"), city.devices.values()):
        for what, number in view.left_out.items():
            yield (*_where(view), what), number


def _pauses(city: CityView) -> Iterator[Row]:
    for view in filter(attrgetter("pause_s"), city.devices.values()):
        yield _where(view), view.pause_s


def _tables(view: DeviceView) -> Mapping[str, TableReading]:
    return view.tables


def _table_rows(view: DeviceView) -> Iterator[Row]:
    for name, table in view.tables.items():
        if table.status is not TableStatus.ABSENT:
            yield (view.device.name, name), table.rows


def _table_skipped(view: DeviceView) -> Iterator[Row]:
    for name, table in view.tables.items():
        if table.status is not TableStatus.ABSENT or table.skipped:
            yield (view.device.name, name), table.skipped


def _table_status(view: DeviceView) -> Iterator[Row]:
    for name, table in view.tables.items():
        yield (view.device.name, name, table.status), 1.0


def _uptime(view: DeviceView) -> Iterator[Row]:
    if view.identity is not None and view.identity.uptime_s is not None:
        yield _where(view), view.identity.uptime_s


def _in_maintenance(city: CityView) -> Iterator[Row]:
    now = datetime.fromtimestamp(city.time_s, UTC)
    for view in city.devices.values() if city.registry.maintenance else ():
        if city.registry.in_maintenance(now, view.device.site, view.device.name) is not None:
            yield _where(view), 1.0


def _neighbours(view: DeviceView) -> Iterator[Row]:
    for one in view.heard:
        yield (*_where(view), one.port, one.name, "true" if one.device else "false"), 1.0


UP = DeviceFamily(
    "opd_device_up",
    "Whether the last poll of the device brought an answer (1) or not (0). Polls run on their own"
    " timer, not at the scrape. Absent before its first poll has ended.",
    _WHERE,
    _up,
    lambda view: (_where(view), view.is_up),
)
INFO = DeviceFamily(
    "opd_device_info",
    "What a device is declared to be and says of itself; empty labels are what it has not said.",
    (*_WHERE, "role", "sys_name", "sys_object_id", "address"),
    _info,
    lambda view: (view.agency, view.device, _said(view)),
)
UPTIME = DeviceFamily(
    "opd_device_uptime_seconds",
    "How long the device said to be running, at its last successful poll (sysUpTime, which wraps"
    " after 497 days). Absent where it did not say.",
    _WHERE,
    _uptime,
    lambda view: (_where(view), view.identity and view.identity.uptime_s),
)
IN_MAINTENANCE = Family(
    "opd_device_in_maintenance",
    "1 while work at the device is announced in the registry: it may be down, and nothing counts"
    " for or against a finding. Absent otherwise.",
    _WHERE,
    _in_maintenance,
)
NEIGHBOURS = DeviceFamily(
    "opd_device_neighbour_info",
    "Who announced itself to the device by LLDP, CDP or MikroTik's discovery, by port, and whether"
    " it is in the registry. A name is what the neighbour says and proves nothing.",
    (*_WHERE, "port", "neighbour", "registered"),
    _neighbours,
    lambda view: (_where(view), view.heard),
)
LAST_SUCCESS = DeviceFamily(
    "opd_poll_last_success_timestamp_seconds",
    "When a poll of the device last brought an answer, in Unix time: everything said of the device"
    " is as old as that. Absent if none ever did.",
    ("device",),
    _last_success,
    lambda view: view.last_success_s,
)
DURATION = DeviceFamily(
    "opd_poll_duration_seconds",
    "How long the last poll of each pace took; polls run on their own timer, not at the scrape."
    " Absent before the first.",
    ("device", "pace"),
    _duration,
    lambda view: view.duration_s,
)
INCONCLUSIVE = DeviceFamily(
    "opd_rule_inconclusive",
    "1 for every rule that could not look at the device, since what it needs was not read. That"
    " such a rule finds nothing means nothing. Absent for rules that could look, and for devices"
    " that were never judged.",
    ("device", "rule"),
    _inconclusive,
    lambda view: view.inconclusive,
)
LEFT_OUT = Family(
    "opd_device_left_out",
    "What was not judged of a device that is too large to be judged in full, by what it is of"
    " (links, cases, or a kind of observation). Such a device is never clean, and its agency not"
    " compliant. Absent for all others.",
    (*_WHERE, "what"),
    _left_out,
)
PAUSE = Family(
    "opd_device_poll_pause_seconds",
    "For how long a device is left alone after its last poll, since it shows so much that it would"
    " cost the others. Absent for all others.",
    _WHERE,
    _pauses,
)
COVERAGE = DeviceFamily(
    "opd_device_coverage_ratio",
    "Share of what rules can find that they could look for at the device; next hops and addresses"
    " weigh most. Absent for devices that were never read.",
    ("device",),
    _coverage,
    lambda view: (view.coverage, view.last_success_s is None),
)
OBSERVERS = DeviceFamily(
    "opd_device_observers",
    "Other devices that have the device in their tables; 0: what it says of itself is confirmed by"
    " nobody. Absent for devices that were never read.",
    ("device",),
    _observers,
    lambda view: (view.observers, view.last_success_s is None),
)
TABLE_STATUS = DeviceFamily(
    "opd_table_status",
    "1 for how the last reading of a table ended: complete, incomplete (cut short), absent (the"
    " device has none), refused (it has, and does not show it) or withheld (interfaces are shown,"
    " and no address, route or ARP entry). Absent for tables never asked.",
    ("device", "table", "status"),
    _table_status,
    _tables,
)
TABLE_SKIPPED = DeviceFamily(
    "opd_table_rows_skipped",
    "Rows that did not decode at the last reading of a table. Absent for tables never asked, and"
    " for those that the device has not.",
    ("device", "table"),
    _table_skipped,
    _tables,
)
TABLE_ROWS = DeviceFamily(
    "opd_table_rows",
    "Rows understood at the last reading of a table. Absent for tables never asked, and for those"
    " that the device has not.",
    ("device", "table"),
    _table_rows,
    _tables,
)
