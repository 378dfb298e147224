"""
What the landing page says, chosen and ordered, before it becomes HTML.

First what an operator would act on: findings that are said (open, verified), the surest first.
Then what is only observed or exempt, devices that are down, and, as loudly, what nobody could see.
Lists are cut at a length a phone can take; how many were cut is said.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Generic, TypeVar

from exporters.coverage import (
    AgencyStatus,
    AgencySummary,
    Sight,
    links_by_status,
    polled_devices,
    sight_of,
    status_of,
    summaries,
)
from exporters.site_coverage import coverages
from exporters.words import (
    band_word,
    day_words,
    kind_word,
    number_words,
    reason_words,
    share_words,
    state_word,
    time_words,
    word,
)
from monitor.model.city import CityView, DeviceView
from monitor.model.finding import Finding, State
from monitor.model.link import LinkStatus

LONGEST_LIST = 100
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Some(Generic[Item]):
    """The first of many: `items` are shown, `more` are not (0 where all are); `count` is all."""

    items: tuple[Item, ...] = ()
    more: str = ""
    count: str = "0"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the headline; `tone` is a class of the style sheet."""

    number: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """
    A finding in words. `badge` is its band, or its state where it is not said; `mark` is there
    where a person has verified it. `tone` is a class of the style sheet.
    """

    sentence: str
    kind: str
    agency: str
    site: str
    subject: str
    since: str
    badge: str
    tone: str
    confidence: str
    mark: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """A device that cannot be seen, with the reason."""

    name: str
    agency: str
    site: str
    reason: str
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyLine:
    """
    A row of the table of agencies; a count is empty where nobody could count. `tone` is a class of
    the style sheet for its status.
    """

    name: str
    status: str
    tone: str
    counts: tuple[str, ...]
    ratio: str
    is_covered: bool
    coverage: str
    devices: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The whole page."""

    time: str
    notices: tuple[str, ...]
    links: tuple[Figure, ...]
    devices: tuple[Figure, ...]
    said: Some[FindingLine] = Some()
    exempt: Some[FindingLine] = Some()
    suspected: Some[FindingLine] = Some()
    down: Some[DeviceLine] = Some()
    never_seen: Some[DeviceLine] = Some()
    unseen_sites: Some[tuple[str, str]] = Some()
    low_sites: Some[tuple[str, str, str]] = Some()
    low_sites_about: str = ""
    inconclusive: Some[tuple[str, str]] = Some()
    agencies: tuple[AgencyLine, ...] = ()
    credit: str = ""
    credit_date: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes lines about one city in one language and time zone."""

    city: CityView
    language: str
    zone: tzinfo
    letters: dict[tuple[str, str], str] = field(default_factory=dict)

    def word(self, key: str) -> str:
        return word(self.language, key)

    def number(self, number: int) -> str:
        return number_words(self.language, number)

    def time(self, time_s: float) -> str:
        return time_words(self.language, time_s, self.zone)

    def agency(self, code: str) -> str:
        known = self.city.registry.agencies.get(code)
        return known.name if known else code

    def site(self, code: str) -> str:
        known = self.city.registry.sites.get(code)
        return known.name if known else code

    def some(self, items: Sequence[Item]) -> Some[Item]:
        more = len(items) - LONGEST_LIST
        shown = tuple(items[:LONGEST_LIST])
        return Some(shown, self.number(more) if more > 0 else "", self.number(len(items)))

    def finding(self, finding: Finding) -> FindingLine:
        case = finding.case
        since = finding.first_seen_s if finding.opened_s is None else finding.opened_s
        band, state = band_word(self.language, case.band), state_word(self.language, finding.state)
        return FindingLine(
            sentence=case.text.in_language(self.language),
            kind=kind_word(self.language, case.kind),
            agency=self.agency(case.agency),
            site=self.site(case.site),
            subject=f"{case.device} · {case.subject}",
            since=self.time(since),
            badge=band if finding.is_said else state,
            tone=case.band.value if finding.is_said else finding.state.value,
            confidence=share_words(self.language, case.confidence),
            mark=state if finding.state is State.VERIFIED else "",
            notes=tuple(self._notes(finding)),
        )

    def _notes(self, finding: Finding) -> Iterable[str]:
        if finding.frozen:
            seen = self.time(finding.last_seen_s)
            yield f"{self.word('frozen')}, {self.word('last_seen')} {seen}"
        if finding.recurrences:
            yield f"{self.word('recurring')}: {self.number(finding.recurrences)}×"
        if finding.case.waiver:
            yield f"{self.word('letter')} {finding.case.waiver}, {self._end_of(finding)}"
        if finding.verdict is not None:
            verdict = finding.verdict
            state = state_word(self.language, State(verdict.word))
            yield f"{state}: {verdict.who}, {self.time(verdict.time_s)}: {verdict.note}"
        yield f"ID {finding.id}"

    def _end_of(self, finding: Finding) -> str:
        ends = [
            waiver.valid_until
            for waiver in self.city.registry.waivers
            if (waiver.letter, waiver.site) == (finding.case.waiver, finding.case.site)
        ]
        if not ends:
            return self.word("undeclared")
        return f"{self.word('valid_until')} {day_words(self.language, min(ends))}"

    def device(self, view: DeviceView) -> DeviceLine:
        seen = view.last_success_s
        waiting = self.word("not_polled") if view.is_up is None else ""
        return DeviceLine(
            name=view.device.name,
            agency=self.agency(view.agency),
            site=self.site(view.device.site),
            reason=view.problem or waiting,
            seen="" if seen is None else f"{self.word('last_seen')} {self.time(seen)}",
        )

    def agency_line(self, summary: AgencySummary) -> AgencyLine:
        ratio = summary.compliant_ratio
        counts = (
            self.number(summary.links.get(status, 0)) if summary.is_seen else ""
            for status in _ORDER
        )
        status = status_of(summary)
        up, whole = summary.devices.get(Sight.UP, 0), sum(summary.devices.values())
        return AgencyLine(
            name=self.agency(summary.agency),
            status=self.word(f"status_{status.value}"),
            tone=_TONES[status],
            counts=tuple(counts),
            ratio=self.word("ratio_none") if ratio is None else share_words(self.language, ratio),
            is_covered=ratio is not None,
            coverage=share_words(self.language, summary.coverage) if summary.sites else "",
            devices=f"{self.number(up)}/{self.number(whole)}",
        )


_TONES = {
    AgencyStatus.COMPLIANT: "kominfo",
    AgencyStatus.VIOLATING: "foreign",
    AgencyStatus.NOT_OBLIGED: "exempt",
    AgencyStatus.UNKNOWN: "unknown",
}
_ORDER = (LinkStatus.FOREIGN, LinkStatus.UNKNOWN, LinkStatus.EXEMPT, LinkStatus.KOMINFO)
"""What an operator looks for first."""


def content_of(city: CityView, language: str, zone: tzinfo) -> Content:
    """Choose and word what the page says of a city."""
    write = _Writer(city, language, zone)
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
            Figure(write.number(statuses[s]), write.word(f"link_{s.value}"), s.value)
            for s in _ORDER
        ),
        devices=tuple(
            Figure(write.number(len(sights[s])), write.word(f"device_{s.value}"), s.value)
            for s in Sight
        ),
        said=lines(State.OPEN, State.VERIFIED),
        exempt=lines(State.EXEMPT),
        suspected=lines(State.SUSPECTED),
        down=write.some([write.device(view) for view in sights[Sight.DOWN]]),
        never_seen=write.some([write.device(view) for view in sights[Sight.UNSEEN]]),
        unseen_sites=write.some(
            [(write.agency(s.agency), write.site(site)) for s in sums for site in s.unseen_sites]
        ),
        low_sites=write.some(_low_sites(write)),
        low_sites_about=write.word("low_sites_about").format(
            floor=share_words(language, city.coverage_floor)
        ),
        inconclusive=write.some(_inconclusive(write, views)),
        agencies=tuple(write.agency_line(summary) for summary in _worst_first(sums)),
        credit=city.registry.providers.credit,
        credit_date=city.registry.providers.date,
        version=city.version,
    )


def _weight(finding: Finding) -> tuple[bool, float, str]:
    """Put what a person has verified first, then what is surest."""
    return (finding.state is not State.VERIFIED, -finding.case.confidence, finding.key)


def _notices(write: _Writer) -> Iterable[str]:
    if not write.city.is_ready:
        yield write.word("starting")
    if not write.city.telemetry.registry_loads:
        yield write.word("registry_failed")
    if write.city.telemetry.store_errors:
        yield write.word("store_failed")


def _low_sites(write: _Writer) -> list[tuple[str, str, str]]:
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


def _inconclusive(write: _Writer, views: Iterable[DeviceView]) -> list[tuple[str, str]]:
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
