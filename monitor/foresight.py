"""
What another registry or other weights would say of what was last seen, before anyone loads them.

Every device is judged by its latest snapshot as the daemon would, by the old and by the new, and
the two are compared. That a finding opens only after so many polls or hours does not matter here:
what counts is whether it would, if all stays as it is. Pure: the day is an argument.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address

from monitor.covering import Covering, addresses_about
from monitor.judge import judge, published
from monitor.links import Whose
from monitor.masking import masked
from monitor.merging import merged
from monitor.model.declared import Device
from monitor.model.finding import Band, Case, Judgement, Verdict
from monitor.model.inventory import Inventory
from monitor.model.known import Known
from monitor.model.link import Link
from monitor.model.outlook import CHANGES, Change, LinkChange, Standing
from monitor.model.policy import Policy
from monitor.model.prefixes import IPAddress
from monitor.model.privacy import Privacy
from monitor.model.registry import Registry
from monitor.outside import seen_from_outside
from monitor.rule import Rule
from monitor.suspicion import speaking


@dataclass(frozen=True, slots=True)
class Measure:
    """By what is judged: the registry, the policy and the rules, on a day."""

    registry: Registry
    policy: Policy
    rules: tuple[Rule, ...]
    day: date
    privacy: Privacy = field(default_factory=Privacy)


@dataclass(slots=True)
class Outlook:
    """
    What a measure says of everything known; `unseen` are devices nobody has looked at.

    `addresses` are those that a case, by its key, is about.
    """

    standings: dict[str, Standing] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    addresses: dict[str, tuple[IPAddress, ...]] = field(default_factory=dict)
    links: dict[tuple[str, str], Link] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)


def outlook(
    known: Mapping[str, Known], measure: Measure, rejections: Mapping[str, Verdict]
) -> Outlook:
    """Judge everything known. A device whose address is another now counts as never seen."""
    found = Outlook()
    inventory = Inventory()
    by_site: dict[str, list[Device]] = {}
    for device in measure.registry.devices.values():
        if not device.poll:
            continue
        seen = known.get(device.name)
        if seen is None or _is_another(device, seen):
            found.unseen.append(device.name)
            continue
        found.judged.add(device.name)
        inventory.learn(seen.latest)
        by_site.setdefault(device.site, []).append(device)
    for devices in by_site.values():
        _look_at_site([(one, known[one.name]) for one in devices], measure, inventory, found,
                      rejections)  # fmt: skip
    return found


def changes(before: Outlook, after: Outlook, covering: Covering) -> tuple[Change, ...]:
    """List the cases that stand otherwise, what is flagged and cleared first."""
    found = []
    for key in dict.fromkeys((*after.cases, *before.cases)):
        was = before.standings.get(key, Standing.NOTHING)
        now = _standing_after(key, before, after)
        if was is not now:
            case = after.cases.get(key) or before.cases[key]
            is_less = was.is_said and not now.is_said
            addresses = before.addresses.get(key, ())
            by = covering.of_case(case, addresses) if is_less else ()
            found.append(Change(case, was, now, by))
    return tuple(sorted(found, key=lambda one: (CHANGES.index(one.what), one.case.key)))


def link_changes(before: Outlook, after: Outlook, covering: Covering) -> tuple[LinkChange, ...]:
    """List the links whose status is another, or that come or go."""
    return tuple(
        LinkChange(device, name, was, now, covering.of_link(was, now))
        for device, name in sorted(before.links.keys() | after.links.keys())
        if device in after.judged
        and _status(was := before.links.get((device, name)))
        != _status(now := after.links.get((device, name)))
    )


def _status(link: Link | None) -> str:
    return "" if link is None else link.status.value


def _is_another(device: Device, seen: Known) -> bool:
    """Whether the registry has another address for it; where a name leads nobody knows here."""
    try:
        return ip_address(device.address) != ip_address(seen.latest.address)
    except ValueError:
        return False


def _standing_after(key: str, before: Outlook, after: Outlook) -> Standing:
    if key not in after.cases and before.cases[key].device not in after.judged:
        return Standing.FROZEN
    return after.standings.get(key, Standing.NOTHING)


def _look_at_site(
    seen: list[tuple[Device, Known]],
    measure: Measure,
    inventory: Inventory,
    found: Outlook,
    rejections: Mapping[str, Verdict],
) -> None:
    first = {
        device.name: _judged(device, one, measure, inventory, ()).cases for device, one in seen
    }
    judgements = []
    for device, one in seen:
        nearby = tuple(
            case for name, cases in first.items() if name != device.name for case in cases
        )
        judgements.append(_judged(device, one, measure, inventory, nearby))
    hosts = [
        case
        for judgement in judgements
        for case in judgement.cases
        if _standing(case, measure.policy, rejections).is_said or case.waiver
    ]
    for judgement, (_, one) in zip(judgements, seen, strict=True):
        _take(merged(judgement, hosts), one, measure, found, rejections)


def _judged(
    device: Device, known: Known, measure: Measure, inventory: Inventory, nearby: Iterable[Case]
) -> Judgement:
    judgement = judge(
        known.latest,
        Whose(device, measure.registry, inventory, measure.day),
        measure.policy,
        measure.rules,
        previous=known.previous,
        past=known.memory,
        nearby=nearby,
        outside=seen_from_outside(device, known.latest, measure.registry, inventory),
    )
    names = (heard.sys_name for heard in known.latest.neighbours if heard.sys_name)
    return masked(judgement, measure.privacy, names)


def _take(
    judgement: Judgement,
    seen: Known,
    measure: Measure,
    found: Outlook,
    rejections: Mapping[str, Verdict],
) -> None:
    said = set()
    for case in judgement.cases:
        standing = _standing(case, measure.policy, rejections)
        known = found.cases.get(case.key)
        if standing.is_said:
            said.add(case.subject)
        if known is None or known.confidence < case.confidence:
            found.cases[case.key], found.standings[case.key] = case, standing
            about = addresses_about(case, judgement.links, seen.latest, measure.registry)
            found.addresses[case.key] = about
    for link in published(judgement.links, said):
        found.links[judgement.device, link.name] = link


def _standing(case: Case, policy: Policy, rejections: Mapping[str, Verdict]) -> Standing:
    if not speaking(case, case.rules, policy):
        return Standing.NOTE
    if case.waiver:
        return Standing.EXEMPT
    if case.part_of:
        return Standing.PART
    rejection = rejections.get(case.key)
    if rejection is not None and not speaking(case, case.rules, policy, rejection):
        return Standing.REJECTED
    return Standing.PROOF if case.band is Band.PROOF else Standing.INDICATED
