"""
Which signals could have been seen at each site.

A rule that could not look says nothing, and its silence means nothing. So for each site it is
counted which of the rules that look at agencies' devices could look, at any device there that was
seen lately: that share is the site's coverage. What keeps a rule from looking is kept beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from exporters.memo import once_for_each_city
from monitor.model.city import CityView, DeviceView

NO_DEVICE = "no device"
"""Why a rule could not look where no device was seen lately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCoverage:
    """
    A site: the rules that could look there (`seen`), and why the others could not (`unseen`).

    `is_monitored`: whether any of its devices was seen lately (`DeviceView.is_stale`).
    """

    agency: str
    site: str
    is_monitored: bool
    seen: frozenset[str] = frozenset()
    unseen: Mapping[str, str] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """The share of the rules that could look."""
        whole = len(self.seen) + len(self.unseen)
        return len(self.seen) / whole if whole else 0.0


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


def _coverage(
    city: CityView, agency: str, site: str, views: Iterable[DeviceView], shared: _Shared
) -> SiteCoverage:
    fresh = [view for view in views if view.last_success_s is not None and not view.is_stale]
    seen = frozenset(rule for view in fresh for rule in view.ran - view.inconclusive.keys())
    reasons = {rule: why for view in fresh for rule, why in view.inconclusive.items()}
    unseen = {rule: reasons.get(rule, NO_DEVICE) for rule in sorted(city.rules - seen)}
    return SiteCoverage(
        agency=agency,
        site=site,
        is_monitored=bool(fresh),
        seen=seen & city.rules,
        unseen=shared.setdefault(tuple(unseen.items()), unseen),
    )
