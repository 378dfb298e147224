"""When what was seen has been seen often enough."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.model.finding import (
    Case,
    Family,
    Finding,
    FindingKind,
    SeenDay,
    Signal,
    State,
    Strength,
)
from monitor.model.policy import Hysteresis, Policy
from monitor.suspicion import counted, is_kept, opening, polled, speaking, strongest
from tests.lives import ADDRESS, BOTH, ROUTE, START_S, case, signal

POLICY = Policy()
RULE = POLICY.hysteresis
TODAY = POLICY.calendar.day_of(START_S)


def _finding(of: Case | None = None, **changes: object) -> Finding:
    found = Finding(
        case=of or case(), state=State.SUSPECTED, first_seen_s=START_S, last_seen_s=START_S
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def _of(family: Family, strength: Strength = Strength.STRONG, rule: str = ROUTE) -> Signal:
    return replace(signal(rule, strength), family=family)


def _silent(*signals: Signal) -> Case:
    return replace(case(*signals), kind=FindingKind.SILENT_BYPASS)


def test_who_is_just_sure_enough_speaks_and_who_is_less_says_nothing() -> None:
    enough = POLICY.bands.indicated
    assert speaking(case(confidence=enough), BOTH, POLICY)
    assert not speaking(case(confidence=enough - 0.001), BOTH, POLICY)


def test_only_rules_that_looked_speak_and_no_hints() -> None:
    route, hint = signal(ROUTE, Strength.STRONG), signal(ADDRESS, Strength.HINT)
    assert speaking(case(route, hint), BOTH, POLICY) == (route,)
    assert speaking(case(route, hint), {ADDRESS}, POLICY) == ()


@pytest.mark.parametrize("weak", [Family.TEXT, Family.TRAFFIC])
def test_what_people_write_and_how_much_passes_accuse_nobody(weak: Family) -> None:
    said, routed = _of(weak), _of(Family.ROUTING, rule=ADDRESS)
    assert speaking(case(said), BOTH, POLICY) == ()
    assert speaking(case(said, routed), BOTH, POLICY) == (routed,)


def test_a_silent_bypass_is_told_by_its_traffic_where_anything_else_confirms_it() -> None:
    traffic, text = _of(Family.TRAFFIC), _of(Family.TEXT, Strength.HINT, ADDRESS)
    hint = _of(Family.ROUTING, Strength.HINT, ADDRESS)
    assert speaking(_silent(traffic, hint), BOTH, POLICY) == (traffic,)
    assert speaking(_silent(traffic), BOTH, POLICY) == ()
    # What people write confirms nothing.
    assert speaking(_silent(traffic, text), BOTH, POLICY) == ()
    assert speaking(case(traffic, hint), BOTH, POLICY) == ()


def test_the_strongest_of_all_counts_and_of_none_a_hint() -> None:
    mixed = [signal(strength=one) for one in (Strength.HINT, Strength.PROOF, Strength.STRONG)]
    assert strongest(mixed) is Strength.PROOF
    assert strongest(mixed[::2]) is Strength.STRONG
    assert strongest(()) is Strength.HINT


def _next(before: Finding, after_s: float, strength: Strength = Strength.STRONG) -> Finding:
    seen = replace(before, last_seen_s=before.last_seen_s + after_s)
    return counted(seen, before, strength, POLICY)


def test_the_time_between_two_looks_that_saw_it_is_added_up_to_a_limit() -> None:
    first = counted(_finding(), None, Strength.STRONG, POLICY)
    assert (first.seen_s, first.polls) == (0.0, (True,))
    second = _next(first, 60.0)
    assert second.seen_s == 60.0
    assert _next(second, RULE.gap_s + 500.0).seen_s == 60.0 + RULE.gap_s


def test_a_clock_that_goes_back_takes_no_time_and_adds_none() -> None:
    first = counted(_finding(), None, Strength.STRONG, POLICY)
    assert _next(_next(first, 60.0), -3600.0).seen_s == 60.0


def test_time_is_added_only_where_the_look_before_saw_it_too() -> None:
    assert counted(_finding(polls=(True,)), None, Strength.STRONG, POLICY).seen_s == 0.0
    assert _next(_finding(polls=(True, False)), 60.0).seen_s == 0.0
    assert _next(_finding(polls=(False, True)), 60.0).seen_s == 60.0


@pytest.mark.parametrize("state", list(State))
def test_only_what_may_still_open_is_counted(state: State) -> None:
    counts = state in (State.SUSPECTED, State.EXEMPT, State.REJECTED)
    after = _next(_finding(state=state, polls=(True,)), 60.0)
    assert after.polls == (True, True)
    assert after.seen_s == (60.0 if counts else 0.0)
    assert bool(after.days) is counts


def test_a_hint_is_a_poll_and_nothing_else() -> None:
    after = _next(_finding(polls=(True,)), 60.0, Strength.HINT)
    assert (after.polls, after.seen_s, after.days) == ((True, False), 0.0, ())


def test_no_more_polls_are_kept_than_are_counted() -> None:
    finding = _finding()
    for number in range(20):
        finding = polled(finding, RULE, told=number % 2 == 0)
    assert finding.polls == (True, False, True, False)
    longer = replace(RULE, strong_polls=6)
    assert len(polled(_finding(polls=(True,) * 9), longer, told=False).polls) == 6


def test_days_are_kept_for_a_week_with_whether_there_was_proof() -> None:
    days = tuple(
        SeenDay(TODAY + timedelta(days=ago), is_proof)
        for ago, is_proof in ((-8, True), (-7, True), (-6, False), (-1, True), (1, True))
    )
    kept = (SeenDay(TODAY - timedelta(6), False), SeenDay(TODAY - timedelta(1), True))
    after = _next(_finding(days=days), 0.0)
    assert after.days == (*kept, SeenDay(TODAY, False))
    assert _next(after, 0.0, Strength.PROOF).days == (*kept, SeenDay(TODAY, True))
    # Proof in the morning is not taken back by a strong signal in the evening.
    proved = _next(_finding(), 0.0, Strength.PROOF)
    assert _next(proved, 1.0).days == (SeenDay(TODAY, True),)


def _opens(
    strength: Strength = Strength.PROOF,
    *,
    was_proof: bool = True,
    rule: Hysteresis = RULE,
    **changes: object,
) -> str:
    finding = replace(_finding(), **changes)  # type: ignore[arg-type]
    return opening(finding, strength, rule, was_proof=was_proof)


def test_proof_opens_by_the_last_polls_alone() -> None:
    assert _opens(polls=(True, True, False, True)) == "seen in 3 of the last 4 polls, with proof"
    longer = replace(RULE, strong_polls=8)
    often = (True, True, True, True, False, False, False, True)
    assert _opens(polls=often, rule=longer) == ""
    assert _opens(polls=(*often[4:], True, True), rule=longer)


def test_proof_opens_at_once_only_where_one_poll_is_enough() -> None:
    assert _opens(polls=(True, True, True), was_proof=False) == ""
    assert _opens(polls=(True,), was_proof=False, rule=replace(RULE, proof_polls=1))
    assert _opens(polls=(True,) * 2, was_proof=False, rule=replace(RULE, proof_polls=2)) == ""
    assert _opens(Strength.STRONG, polls=(True, True, True)) == ""


def test_strong_signals_open_by_polls_and_hours_both() -> None:
    polls = (True,) * RULE.strong_polls
    enough = RULE.strong_s
    assert _opens(Strength.STRONG, polls=polls, seen_s=enough) == (
        "strong signals, seen for 2.0 h in all"
    )
    assert _opens(Strength.STRONG, polls=polls, seen_s=enough - 0.1) == ""
    assert _opens(Strength.STRONG, polls=(*polls[1:], False), seen_s=enough) == ""


def _days(*is_proof: bool) -> tuple[SeenDay, ...]:
    return tuple(SeenDay(date(2026, 5, day), one) for day, one in enumerate(is_proof, 1))


def test_days_of_proof_open_by_a_proof_and_days_of_anything_by_anything() -> None:
    proved = _days(True, False, True, True)
    assert _opens(days=proved) == "proof on 3 days of the last 7 days"
    assert _opens(Strength.STRONG, days=proved) == ""
    assert _opens(days=_days(True, False, True)) == ""
    assert _opens(Strength.STRONG, days=_days(*[False] * 5)) == "seen on 5 days of the last 7 days"
    assert _opens(Strength.STRONG, days=_days(*[False] * 4)) == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (90.0, "1.5 min"),
        (3599.0, "60.0 min"),
        (3600.0, "1.0 h"),
        (54_000.0, "15.0 h"),
        (172_600.0, "47.9 h"),
        (172_640.0, "48.0 h"),
        (172_799.0, "48.0 h"),
        (172_800.0, "2 days"),
        (7.5 * 86_400, "7.5 days"),
    ],
)
def test_for_how_long_is_said_in_words_of_its_size(seconds: float, text: str) -> None:
    rule = replace(RULE, strong_s=1.0)
    said = _opens(Strength.STRONG, polls=(True,) * 4, seen_s=seconds, rule=rule)
    assert said == f"strong signals, seen for {text} in all"


def test_a_suspicion_is_remembered_for_a_week_after_it_was_last_seen() -> None:
    seen = _finding(days=_days(True))
    assert is_kept(seen, START_S + RULE.suspicion_s, RULE)
    assert not is_kept(seen, START_S + RULE.suspicion_s + 1, RULE)


def test_nothing_but_a_suspicion_that_was_no_hint_is_remembered() -> None:
    seen = _finding(days=_days(True))
    assert not is_kept(replace(seen, days=()), START_S, RULE)
    assert not is_kept(replace(seen, opened_s=START_S), START_S, RULE)
    for state in set(State) - {State.SUSPECTED}:
        assert not is_kept(replace(seen, state=state), START_S, RULE)
