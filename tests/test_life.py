"""A finding's life, look by look."""

from dataclasses import replace

import pytest

from monitor.model.decision import Choice
from monitor.model.finding import Band, Case, Family, Signal, State, Strength
from monitor.model.policy import Hysteresis, Policy
from tests.lives import ADDRESS, BOTH, HINT, KEY, ROUTE, START_S, STRONG, Memory, case, signal

CLEAR = Hysteresis().clear_polls
HOUR_S = 3600.0
DAY_S = 86400.0


def _opened() -> Memory:
    memory = Memory().looks(3, case())
    assert memory.state() is State.OPEN
    return memory


def _states(memory: Memory) -> list[tuple[State | None, State]]:
    return [(told.before, told.after) for told in memory.told]


def test_proof_opens_with_the_third_of_four_looks() -> None:
    memory = Memory().looks(2, case())
    assert memory.state() is State.SUSPECTED
    memory.look()
    memory.look(case())
    assert memory.state() is State.OPEN
    assert memory.finding.opened_s == memory.now_s
    assert _states(memory) == [(None, State.SUSPECTED), (State.SUSPECTED, State.OPEN)]


def test_proof_seen_every_other_time_stays_a_suspicion() -> None:
    memory = Memory()
    for _ in range(20):
        memory.look(case())
        memory.look()
    assert memory.state() is State.SUSPECTED


def test_a_strong_signal_opens_after_hours_and_several_looks_both() -> None:
    often = Memory().looks(60, STRONG)
    assert often.state() is State.SUSPECTED
    seldom = Memory(Policy(hysteresis=Hysteresis(gap_s=3 * HOUR_S)))
    assert seldom.looks(2, STRONG, after_s=3 * HOUR_S).state() is State.SUSPECTED
    assert seldom.looks(1, STRONG).state() is State.OPEN


def test_a_hint_never_opens() -> None:
    memory = Memory().looks(500, HINT, after_s=HOUR_S)
    assert memory.state() is State.SUSPECTED


def test_confidence_below_the_band_of_indication_never_opens() -> None:
    memory = Memory().looks(50, case(confidence=0.39), after_s=HOUR_S)
    assert memory.state() is State.SUSPECTED


def test_one_odd_proof_does_not_open_what_was_a_hint_for_days() -> None:
    memory = Memory().looks(100, HINT, after_s=HOUR_S)
    memory.look(case())
    assert memory.state() is State.SUSPECTED
    assert memory.looks(2, case()).state() is State.OPEN


def test_one_odd_strong_signal_does_not_open_what_was_a_hint_for_days() -> None:
    memory = Memory().looks(100, HINT, after_s=HOUR_S)
    memory.looks(3, STRONG)
    assert memory.state() is State.SUSPECTED
    assert memory.looks(5, STRONG, after_s=HOUR_S / 2).state() is State.OPEN


def test_one_odd_proof_does_not_open_what_was_strong_for_minutes() -> None:
    memory = Memory().looks(10, STRONG)
    memory.look(case())
    assert memory.state() is State.SUSPECTED
    assert memory.looks(2, case()).state() is State.OPEN


def test_strong_and_proof_in_turns_open_after_the_hours_of_a_strong_one() -> None:
    memory = Memory()
    for _ in range(8):
        memory.look(STRONG, after_s=HOUR_S / 4)
        memory.look(case(), after_s=HOUR_S / 4)
    assert memory.state() is State.OPEN


def test_a_proof_that_was_read_once_does_not_open_by_a_hint_that_is_read_again() -> None:
    both = case(signal(ADDRESS, Strength.PROOF), signal(ROUTE, Strength.HINT))
    memory = Memory()
    memory.look(both)
    for _ in range(20):
        memory.look(both, seen=frozenset({ROUTE}))
    assert memory.state() is State.SUSPECTED


def test_a_proof_that_was_read_once_does_not_bring_a_resolved_finding_back() -> None:
    memory = _opened().looks(CLEAR)
    both = case(signal(ADDRESS, Strength.PROOF), signal(ROUTE, Strength.HINT))
    memory.look(both, seen=frozenset({ROUTE}))
    assert memory.state() is State.RESOLVED


def test_stale_looks_count_neither_for_nor_against() -> None:
    memory = Memory().looks(2, case())
    before = memory.finding
    for _ in range(20):
        memory.look(case(), seen=frozenset({ADDRESS}))
    assert memory.finding == before
    for _ in range(20):
        memory.look(seen=frozenset({ADDRESS}))
    assert memory.finding == before


def test_a_first_look_that_reads_nothing_anew_does_not_open_even_without_hysteresis() -> None:
    memory = Memory(Policy(hysteresis=Hysteresis(proof_polls=1, proof_window=1)))
    memory.look(case(), seen=frozenset())
    assert memory.state() is State.SUSPECTED
    assert memory.looks(1, case()).state() is State.OPEN


def test_clean_looks_of_all_rules_that_spoke_close_it() -> None:
    memory = _opened().looks(CLEAR - 1)
    assert memory.state() is State.OPEN
    memory.look()
    assert memory.state() is State.RESOLVED
    assert memory.finding.resolved_s == memory.now_s
    assert memory.saved[KEY] == memory.finding


def test_looks_of_only_some_of_the_rules_that_spoke_do_not_close_it() -> None:
    memory = Memory().looks(3, case(signal(ROUTE), signal(ADDRESS)))
    for _ in range(3 * CLEAR):
        memory.look(seen=frozenset({ROUTE}))
    assert memory.state() is State.OPEN
    assert memory.finding.clean == 0


@pytest.mark.parametrize("blind", [{ROUTE}, BOTH])
def test_inconclusive_looks_freeze_and_never_close(blind: frozenset[str]) -> None:
    memory = Memory().looks(3, case(signal(ROUTE), signal(ADDRESS)))
    told = len(memory.told)
    for _ in range(3 * CLEAR):
        memory.look(inconclusive=blind)
    assert memory.state() is State.OPEN
    assert memory.finding.frozen
    assert len(memory.told) == told + 1
    assert memory.told[-1].before is memory.told[-1].after is State.OPEN


def test_a_silent_device_freezes_its_findings_once_and_no_others() -> None:
    memory = _opened()
    elsewhere = "dinkes|foreign_uplink|r2/ether2"
    memory.look(case(key=elsewhere, device="r2"), device="r2")
    first = memory.miss()
    assert [finding.key for finding in first.changed] == [KEY]
    assert "no answer" in first.transitions[0].cause
    again = memory.miss()
    assert not again.changed
    assert not again.transitions
    assert memory.finding.frozen
    assert not memory.known[elsewhere].frozen


def test_a_frozen_finding_thaws_when_somebody_sees_again() -> None:
    for cases in ((case(),), ()):
        memory = _opened()
        memory.miss()
        step = memory.look(*cases)
        assert not memory.finding.frozen
        assert step.changed == (memory.finding,)
        assert memory.state() is State.OPEN


def test_a_look_that_sees_it_begins_the_count_of_clean_ones_anew() -> None:
    memory = _opened().looks(CLEAR - 1)
    memory.look(case())
    assert memory.looks(CLEAR - 1).state() is State.OPEN


def test_a_waiver_exempts_and_its_end_opens_again() -> None:
    memory = _opened()
    opened_s = memory.finding.opened_s
    memory.look(case(waiver="555/17"))
    assert memory.state() is State.EXEMPT
    assert "555/17" in memory.told[-1].cause
    memory.look(case())
    assert memory.state() is State.OPEN
    assert memory.finding.opened_s == opened_s
    assert memory.finding.recurrences == 0


def test_an_exempt_finding_never_opened_opens_by_its_hysteresis_when_the_waiver_ends() -> None:
    memory = Memory().looks(1, case(waiver="555/17"))
    memory.look(case())
    assert memory.state() is not State.OPEN
    memory.look(case())
    assert memory.state() is State.OPEN


def test_back_within_the_days_of_recurrence_it_is_the_same_finding() -> None:
    memory = _opened()
    opened_s = memory.finding.opened_s
    memory.looks(CLEAR).look(case(), after_s=86400)
    assert memory.state() is State.OPEN
    assert memory.finding.recurrences == 1
    assert memory.finding.opened_s == opened_s
    assert memory.finding.resolved_s is None


def test_back_much_later_it_is_a_new_finding() -> None:
    memory = _opened().looks(CLEAR)
    memory.look(case(), after_s=31 * 86400)
    assert memory.state() is State.SUSPECTED
    assert memory.finding.recurrences == 0
    assert memory.finding.opened_s is None


def test_a_resolved_finding_seen_under_a_waiver_is_exempt_and_resolved_no_more() -> None:
    memory = _opened().looks(
        CLEAR,
    )
    memory.look(case(waiver="555/17"))
    assert memory.state() is State.EXEMPT
    assert memory.finding.resolved_s is None


def test_a_suspicion_that_goes_away_is_forgotten_after_a_week_and_does_not_recur() -> None:
    memory = Memory().looks(2, case()).looks(CLEAR)
    assert memory.state() is State.SUSPECTED
    memory.looks(1, after_s=8 * DAY_S)
    assert memory.known == {}
    assert memory.saved[KEY].state is State.RESOLVED
    # After a restart it is known again, from what was written.
    memory.known = dict(memory.saved)
    memory.look(case())
    assert memory.state() is State.SUSPECTED
    assert memory.looks(2, case()).finding.recurrences == 0


def test_a_hint_that_goes_away_is_forgotten_at_once() -> None:
    memory = Memory().looks(20, HINT).looks(CLEAR)
    assert memory.known == {}


def _daily(memory: Memory, seen: Case, looks: int, days: int = 1) -> Memory:
    """Switch it on for some looks of a minute each day, and off for the rest."""
    for _ in range(days):
        start_s = memory.now_s
        memory.looks(looks, seen).looks(2 * CLEAR)
        memory.look(after_s=start_s + DAY_S - memory.now_s)
    return memory


def test_a_line_that_is_used_for_an_hour_a_day_opens_on_the_third_day() -> None:
    memory = _daily(Memory(), STRONG, looks=60, days=2)
    assert memory.state() is State.SUSPECTED
    memory.looks(10, STRONG)
    assert memory.state() is State.OPEN
    assert "seen for 2.0 h in all" in memory.told[-1].cause


def test_the_time_between_two_uses_does_not_count_nor_a_long_silence() -> None:
    memory = Memory()
    for _ in range(3):
        memory.look(STRONG)
        memory.look()
        memory.look(STRONG, after_s=3 * HOUR_S)
    assert memory.finding.seen_s == 60.0 * 2
    memory.miss()
    memory.look(STRONG, after_s=50 * HOUR_S)
    assert memory.finding.seen_s == 60.0 * 2 + Hysteresis().gap_s


def test_proof_that_is_seen_once_a_day_opens_on_the_third_day() -> None:
    memory = _daily(Memory(), case(), looks=1, days=2)
    assert memory.state() is State.SUSPECTED
    memory.look(case())
    assert memory.state() is State.OPEN
    assert "proof on 3 days" in memory.told[-1].cause


def test_a_strong_signal_that_is_seen_once_a_day_opens_on_the_fifth_day() -> None:
    memory = _daily(Memory(), STRONG, looks=1, days=4)
    assert memory.state() is State.SUSPECTED
    assert memory.looks(1, STRONG).state() is State.OPEN


def test_what_is_seen_once_a_month_never_opens() -> None:
    memory = Memory()
    for _ in range(12):
        memory.look(case(), after_s=30 * DAY_S)
        memory.looks(CLEAR)
    assert memory.state() is State.SUSPECTED


def test_what_was_counted_over_days_outlives_a_restart() -> None:
    memory = Memory()
    for _ in range(3):
        memory.looks(60, STRONG).looks(CLEAR)
        memory.look(after_s=DAY_S)
        memory.known = dict(memory.saved)
    assert memory.saved[KEY].seen_s >= 3 * Hysteresis().gap_s
    assert memory.looks(80, STRONG).state() is State.OPEN


def test_only_so_many_suspicions_of_a_device_are_remembered() -> None:
    memory = Memory()
    for number in range(40):
        cases = [case(key=f"site|foreign_neighbour|{number}-{one}") for one in range(10)]
        memory.look(*cases)
        memory.looks(CLEAR)
    assert len(memory.known) == 200


def test_the_clean_look_of_another_device_does_not_close_it() -> None:
    memory = _opened()
    for _ in range(3 * CLEAR):
        memory.look(device="r2")
    assert memory.state() is State.OPEN
    assert memory.finding.clean == 0


def test_a_second_witness_does_not_take_over_while_the_first_one_sees() -> None:
    memory = _opened()
    memory.look(case(device="r2"), device="r2")
    assert memory.finding.case.device == "r1"
    memory.miss()
    memory.look(case(device="r2"), device="r2")
    assert memory.finding.case.device == "r2"
    assert not memory.finding.frozen


@pytest.mark.parametrize("choice", [Choice.VERIFY, Choice.REJECT])
def test_what_a_person_said_stays_until_it_is_gone(choice: Choice) -> None:
    memory = _opened()
    memory.decide(KEY, choice)
    state = memory.state()
    assert memory.looks(5, case()).state() is state
    memory.miss()
    assert memory.state() is state
    assert memory.looks(CLEAR).state() is State.RESOLVED


def test_a_look_that_changes_nothing_is_not_written() -> None:
    memory = _opened()
    step = memory.look(case())
    assert step.findings == (memory.finding,)
    assert not step.changed
    assert not step.transitions


def _rejected(*signals: Signal) -> Memory:
    memory = Memory().looks(3, case(*signals))
    memory.decide(KEY, Choice.REJECT, note="Kominfo's own")
    assert memory.state() is State.REJECTED
    return memory


def test_a_person_verifies_with_name_and_note() -> None:
    memory = _opened()
    memory.decide(KEY, Choice.VERIFY, who="Sari", note="went there")
    assert memory.state() is State.VERIFIED
    told = memory.told[-1]
    assert (told.who, told.note, told.cause, told.decision) == ("Sari", "went there", "verified", 1)
    assert memory.finding.verdict is not None
    assert memory.finding.verdict.time_s == memory.now_s
    assert memory.saved[KEY] == memory.finding


def test_a_suspicion_may_be_verified_and_is_said_from_then_on() -> None:
    memory = Memory().looks(1, case())
    memory.decide(KEY, Choice.VERIFY)
    assert memory.finding.is_said
    assert memory.finding.opened_s == memory.now_s


def test_a_note_changes_nothing_and_is_in_the_history() -> None:
    memory = _opened()
    before = memory.finding
    memory.decide(KEY, Choice.NOTE, note="asked the agency")
    assert memory.finding == before
    assert (memory.told[-1].before, memory.told[-1].after) == (State.OPEN, State.OPEN)
    assert memory.told[-1].note == "asked the agency"


def test_a_decision_on_what_nobody_knows_changes_nothing() -> None:
    assert Memory().decide(KEY, Choice.REJECT).transitions == ()


def test_a_rejected_finding_stays_so_while_its_evidence_is_the_same_or_less() -> None:
    memory = _rejected(signal(ROUTE, about="Telkom"), signal(ADDRESS, Strength.STRONG))
    for seen in (
        case(signal(ROUTE, about="Telkom"), signal(ADDRESS, Strength.STRONG)),
        case(signal(ROUTE)),
        case(signal(ROUTE, Strength.STRONG, "Telkom"), signal(ADDRESS, Strength.HINT)),
        case(signal(ROUTE), signal("provider-name", Strength.HINT)),
    ):
        assert memory.looks(30, seen, after_s=HOUR_S).state() is State.REJECTED
    assert not memory.finding.is_said


@pytest.mark.parametrize(
    ("news", "named"),
    [
        (signal(ROUTE, about="Biznet"), "foreign-next-hop (proof, Biznet)"),
        (signal(ADDRESS), "foreign-public-address (proof)"),
        (signal("cellular-modem"), "cellular-modem (proof)"),
    ],
)
def test_a_rejection_ends_when_something_else_is_seen_often_enough(
    news: Signal, named: str
) -> None:
    memory = _rejected(signal(ROUTE, about="Telkom"), signal(ADDRESS, Strength.STRONG))
    changed = case(signal(ROUTE, about="Telkom"), news)
    seen = BOTH | {news.rule}
    for _ in range(2):
        memory.look(changed, seen=seen)
        assert memory.state() is State.REJECTED
    memory.look(changed, seen=seen)
    assert memory.state() is State.OPEN
    assert f"the evidence changed since Sari rejected it, {named}" in memory.told[-1].cause
    assert memory.finding.verdict is None


def test_one_odd_answer_does_not_end_a_rejection_nor_is_it_told() -> None:
    memory = _rejected(signal(ROUTE, about="Telkom"))
    told = len(memory.told)
    for _ in range(10):
        memory.look(case(signal(ROUTE, about="Biznet")))
        memory.looks(3, case(signal(ROUTE, about="Telkom")))
    assert memory.state() is State.REJECTED
    assert len(memory.told) == told


def test_new_words_on_an_interface_do_not_end_a_rejection() -> None:
    memory = _rejected(signal(ROUTE))
    name = replace(signal("provider-name", Strength.STRONG), family=Family.TEXT)
    for _ in range(200):
        memory.look(case(signal(ROUTE), name), seen=BOTH | {"provider-name"})
    assert memory.state() is State.REJECTED


def test_a_rejected_pattern_that_comes_back_is_rejected_however_late() -> None:
    for later_s in (DAY_S, 400 * DAY_S):
        memory = _rejected(signal(ROUTE)).looks(CLEAR)
        assert memory.state() is State.RESOLVED
        memory.look(case(signal(ROUTE)), after_s=later_s)
        assert memory.state() is State.REJECTED
        assert memory.told[-1].cause == "back, as Sari rejected it"
        assert memory.looks(3, case(signal(ADDRESS))).state() is State.OPEN


def test_a_rejected_suspicion_is_remembered_when_it_comes_back() -> None:
    memory = Memory().looks(1, case())
    memory.decide(KEY, Choice.REJECT)
    memory.looks(CLEAR)
    memory.known = dict(memory.saved)
    assert memory.looks(5, case(), after_s=60 * DAY_S).state() is State.REJECTED


def test_a_rejection_outlasts_a_waiver() -> None:
    memory = _rejected(signal(ROUTE))
    memory.looks(3, case(waiver="555/17"))
    assert memory.state() is State.EXEMPT
    memory.look(case(), after_s=DAY_S)
    assert memory.state() is State.REJECTED
    assert memory.told[-1].cause == "the waiver 555/17 ended on 2026-05-11"


def test_a_word_on_an_exempt_finding_counts_when_the_waiver_ends() -> None:
    memory = _opened().looks(1, case(waiver="555/17"))
    memory.decide(KEY, Choice.VERIFY)
    assert memory.state() is State.EXEMPT
    assert memory.told[-1].cause == "verified; it stays exempt"
    memory.look(case())
    assert memory.state() is State.VERIFIED
    assert memory.told[-1].cause == "the waiver 555/17 covers it no more"


def test_when_a_waiver_ends_what_was_seen_all_the_time_is_open_at_once_and_says_why() -> None:
    memory = Memory().looks(3, case(waiver="555/17"))
    memory.look(case(), after_s=DAY_S)
    assert memory.state() is State.OPEN
    assert memory.told[-1].cause.startswith("the waiver 555/17 ended on 2026-05-11: ")


def test_a_verified_finding_that_comes_back_is_open_recurring_and_keeps_its_verdict() -> None:
    memory = _opened()
    memory.decide(KEY, Choice.VERIFY)
    memory.looks(CLEAR).look(case(), after_s=DAY_S)
    assert memory.state() is State.OPEN
    assert memory.finding.recurrences == 1
    assert memory.finding.verdict is not None
    assert memory.finding.verdict.who == "Sari"


def test_the_last_word_counts() -> None:
    memory = _rejected(signal(ROUTE))
    memory.decide(KEY, Choice.VERIFY, number=2)
    assert memory.looks(3, case()).state() is State.VERIFIED
    memory.decide(KEY, Choice.REJECT, number=3)
    assert memory.looks(3, case()).state() is State.REJECTED


def _slow_with_a_fast_hint(strength: Strength) -> Case:
    return case(signal(ROUTE, strength), signal(ADDRESS, Strength.HINT), confidence=0.6)


@pytest.mark.parametrize(
    ("strength", "opened_after_s"),
    [(Strength.STRONG, Hysteresis().strong_s), (Strength.PROOF, 2 * 900.0)],
)
def test_a_fast_hint_between_two_slow_looks_does_not_put_off_what_the_slow_ones_say(
    strength: Strength, opened_after_s: float
) -> None:
    memory = Memory()
    seen = _slow_with_a_fast_hint(strength)
    for minute in range(181):
        is_slow = minute % 15 == 0
        memory.look(seen, seen=BOTH if is_slow else frozenset({ADDRESS}))
    assert memory.finding.opened_s == START_S + 60.0 + opened_after_s


def test_what_rests_on_tables_that_cannot_be_read_is_frozen_though_it_is_remembered() -> None:
    memory = _opened()
    memory.look(case(), inconclusive=BOTH)
    frozen = memory.finding
    assert (frozen.state, frozen.frozen) == (State.OPEN, True)
    assert memory.told[-1].cause == "frozen: what it was seen by could not be read"
    memory.look(case())
    seen_again = memory.finding
    assert not seen_again.frozen


def test_one_of_two_tables_is_enough_to_go_on() -> None:
    memory = _opened()
    both = case(signal(ROUTE), signal(ADDRESS, Strength.STRONG))
    memory.looks(2, both)
    memory.look(both, inconclusive={ADDRESS}, seen=frozenset({ROUTE}))
    assert not memory.finding.frozen


NEAR, FAR = "dinkes|foreign_uplink|r1/near", "dinkes|foreign_uplink|r1/far"


def test_what_another_device_witnesses_keeps_no_other_case_from_being_counted() -> None:
    memory = _opened()
    memory.look(case(device="r2"), case(key=NEAR, device="r2"), device="r2")
    assert memory.finding.case.device == "r1"
    assert memory.known[NEAR].case.device == "r2"


def test_a_clean_look_counts_for_each_finding_of_the_device_whatever_others_there_are() -> None:
    memory = Memory()
    memory.look(case(key=FAR, device="r2"), device="r2")
    memory.looks(3, case(key=NEAR)).looks(CLEAR)
    assert memory.known[NEAR].state is State.RESOLVED
    memory.look(case())
    memory.look()
    assert memory.finding.clean == 1
    assert memory.known[FAR].clean == 0


def test_only_living_findings_freeze() -> None:
    memory = _opened().looks(CLEAR)
    assert memory.state() is State.RESOLVED
    memory.look(case(), seen=frozenset(), inconclusive=BOTH)
    assert not memory.finding.frozen
    memory.miss()
    assert not memory.finding.frozen
    memory = _opened()
    memory.look(case(), seen=frozenset({ADDRESS}), inconclusive={ROUTE})
    assert memory.finding.frozen


def test_a_rule_that_could_not_look_freezes_no_finding_of_others() -> None:
    memory = _opened()
    memory.look(seen=frozenset({ROUTE}), inconclusive={ADDRESS})
    assert (memory.finding.frozen, memory.finding.clean) == (False, 1)


@pytest.mark.parametrize("looks", [1, 3])
def test_a_finding_whose_rules_are_switched_off_ends_at_once_and_says_why(looks: int) -> None:
    memory = Memory().looks(looks, case())
    memory.look(seen=frozenset({ADDRESS}), ran=frozenset({ADDRESS}))
    told = memory.told[-1]
    assert told.after is State.RESOLVED
    never = ", and never confirmed" if looks == 1 else ""
    assert told.cause == f"its rules are switched off, or not for this role{never}"
    assert (KEY in memory.known) is (looks == 3)


def test_what_is_over_is_counted_anew_when_it_comes_back_and_says_how_it_ended() -> None:
    memory = _opened().looks(CLEAR)
    assert (memory.finding.clean, memory.finding.frozen) == (0, False)
    assert memory.told[-1].cause == f"not seen in {CLEAR} clean polls"
    memory = Memory().looks(1, HINT).looks(CLEAR)
    assert memory.told[-1].cause == f"not seen in {CLEAR} clean polls, and never confirmed"


def test_what_was_open_and_is_a_suspicion_again_is_resolved_and_not_forgotten() -> None:
    memory = _opened().looks(1, case(waiver="555/17"))
    memory.look(HINT, after_s=DAY_S)
    assert memory.state() is State.SUSPECTED
    assert memory.told[-1].cause == "the waiver 555/17 ended on 2026-05-11"
    memory.looks(CLEAR)
    assert memory.state() is State.RESOLVED


def _many(count: int, *signals: Signal) -> list[Case]:
    return [case(*signals, key=f"site|foreign_neighbour|{one}") for one in range(count)]


def test_of_so_many_suspicions_that_go_at_once_the_limit_is_remembered() -> None:
    memory = Memory()
    memory.look(*_many(201, signal(strength=Strength.STRONG)))
    memory.looks(CLEAR - 1)
    assert len(memory.known) == 201
    memory.look()
    assert len(memory.known) == 200


def test_only_suspicions_that_went_take_the_place_of_others() -> None:
    late = case(signal(strength=Strength.STRONG), key=FAR)
    young = _many(220, signal(strength=Strength.STRONG))
    memory = Memory()
    memory.look(*young, late)
    memory.looks(CLEAR, *young).look()
    assert memory.known[FAR].state is State.SUSPECTED
    memory = Memory().looks(3, *_many(220))
    memory.look(late)
    memory.looks(CLEAR)
    assert memory.known[FAR].state is State.SUSPECTED


def test_a_second_witness_takes_over_once_the_first_sees_it_no_more() -> None:
    memory = _opened().looks(1)
    memory.look(case(device="r2"), device="r2")
    assert memory.finding.case.device == "r2"
    memory = _opened().looks(CLEAR)
    memory.look(case(device="r2"), device="r2")
    assert (memory.state(), memory.finding.case.device) == (State.OPEN, "r2")


def test_a_surer_witness_takes_over_from_one_that_sees() -> None:
    memory = _opened()
    memory.look(case(device="r2", confidence=0.91), device="r2")
    assert memory.finding.case.device == "r2"


def test_a_further_day_on_which_it_was_seen_is_written() -> None:
    memory = Memory().looks(1, STRONG).looks(1)
    step = memory.look(STRONG, after_s=DAY_S)
    assert [found.days for found in step.changed] == [memory.finding.days]
    assert memory.finding.seen_s == 0.0
    assert len(memory.finding.days) == 2
    assert not memory.looks(1).look(STRONG).changed


def test_back_on_the_last_day_of_recurrence_it_is_still_the_same() -> None:
    for more_s, recurrences in ((0.0, 1), (1.0, 0)):
        memory = _opened().looks(CLEAR)
        memory.look(case(), after_s=Hysteresis().recurring_s + more_s)
        assert memory.finding.recurrences == recurrences


def test_what_is_resolved_and_says_not_when_is_the_same_when_it_comes_back() -> None:
    memory = _opened().looks(CLEAR)
    memory.known[KEY] = replace(memory.finding, resolved_s=None)
    assert memory.looks(1, case()).finding.recurrences == 1


def test_what_is_rejected_by_nobody_s_word_stays_so() -> None:
    memory = _opened()
    memory.known[KEY] = replace(memory.finding, state=State.REJECTED, verdict=None)
    assert memory.looks(5, case()).state() is State.REJECTED


def test_a_hint_brings_no_rejected_finding_back_and_keeps_it_rejected_after_a_waiver() -> None:
    memory = _rejected(signal(ROUTE)).looks(CLEAR)
    assert memory.looks(1, HINT).state() is State.RESOLVED
    memory = _rejected(signal(ROUTE)).looks(1, case(waiver="555/17"))
    memory.look(HINT)
    assert memory.state() is State.REJECTED
    assert memory.told[-1].cause == "the waiver 555/17 covers it no more"


def test_a_waiver_without_an_end_that_is_taken_back_covers_it_no_more() -> None:
    memory = Memory().looks(1, replace(case(waiver="555/17"), waiver_until=None))
    memory.look(STRONG, after_s=DAY_S)
    assert memory.state() is State.SUSPECTED
    assert memory.told[-1].cause == "the waiver 555/17 covers it no more"


@pytest.mark.parametrize("first", [case(), STRONG, HINT])
def test_what_is_new_was_seen(first: Case) -> None:
    memory = Memory().looks(1, first)
    assert [(told.before, told.cause) for told in memory.told] == [(None, "seen")]


def test_other_evidence_and_another_band_are_written() -> None:
    memory = _opened()
    assert memory.look(case(signal(about="Biznet"))).changed
    assert not memory.look(case(signal(about="Biznet"))).changed
    assert memory.look(replace(case(signal(about="Biznet")), band=Band.INDICATED)).changed
    assert memory.finding.case.band is Band.INDICATED
