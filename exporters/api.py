"""
What is known, as plain data for programs: findings with their evidence, links with their status.

The builders are pure and give what `json.dumps` takes; the HTTP interface and the command line
show the same. Times are RFC 3339 in UTC, days ISO 8601; a `null` is something nobody knows or that
is not so yet, and lists say of themselves whom nobody has seen. `exporters.schema` describes it.
"""

import json
from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime

from exporters.coverage import (
    Sight,
    polled_devices,
    sight_of,
    status_of,
    summaries,
    too_large,
    unconfirmed,
)
from exporters.past import said_of
from exporters.site_coverage import SiteCoverage, coverages
from monitor.confidence import Weighing
from monitor.model.city import CityView, DeviceView
from monitor.model.finding import Case, Finding, Sentence, Signal, Transition, Verdict
from monitor.model.link import Link, LinkStatus
from monitor.model.numbers import rounded_down
from monitor.model.observation import Address

Json = Mapping[str, object]


def moment(time_s: float | None) -> str | None:
    """Write a moment given in Unix seconds as RFC 3339 in UTC, to the second."""
    if time_s is None:
        return None
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sentence_json(sentence: Sentence) -> Json:
    """Give a sentence in both languages."""
    return {"en": sentence.en, "id": sentence.id}


def signal_json(signal: Signal) -> Json:
    """Give one rule's statement with the rows it rests on, as read."""
    return {
        "rule": signal.rule,
        "family": signal.family.value,
        "strength": signal.strength.value,
        "about": signal.about or None,
        "text": sentence_json(signal.text),
        "evidence": [
            {"oid": cell.oid, "type": cell.type, "value": cell.value} for cell in signal.evidence
        ],
    }


def case_json(case: Case) -> Json:
    """Give what all signals of one moment say of one subject."""
    return {
        "key": case.key,
        "kind": case.kind.value,
        "agency": case.agency,
        "site": case.site,
        "device": case.device,
        "subject": case.subject,
        "link": case.link or None,
        "band": case.band.value,
        "confidence_ratio": rounded_down(case.confidence),
        "waiver": case.waiver or None,
        "waiver_until": case.waiver_until and case.waiver_until.isoformat(),
        "text": sentence_json(case.text),
        "signals": [signal_json(signal) for signal in case.signals],
    }


def verdict_json(verdict: Verdict) -> Json:
    """Give a person's word on a finding."""
    return {
        "word": verdict.word.value,
        "who": verdict.who,
        "note": verdict.note,
        "time": moment(verdict.time_s),
    }


def transition_json(told: Transition) -> Json:
    """Give one record of a finding's history, with the evidence of its time."""
    return {
        "time": moment(told.time_s),
        "before": told.before and told.before.value,
        "after": told.after.value,
        "cause": told.cause,
        "who": told.who or None,
        "note": told.note or None,
        "case": case_json(told.case),
    }


def history_json(finding: Finding, history: Iterable[Transition]) -> Json:
    """Give what became of a finding, oldest first."""
    return {
        "id": finding.id,
        "key": finding.key,
        "history": [transition_json(told) for told in history],
    }


def weighing_json(weighing: Weighing) -> Json:
    """Give the reckoning behind a confidence."""
    return {
        "confidence_ratio": weighing.value,
        "combined_ratio": weighing.combined,
        "caps": [cap.value for cap in weighing.caps],
        "signals": [
            {
                "rule": part.signal.rule,
                "family": part.signal.family.value,
                "strength": part.signal.strength.value,
                "weight_ratio": part.weight,
                "counts": part.counts,
            }
            for part in weighing.parts
        ],
    }


def finding_json(finding: Finding) -> Json:
    """Give a case over time."""
    return {
        "id": finding.id,
        **case_json(finding.case),
        "text": sentence_json(said_of(finding)),
        "verdict": finding.verdict and verdict_json(finding.verdict),
        "state": finding.state.value,
        "frozen": finding.frozen,
        "first_seen": moment(finding.first_seen_s),
        "last_seen": moment(finding.last_seen_s),
        "opened": moment(finding.opened_s),
        "resolved": moment(finding.resolved_s),
        "recurrences": finding.recurrences,
    }


def link_json(link: Link) -> Json:
    """Give one way out of a device, with what accounts for it."""
    circuit, waiver = link.circuit, link.waiver
    return {
        "agency": link.agency,
        "site": link.site,
        "device": link.device,
        "interface": link.name,
        "alias": (link.interface.alias if link.interface else None) or None,
        "status": link.status.value,
        "medium": link.medium.value,
        "is_up": link.is_up,
        "is_routed": link.is_routed,
        "is_rising": link.is_rising,
        "provider": link.provider,
        "circuit": circuit and {"contract": circuit.contract, "provider": circuit.provider},
        "waiver": waiver and {"letter": waiver.letter, "until": waiver.valid_until.isoformat()},
        "plan_reason": link.plan_reason or None,
        "ended_contract": link.ended_contract or None,
        "approval": link.approval or None,
        "addresses": [_address(address) for address in link.addresses],
        "next_hops": [str(hop) for hop in link.next_hops],
        "gateway_macs": list(link.gateway_macs),
    }


def unseen_json(view: DeviceView) -> Json:
    """Give a device whose state nobody knows now; `seen` is when somebody last did."""
    return {
        "agency": view.agency,
        "site": view.device.site,
        "device": view.device.name,
        "seen": moment(view.last_success_s),
        "problem": view.problem or None,
    }


def too_large_json(view: DeviceView) -> Json:
    """Give a device that shows more than is judged, or than it may cost."""
    return {
        "agency": view.agency,
        "site": view.device.site,
        "device": view.device.name,
        "left_out": dict(view.left_out),
        "pause_seconds": round(view.pause_s, 1),
    }


def findings_json(city: CityView) -> Json:
    """Give all findings, and the devices that nobody can look at now."""
    return {
        "time": moment(city.time_s),
        "findings": [finding_json(finding) for finding in city.findings],
        "unseen": _unseen(city),
    }


def links_json(city: CityView, statuses: Container[LinkStatus] = tuple(LinkStatus)) -> Json:
    """Give the links of some statuses as last seen, and the devices nobody can look at now."""
    return {
        "time": moment(city.time_s),
        "links": [
            {**link_json(link), "seen": moment(view.last_success_s)}
            for view in city.devices.values()
            for link in view.links
            if link.status in statuses
        ],
        "unseen": _unseen(city),
    }


def coverage_json(city: CityView) -> Json:
    """Give what could be seen of each agency and site, and what that allows to be said."""
    sites: dict[str, list[SiteCoverage]] = {}
    for site in coverages(city).values():
        sites.setdefault(site.agency, []).append(site)
    return {
        "time": moment(city.time_s),
        "floor_ratio": city.coverage_floor,
        "agencies": [
            {
                "agency": summary.agency,
                "status": status_of(summary).value,
                "as_of": moment(summary.as_of_s),
                "coverage_ratio": rounded_down(summary.coverage) if summary.sites else None,
                "compliant_ratio": summary.compliant_ratio,
                "links": {one.value: summary.links.get(one, 0) for one in LinkStatus},
                "other_findings": summary.others,
                "sites": [_site(site) for site in sites.get(summary.agency, ())],
            }
            for summary in summaries(city)
        ],
        "one_witness": [
            {"agency": view.agency, "site": view.device.site, "device": view.device.name}
            for view in unconfirmed(city)
        ],
        "too_large": [too_large_json(view) for view in too_large(city)],
        "unseen": _unseen(city),
    }


def _site(site: SiteCoverage) -> Json:
    return {
        "site": site.site,
        "is_monitored": site.is_monitored,
        "coverage_ratio": rounded_down(site.ratio),
        "unseen": dict(site.unseen),
    }


def encoded(data: object) -> bytes:
    """Write data as JSON in ASCII: nothing in it can move a terminal's cursor or end a line."""
    return json.dumps(data, separators=(",", ":"), allow_nan=False).encode("ascii")


def _unseen(city: CityView) -> list[Json]:
    return [unseen_json(view) for view in polled_devices(city) if sight_of(view) is not Sight.UP]


def _address(address: Address) -> str:
    known = address.prefix_length is not None
    return f"{address.address}/{address.prefix_length}" if known else str(address.address)
