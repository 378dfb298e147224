"""One agency: what may be said of it, its links and findings, and how well it is seen."""

from grafana_foundation_sdk.models.dashboard import Dashboard, Panel

from tools.dashboards import agency_numbers
from tools.dashboards.common import waivers
from tools.dashboards.courses import states
from tools.dashboards.findings import findings
from tools.dashboards.layout import Section, page
from tools.dashboards.look import Look
from tools.dashboards.palette import (
    AGENCY_COLOURS,
    COVERAGE,
    NONE_IS_GOOD,
    painted,
    steps,
    texts,
)
from tools.dashboards.promql import AGENCY, SITE, of, rounded_down, with_site
from tools.dashboards.tables import Column, grid
from tools.dashboards.traffic import links, traffic, use
from tools.dashboards.variables import which_agency, which_daemon
from tools.dashboards.words import Words, both, pair

_LINK_NAME = "{{device}} {{link}}"


def dashboard() -> Dashboard:
    """Make the dashboard."""
    return page(
        "opd-agency",
        Words(
            "Agency",
            "Perangkat Daerah",
            "One agency: its links, findings, waivers and how well it is seen.",
            "Satu Perangkat Daerah: tautan, temuan, surat izin, dan cakupannya.",
        ),
        [
            Section([*agency_numbers.panels(), _findings(), _links(), *_traffic(), _sites()]),
            Section([_waivers()], pair("Waivers", "Pengecualian")),
            Section([_status_over_time()], pair("Course", "Perkembangan")),
        ],
        variables=[*which_daemon(), which_agency()],
    )


def _findings() -> Panel:
    return findings(
        Words(
            "Findings",
            "Temuan",
            "All that is held of this agency, exempt and rejected ones too. Only open and verified"
            " ones count against it.",
            "Semua temuan Perangkat Daerah ini, termasuk yang dikecualikan dan salah deteksi. Hanya"
            " yang terbuka dan terverifikasi yang memberatkan.",
        ),
        AGENCY,
        size=(24, 7),
    )


def _links() -> Panel:
    return links(
        Words(
            "Links",
            "Tautan",
            "Every way out, as of its device's last answer: whose it is, by which contract or"
            " waiver, and what it carries.",
            "Setiap jalur keluar menurut jawaban terakhir perangkatnya: milik siapa, dengan kontrak"
            " atau surat izin apa, dan lalu lintasnya.",
        ),
        AGENCY,
        size=(24, 8),
    )


def _traffic() -> list[Panel]:
    return [
        traffic(
            Words(
                "Traffic",
                "Lalu lintas",
                "What each link carries. A Kominfo line that falls silent while people work may"
                " mean that they go elsewhere.",
                "Lalu lintas setiap tautan. Jalur Kominfo yang sepi pada jam kerja dapat berarti"
                " lalu lintas lewat jalur lain.",
            ),
            _LINK_NAME,
            AGENCY,
        ),
        use(
            Words(
                "Use of the capacity",
                "Pemakaian kapasitas",
                "The busier direction as a share of the contract, else of the port's speed. Above"
                " 90 % for hours: the line is too small, and people look for another.",
                "Arah tersibuk dibanding kapasitas kontrak, atau kecepatan port. Di atas 90 %"
                " berjam-jam: jalurnya terlalu kecil, dan orang mencari jalur lain.",
            ),
            _LINK_NAME,
            AGENCY,
        ),
    ]


def _sites() -> Panel:
    by_site = f"by ({SITE})"
    queries = {
        "A": rounded_down(f"({with_site(of('opd_site_coverage_ratio', AGENCY))})"),
        "B": f"sum {by_site} ({of('opd_link_foreign', AGENCY)})",
        "C": f"sum {by_site} ({of('opd_device_up', AGENCY)})",
        "D": f"count {by_site} ({of('opd_device_up', AGENCY)})",
    }
    coverage = Column("A", both("coverage"), "percentunit", 1, scale=COVERAGE)
    columns = (
        Column("site_name", pair("Site", "Lokasi")),
        coverage,
        Column("B", pair("Foreign links", "Tautan asing"), "short", 0, scale=NONE_IS_GOOD),
        Column("C", pair("Devices answering", "Perangkat menjawab"), "short", 0),
        Column("D", pair("Devices polled", "Perangkat diperiksa"), "short", 0),
        Column("site", pair("Code", "Kode")),
    )
    words = Words(
        "Sites",
        "Lokasi",
        "How well each site is seen. A dash says that nothing was ever seen there; that is not in"
        " order.",
        "Seberapa banyak setiap lokasi terlihat. Tanda hubung berarti tidak ada yang pernah"
        " terlihat; itu bukan berarti sesuai.",
    )
    return grid(words, queries, columns, (24, 6), sort=(coverage, False))


def _waivers() -> Panel:
    return waivers(
        Words(
            "Waivers of its sites",
            "Surat izin lokasinya",
            "Approved exceptions of this agency, the next to end first.",
            "Pengecualian Perangkat Daerah ini, yang segera berakhir di atas.",
        ),
        AGENCY,
    )


def _status_over_time() -> Panel:
    codes = {status: str(code) for code, status in enumerate(AGENCY_COLOURS)}
    words = painted("status", AGENCY_COLOURS)
    shown = texts({codes[status]: words[status] for status in codes})
    scale = steps(*((float(codes[status]), colour) for status, colour in AGENCY_COLOURS.items()))
    weighed = [
        f"{code} * sum({of('opd_agency_status', AGENCY, _is(status))})"
        for status, code in codes.items()
    ]
    return states(
        Words(
            "Status over time",
            "Status dari waktu ke waktu",
            "What could be said of the agency when. Gaps: the monitor did not run.",
            "Yang dapat dinyatakan pada setiap waktu. Kosong: pemantau tidak berjalan.",
        ),
        ("Status", " + ".join(weighed)),
        Look(unit="string", shown=shown, scale=scale),
        (24, 4),
    )


def _is(status: str) -> str:
    return f'status="{status}"'
