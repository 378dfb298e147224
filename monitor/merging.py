"""
Several views of one breach are one finding.

A switch and a router of one site may both see the box that ends a foreign line; people who leave
the city's line idle do so over the line that was found. What is part of a finding that is said, or
exempt, is shown as its part and not said again. Pure.
"""

from collections.abc import Iterable
from dataclasses import replace

from monitor.model.finding import Case, FindingKind, Judgement


def merged(judgement: Judgement, hosts: Iterable[Case]) -> Judgement:
    """
    Mark the cases that are part of another finding of their site.

    `hosts` are the cases of the site's findings that are said or exempt. Foreign lines alone are
    hosts: of a box behind it, by its MAC address, and of a silent bypass.
    """
    lines = [case for case in hosts if case.kind is FindingKind.FOREIGN_UPLINK]
    if not lines:
        return judgement
    return replace(
        judgement,
        cases=tuple(replace(case, part_of=_host_of(case, lines)) for case in judgement.cases),
    )


def _host_of(case: Case, lines: Iterable[Case]) -> str:
    for line in lines:
        if case.site != line.site:
            continue
        is_behind = case.kind is FindingKind.FOREIGN_NEIGHBOUR and case.subject in line.macs
        if is_behind or case.kind is FindingKind.SILENT_BYPASS:
            return line.key
    return ""
