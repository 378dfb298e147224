"""All agencies of the city in one table."""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.links import TO_AGENCY
from tools.dashboards.palette import (
    AGENCY_STATUS,
    ALL_IS_GOOD,
    APPROVED,
    COVERAGE,
    EXEMPT,
    KOMINFO,
    NONE_IS_BETTER,
    NONE_IS_GOOD,
    PLAIN,
    steps,
)
from tools.dashboards.panels import Size
from tools.dashboards.promql import of, rounded_down, with_agency
from tools.dashboards.tables import Column, grid
from tools.dashboards.words import Words, both, pair


def _links(status: str) -> str:
    matcher = f'status="{status}"'
    return f"sum by (instance, agency) ({of('opd_agency_links', matcher)})"


def agencies(size: Size) -> Panel:
    """List agencies with what may be said of each, and on what ground."""
    # The statuses' own names happen to sort from the worst to the best, downwards.
    queries = {
        "A": with_agency(f"({of('opd_agency_status')} == 1)", "agency_name, kind"),
        "B": rounded_down(of("opd_agency_compliant_ratio")),
        "C": rounded_down(of("opd_agency_coverage_ratio")),
        "D": _links("foreign"),
        "E": _links("unknown"),
        "F": _links("exempt"),
        "G": _links("approved"),
        "H": _links("kominfo"),
        "I": of("opd_sites_unmonitored"),
        "J": of("opd_agency_other_findings"),
    }
    status = Column("status", "Status", shown=AGENCY_STATUS)
    columns = (
        Column("agency_name", pair("Agency", "Perangkat Daerah"), link=TO_AGENCY, width=300),
        status,
        Column("B", both("ratio"), "percentunit", 1, scale=ALL_IS_GOOD, empty=both("ratio_none")),
        Column("C", both("coverage"), "percentunit", 1, scale=COVERAGE),
        Column("D", pair("Foreign", "Asing"), "short", 0, scale=NONE_IS_GOOD),
        Column("J", pair("Other findings", "Temuan lain"), "short", 0, scale=NONE_IS_GOOD),
        Column("E", pair("Unknown", "Belum diketahui"), "short", 0, scale=NONE_IS_BETTER),
        Column(
            "F", pair("Exempt", "Dikecualikan"), "short", 0, scale=steps((0, PLAIN), (1, EXEMPT))
        ),
        Column(
            "G", pair("Approved", "Disetujui"), "short", 0, scale=steps((0, PLAIN), (1, APPROVED))
        ),
        Column("H", "Kominfo", "short", 0, scale=steps((0, PLAIN), (1, KOMINFO))),
        Column(
            "I", pair("Sites not seen", "Lokasi tak terpantau"), "short", 0, scale=NONE_IS_BETTER
        ),
        Column("kind", pair("Kind", "Jenis")),
        Column("agency", pair("Code", "Kode")),
    )
    words = Words(
        "Agencies",
        "Perangkat Daerah",
        "What may be said of each agency. The share is missing where not all of it could be seen."
        " It is of the links and of the other findings, which no foreign link shows. Coverage is"
        " that of its least seen site.",
        "Yang dapat dinyatakan tentang setiap Perangkat Daerah. Capaian kosong bila belum"
        " terpantau penuh; dihitung dari tautan dan temuan lain, yang bukan tautan asing. Cakupan"
        " adalah milik lokasi yang paling sedikit terlihat.",
    )
    return grid(words, queries, columns, size, sort=(status, True))
