"""Words findings, devices and agencies for the landing page, in one language and time zone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TypeVar

from exporters.coverage import AgencyStatus, AgencySummary, Sight, status_of
from exporters.page_lines import AgencyLine, DeviceLine, Figure, FindingLine, LinkLine, Some
from exporters.past import said_of
from exporters.sentences import said
from exporters.words import (
    address_words,
    badge_word,
    day_words,
    kind_word,
    left_out_word,
    number_words,
    state_word,
    time_words,
    word,
)
from monitor.model.city import CityView, DeviceView
from monitor.model.finding import Finding, State
from monitor.model.link import Link, LinkStatus
from monitor.model.numbers import share_words

LONGEST_LIST = 100
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes lines about one city in one language and time zone."""

    city: CityView
    language: str
    zone: tzinfo

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
        state = state_word(self.language, finding.state)
        return FindingLine(
            id=finding.id,
            sentence=said_of(finding, self.zone).in_language(self.language),
            kind=kind_word(self.language, case.kind),
            agency=self.agency(case.agency),
            site=self.site(case.site),
            subject=f"{case.device} · {case.subject}",
            since=self.time(since),
            badge=badge_word(self.language, finding),
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
            # More stands behind it on its line.
            reason=said(self.language, view.problem).removesuffix(".") or waiting,
            seen="" if seen is None else f"{self.word('last_seen')} {self.time(seen)}",
        )

    def place(self, view: DeviceView) -> DeviceLine:
        """Write which device it is and where, and no more."""
        site, agency = self.site(view.device.site), self.agency(view.agency)
        return DeviceLine(name=view.device.name, agency=agency, site=site, reason="", seen="")

    def large(self, view: DeviceView) -> DeviceLine:
        """Write what of a device is not judged, and that it is polled less often."""
        parts = [
            f"{left_out_word(self.language, what)} {self.number(count)}"
            for what, count in view.left_out.items()
        ]
        reason = f"{self.word('not_judged')}: {', '.join(parts)}" if parts else ""
        paused = self.word("paused").format(seconds=self.number(round(view.pause_s)))
        return DeviceLine(
            name=view.device.name,
            agency=self.agency(view.agency),
            site=self.site(view.device.site),
            reason=reason or paused,
            seen=paused if reason and view.pause_s else "",
        )

    def link(self, view: DeviceView, link: Link) -> LinkLine:
        down = "" if link.is_up else self.word("link_down")
        alias = link.interface.alias if link.interface else ""
        addresses = address_words(own.address for own in link.addresses)
        told = (
            (self.word("link_to"), ", ".join(map(str, link.next_hops))),
            (self.word("link_addresses"), addresses),
            (self.word("link_alias"), f"“{alias}”" if alias else ""),
        )
        about = (link.medium.value, down, *(f"{name} {text}" for name, text in told if text))
        return LinkLine(
            name=f"{link.device} · {link.name}",
            agency=self.agency(link.agency),
            site=self.site(link.site),
            about=", ".join(filter(None, about)),
            seen="" if view.is_up else self.device(view).seen,
        )

    def agency_columns(self, links: Mapping[LinkStatus, int], others: int) -> tuple[Figure, ...]:
        """Head the columns that an agency's share is made of, with their sums."""
        words = ((self.word(f"link_{one.value}"), one.value) for one in ORDER)
        first, *rest = words
        heads = (first, (self.word("others"), LinkStatus.FOREIGN.value), *rest)
        counts = _in_columns(links, others)
        return tuple(
            Figure(self.number(count), name, tone)
            for (name, tone), count in zip(heads, counts, strict=True)
        )

    def agency_line(self, summary: AgencySummary) -> AgencyLine:
        ratio = summary.compliant_ratio
        counts = _in_columns(summary.links, summary.others)
        status = status_of(summary)
        up, whole = summary.devices.get(Sight.UP, 0), sum(summary.devices.values())
        return AgencyLine(
            name=self.agency(summary.agency),
            status=self.word(f"status_{status.value}"),
            tone=_TONES[status],
            as_of=""
            if summary.as_of_s is None
            else self.word("row_as_of").format(time=self.time(summary.as_of_s)),
            counts=tuple(self.number(count) if summary.is_seen else "" for count in counts),
            ratio=self.word("ratio_none") if ratio is None else share_words(self.language, ratio),
            is_covered=ratio is not None,
            coverage=share_words(self.language, summary.coverage) if summary.sites else "",
            devices=f"{self.number(up)}/{self.number(whole)}",
        )


def _in_columns(links: Mapping[LinkStatus, int], others: int) -> list[int]:
    """Order what is counted of an agency; findings that no link shows come after foreign links."""
    first, *rest = (links.get(status, 0) for status in ORDER)
    return [first, others, *rest]


_TONES = {
    AgencyStatus.COMPLIANT: "kominfo",
    AgencyStatus.VIOLATING: "foreign",
    AgencyStatus.NOT_OBLIGED: "exempt",
    AgencyStatus.UNKNOWN: "unknown",
}
ORDER = (
    LinkStatus.FOREIGN,
    LinkStatus.UNKNOWN,
    LinkStatus.EXEMPT,
    LinkStatus.APPROVED,
    LinkStatus.KOMINFO,
)
"""What an operator looks for first."""
