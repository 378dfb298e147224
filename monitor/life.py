"""
A finding's life: from one odd answer to something a person is woken for, and back.

    suspected ──► open ──► verified | rejected (by a person)
        │          │ ▲
        │          ▼ │ back within 30 days: the same finding, recurring
        └──────► resolved          exempt: covered by a waiver, shown, never hidden

When it opens is decided in `suspicion`. What counts is what was read in the very look: a proof of
an hour ago is not proved again by a hint of now. Only successful and complete looks that do not see
it close a finding; unreachable, refused or incomplete freeze it.

A person's word outlasts a waiver, an end and a return. A rejected finding stays rejected while its
evidence is what the person saw. Only what says more is counted, as for any suspicion; once that is
enough the rejection holds no more, and the finding opens. Until then it stays rejected: a signal
that comes and goes would otherwise end the rejection and renew it with every poll.
Pure: time is an argument, and what changed is returned beside what is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from monitor.model.finding import (
    Case,
    Finding,
    Judgement,
    Signal,
    State,
    Strength,
    Transition,
    Verdict,
    id_of_key,
)
from monitor.model.policy import Hysteresis, Policy
from monitor.suspicion import counted, is_kept, opening, polled, speaking, strongest

_SEEN = "seen"
_MOST_GONE = 200
"""Suspicions of one device that are remembered after they went: whoever makes up neighbours by the
thousand is not remembered by each."""
_CONFIRMED = (State.OPEN, State.VERIFIED, State.MERGED)
_LIVING = tuple(state for state in State if state is not State.RESOLVED)


@dataclass(frozen=True, slots=True)
class Step:
    """What a look changed: findings as they are now, which of them must be written, and why."""

    findings: tuple[Finding, ...] = ()
    changed: tuple[Finding, ...] = ()
    transitions: tuple[Transition, ...] = ()
    dropped: tuple[str, ...] = ()


def looked(
    known: Mapping[str, Finding],
    judgement: Judgement,
    policy: Policy,
    own: Iterable[Finding] | None = None,
) -> Step:
    """
    Take one successful look at a device into account.

    `known` are all findings by key, those of other devices too; `own` those of the device, where
    they are known without looking through all.
    """
    steps: list[_Next] = []
    cases = {case.key: case for case in judgement.cases}
    now_s = judgement.time_s
    for case in cases.values():
        before = known.get(case.key)
        if before is not None and _is_anothers(before, case, judgement.device):
            continue
        if before is None or _is_looked_at(case, before, judgement.fresh, policy):
            steps.append(_seen(before, case, judgement.fresh, now_s, policy))
        elif before.state in _LIVING and case.rules <= judgement.inconclusive.keys():
            # What it rests on is from before the tables could be read no more.
            steps.append(_frozen(before, now_s, "what it was seen by could not be read"))
    gone = 0
    for finding in known.values() if own is None else own:
        if finding.case.device != judgement.device or finding.key in cases:
            continue
        if finding.state not in _LIVING:
            continue
        rules = finding.case.rules & judgement.ran
        if not rules:
            steps.append(_ended(finding, now_s, "its rules are switched off, or not for this role"))
        elif rules & judgement.inconclusive.keys():
            steps.append(_frozen(finding, now_s, "what it was seen by could not be read"))
        elif rules <= judgement.seen:
            cleaned = _clean(finding, now_s, policy.hysteresis, can_keep=gone < _MOST_GONE)
            gone += _is_gone(cleaned.finding, policy.hysteresis)
            steps.append(cleaned)
    return _summed(steps)


def blinded(known: Iterable[Finding], device: str, now_s: float, reason: str) -> Step:
    """Freeze the findings of a device that could not be read."""
    return _summed(
        _frozen(finding, now_s, reason)
        for finding in known
        if finding.case.device == device and finding.state in _LIVING
    )


@dataclass(frozen=True, slots=True)
class _Next:
    finding: Finding
    before: Finding | None
    transition: Transition | None = None
    is_dropped: bool = False
    is_counted: bool = False


def _is_looked_at(case: Case, before: Finding, fresh: frozenset[str], policy: Policy) -> bool:
    """
    Whether anything that matters to it was read in this look.

    Where a signal of the slow pace carries a case, a hint of the fast pace between two of its looks
    says nothing new: counted as a look that did not see it, it would keep the case from opening.
    """
    telling = frozenset(signal.rule for signal in _spoken(case, policy, before.rejection))
    return bool((telling or case.rules) & fresh)


def _is_anothers(finding: Finding, case: Case, device: str) -> bool:
    """Whether another device is the witness of this finding, still can be, and is as good a one."""
    is_over = finding.frozen or finding.clean > 0 or finding.state is State.RESOLVED
    is_weaker = finding.case.confidence < case.confidence
    return finding.case.device != device and not (is_over or is_weaker)


def _seen(
    before: Finding | None, case: Case, fresh: frozenset[str], now_s: float, policy: Policy
) -> _Next:
    if before is None or _is_past(before, now_s, policy.hysteresis):
        before = None
        seen = Finding(case=case, state=State.SUSPECTED, first_seen_s=now_s, last_seen_s=now_s)
    else:
        seen = replace(before, case=case, last_seen_s=now_s, frozen=False, clean=0)
    telling = speaking(case, fresh, policy, seen.rejection)
    seen = counted(seen, before, strongest(telling), policy)
    state, cause = _target(seen, before, telling, fresh, policy)
    if case.part_of and state is State.OPEN:
        state, cause = State.MERGED, f"part of the finding {id_of_key(case.part_of)}"
    if state is State.OPEN and seen.rejection is not None:
        seen = replace(seen, verdict=None)
    return replace(
        _stepped(before, seen, state, cause),
        is_counted=_has_counted(before, seen, policy.hysteresis),
    )


def _has_counted(before: Finding | None, after: Finding, rule: Hysteresis) -> bool:
    """Whether so much was added to a count that a restart should not lose it."""
    if before is None:
        return False
    is_longer = after.seen_s // rule.gap_s > before.seen_s // rule.gap_s
    return is_longer or after.days != before.days


def _is_past(finding: Finding, now_s: float, hysteresis: Hysteresis) -> bool:
    """Whether it was never confirmed, or has been gone for so long that it counts as new."""
    if finding.state is not State.RESOLVED or finding.rejection is not None:
        return False
    gone_s = now_s - (finding.resolved_s or now_s)
    return finding.opened_s is None or gone_s > hysteresis.recurring_s


def _target(
    finding: Finding,
    before: Finding | None,
    telling: tuple[Signal, ...],
    fresh: frozenset[str],
    policy: Policy,
) -> tuple[State, str]:
    """Say which state a finding that was just seen is in, and why."""
    case, state = finding.case, finding.state
    if case.waiver:
        return State.EXEMPT, f"covered by the waiver {case.waiver}"
    if state in (State.OPEN, State.VERIFIED):
        return state, _SEEN
    if state is State.MERGED:
        return State.OPEN, "no longer part of another finding"
    if state is State.REJECTED and finding.rejection is None:
        return state, _SEEN
    ended = _end_of_waiver(before, finding.last_seen_s, policy)
    strength, verdict = strongest(telling), finding.verdict
    opens = _opening(finding, before, strength, policy)
    if finding.rejection is not None:
        if opens:
            return State.OPEN, f"{_more_than(finding.rejection, telling)}: {opens}"
        is_back = state is not State.RESOLVED or bool(speaking(case, fresh, policy))
        by = f"{finding.rejection.who} rejected it"
        return (State.REJECTED, ended or f"back, as {by}") if is_back else (state, _SEEN)
    if ended and verdict is not None:
        return State.VERIFIED, ended
    if strength is Strength.HINT:
        return (State.RESOLVED if state is State.RESOLVED else State.SUSPECTED), ended or _SEEN
    if state is State.RESOLVED:
        return State.OPEN, "back: recurring"
    if opens:
        return State.OPEN, f"{ended}: {opens}" if ended else opens
    return State.SUSPECTED, ended or _SEEN


def _opening(finding: Finding, before: Finding | None, strength: Strength, policy: Policy) -> str:
    if strength is Strength.HINT:
        return ""
    earlier = () if before is None else _spoken(before.case, policy, finding.rejection)
    was_proof = strongest(earlier) is Strength.PROOF
    return opening(finding, strength, policy.hysteresis, was_proof=was_proof)


def _spoken(case: Case, policy: Policy, rejection: Verdict | None) -> tuple[Signal, ...]:
    return speaking(case, case.rules, policy, rejection)


def _end_of_waiver(before: Finding | None, now_s: float, policy: Policy) -> str:
    """Say that the waiver that exempted it does so no more; nothing where none did."""
    if before is None or before.state is not State.EXEMPT:
        return ""
    letter, until = before.case.waiver, before.case.waiver_until
    if until is not None and until < policy.calendar.day_of(now_s):
        return f"the waiver {letter} ended on {until}"
    return f"the waiver {letter} covers it no more"


def _more_than(rejection: Verdict, telling: tuple[Signal, ...]) -> str:
    """Name what a person did not see who rejected it."""
    news = dict.fromkeys(
        f"{one.rule} ({one.strength}{', ' if one.about else ''}{one.about})" for one in telling
    )
    return f"the evidence changed since {rejection.who} rejected it, {', '.join(news)}"


def _stepped(before: Finding | None, finding: Finding, state: State, cause: str) -> _Next:
    now_s = finding.last_seen_s
    was = before.state if before else None
    if state in _CONFIRMED and was not in _CONFIRMED:
        finding = replace(
            finding,
            opened_s=finding.opened_s or now_s,
            recurrences=finding.recurrences + (was is State.RESOLVED),
        )
    still_resolved_s = finding.resolved_s if state is State.RESOLVED else None
    finding = replace(finding, state=state, resolved_s=still_resolved_s)
    if was is state:
        return _Next(finding, before)
    return _Next(finding, before, _transition(finding, was, cause, now_s))


def _clean(finding: Finding, now_s: float, hysteresis: Hysteresis, *, can_keep: bool) -> _Next:
    after = polled(finding, hysteresis, told=False)
    after = replace(after, clean=finding.clean + 1, frozen=False)
    if after.clean < hysteresis.clear_polls or (can_keep and is_kept(after, now_s, hysteresis)):
        return _Next(after, finding)
    return _ended(after, now_s, f"not seen in {after.clean} clean polls")


def _is_gone(finding: Finding, hysteresis: Hysteresis) -> bool:
    """Whether it is a suspicion that is only remembered."""
    return finding.state is State.SUSPECTED and finding.clean >= hysteresis.clear_polls


def _ended(finding: Finding, now_s: float, cause: str) -> _Next:
    """Resolve a finding; one that was never confirmed is forgotten, but for its history."""
    is_unconfirmed = finding.state is State.SUSPECTED and finding.opened_s is None
    after = replace(finding, state=State.RESOLVED, resolved_s=now_s, clean=0, frozen=False)
    cause += ", and never confirmed" if is_unconfirmed else ""
    transition = _transition(after, finding.state, cause, now_s)
    return _Next(after, finding, transition, is_dropped=is_unconfirmed)


def _frozen(finding: Finding, now_s: float, reason: str) -> _Next:
    if finding.frozen:
        return _Next(finding, finding)
    after = replace(finding, frozen=True)
    cause = f"frozen: {reason}"
    return _Next(after, finding, _transition(after, finding.state, cause, now_s))


def _transition(finding: Finding, before: State | None, cause: str, now_s: float) -> Transition:
    return Transition(
        key=finding.key,
        time_s=now_s,
        before=before,
        after=finding.state,
        cause=cause,
        case=finding.case,
    )


def _summed(steps: Iterable[_Next]) -> Step:
    steps = tuple(steps)
    return Step(
        findings=tuple(step.finding for step in steps if not step.is_dropped),
        changed=tuple(step.finding for step in steps if _is_worth_writing(step)),
        transitions=tuple(step.transition for step in steps if step.transition),
        dropped=tuple(step.finding.key for step in steps if step.is_dropped),
    )


def _is_worth_writing(step: _Next) -> bool:
    """Only changes are written; when it was last seen is none, and how often only at times."""
    before, after = step.before, step.finding
    if before is None or step.transition is not None or before.frozen != after.frozen:
        return True
    if before.case.pattern != after.case.pattern or before.case.band != after.case.band:
        return True
    return step.is_counted
