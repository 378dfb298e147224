"""
Ways from one dashboard to another and to the daemon's own pages.

The daemon's pages are where its `external_url` says (the hidden variable `base`). Each way keeps
the time range and what was chosen. Fields are named as the metrics' labels are: Grafana finds them
by that name whatever the heading of their column is.
"""

from grafana_foundation_sdk.models.dashboard import DashboardLink, DashboardLinkType

from tools.dashboards.words import pair

TAG = "opd-monitor"
_CHOSEN = "${datasource:queryparam}&${job:queryparam}&${instance:queryparam}&${__url_time_range}"
_AGENCY = "var-agency=${__data.fields.agency:percentencode}"
_DEVICE = "var-device=${__data.fields.device:percentencode}"


def _to(title: str, url: str, *, blank: bool = False) -> DashboardLink:
    return DashboardLink(
        title=title,
        type_val=DashboardLinkType.LINK,
        url=url,
        target_blank=blank,
        icon="external link",
    )


TO_AGENCY = _to(pair("Agency", "Perangkat Daerah"), f"/d/opd-agency?{_CHOSEN}&{_AGENCY}")
TO_DEVICE = _to(pair("Device", "Perangkat"), f"/d/opd-device?{_CHOSEN}&{_AGENCY}&{_DEVICE}")
TO_FINDING = _to(
    pair("The whole story", "Selengkapnya"),
    "${base}/findings/${__value.raw:percentencode}",
    blank=True,
)


def dashboard_links() -> list[DashboardLink]:
    """Return the ways at the top of every dashboard."""
    siblings = DashboardLink(
        title="opd-monitor",
        type_val=DashboardLinkType.DASHBOARDS,
        tags=[TAG],
        include_vars=True,
        keep_time=True,
    )
    page = _to(pair("The daemon's page", "Halaman pemantau"), "${base}/", blank=True)
    findings = _to(pair("Findings", "Temuan"), "${base}/api/v1/findings", blank=True)
    return [siblings, page, findings]
