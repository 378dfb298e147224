"""
What of the city can be seen at all, and what that allows to be said of an agency.

SNMP shows the devices that answer. An agency without a device, or with one nobody has reached, may
have any number of lines nobody knows of; so a share of compliant links is given only where every
site of the agency was seen lately. Everything that is left out here is left out loudly: sites and
devices nobody saw are counted beside the links.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from exporters.memo import once_for_each_city
from exporters.site_coverage import coverages, may_lead_out
from monitor.model.city import CityView, DeviceView
from monitor.model.finding import Finding, FindingKind, State
from monitor.model.link import LinkStatus

_RETURNS_S = 7 * 86_400.0
IN_ORDER = (LinkStatus.KOMINFO, LinkStatus.EXEMPT, LinkStatus.APPROVED)
"""Statuses of links that are as they may be."""


class Sight(StrEnum):
    """Whether a device can be seen."""

    UP = "up"
    DOWN = "down"
    """It was seen once, and does not answer now."""
    UNSEEN = "unseen"
    """No poll of it has succeeded yet."""


def sight_of(view: DeviceView) -> Sight:
    """Say whether a device can be seen."""
    if view.last_success_s is None:
        return Sight.UNSEEN
    return Sight.UP if view.is_up else Sight.DOWN


def polled_devices(city: CityView) -> tuple[DeviceView, ...]:
    """
    List the devices that are to be polled, by name.

    A device that was declared a moment ago and has no view yet is one nobody has seen.
    """
    views = {name: view for name, view in city.devices.items() if view.device.poll}
    for name, device in city.registry.devices.items():
        if device.poll and name not in views:
            agency = city.registry.agency_of(device.site)
            views[name] = DeviceView(device=device, agency=agency.code if agency else "")
    return tuple(views[name] for name in sorted(views))


def too_large(city: CityView) -> tuple[DeviceView, ...]:
    """List the devices that show more than is judged, or than they may cost, by name."""
    return tuple(view for view in polled_devices(city) if view.left_out or view.pause_s)


def unconfirmed(city: CityView) -> tuple[DeviceView, ...]:
    """List the agencies' routers that no other device has in its tables, by name: one witness."""
    return tuple(
        view
        for view in polled_devices(city)
        if view.last_success_s is not None
        and not (view.is_stale or view.observers or city.registry.is_in_citys_hands(view.device))
        and may_lead_out(view)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySummary:
    """
    An agency by numbers: its links by status, its devices by sight, its sites.

    `unseen_sites` are those without one device that was ever seen, `stale` the devices that were
    seen and have been silent for too long. `others` counts open findings that no foreign link
    shows, `said` all of them. `coverage` is that of its least covered site: the share of the rules
    that could look there; `is_covered_enough`: whether that is the configured floor or more.
    `returning` counts findings that came back before, and are gone for less than a week: what comes
    and goes is not gone. `too_large` counts the devices that show more than is judged: nobody saw
    all of them.
    `is_obliged`: whether the regulation binds it. `as_of_s` is the last answer of those of its
    devices that do not answer now, the oldest: what is shown of it is as of then (Unix seconds).
    """

    agency: str
    links: Mapping[LinkStatus, int] = field(default_factory=dict)
    devices: Mapping[Sight, int] = field(default_factory=dict)
    sites: int = 0
    unseen_sites: tuple[str, ...] = ()
    stale: int = 0
    too_large: int = 0
    returning: int = 0
    as_of_s: float | None = None
    others: int = 0
    said: int = 0
    is_obliged: bool = True
    coverage: float = 0.0
    is_covered_enough: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether anything of it was ever seen."""
        return bool(self.devices.get(Sight.UP) or self.devices.get(Sight.DOWN))

    @property
    def is_covered(self) -> bool:
        """Whether every site of it was seen well enough, and every device lately and in full."""
        is_missing = self.unseen_sites or self.stale or self.devices.get(Sight.UNSEEN)
        return self.is_seen and self.is_covered_enough and not (is_missing or self.too_large)

    @property
    def compliant_ratio(self) -> float | None:
        """
        Its links on the city's network, exempt or approved, as a share of all its links.

        An unknown link is in the whole and not in the share, and so is every open finding that no
        link shows: a foreign router or server is as little compliant as a line, and so is a line
        that was there a moment ago. `None` where a
        part of the agency cannot be seen, and where it has no link: nothing that nobody saw looks
        compliant.
        """
        whole = sum(self.links.values())
        if not whole or not self.is_covered or self.returning:
            return None
        good = sum(self.links.get(status, 0) for status in IN_ORDER)
        return good / (whole + self.others)


class AgencyStatus(StrEnum):
    """What may be said of an agency as a whole."""

    COMPLIANT = "compliant"
    VIOLATING = "violating"
    """There is a finding that is open or verified."""
    NOT_OBLIGED = "not_obliged"
    """The regulation does not bind it: whatever its lines are, they are no violation."""
    UNKNOWN = "unknown"
    """Nothing is against it, but not all of it can be seen well enough, or a line is unknown."""


def status_of(summary: AgencySummary) -> AgencyStatus:
    """Say what may be said of an agency; only all of what is there, seen well, is compliant."""
    if not summary.is_obliged:
        return AgencyStatus.NOT_OBLIGED
    if summary.said:
        return AgencyStatus.VIOLATING
    return AgencyStatus.COMPLIANT if summary.compliant_ratio == 1 else AgencyStatus.UNKNOWN


@once_for_each_city
def summaries(city: CityView) -> tuple[AgencySummary, ...]:
    """Sum the city up by agency, in the order of their codes; agencies without a site too."""
    views: dict[str, list[DeviceView]] = {agency: [] for agency in city.registry.agencies}
    for view in polled_devices(city):
        views.setdefault(view.agency, []).append(view)
    sites = coverages(city)
    said: dict[str, list[Finding]] = {}
    returning: Counter[str] = Counter()
    for finding in city.findings:
        if finding.is_said:
            said.setdefault(finding.case.agency, []).append(finding)
        elif _may_return(finding, city.time_s):
            returning[finding.case.agency] += 1
    return tuple(
        _summary(
            city,
            agency,
            views[agency],
            said.get(agency, ()),
            returning=returning[agency],
            coverage=min(
                (sites[site.code].ratio for site in city.registry.sites_of(agency)), default=0.0
            ),
        )
        for agency in sorted(views)
    )


def links_by_status(views: Iterable[DeviceView]) -> Counter[LinkStatus]:
    """Count the links of some devices by their status."""
    return Counter(link.status for view in views for link in view.links)


def _summary(
    city: CityView,
    agency: str,
    views: list[DeviceView],
    said: Sequence[Finding],
    *,
    returning: int,
    coverage: float,
) -> AgencySummary:
    sites = city.registry.sites_of(agency)
    known = city.registry.agencies.get(agency)
    seen = [view for view in views if view.last_success_s is not None]
    seen_sites = {view.device.site for view in seen}
    foreign = {
        (link.device, link.name)
        for view in views
        for link in view.links
        if link.status is LinkStatus.FOREIGN
    }
    return AgencySummary(
        agency=agency,
        links=links_by_status(views),
        devices=Counter(map(sight_of, views)),
        sites=len(sites),
        unseen_sites=tuple(site.code for site in sites if site.code not in seen_sites),
        others=sum(not _is_shown(finding, foreign) for finding in said),
        said=len(said),
        is_obliged=known is None or known.obliged,
        coverage=coverage,
        is_covered_enough=coverage >= city.coverage_floor,
        stale=sum(view.is_stale for view in seen),
        too_large=sum(bool(view.left_out) for view in views),
        returning=returning,
        as_of_s=min((view.last_success_s or 0.0 for view in seen if not view.is_up), default=None),
    )


def _may_return(finding: Finding, now_s: float) -> bool:
    """Whether a finding is gone that came back before, and was there within a week."""
    is_gone = finding.state is State.RESOLVED and finding.recurrences > 0
    return is_gone and now_s - (finding.resolved_s or 0.0) < _RETURNS_S


def _is_shown(finding: Finding, foreign: Container[tuple[str, str]]) -> bool:
    """Whether a foreign link stands for a finding already."""
    case = finding.case
    return case.kind is FindingKind.FOREIGN_UPLINK and (case.device, case.subject) in foreign
