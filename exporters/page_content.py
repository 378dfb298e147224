"""
What the landing page says, chosen and ordered, before it becomes HTML.

First what an operator would act on: findings that are said (open, verified), the surest first.
Then what is only observed or exempt, devices that are down, and, as loudly, what nobody could see.
Lists are cut at a length a phone can take; how many were cut is said.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from exporters.coverage import (
    AgencySummary,
    Sight,
    links_by_status,
    polled_devices,
    sight_of,
    summaries,
    too_large,
    unconfirmed,
)
from exporters.page_lines import AgencyLine, DeviceLine, Figure, FindingLine, LinkLine, Some
from exporters.page_writer import ORDER, Writer
from exporters.site_coverage import coverages
from exporters.words import reason_words
from monitor.model.city import CityView, DeviceView
from monitor.model.finding import Finding, State
from monitor.model.link import LinkStatus
from monitor.model.numbers import share_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The whole page."""

    time: str
    notices: tuple[str, ...]
    links: tuple[Figure, ...]
    devices: tuple[Figure, ...]
    said: Some[FindingLine]
    exempt: Some[FindingLine]
    suspected: Some[FindingLine]
    unknown: Some[LinkLine]
    down: Some[DeviceLine]
    never_seen: Some[DeviceLine]
    unseen_sites: Some[tuple[str, str]]
    low_sites: Some[tuple[str, str, str]]
    low_sites_about: str
    one_witness: Some[DeviceLine]
    too_large: Some[DeviceLine]
    inconclusive: Some[tuple[str, str]]
    columns: tuple[Figure, ...]
    agencies: tuple[AgencyLine, ...]
    credit: str
    credit_date: str
    version: str


def content_of(city: CityView, language: str, zone: tzinfo) -> Content:
    """Choose and word what the page says of a city."""
    write = Writer(city, language, zone)
    views = polled_devices(city)
    sights = {sight: [view for view in views if sight_of(view) is sight] for sight in Sight}
    sums = summaries(city)
    statuses = links_by_status(views)
    findings = sorted(city.findings, key=_weight)

    def lines(*states: State) -> Some[FindingLine]:
        chosen = [finding for finding in findings if finding.state in states]
        return write.some([write.finding(finding) for finding in chosen])

    return Content(
        time=write.time(city.time_s),
        notices=tuple(_notices(write)),
        links=tuple(
            Figure(write.number(statuses[s]), write.word(f"link_{s.value}"), s.value) for s in ORDER
        ),
        devices=tuple(
            Figure(write.number(len(sights[s])), write.word(f"device_{s.value}"), s.value)
            for s in Sight
        ),
        said=lines(State.OPEN, State.VERIFIED),
        exempt=lines(State.EXEMPT),
        suspected=lines(State.SUSPECTED),
        unknown=write.some(
            [
                write.link(view, link)
                for view in views
                for link in view.links
                if link.status is LinkStatus.UNKNOWN
            ]
        ),
        down=write.some([write.device(view) for view in sights[Sight.DOWN]]),
        never_seen=write.some([write.device(view) for view in sights[Sight.UNSEEN]]),
        unseen_sites=write.some(
            [(write.agency(s.agency), write.site(site)) for s in sums for site in s.unseen_sites]
        ),
        low_sites=write.some(_low_sites(write)),
        low_sites_about=write.word("low_sites_about").format(
            floor=share_words(language, city.coverage_floor)
        ),
        one_witness=write.some([write.place(view) for view in unconfirmed(city)]),
        too_large=write.some([write.large(view) for view in too_large(city)]),
        inconclusive=write.some(_inconclusive(write, views)),
        columns=write.agency_columns(statuses, sum(summary.others for summary in sums)),
        agencies=tuple(write.agency_line(summary) for summary in _worst_first(sums)),
        credit=city.registry.providers.credit,
        credit_date=city.registry.providers.date,
        version=city.version,
    )


def _weight(finding: Finding) -> tuple[bool, float, str]:
    """Put what a person has verified first, then what is surest."""
    return (finding.state is not State.VERIFIED, -finding.case.confidence, finding.key)


def _notices(write: Writer) -> Iterable[str]:
    if not write.city.is_ready:
        yield write.word("starting")
    if not write.city.telemetry.registry_loads:
        yield write.word("registry_failed")
    if write.city.telemetry.web_config_loads is False:
        yield write.word("web_config_failed")
    if write.city.telemetry.store_errors:
        yield write.word("store_failed")


def _low_sites(write: Writer) -> list[tuple[str, str, str]]:
    """List the sites that were seen and not well enough: agency, site, share."""
    city = write.city
    low = [
        site
        for site in coverages(city).values()
        if site.is_monitored and site.ratio < city.coverage_floor
    ]
    return [
        (write.agency(one.agency), write.site(one.site), share_words(write.language, one.ratio))
        for one in sorted(low, key=lambda one: (one.ratio, one.site))
    ]


def _inconclusive(write: Writer, views: Iterable[DeviceView]) -> list[tuple[str, str]]:
    reasons = Counter(reason for view in views for reason in view.inconclusive.values())
    return [
        (reason_words(write.language, reason), write.number(count))
        for reason, count in reasons.most_common()
    ]


def _worst_first(sums: Iterable[AgencySummary]) -> list[AgencySummary]:
    def weight(summary: AgencySummary) -> tuple[int, int, int, str]:
        links = summary.links
        foreign, unknown = links.get(LinkStatus.FOREIGN, 0), links.get(LinkStatus.UNKNOWN, 0)
        return (-summary.said, -foreign, -unknown, summary.agency)

    return sorted(sums, key=weight)
