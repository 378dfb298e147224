"""
What may be said of an agency, in a few numbers.

A zero needs a witness: where nothing of the agency can be seen, no number of findings is shown.
"""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.common import monitor_state
from tools.dashboards.look import DOUBTS, FAULTS, Look
from tools.dashboards.palette import AGENCY_STATUS, ALL_IS_GOOD, COVERAGE
from tools.dashboards.panels import number, word
from tools.dashboards.promql import AGENCY, SAID, of, or_zero, rounded_down
from tools.dashboards.words import Words, both


def panels() -> list[Panel]:
    """Return the panels at the top."""
    status = f"{of('opd_agency_status', AGENCY)} == 1"
    said = f"count({of('opd_finding_confidence_ratio', AGENCY, SAID)})"
    unknown = of("opd_agency_links", AGENCY, 'status="unknown"')
    coverage = of("opd_agency_coverage_ratio", AGENCY)
    silent = of("opd_agency_devices", AGENCY, 'state=~"down|unseen"')
    return [
        monitor_state(),
        word(
            Words(
                "Name",
                "Nama",
                "The agency that is chosen at the top.",
                "Perangkat Daerah yang dipilih di atas.",
            ),
            of("opd_agency_info", AGENCY),
            "name",
            size=(8, 4),
        ),
        word(
            Words(
                "Status",
                "Keadaan",
                "What may be said of it as a whole. With findings: read them below. Not known:"
                " something could not be seen.",
                "Yang dapat dinyatakan secara keseluruhan. Ada temuan: baca di bawah. Belum"
                " diketahui: ada yang tidak terlihat.",
            ),
            status,
            "status",
            AGENCY_STATUS,
            (4, 4),
        ),
        number(
            Words(
                "Share compliant",
                "Capaian",
                "Links that are the city's or exempt, as a share of all. Missing where not all of"
                " the agency could be seen.",
                "Tautan milik kota atau yang dikecualikan, dibanding semuanya. Kosong bila belum"
                " terpantau penuh.",
            ),
            rounded_down(of("opd_agency_compliant_ratio", AGENCY)),
            Look(
                unit="percentunit",
                decimals=1,
                scale=ALL_IS_GOOD,
                most=1,
                empty=both("ratio_none"),
            ),
            (4, 4),
        ),
        number(
            Words(
                "Could be seen",
                "Dapat dilihat",
                "The share of checks that could be made at its least covered site.",
                "Bagian pemeriksaan yang dapat dilakukan di lokasinya yang paling sedikit"
                " terlihat.",
            ),
            rounded_down(coverage),
            Look(unit="percentunit", decimals=1, scale=COVERAGE, most=1),
            (4, 4),
        ),
        number(
            Words(
                "Rogue links",
                "Tautan liar",
                "Findings of this agency that are open or verified. Zero says that none was found"
                " in what can be seen.",
                "Temuan Perangkat Daerah ini yang terbuka atau terverifikasi. Nol berarti tidak ada"
                " yang ditemukan pada yang terlihat.",
            ),
            or_zero(said, f"{coverage} > 0"),
            FAULTS,
            (8, 3),
        ),
        number(
            Words(
                "Unknown links",
                "Tautan belum diketahui",
                "Links that nothing declares and nothing accuses; never counted as compliant.",
                "Tautan yang tidak terdaftar dan belum terbukti asing; tidak dihitung sesuai.",
            ),
            f"sum({unknown})",
            DOUBTS,
            (8, 3),
        ),
        number(
            Words(
                "Silent devices",
                "Perangkat tidak menjawab",
                "Its devices that are down or were never seen.",
                "Perangkatnya yang terganggu atau belum pernah terlihat.",
            ),
            f"sum({silent})",
            DOUBTS,
            (8, 3),
        ),
    ]
