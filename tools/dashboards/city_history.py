"""How links, findings and agencies developed."""

from grafana_foundation_sdk.models.dashboard import Panel

from tools.dashboards.courses import trend
from tools.dashboards.look import COUNT
from tools.dashboards.palette import AGENCY_COLOURS, LINK_COLOURS, STATE_COLOURS, painted
from tools.dashboards.promql import of
from tools.dashboards.words import Words


def panels() -> list[Panel]:
    """Return the panels of the row."""
    return [
        trend(
            Words(
                "Links by status",
                "Tautan menurut status",
                "All links that are seen. Red should become less, and orange be registered.",
                "Semua tautan yang terlihat. Merah harus berkurang, jingga perlu didaftarkan.",
            ),
            {"{{status}}": f"sum by (status) ({of('opd_agency_links')})"},
            COUNT,
            shown=painted("link", LINK_COLOURS),
            is_stacked=True,
        ),
        trend(
            Words(
                "Findings by state",
                "Temuan menurut keadaan",
                "All findings that are held. Open ones that stay wait for a person.",
                "Semua temuan yang tersimpan. Temuan terbuka yang menetap menunggu tindakan.",
            ),
            {"{{state}}": f"sum by (state) ({of('opd_findings')})"},
            COUNT,
            shown=painted("state", STATE_COLOURS),
        ),
        trend(
            Words(
                "Agencies over time",
                "Perkembangan Perangkat Daerah",
                "Agencies over time. Orange growing means that less is seen.",
                "Perangkat Daerah dari waktu ke waktu. Jingga bertambah berarti makin sedikit yang"
                " terlihat.",
            ),
            {"{{status}}": f"sum by (status) ({of('opd_agency_status')})"},
            COUNT,
            (24, 8),
            shown=painted("status", AGENCY_COLOURS),
            is_stacked=True,
        ),
    ]
