"""
Which signals could have been seen at each site.

A rule that could not look says nothing, and its silence means nothing. So it is counted which of
the rules that look at agencies' devices could look at a device, by how much each can find: that
share is the device's coverage. A line may end in any device that routes, so a site's coverage is
that of its least covered router, however well the device beside it was seen; what keeps rules from
looking there is kept beside it. At a site where no router is polled it is that of the best device.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from exporters.memo import once_for_each_city
from monitor.model.city import CityView, DeviceView
from monitor.model.declared import DeviceRole
from monitor.model.reading import TableStatus

NO_DEVICE = "no device"
"""Why a rule could not look where no device was seen lately."""
_KEPT_BACK = (TableStatus.REFUSED.value, TableStatus.WITHHELD.value)
_ROUTERS = (DeviceRole.ROUTER, DeviceRole.CORE, DeviceRole.BORDER)
_QUIET = (DeviceRole.APPLIANCE, DeviceRole.ACCESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCoverage:
    """
    A site: the rules that could look there (`seen`), and why the others could not (`unseen`).

    Both are of the `device` that decides; `ratio` is the weight of the former as a share of all.
    `is_monitored`: whether any of its devices was seen lately (`DeviceView.is_stale`).
    """

    agency: str
    site: str
    is_monitored: bool
    device: str = ""
    ratio: float = 0.0
    seen: frozenset[str] = frozenset()
    unseen: Mapping[str, str] = field(default_factory=dict)


_Shared = dict[tuple[tuple[str, str], ...], Mapping[str, str]]
"""What of sites that are alike is kept once."""


@once_for_each_city
def coverages(city: CityView) -> dict[str, SiteCoverage]:
    """Return the coverage of every declared site by its code."""
    views: dict[str, list[DeviceView]] = {}
    for view in city.devices.values():
        views.setdefault(view.device.site, []).append(view)
    shared: _Shared = {}
    return {
        site.code: _coverage(city, site.agency, site.code, views.get(site.code, ()), shared)
        for site in city.registry.sites.values()
    }


def _seen(city: CityView, view: DeviceView) -> frozenset[str]:
    return (view.ran - view.inconclusive.keys()) & city.rules


def _coverage(
    city: CityView, agency: str, site: str, views: Iterable[DeviceView], shared: _Shared
) -> SiteCoverage:
    fresh = [view for view in views if view.last_success_s is not None and not view.is_stale]
    if not fresh:
        unseen = dict.fromkeys(sorted(city.rules), NO_DEVICE)
        return SiteCoverage(
            agency=agency,
            site=site,
            is_monitored=False,
            unseen=shared.setdefault(tuple(unseen.items()), unseen),
        )
    ways_out = [view for view in fresh if may_lead_out(view)]
    best = max(fresh, key=_ratio)
    one = min(ways_out, key=_ratio, default=best)
    seen = _seen(city, one)
    reasons = {rule: why for view in (*fresh, one) for rule, why in view.inconclusive.items()}
    unseen = {rule: reasons.get(rule, NO_DEVICE) for rule in sorted(city.rules - seen)}
    return SiteCoverage(
        agency=agency,
        site=site,
        is_monitored=True,
        device=one.device.name,
        ratio=_ratio(one),
        seen=seen,
        unseen=shared.setdefault(tuple(unseen.items()), unseen),
    )


def _ratio(view: DeviceView) -> float:
    """Return a device's coverage: none of a router without a line, for it answers over one."""
    is_routing = view.device.role in _ROUTERS
    return 0.0 if is_routing and not any(link.is_up for link in view.links) else view.coverage


def may_lead_out(view: DeviceView) -> bool:
    """Whether a line may end in it: it routes, or keeps back what would show that."""
    role = view.device.role
    if role in _ROUTERS:
        return True
    return role not in _QUIET and any(
        reason.endswith(_KEPT_BACK) for reason in view.inconclusive.values()
    )
