"""
Agencies and sites: sums, names, and what nobody can see of them.

The sums are made here, once, with the care for unseen devices that a query over links would not
take; names are in `_info` series, so that a renamed agency keeps its history.
"""

from collections.abc import Iterator

from exporters.coverage import AgencyStatus, Sight, status_of, summaries
from exporters.prometheus_family import Family, Row
from exporters.site_coverage import coverages
from monitor.model.city import CityView
from monitor.model.link import LinkStatus


def _as_of(city: CityView) -> Iterator[Row]:
    for summary in summaries(city):
        if summary.as_of_s is not None:
            yield (summary.agency,), summary.as_of_s


def _links(city: CityView) -> Iterator[Row]:
    for summary in summaries(city):
        if summary.is_seen:
            for status in LinkStatus:
                yield (summary.agency, status), summary.links.get(status, 0)


def _others(city: CityView) -> Iterator[Row]:
    for summary in summaries(city):
        if summary.is_seen:
            yield (summary.agency,), summary.others


def _ratio(city: CityView) -> Iterator[Row]:
    for summary in summaries(city):
        if summary.compliant_ratio is not None:
            yield (summary.agency,), summary.compliant_ratio


def _devices(city: CityView) -> Iterator[Row]:
    for summary in summaries(city):
        for sight in Sight:
            yield (summary.agency, sight), summary.devices.get(sight, 0)


def _sites(city: CityView) -> Iterator[Row]:
    for summary in summaries(city):
        unseen = len(summary.unseen_sites)
        yield (summary.agency, "seen"), summary.sites - unseen
        yield (summary.agency, "unseen"), unseen


def _status(city: CityView) -> Iterator[Row]:
    for summary in summaries(city):
        status = status_of(summary)
        for one in AgencyStatus:
            yield (summary.agency, one), float(one is status)


def _agency_coverage(city: CityView) -> Iterator[Row]:
    for summary in summaries(city):
        if summary.sites:
            yield (summary.agency,), summary.coverage


def _site_coverage(city: CityView) -> Iterator[Row]:
    for coverage in coverages(city).values():
        yield (coverage.agency, coverage.site), coverage.ratio


def _floor(city: CityView) -> Iterator[Row]:
    yield (), city.coverage_floor


def _unmonitored(city: CityView) -> Iterator[Row]:
    counts = dict.fromkeys(city.registry.agencies, 0)
    for coverage in coverages(city).values():
        counts[coverage.agency] += not coverage.is_monitored
    for agency, count in counts.items():
        yield (agency,), count


def _agency_info(city: CityView) -> Iterator[Row]:
    for agency in city.registry.agencies.values():
        obliged = "true" if agency.obliged else "false"
        yield (agency.code, agency.name, agency.kind, obliged), 1.0


def _site_info(city: CityView) -> Iterator[Row]:
    for site in city.registry.sites.values():
        latitude = "" if site.latitude is None else f"{site.latitude:.6f}"
        longitude = "" if site.longitude is None else f"{site.longitude:.6f}"
        yield (site.agency, site.code, site.name, latitude, longitude), 1.0


LINKS = Family(
    "opd_agency_links",
    "Links of an agency by status, as of each device's last successful poll. All five statuses are"
    " there as soon as one of its devices was seen; absent before.",
    ("agency", "status"),
    _links,
)
OTHERS = Family(
    "opd_agency_other_findings",
    "Open findings of an agency that no foreign link shows, such as an unregistered router or a"
    " server: with opd_agency_links they are the whole of opd_agency_compliant_ratio.",
    ("agency",),
    _others,
)
RATIO = Family(
    "opd_agency_compliant_ratio",
    "Links of an agency that are the city's, exempt or approved, as a share of all its links;"
    " unknown ones are in the whole only, as are open findings that no link shows. Absent, never"
    " 1, where it has no link, a site without any device that was seen, a device that was never"
    " seen, or one silent for too long (`stale_after_s`), or where a site's coverage is below the"
    " configured floor: what nobody sees is not compliant.",
    ("agency",),
    _ratio,
)
DEVICES = Family(
    "opd_agency_devices",
    "Devices of an agency: up, down (was seen, does not answer now), unseen (no poll of it has"
    " succeeded yet).",
    ("agency", "state"),
    _devices,
)
SITES = Family(
    "opd_agency_sites",
    "Sites of an agency: seen (a poll of at least one device there has succeeded) or unseen. A line"
    " that touches no managed device is seen by nobody, in either.",
    ("agency", "coverage"),
    _sites,
)
STATUS = Family(
    "opd_agency_status",
    "What may be said of an agency (1 for the one that holds): not_obliged, where the regulation"
    " does not bind it; violating, with a finding that is open or verified; compliant, where all of"
    " it was seen well enough and all its links are the city's, exempt or approved; else unknown.",
    ("agency", "status"),
    _status,
)
AS_OF = Family(
    "opd_agency_as_of_timestamp_seconds",
    "The last answer of those of the agency's devices that do not answer now, the oldest, in Unix"
    " seconds: what is shown of the agency is as of then. Absent while all answer.",
    ("agency",),
    _as_of,
)
AGENCY_COVERAGE = Family(
    "opd_agency_coverage_ratio",
    "Coverage of an agency: that of its least covered site.",
    ("agency",),
    _agency_coverage,
)
SITE_COVERAGE = Family(
    "opd_site_coverage_ratio",
    "Coverage of the site: that of the router there that could be seen least; the best device's"
    " where no router is polled. 0 where no device was seen lately.",
    ("agency", "site"),
    _site_coverage,
)
COVERAGE_FLOOR = Family(
    "opd_coverage_floor_ratio",
    "Coverage below which an agency is never called compliant (`coverage_floor`).",
    (),
    _floor,
)
UNMONITORED = Family(
    "opd_sites_unmonitored",
    "Sites of an agency without any device that was seen lately (`stale_after_s`).",
    ("agency",),
    _unmonitored,
)
AGENCY_INFO = Family(
    "opd_agency_info",
    "An agency's name and kind, and whether the regulation binds it.",
    ("agency", "name", "kind", "obliged"),
    _agency_info,
)
SITE_INFO = Family(
    "opd_site_info",
    "A site's name and place, WGS 84 degrees; empty where not declared.",
    ("agency", "site", "name", "latitude", "longitude"),
    _site_info,
)
