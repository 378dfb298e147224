"""Panels that more than one dashboard has: the daemon's state, and waivers."""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.links import TO_AGENCY
from tools.dashboards.look import Look
from tools.dashboards.palette import BAD, EXEMPT, GOOD, MONITOR, UNKNOWN, UNSEEN, steps, texts
from tools.dashboards.panels import Size, number
from tools.dashboards.promql import SITE, as_ones, joined, moments, of, with_site
from tools.dashboards.tables import Column, grid
from tools.dashboards.words import Words, pair

_DAY_S = 86400
_ENDS = steps((0, BAD), (7, UNKNOWN), (30, GOOD), unseen=BAD)
_USED = texts(
    {
        "1": (pair("in use", "dipakai"), EXEMPT),
        "0": (pair("covers nothing seen", "tidak mencakup apa pun yang terlihat"), UNSEEN),
    }
)


def monitor_state(size: Size = (4, 4)) -> Panel:
    """Say whether the daemon is there: without it nothing else on the page is of now."""
    up = of("up")
    return number(
        Words(
            "Monitor",
            "Pemantau",
            "Whether opd-monitor answers Prometheus. If not, nothing on this page is of now.",
            "Apakah opd-monitor menjawab Prometheus. Jika tidak, isi halaman ini bukan keadaan"
            " sekarang.",
        ),
        f"{up} == 0 or {up} + on (job, instance) {of('opd_ready')}",
        Look(
            unit="string",
            shown=MONITOR,
            scale=steps((0, BAD), (1, UNKNOWN), (2, GOOD), unseen=BAD),
            empty=pair("ABSENT", "TIDAK ADA"),
        ),
        size,
    )


def waivers(words: Words, *matchers: str, size: Size = (24, 7)) -> Panel:
    """List waivers, of the sites that `matchers` choose: when each ends and whether it is used."""
    sites = of("opd_site_coverage_ratio", *matchers)
    names = as_ones(f"{SITE}, site_name", with_site(sites))
    ends = of("opd_waiver_expiry_timestamp_seconds")
    here = f"and on (instance, site) {sites}"
    queries = {
        "A": moments(joined(ends, "instance, site", "agency, site_name", names)),
        "B": f"({ends} - time()) / {_DAY_S} {here}",
        "C": f"{of('opd_waiver_in_use')} {here}",
    }
    left = Column("B", pair("Days left", "Sisa hari"), "suffix: d", 0, scale=_ENDS)
    columns = (
        Column("site_name", pair("Site", "Lokasi")),
        Column("letter", pair("Letter", "Surat nomor")),
        Column("A", pair("Ends", "Berakhir"), "dateTimeAsIso"),
        left,
        Column("C", pair("Use", "Pemakaian"), shown=_USED),
        Column("agency", pair("Agency", "Perangkat Daerah"), link=TO_AGENCY),
    )
    return grid(words, queries, columns, size, sort=(left, False))
