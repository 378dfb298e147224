"""
From what one device shows to what is said of it: links with a status, and cases.

Every enabled rule looks; its signals are put together by subject, the strongest of each family
counted once: confidence = 1 - product of (1 - weight), capped where nothing independent confirms.
A rule that could not look is inconclusive, and that is said: silence of a rule means something
only if it could have spoken.
"""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import replace

from monitor import plan
from monitor.bounds import (
    MOST_LINKS,
    MOST_LINKS_OF_CORE,
    MOST_SIGNALS,
    TOO_LARGE,
    Cut,
    fitted,
    most_telling,
    sized,
    surest,
)
from monitor.confidence import weighed
from monitor.links import Whose, linking
from monitor.model.declared import Waiver
from monitor.model.finding import (
    Band,
    Case,
    Family,
    FindingKind,
    Judgement,
    Sentence,
    Signal,
    Strength,
)
from monitor.model.link import Link, LinkStatus
from monitor.model.medium import Medium
from monitor.model.memory import NO_MEMORY, Memory
from monitor.model.observation import Snapshot
from monitor.model.outside import UNSEEN, Outside
from monitor.model.policy import Policy
from monitor.rule import AGENCY_ROLES, Rule, Scene
from monitor.sight import sight_of
from monitor.steps import Steps, finished, in_parts

_STRENGTHS = tuple(Strength)
_SURE = {
    Band.NOTE: ("may not be on", "mungkin di luar"),
    Band.INDICATED: ("does not seem to be on", "terindikasi di luar"),
    Band.PROOF: ("is not on", "di luar"),
}
_HEADLINE = {
    FindingKind.FOREIGN_UPLINK: (
        "{subject} on {device} {sure} the Kominfo network",
        "{subject} pada {device} {sure} jaringan Kominfo",
    ),
    FindingKind.FOREIGN_NEIGHBOUR: (
        "{device} sees a router that is not registered ({subject})",
        "{device} melihat router yang tidak terdaftar ({subject})",
    ),
    FindingKind.FOREIGN_SERVER: (
        "there is a server outside the data centre ({subject})",
        "ada server di luar pusat data ({subject})",
    ),
    FindingKind.TAMPERING: (
        "{device} may have been tampered with",
        "{device} mungkin telah diubah pihak lain",
    ),
    FindingKind.SILENT_BYPASS: (
        "people work there and the Kominfo line is hardly used",
        "orang bekerja di sana dan tautan Kominfo hampir tidak dipakai",
    ),
}
_SUPPORTING = (FindingKind.FOREIGN_NEIGHBOUR, FindingKind.FOREIGN_UPLINK)
_AT_ONCE = 32
"""Signals, cases or lines between two steps."""
_MANY = 500
"""Observations of which a device is judged in more than one step."""
_TOLD = 5
"""Signals told in a sentence; all are in the evidence."""


def judge(
    snapshot: Snapshot,
    whose: Whose,
    policy: Policy,
    rules: Iterable[Rule],
    *,
    previous: Snapshot | None = None,
    past: Memory = NO_MEMORY,
    nearby: Iterable[Case] = (),
    outside: Outside = UNSEEN,
    fresh: frozenset[str] | None = None,
    links: tuple[Link, ...] | None = None,
) -> Judgement:
    """Judge a device by its latest snapshot, at once; see `judging`."""
    return finished(
        judging(
            snapshot,
            whose,
            policy,
            rules,
            previous=previous,
            past=past,
            nearby=nearby,
            outside=outside,
            fresh=fresh,
            links=links,
        )
    )


def judging(
    snapshot: Snapshot,
    whose: Whose,
    policy: Policy,
    rules: Iterable[Rule],
    *,
    previous: Snapshot | None = None,
    past: Memory = NO_MEMORY,
    nearby: Iterable[Case] = (),
    outside: Outside = UNSEEN,
    fresh: frozenset[str] | None = None,
    links: tuple[Link, ...] | None = None,
) -> Steps[Judgement]:
    """
    Judge a device by its latest snapshot, in steps.

    `previous` is the one before, for traffic; `past` what is remembered of the device; `nearby`
    are the cases of the other devices of its site, which may support one of its own; `outside` is
    what other devices show of it; `fresh` names the kinds of observation read in this very poll,
    all where not given. `links` are the device's, where they were assembled before.

    Of a device that shows too much a part is judged (`monitor.bounds`): what was seen of it counts,
    and no rule could look at all of it.
    """
    if links is None:
        links = yield from linking(snapshot, whose, previous)
    cut = Cut(dict(snapshot.left_out))
    most = MOST_LINKS if whose.device.role in AGENCY_ROLES else MOST_LINKS_OF_CORE
    if len(links) > most:
        cut.add("links", len(links) - most)
        links = most_telling(links, most)
    scene = Scene(
        device=whose.device,
        snapshot=snapshot,
        links=links,
        registry=whose.registry,
        inventory=whose.inventory,
        policy=policy,
        past=past,
        nearby=tuple(nearby),
        outside=outside,
    )
    signals: list[Signal] = []
    errors: dict[str, str] = {}
    sight = sight_of(
        tuple(rules),
        whose.device.role,
        policy.disabled_rules,
        frozenset(snapshot.kinds.items()),
        fresh,
    )
    is_large = sum(map(len, sized(snapshot))) > _MANY
    for rule in sight.rules:
        try:
            if not is_large:
                # Nearly always there is nothing.
                if said := tuple(rule.check(scene)):
                    signals += [adjusted(signal, policy) for signal in said]
                continue
            yield None
            for part in in_parts(cut.first("signals", rule.check(scene), MOST_SIGNALS), _AT_ONCE):
                signals += [adjusted(signal, policy) for signal in part]
                yield None
        except Exception as error:  # noqa: BLE001 - one rule's mistake must not silence the others
            errors[rule.id] = f"{type(error).__name__}: {error}"
    signals += _support(signals, scene.nearby, policy)
    found: list[Case] = []
    for case in _cases(signals, scene, whose, cut):
        found.append(case)
        if not len(found) % _AT_ONCE:
            yield None
    foreign = _foreign(found, policy)
    doubting = {rule.id for rule in sight.rules if rule.doubts_contract}
    doubted = {one.link for one in signals if one.rule in doubting}
    cases = surest(found, cut) if found else ()
    inconclusive, seen = sight.inconclusive, sight.seen
    if cut.left_out:
        # What was left out may be what matters.
        inconclusive, seen = {rule.id: TOO_LARGE for rule in sight.rules}, frozenset()
    return Judgement(
        device=whose.device.name,
        time_s=snapshot.time_s,
        links=tuple(replace(link, status=_status(link, foreign, doubted)) for link in links),
        cases=cases,
        inconclusive={**inconclusive, **errors} if errors else inconclusive,
        ran=sight.ran,
        fresh=sight.fresh - errors.keys() if errors else sight.fresh,
        seen=seen - errors.keys() if errors else seen,
        coverage=0.0 if cut.left_out else sight.coverage,
        errors=errors,
        left_out=cut.left_out,
        trimmed=cut.trimmed,
    )


def _support(
    signals: Iterable[Signal], nearby: Iterable[Case], policy: Policy
) -> tuple[Signal, ...]:
    """
    Let hints of a line or box of the site speak for a silent bypass, which has no proof of its own.

    They count as hints there, whatever they are where they belong.
    """
    signals = tuple(signals)
    silent = {one.subject: one for one in signals if one.kind is FindingKind.SILENT_BYPASS}
    others = (*signals, *(signal for case in nearby for signal in case.signals))
    return tuple(
        replace(other, kind=one.kind, subject=one.subject, link=one.link, strength=Strength.HINT)
        for one in silent.values()
        for other in others
        if other.kind in _SUPPORTING and other.family not in policy.caps.weak
    )


def adjusted(signal: Signal, policy: Policy) -> Signal:
    """Apply the administrator's word on the rule: its greatest strength, its family."""
    override = policy.overrides.get(signal.rule)
    if override is None:
        return signal
    strength = signal.strength
    if override.at_most is not None:
        limit = Strength(override.at_most)
        strength = _STRENGTHS[max(_STRENGTHS.index(strength), _STRENGTHS.index(limit))]
    family = Family(override.family) if override.family else signal.family
    return replace(signal, strength=strength, family=family)


def confidence(signals: Iterable[Signal], policy: Policy) -> tuple[float, Band]:
    """Combine signals into a confidence (a ratio) and its band."""
    weighing = weighed(signals, policy)
    return weighing.value, weighing.band


def _cases(signals: Iterable[Signal], scene: Scene, whose: Whose, cut: Cut) -> Iterable[Case]:
    groups: dict[tuple[FindingKind, str], list[Signal]] = {}
    for signal in signals:
        groups.setdefault((signal.kind, signal.subject), []).append(signal)
    links = {link.name: link for link in scene.links}
    agency = whose.registry.agency_of(whose.device.site)
    for (kind, subject), group in groups.items():
        group.sort(key=lambda signal: (_STRENGTHS.index(signal.strength), signal.family))
        value, band = confidence(group, scene.policy)
        waiver = _waiver(kind, subject, group[0].link, links, whose)
        yield Case(
            key=_key(kind, subject, whose),
            kind=kind,
            agency=agency.code if agency else "",
            site=whose.device.site,
            device=whose.device.name,
            subject=subject,
            link=group[0].link,
            signals=fitted(group, cut),
            confidence=value,
            band=band,
            text=_text(kind, subject, band, group, whose),
            waiver=waiver.letter if waiver else "",
            waiver_until=waiver.valid_until if waiver else None,
            macs=_far_macs(links.get(group[0].link)),
        )


def _far_macs(link: Link | None) -> frozenset[str]:
    if link is None:
        return frozenset()
    heard = (neighbour.mac for neighbour in link.neighbours)
    return frozenset(mac for mac in (*link.gateway_macs, *heard) if mac)


def _key(kind: FindingKind, subject: str, whose: Whose) -> str:
    # A link's name is its device's own; a neighbour and a server are the same whoever sees them.
    of_device = kind not in (FindingKind.FOREIGN_NEIGHBOUR, FindingKind.FOREIGN_SERVER)
    fingerprint = f"{whose.device.name}/{subject}" if of_device else subject
    return f"{whose.device.site}|{kind.value}|{fingerprint}"


def _waiver(
    kind: FindingKind, subject: str, name: str, links: Mapping[str, Link], whose: Whose
) -> Waiver | None:
    link = links.get(name)
    if kind is FindingKind.FOREIGN_UPLINK and link is not None:
        return plan.waiver_of(link, whose.registry, whose.day, kind)
    # A server is covered by its own name and site, whoever sees it.
    server = whose.registry.devices.get(subject) if kind is FindingKind.FOREIGN_SERVER else None
    device = server or whose.device
    for waiver in whose.registry.waivers_of(device.site, whose.day):
        if kind.value in waiver.kinds and waiver.subject.matches(
            device=device.name,
            interfaces=(name, *(link.names if link else ())),
            macs=(subject,),
        ):
            return waiver
    return None


def _text(
    kind: FindingKind, subject: str, band: Band, signals: list[Signal], whose: Whose
) -> Sentence:
    site = whose.registry.sites.get(whose.device.site)
    names = {"device": whose.device.name, "subject": subject}
    english, indonesian = (
        text.format(**names, sure=sure)
        for text, sure in zip(_HEADLINE[kind], _SURE[band], strict=True)
    )
    texts = list(dict.fromkeys(signal.text for signal in signals))
    more = len(texts) - _TOLD
    told = texts[:_TOLD]
    if more > 0:
        told.append(Sentence(en=f"and {more} more", id=f"dan {more} lagi"))
    place = f"{site.name}: " if site else ""
    return Sentence(
        en=f"{place}{english}: {'; '.join(text.en for text in told)}.",
        id=f"{place}{indonesian}: {'; '.join(text.id for text in told)}.",
    )


def _foreign(cases: Iterable[Case], policy: Policy) -> frozenset[str]:
    """Name the links that there is enough against to call them foreign."""
    return frozenset(
        case.subject
        for case in cases
        if case.kind is FindingKind.FOREIGN_UPLINK
        and case.confidence >= policy.bands.indicated
        and case.speaks(policy.caps.weak)
    )


def _status(link: Link, foreign: Container[str], doubted: Container[str]) -> LinkStatus:
    if link.waiver is not None:
        return LinkStatus.EXEMPT
    if link.approval and link.medium is Medium.TUNNEL:
        return LinkStatus.APPROVED
    if link.is_registered and (link.plan_reason or link.name not in doubted):
        return LinkStatus.KOMINFO
    return LinkStatus.FOREIGN if link.name in foreign else LinkStatus.UNKNOWN


def published(links: Iterable[Link], said: Collection[str]) -> tuple[Link, ...]:
    """
    Give links the status that is shown: foreign only once the finding is.

    `said` are the names of links with an open finding. One odd answer makes no violation.
    """
    return tuple(
        replace(link, status=LinkStatus.UNKNOWN)
        if link.status is LinkStatus.FOREIGN and link.name not in said
        else link
        for link in links
    )
