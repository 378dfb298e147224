"""What nobody could see: sites with little coverage, silent devices, checks that cannot be made."""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.links import TO_AGENCY, TO_DEVICE
from tools.dashboards.look import COUNT
from tools.dashboards.palette import ANSWERS, BAD, COVERAGE, GOOD, UNKNOWN, from_on, steps
from tools.dashboards.panels import bars
from tools.dashboards.promql import as_ones, joined, of, rounded_down, with_agency, with_site
from tools.dashboards.tables import Column, grid
from tools.dashboards.words import Words, both, pair

_MOST = 25
_DEVICE = "instance, agency, site, device"
_NEVER_S = 1e9
"""Stands for never: a device that nobody ever saw is silent longer than any other."""
_NEVER = from_on(_NEVER_S, both("device_unseen"), BAD)


def panels() -> list[Panel]:
    """Return the panels of the row."""
    return [_least_covered(), _longest_silent(), _checks()]


def _least_covered() -> Panel:
    least = f"bottomk({_MOST}, {of('opd_site_coverage_ratio')})"
    columns = (
        Column("site_name", pair("Site", "Lokasi")),
        Column("A", both("coverage"), "percentunit", 1, scale=COVERAGE),
        Column("agency_name", pair("Agency", "Perangkat Daerah"), link=TO_AGENCY),
        Column("agency", pair("Code", "Kode")),
    )
    words = Words(
        "Least covered sites",
        "Lokasi paling sedikit terlihat",
        f"The {_MOST} sites where the smallest share of checks could be made. At 0 % no device was"
        " seen lately. That nothing was found there means little.",
        f"{_MOST} lokasi dengan bagian pemeriksaan terkecil yang dapat dilakukan. 0 % berarti tidak"
        " ada perangkat yang belakangan terlihat. Tanpa temuan di sana tidak berarti sesuai.",
    )
    return grid(words, {"A": rounded_down(f"({with_agency(with_site(least))})")}, columns, (12, 9))


def _longest_silent() -> Panel:
    by = "on (instance, device)"
    polled = as_ones(_DEVICE, f"{of('opd_device_info')} or {by} {of('opd_device_up')}")
    silent = f"(time() - {of('opd_poll_last_success_timestamp_seconds')})"
    never = f"{_NEVER_S:.0f} * {as_ones('job, instance, device', of('opd_device_info'))}"
    longest = f"topk({_MOST}, {silent} or {by} {never})"
    placed = joined(longest, "instance, device", "agency, site", polled)
    silence = Column(
        "A",
        pair("Silent for", "Diam selama"),
        "s",
        0,
        shown=_NEVER,
        scale=steps((-3600, GOOD), (300, UNKNOWN), (3600, BAD)),
    )
    columns = (
        Column("device", pair("Device", "Perangkat"), link=TO_DEVICE),
        silence,
        Column(
            "B", pair("Last poll", "Pemeriksaan terakhir"), shown=ANSWERS, empty=both("not_polled")
        ),
        Column("site_name", pair("Site", "Lokasi")),
        Column("agency", pair("Agency", "Perangkat Daerah"), link=TO_AGENCY),
    )
    words = Words(
        "Longest silent devices",
        "Perangkat paling lama diam",
        f"The {_MOST} devices whose last answer is oldest, those that never gave one first."
        " After an hour of working time their agency is no longer called compliant.",
        f"{_MOST} perangkat dengan jawaban terakhir paling lama, yang belum pernah menjawab di"
        " atas. Setelah satu jam kerja Perangkat Daerahnya tidak lagi disebut sesuai.",
    )
    last = f"{of('opd_device_up')} and {by} {longest}"
    queries = {"A": with_site(placed), "B": last}
    return grid(words, queries, columns, (12, 9), sort=(silence, True))


def _checks() -> Panel:
    return bars(
        Words(
            "Checks that could not be made",
            "Pemeriksaan yang tidak dapat dilakukan",
            "For each rule the devices on which it could not look, since what it needs was not"
            " read. `opd-monitor rules` says which platforms can show it.",
            "Untuk setiap aturan, jumlah perangkat yang tidak dapat diperiksa karena datanya tidak"
            " terbaca. `opd-monitor rules` menyebut perangkat yang dapat menampilkannya.",
        ),
        ("{{rule}}", f"sort_desc(count by (rule) ({of('opd_rule_inconclusive')}))"),
        COUNT,
        (24, 9),
    )
