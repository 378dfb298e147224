"""
When what was seen has been seen often enough to be said.

Proof opens after 3 of 4 polls, a strong signal after two hours of being seen, a hint never. The
hours are added up: a modem that is switched on for one hour a day opens on the third day. What is
seen for so short a time that no hours come together opens after so many days within a week. For
that a suspicion that goes away is remembered, for some days, unless it was a hint.
Pure: time is an argument.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from monitor.model.finding import (
    Case,
    Finding,
    FindingKind,
    SeenDay,
    Signal,
    State,
    Strength,
    Verdict,
)
from monitor.model.policy import Hysteresis, Policy

_COUNTING = (State.SUSPECTED, State.EXEMPT, State.REJECTED)


def speaking(
    case: Case, rules: Collection[str], policy: Policy, rejection: Verdict | None = None
) -> tuple[Signal, ...]:
    """
    List the signals of these rules that count for a finding; with little confidence none do.

    What a person rejected counts no more: only what says more than the evidence of then.
    """
    if case.confidence < policy.bands.indicated:
        return ()
    # What people write and how much passes may confirm, and never accuse by itself. Of a silent
    # bypass the traffic is the matter, and anything else beside it is what confirms.
    is_supported = any(signal.family not in policy.caps.weak for signal in case.signals)
    weak = policy.caps.weak
    if case.kind is FindingKind.SILENT_BYPASS and is_supported:
        weak = frozenset()
    return tuple(
        signal
        for signal in case.signals
        if signal.rule in rules
        and signal.strength is not Strength.HINT
        and signal.family not in weak
        and not (rejection is not None and rejection.covers(signal))
    )


def strongest(signals: Collection[Signal]) -> Strength:
    """Say how strong the strongest is; none are a hint."""
    found = (signal.strength for signal in signals)
    return min(found, key=list(Strength).index, default=Strength.HINT)


def counted(
    finding: Finding, before: Finding | None, strength: Strength, policy: Policy
) -> Finding:
    """Count a look that saw a finding: this poll, the time since the last one, this day."""
    is_told = strength is not Strength.HINT
    after = polled(finding, policy.hysteresis, told=is_told)
    if not is_told or finding.state not in _COUNTING:
        return after
    rule, now_s = policy.hysteresis, finding.last_seen_s
    seen_s = finding.seen_s
    if before is not None and finding.polls[-1:] == (True,):
        seen_s += min(max(now_s - before.last_seen_s, 0.0), rule.gap_s)
    today = policy.calendar.day_of(now_s)
    days = _with_day(finding.days, today, rule, is_proof=strength is Strength.PROOF)
    return replace(after, seen_s=seen_s, days=days)


def polled(finding: Finding, rule: Hysteresis, *, told: bool) -> Finding:
    """Add a poll to the last ones."""
    size = max(rule.proof_window, rule.strong_polls)
    return replace(finding, polls=(*finding.polls, told)[-size:])


def opening(finding: Finding, strength: Strength, rule: Hysteresis, *, was_proof: bool) -> str:
    """Say why a finding opens with this look; nothing where it does not yet."""
    count = sum(finding.polls[-rule.proof_window :])
    # Strong signals of minutes ago count with a proof, but one odd proof on top is not enough.
    is_proved = strength is Strength.PROOF and (was_proof or rule.proof_polls <= 1)
    if is_proved and count >= rule.proof_polls:
        return f"seen in {count} of the last {rule.proof_window} polls, with proof"
    count = sum(finding.polls)
    if count >= rule.strong_polls and finding.seen_s >= rule.strong_s:
        return f"strong signals, seen for {_duration(finding.seen_s)} in all"
    proved = sum(one.is_proof for one in finding.days)
    if strength is Strength.PROOF and proved >= rule.proof_days:
        return f"proof on {proved} days of the last {_duration(rule.suspicion_s)}"
    if len(finding.days) >= rule.strong_days:
        return f"seen on {len(finding.days)} days of the last {_duration(rule.suspicion_s)}"
    return ""


def is_kept(finding: Finding, now_s: float, rule: Hysteresis) -> bool:
    """Whether a suspicion that went away is still remembered."""
    is_suspicion = finding.state is State.SUSPECTED and finding.opened_s is None
    return is_suspicion and bool(finding.days) and now_s - finding.last_seen_s <= rule.suspicion_s


def _with_day(
    days: tuple[SeenDay, ...], today: date, rule: Hysteresis, *, is_proof: bool
) -> tuple[SeenDay, ...]:
    since = today - timedelta(seconds=rule.suspicion_s)
    known = {one.day: one.is_proof for one in days if since < one.day <= today}
    known[today] = known.get(today, False) or is_proof
    return tuple(SeenDay(*one) for one in known.items())


def _duration(seconds: float) -> str:
    if seconds >= 2 * 86400:
        return f"{seconds / 86400:g} days"
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.1f} min"
