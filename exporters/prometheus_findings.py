"""
Findings, one series each while they are not resolved, and their number.

The labels of one finding are where it is, what it is about and its kind; band, state and frozen
change in its life and are read off the same series. Should two findings ever share all five, that
which is said (open, verified) and surer is shown.
"""

from collections import Counter
from collections.abc import Iterator

from exporters.prometheus_family import Family, Row
from monitor.model.city import CityView
from monitor.model.finding import Finding, FindingKind, State

_WHAT = ("agency", "site", "device", "subject", "kind")


def _current(city: CityView) -> Iterator[tuple[tuple[str, ...], Finding]]:
    live = [finding for finding in city.findings if finding.state is not State.RESOLVED]
    shown: set[tuple[str, ...]] = set()
    for finding in sorted(live, key=_weight):
        case = finding.case
        what = (case.agency, case.site, case.device, case.subject, case.kind.value)
        if what not in shown:
            shown.add(what)
            yield what, finding


def _weight(finding: Finding) -> tuple[bool, float, str]:
    return (not finding.is_said, -finding.case.confidence, finding.key)


def _confidence(city: CityView) -> Iterator[Row]:
    for what, finding in _current(city):
        frozen = "true" if finding.frozen else "false"
        case = finding.case
        yield (*what, case.band, finding.state, frozen), case.confidence


def _opened(city: CityView) -> Iterator[Row]:
    for what, finding in _current(city):
        if finding.opened_s is not None:
            yield what, finding.opened_s


def _info(city: CityView) -> Iterator[Row]:
    for what, finding in _current(city):
        case = finding.case
        yield (*what, finding.id, ",".join(sorted(case.rules)), case.waiver or ""), 1.0


def _count(city: CityView) -> Iterator[Row]:
    counts = Counter((finding.case.kind, finding.state) for finding in city.findings)
    for kind in FindingKind:
        for state in State:
            yield (kind, state), counts[kind, state]


CONFIDENCE = Family(
    "opd_finding_confidence_ratio",
    "How sure the signals make a finding, 0 to 1, with its band (note, indicated, proof) and state;"
    ' alert on state open and verified only. frozen="true": nobody can see it now. Absent once'
    " resolved. Judged at polls, which run on their own timer.",
    (*_WHAT, "band", "state", "frozen"),
    _confidence,
)
OPENED = Family(
    "opd_finding_opened_timestamp_seconds",
    "When the finding was opened, in Unix time. Absent while it is only suspected.",
    _WHAT,
    _opened,
)
INFO = Family(
    "opd_finding_info",
    "What a finding is called by (`opd-monitor findings show ID`), the rules that speak for it, and"
    " the letter of the waiver that exempts it.",
    (*_WHAT, "id", "rules", "waiver"),
    _info,
)
COUNT = Family(
    "opd_findings",
    "Findings held, by kind and state. Zero says that none was found, not that none is there: see"
    " opd_rule_inconclusive and opd_agency_sites.",
    ("kind", "state"),
    _count,
)
