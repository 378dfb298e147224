"""
What in a registry is probably a mistake, and would be met with silence: too long, over, or in vain.

All of it is said and nothing is refused because of it: what only became old must never keep a
daemon from its start. The day is an argument.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta, tzinfo

from monitor.sources.check import Strict
from monitor.sources.declarations import Declarations, Declared
from monitor.sources.registry_checks import aware
from monitor.sources.registry_schema import (
    CircuitEntry,
    MaintenanceEntry,
    SubjectEntry,
    WaiverEntry,
)

_MOST_YEARS = 5
_MOST_WORK = timedelta(days=30)
Paper = Declared[CircuitEntry] | Declared[WaiverEntry]


def warn_of_periods(declared: Declarations, today: date, timezone: tzinfo) -> None:
    """Warn of papers that are over or hold for very long, and of work that takes very long."""
    _check_papers(declared.circuits, today, "has passed: the contract covers no line any more")
    _check_papers(declared.waivers, today, "has passed: the waiver exempts nothing any more")
    for work in declared.maintenance:
        _check_work(work, timezone)


def _check_papers(papers: Sequence[Paper], today: date, is_over: str) -> None:
    lasting: dict[str, list[Paper]] = {}
    for paper in papers:
        if not _has_passed(paper, today):
            lasting.setdefault(paper.entry.site, []).append(paper)
        _check_length(paper, today)
    for paper in papers:
        if _has_passed(paper, today) and not _is_renewed(paper, lasting):
            paper.warn(("until",), is_over, "renew it, or remove the entry")


def _has_passed(paper: Paper, today: date) -> bool:
    start, until = paper.entry.valid_from, paper.entry.valid_until
    is_backwards = start is not None and until is not None and until < start
    return until is not None and until < today and not is_backwards


def _is_renewed(paper: Paper, lasting: Mapping[str, Iterable[Paper]]) -> bool:
    """Whether another paper of the site covers the same, so that this one is but history."""
    others = lasting.get(paper.entry.site, ())
    return any(one in _subjects(other) for other in others for one in _subjects(paper))


def _subjects(paper: Paper) -> Sequence[SubjectEntry]:
    entry = paper.entry
    return entry.match if isinstance(entry, CircuitEntry) else [entry.subject]


def _check_length(paper: Paper, today: date) -> None:
    start, until = paper.entry.valid_from or today, paper.entry.valid_until
    if until is not None and until > _years_after(start, _MOST_YEARS):
        message = f"is more than {_MOST_YEARS} years from now"
        if paper.entry.valid_from is not None:
            message = f"is more than {_MOST_YEARS} years after its beginning"
        hint = "write the last day that the paper names: nobody looks at it again before"
        paper.warn(("until",), message, hint)


def _years_after(day: date, years: int) -> date:
    year = day.year + years
    if year > date.max.year:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _check_work(work: Declared[MaintenanceEntry], timezone: tzinfo) -> None:
    start, end = aware(work.entry.start, timezone), aware(work.entry.end, timezone)
    if end - start > _MOST_WORK:
        hint = "write when the work ends: no finding opens or is cleared there meanwhile"
        message = f"is more than {_MOST_WORK.days} days after its beginning"
        work.warn(("until",), message, hint)


def warn_of_gaps(declared: Declarations) -> None:
    """Warn of agencies, sites and papers that nobody can see anything of."""
    if not all(map(declared.knows, ("agencies", "sites", "devices"))):
        return
    agencies = {site.entry.agency for site in declared.sites}
    for agency in declared.agencies:
        if agency.entry.obliged and agency.entry.code not in agencies:
            hint = f"add a site with  agency: {agency.entry.code}  or remove it"
            agency.warn(("code",), "has no site: nobody sees by which lines it is connected", hint)
    occupied = {device.entry.site for device in declared.devices}
    for site in declared.sites:
        if site.entry.code not in occupied:
            hint = f"add a device with  site: {site.entry.code}  or remove it"
            site.warn(("code",), "has no device: nobody sees by which lines it is connected", hint)
    for circuit in declared.circuits:
        _check_use(circuit, ("match",), occupied)
    for waiver in declared.waivers:
        _check_use(waiver, ("subject",), occupied)


def _check_use(paper: Declared[Strict], key: Sequence[str], occupied: set[str]) -> None:
    """Warn of a paper at a site without devices: what it describes can be no device's line."""
    entry = paper.entry
    assert isinstance(entry, CircuitEntry | WaiverEntry)
    if entry.site and entry.site not in occupied:
        hint = "add the site's router to devices, or mend the site"
        paper.warn(key, "recognises no device: none stands at its site", hint)
