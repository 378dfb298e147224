"""
A finding's life: from one odd answer to something a person is woken for, and back.

    suspected ──► open ──► verified | rejected (by a person)
        │          │ ▲
        │          ▼ │ back within 30 days: the same finding, recurring
        └──────► resolved          exempt: covered by a waiver, shown, never hidden

Proof opens after 3 of 4 polls, a strong signal after hours, a hint never. What counts is what was
read in the very look: a proof of an hour ago is not proved again by a hint of now. Only successful
and complete looks that do not see it close a finding; unreachable, refused or incomplete freeze it.
Pure: time is an argument, and what changed is returned beside what is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from monitor.model.finding import Case, Finding, Judgement, State, Strength, Transition
from monitor.model.policy import Hysteresis, Policy

_SEEN = "seen"
_LIVING = (State.SUSPECTED, State.OPEN, State.EXEMPT, State.VERIFIED, State.REJECTED)


@dataclass(frozen=True, slots=True)
class Step:
    """What a look changed: findings as they are now, which of them must be written, and why."""

    findings: tuple[Finding, ...] = ()
    changed: tuple[Finding, ...] = ()
    transitions: tuple[Transition, ...] = ()
    dropped: tuple[str, ...] = ()


def looked(known: Mapping[str, Finding], judgement: Judgement, policy: Policy) -> Step:
    """
    Take one successful look at a device into account.

    `known` are all findings by key, those of other devices too.
    """
    steps: list[_Next] = []
    cases = {case.key: case for case in judgement.cases}
    now_s = judgement.time_s
    for case in cases.values():
        before = known.get(case.key)
        if before is not None and _is_anothers(before, judgement.device):
            continue
        if case.rules & judgement.fresh or before is None:
            steps.append(
                _seen(before, case, _strength(case, judgement.fresh, policy), now_s, policy)
            )
    for finding in known.values():
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
            steps.append(_clean(finding, now_s, policy.hysteresis))
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


def _is_anothers(finding: Finding, device: str) -> bool:
    """Whether another device is the witness of this finding, and still can be."""
    is_over = finding.frozen or finding.clean > 0 or finding.state is State.RESOLVED
    return finding.case.device != device and not is_over


def _strength(case: Case, seen: frozenset[str], policy: Policy) -> Strength:
    """Say how strong is what was read in this very look; with little confidence all are hints."""
    if case.confidence < policy.bands.indicated:
        return Strength.HINT
    # What people write and how much passes may confirm, and never accuse by itself.
    found = (
        signal.strength
        for signal in case.signals
        if signal.rule in seen and signal.family not in policy.caps.weak
    )
    return min(found, key=list(Strength).index, default=Strength.HINT)


def _seen(
    before: Finding | None, case: Case, strength: Strength, now_s: float, policy: Policy
) -> _Next:
    if before is None or _is_past(before, now_s, policy.hysteresis):
        before = None
        seen = Finding(case=case, state=State.SUSPECTED, first_seen_s=now_s, last_seen_s=now_s)
    else:
        seen = replace(before, case=case, last_seen_s=now_s, frozen=False, clean=0)
        if strength is not Strength.HINT and _was_hint(before, policy):
            seen = replace(seen, first_seen_s=now_s)
    seen = _polled(seen, policy.hysteresis, told=strength is not Strength.HINT)
    return _stepped(before, seen, *_target(seen, before, strength, policy))


def _was_hint(finding: Finding, policy: Policy) -> bool:
    """Whether it was suspected by hints alone: the hours of a strong signal begin after them."""
    is_hint = _strength(finding.case, finding.case.rules, policy) is Strength.HINT
    return finding.state is State.SUSPECTED and is_hint and not any(finding.polls)


def _polled(finding: Finding, hysteresis: Hysteresis, *, told: bool) -> Finding:
    size = max(hysteresis.proof_window, hysteresis.strong_polls)
    return replace(finding, polls=(*finding.polls, told)[-size:])


def _is_past(finding: Finding, now_s: float, hysteresis: Hysteresis) -> bool:
    """Whether it was never confirmed, or has been gone for so long that it counts as new."""
    if finding.state is not State.RESOLVED:
        return False
    gone_s = now_s - (finding.resolved_s or now_s)
    return finding.opened_s is None or gone_s > hysteresis.recurring_s


def _target(
    finding: Finding, before: Finding | None, strength: Strength, policy: Policy
) -> tuple[State, str]:
    """Say which state a finding that was just seen is in, and why."""
    case, state = finding.case, finding.state
    if case.waiver:
        return State.EXEMPT, f"covered by the waiver {case.waiver}"
    if state in (State.OPEN, State.VERIFIED, State.REJECTED):
        return state, _SEEN
    if strength is Strength.HINT:
        return (State.RESOLVED if state is State.RESOLVED else State.SUSPECTED), _SEEN
    if state is State.RESOLVED:
        return State.OPEN, "back: recurring"
    was_proof = before is not None and before.case.strength is Strength.PROOF
    return _opening(finding, strength, policy.hysteresis, was_proof=was_proof)


def _opening(
    finding: Finding, strength: Strength, rule: Hysteresis, *, was_proof: bool
) -> tuple[State, str]:
    count = sum(finding.polls[-rule.proof_window :])
    # Strong signals of minutes ago count with a proof, but one odd proof on top is not enough.
    is_proved = strength is Strength.PROOF and (was_proof or rule.proof_polls <= 1)
    if is_proved and count >= rule.proof_polls:
        return State.OPEN, f"seen in {count} of the last {rule.proof_window} polls, with proof"
    count, age_s = sum(finding.polls), finding.last_seen_s - finding.first_seen_s
    if count >= rule.strong_polls and age_s >= rule.strong_s:
        return State.OPEN, f"strong signals in {count} polls over {_duration(age_s)}"
    return State.SUSPECTED, _SEEN


def _duration(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.1f} min"


def _stepped(before: Finding | None, finding: Finding, state: State, cause: str) -> _Next:
    now_s = finding.last_seen_s
    was = before.state if before else None
    if state is State.OPEN and was is not State.OPEN:
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


def _clean(finding: Finding, now_s: float, hysteresis: Hysteresis) -> _Next:
    size = max(hysteresis.proof_window, hysteresis.strong_polls)
    after = replace(
        finding,
        polls=(*finding.polls, False)[-size:],
        clean=finding.clean + 1,
        frozen=False,
    )
    if after.clean < hysteresis.clear_polls:
        return _Next(after, finding)
    return _ended(after, now_s, f"not seen in {after.clean} clean polls", before=finding)


def _ended(finding: Finding, now_s: float, cause: str, before: Finding | None = None) -> _Next:
    """Resolve a finding; one that was never confirmed is forgotten, but for its history."""
    is_unconfirmed = finding.state is State.SUSPECTED and finding.opened_s is None
    after = replace(finding, state=State.RESOLVED, resolved_s=now_s, clean=0, frozen=False)
    cause += ", and never confirmed" if is_unconfirmed else ""
    transition = _transition(after, finding.state, cause, now_s)
    return _Next(after, before or finding, transition, is_dropped=is_unconfirmed)


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
    """Only changes are written; when it was last seen, and how often, is not one."""
    before, after = step.before, step.finding
    if before is None or step.transition is not None or before.frozen != after.frozen:
        return True
    return before.case.rules != after.case.rules or before.case.band != after.case.band
