"""
What a person decided of a finding, carried out: the state it leaves, and the record of it.

The word is kept with the finding. Under a waiver, or where the finding is over, its state stays
what it is; the word counts when the waiver ends or the finding comes back. Pure.
"""

from collections.abc import Mapping
from dataclasses import replace

from monitor.life import Step
from monitor.model.decision import Choice, Decision
from monitor.model.finding import Finding, State, Transition, Verdict, Word

_WORDS = {Choice.VERIFY: Word.VERIFIED, Choice.REJECT: Word.REJECTED}
_STAYING = (State.EXEMPT, State.RESOLVED)


def decided(known: Mapping[str, Finding], decision: Decision, now_s: float) -> Step:
    """Carry a decision out; nothing comes of one on a finding that is not known."""
    finding = known.get(decision.key)
    if finding is None:
        return Step()
    word = _WORDS.get(decision.choice)
    after = finding if word is None else _with_word(finding, word, decision, now_s)
    cause = "note" if word is None else word.value
    if word is not None and after.state is not State(word):
        cause += f"; it stays {after.state}"
    transition = Transition(
        key=finding.key,
        time_s=now_s,
        before=finding.state,
        after=after.state,
        cause=cause,
        case=finding.case,
        who=decision.who,
        note=decision.note,
        decision=decision.number,
    )
    return Step(findings=(after,), changed=(after,), transitions=(transition,))


def _with_word(finding: Finding, word: Word, decision: Decision, now_s: float) -> Finding:
    verdict = Verdict(
        word=word,
        who=decision.who,
        note=decision.note,
        time_s=decision.time_s,
        pattern=finding.case.pattern,
    )
    finding = replace(finding, verdict=verdict)
    if word is Word.REJECTED:
        # From here on only what says more is counted.
        finding = replace(finding, polls=(), seen_s=0.0, days=())
    if finding.state in _STAYING:
        return finding
    is_new = word is Word.VERIFIED and finding.opened_s is None
    return replace(finding, state=State(word), opened_s=now_s if is_new else finding.opened_s)
