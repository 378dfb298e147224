"""
How far evaders came: found, said to keep something back, shown as unknown, or taken for clean.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from exporters.coverage import AgencyStatus
from tests.bench.judgement.score import Score
from tests.bench.judgement.simulate import Outcome
from tests.bench.judgement.standing import Standing
from tests.measured_city.estate import DAY_S
from tests.measured_city.labels import Guilt


class Fate(StrEnum):
    """What was said of an evader after a day, the first that holds."""

    FOUND = "found"
    WITHHELD = "said as withheld"
    """A table is said to be kept back, too little is seen, or a device is silent for too long;
    before the trick it was not so."""
    UNKNOWN = "unknown link"
    """A link is shown for which nobody vouches, and none was before."""
    ANYWAY = "unknown before and after"
    LATER = "violating for another reason"
    COMPLIANT = "compliant"


@dataclass(frozen=True, slots=True)
class Evaded:
    """One evader: what was said after a day, and at the end of the life."""

    seed: int
    guilt: Guilt
    fate: Fate
    ends: AgencyStatus
    is_found_at_all: bool
    has_one_witness: bool
    """Whether it was told at the end that nobody else sees the router."""


def evaded(outcome: Outcome, agencies: dict[str, str], score: Score) -> list[Evaded]:
    """Say of every evader of a seed how far he came; `agencies` are those of the sites."""
    by_agency: dict[str, list[Standing]] = defaultdict(list)
    for one in outcome.standings:
        by_agency[one.agency].append(one)
    found = []
    for case in score.cases:
        if case.seed != outcome.seed or not case.guilt.effort:
            continue
        seen = by_agency[agencies[case.guilt.site]]
        is_in_time = case.delay_s is not None and case.delay_s <= DAY_S
        fate = Fate.FOUND if is_in_time else _fate(case.guilt, seen)
        last = seen[-1]
        found.append(
            Evaded(
                seed=outcome.seed,
                guilt=case.guilt,
                fate=fate,
                ends=last.status,
                is_found_at_all=bool(case.found),
                has_one_witness=last.has_one_witness,
            )
        )
    return found


def _fate(guilt: Guilt, seen: Iterable[Standing]) -> Fate:
    told = list(seen)
    before = [one for one in told if one.time_s < guilt.start_s and not one.is_stale][-1:]
    after = next(one for one in told if one.time_s >= guilt.start_s + DAY_S)
    was = before[0] if before else None
    if after.status is AgencyStatus.COMPLIANT:
        return Fate.COMPLIANT
    if after.status is AgencyStatus.VIOLATING:
        return Fate.LATER
    newly_kept = after.kept_back and not (was and was.kept_back)
    newly_uncovered = not after.is_covered and (was is None or was.is_covered)
    if newly_kept or newly_uncovered or after.is_stale:
        return Fate.WITHHELD
    if after.unknown_links > (was.unknown_links if was else 0):
        return Fate.UNKNOWN
    return Fate.ANYWAY


def honest_ends(outcome: Outcome, agencies: dict[str, str]) -> dict[str, dict[str, int]]:
    """
    Count by kind of innocent what is said of its agency at the end; a city that calls everybody
    unknown finds every evader.
    """
    last = {one.agency: one for one in outcome.standings}
    guilty = {guilt.site for guilt in outcome.labels.guilts}
    kinds: dict[str, set[str]] = defaultdict(set)
    for innocence in outcome.labels.innocences:
        kinds[innocence.site].add(innocence.kind)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for site, agency in agencies.items():
        if site in guilty or agency not in last:
            continue
        for kind in kinds.get(site) or {"nothing odd at the site"}:
            counts[kind][last[agency].status.value] += 1
    return counts
