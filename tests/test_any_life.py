"""What holds for a finding's life whatever is seen, and in whatever order."""

from collections.abc import Iterator
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from monitor.life import Step
from monitor.model.decision import Choice
from monitor.model.finding import Case, Finding, Signal, State, Strength
from monitor.model.policy import Hysteresis, Policy
from tests.lives import ADDRESS, BOTH, KEY, ROUTE, Memory, case, signal

HYSTERESIS = Hysteresis(
    proof_polls=2,
    proof_window=3,
    strong_polls=3,
    strong_s=600.0,
    gap_s=300.0,
    proof_days=3,
    strong_days=4,
    suspicion_s=150_000.0,
    clear_polls=3,
    recurring_s=20_000.0,
)
KEYS = (KEY, "dinkes|foreign_neighbour|aa:bb:cc:00:00:01")
DEVICES = ("r1", "r2")
LIVING = frozenset(State) - {State.RESOLVED}

keys = st.sampled_from(KEYS)
devices = st.sampled_from(DEVICES)
waits = st.sampled_from([60.0, 60.0, 60.0, 400.0, 30_000.0])
some_rules = st.sampled_from([frozenset({ROUTE}), frozenset({ADDRESS})])
signals = st.lists(
    st.builds(signal, st.sampled_from([ROUTE, ADDRESS]), st.sampled_from(Strength)),
    min_size=1,
    max_size=2,
    unique_by=lambda one: one.rule,
).map(tuple)


class AnyLife(RuleBasedStateMachine):
    """Two devices and two findings; every look is followed and compared with what may follow."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = Memory(Policy(hysteresis=HYSTERESIS))
        # Whether each look since a finding began had something telling that it read itself.
        self.telling: dict[str, list[bool]] = {}
        self.seen_s: dict[str, float] = {}
        self.days: dict[str, dict[date, bool]] = {}
        self.decisions = 0
        self.clean: dict[str, int] = {}

    @rule(key=keys, device=devices, seen=signals, wait_s=waits, letter=st.sampled_from(["", "1"]))
    def something_is_seen(
        self, key: str, device: str, seen: tuple[Signal, ...], wait_s: float, letter: str
    ) -> None:
        self._look(wait_s, device, BOTH, frozenset(), self._case(key, device, seen, letter))

    @rule(key=keys, device=devices, seen=signals, wait_s=waits, fresh=some_rules)
    def something_is_seen_and_only_a_part_of_it_was_read(
        self, key: str, device: str, seen: tuple[Signal, ...], wait_s: float, fresh: frozenset[str]
    ) -> None:
        self._look(wait_s, device, fresh, frozenset(), self._case(key, device, seen, ""))

    @rule(device=devices, wait_s=waits)
    def nothing_is_seen(self, device: str, wait_s: float) -> None:
        self._look(wait_s, device, BOTH, frozenset())

    @rule(device=devices, wait_s=waits, fresh=some_rules)
    def nothing_is_seen_by_some(self, device: str, wait_s: float, fresh: frozenset[str]) -> None:
        self._look(wait_s, device, fresh, frozenset())

    @rule(device=devices, wait_s=waits, blind=some_rules | st.just(BOTH))
    def nothing_is_seen_and_some_could_not_look(
        self, device: str, wait_s: float, blind: frozenset[str]
    ) -> None:
        self._look(wait_s, device, BOTH - blind, blind)

    @rule(device=devices)
    def the_device_is_silent(self, device: str) -> None:
        before = dict(self.memory.known)
        step = self.memory.miss(device)
        self._follow(before, step)
        for key, finding in before.items():
            now = self.memory.known[key]
            assert (now.state, now.clean, now.polls) == (
                finding.state,
                finding.clean,
                finding.polls,
            )
            assert now.frozen or now.state is State.RESOLVED or now.case.device != device

    @rule(key=keys, choice=st.sampled_from(Choice))
    def a_person_decides(self, key: str, choice: Choice) -> None:
        before = self.memory.known.get(key)
        self.decisions += 1
        step = self.memory.decide(key, choice, number=self.decisions)
        if before is None:
            assert step == Step()
            return
        [told] = step.transitions
        assert (told.decision, told.who) == (self.decisions, "Sari")
        now = self.memory.known[key]
        assert step.changed == (now,)
        if choice is Choice.NOTE:
            assert now == before
            return
        assert now.verdict is not None
        stays = before.state in (State.EXEMPT, State.RESOLVED)
        assert now.state == (before.state if stays else now.verdict.word)
        if choice is Choice.REJECT:
            self._forget(key)

    @rule()
    def the_daemon_restarts(self) -> None:
        saved = self.memory.saved
        self.memory.known = dict(saved)
        # What was counted since the last change is lost, and only delays.
        self.clean = {key: finding.clean for key, finding in saved.items()}
        self.telling = {key: list(finding.polls) for key, finding in saved.items()}
        self.seen_s = {key: finding.seen_s for key, finding in saved.items()}
        self.days = {key: dict(finding.days) for key, finding in saved.items()}

    @invariant()
    def what_was_told_is_a_chain(self) -> None:
        last: dict[str, State] = {}
        for told in self.memory.told:
            before = last.get(told.key)
            is_new = told.before is None and before in (None, State.RESOLVED)
            assert told.before is before or is_new
            last[told.key] = told.after

    @invariant()
    def what_is_saved_is_the_state_that_is_known(self) -> None:
        for key, finding in self.memory.known.items():
            saved = self.memory.saved[key]
            assert (saved.state, saved.frozen, saved.opened_s, saved.resolved_s) == (
                finding.state,
                finding.frozen,
                finding.opened_s,
                finding.resolved_s,
            )
            assert (saved.verdict, saved.days) == (finding.verdict, finding.days)
            assert finding.seen_s - saved.seen_s < HYSTERESIS.gap_s

    @invariant()
    def dates_fit_the_state(self) -> None:
        for finding in self.memory.known.values():
            assert (finding.resolved_s is not None) == (finding.state is State.RESOLVED)
            is_said = finding.state in (State.OPEN, State.VERIFIED)
            assert finding.opened_s is not None or not is_said
            assert finding.state is not State.REJECTED or finding.rejection is not None
            assert finding.opened_s is not None or not finding.recurrences
            assert finding.first_seen_s <= finding.last_seen_s <= self.memory.now_s

    @staticmethod
    def _case(key: str, device: str, seen: tuple[Signal, ...], letter: str) -> Case:
        given = case(*seen, key=key, device=device, waiver=letter)
        low = given.strength is Strength.HINT
        return case(
            *given.signals, key=key, device=device, waiver=letter, confidence=0.1 if low else 0.9
        )

    def _look(
        self, wait_s: float, device: str, fresh: frozenset[str], blind: frozenset[str], *cases: Case
    ) -> None:
        before = dict(self.memory.known)
        step = self.memory.look(
            *cases, seen=fresh, inconclusive=blind, device=device, after_s=wait_s
        )
        taken = {finding.key for finding in step.findings} | set(step.dropped)
        for one in cases:
            if one.key in taken:
                self._count(one, before.get(one.key), fresh)
                self.clean[one.key] = 0
        for key in taken - {one.key for one in cases}:
            assert before[key].case.device == device
            if before[key].case.rules <= fresh:
                self.telling.setdefault(key, []).append(False)
                self.clean[key] = self.clean.get(key, 0) + 1
        self._follow(before, step)

    def _count(self, one: Case, was: Finding | None, fresh: frozenset[str]) -> None:
        rejection = was.rejection if was else None
        told = {
            s.strength
            for s in one.signals
            if s.rule in fresh and not (rejection and rejection.covers(s))
        } - {Strength.HINT}
        looks = self.telling.setdefault(one.key, [])
        if told and was is not None and looks[-1:] == [True]:
            gap_s = min(self.memory.now_s - was.last_seen_s, HYSTERESIS.gap_s)
            self.seen_s[one.key] = self.seen_s.get(one.key, 0.0) + gap_s
        if told:
            days = self.days.setdefault(one.key, {})
            today = Policy().calendar.day_of(self.memory.now_s)
            days[today] = days.get(today, False) or Strength.PROOF in told
        looks.append(bool(told))

    def _forget(self, key: str) -> None:
        for counts in (self.telling, self.seen_s, self.days):
            counts.pop(key, None)

    def _follow(self, before: dict[str, Finding], step: Step) -> None:
        for key, was, now in self._changed(before, step):
            if now is None:
                assert was is not None
                assert was.state is State.SUSPECTED
                assert was.opened_s is None
            self._check_opening(key, was, now)
            self._check_closing(key, was, now)
            if now is None or now.state is State.RESOLVED:
                self.clean[key] = 0
            if now is None:
                self._forget(key)

    def _changed(
        self, before: dict[str, Finding], step: Step
    ) -> Iterator[tuple[str, Finding | None, Finding | None]]:
        told = {one.key for one in step.transitions}
        changed = {one.key for one in step.changed}
        assert told <= changed
        for key in KEYS:
            was, now = before.get(key), self.memory.known.get(key)
            state = (was and was.state, was and was.frozen)
            if state != (now and now.state, now and now.frozen):
                assert key in changed
            if was is not now:
                yield key, was, now

    def _check_opening(self, key: str, was: Finding | None, now: Finding | None) -> None:
        if now is None or now.state is not State.OPEN:
            return
        if was is not None and was.state is State.OPEN:
            return
        assert now.case.strength is not Strength.HINT
        assert not now.case.waiver
        if was is not None and was.rejection is not None:
            assert now.verdict is None
            assert any(not was.rejection.covers(one) for one in now.case.signals)
        elif was is not None and was.state is State.RESOLVED:
            assert was.opened_s is not None
            assert now.recurrences == was.recurrences + 1
            assert self.memory.now_s - (was.resolved_s or 0) <= HYSTERESIS.recurring_s
            return
        assert now.recurrences == (was.recurrences if was else 0)
        looks = self.telling[key]
        is_proof = now.case.strength is Strength.PROOF
        days = self.days[key]
        assert (
            (
                sum(looks[-3:]) >= HYSTERESIS.strong_polls
                and self.seen_s.get(key, 0.0) >= HYSTERESIS.strong_s
            )
            or (is_proof and sum(looks[-3:]) >= HYSTERESIS.proof_polls)
            or (is_proof and sum(days.values()) >= HYSTERESIS.proof_days)
            or len(days) >= HYSTERESIS.strong_days
        )

    def _check_closing(self, key: str, was: Finding | None, now: Finding | None) -> None:
        is_closed = now is None or now.state is State.RESOLVED
        if was is not None and was.state in LIVING and is_closed:
            assert self.clean[key] >= HYSTERESIS.clear_polls


AnyLife.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
test_any_life = AnyLife.TestCase
