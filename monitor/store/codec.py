"""
Findings and transitions to rows of the store and back. Pure.

`polls` and `clean` are saved with the rest. Without them every restart of the daemon would start
the counting to open or to close a finding again, and one that restarts often would never get there.
"""

from collections.abc import Mapping

from monitor.model.decision import Choice, Decision
from monitor.model.finding import Finding, State, Transition
from monitor.store.case_json import case_of_json, json_of_case, utf8
from monitor.store.fields import CodecError, finite, finite_or_none, member, text, whole
from monitor.store.verdict_json import (
    days_of_text,
    json_of_verdict,
    text_of_days,
    verdict_of_json,
)

Value = str | float | int | None
Row = Mapping[str, Value]
"""A row by the names of its columns."""

_SEEN = {"1": True, "0": False}


def row_of_finding(finding: Finding) -> Row:
    """Return the row of `findings`; `CodecError` where a number is none."""
    return {
        "key": utf8(finding.key),
        "state": finding.state.value,
        "first_seen_s": finite(finding.first_seen_s),
        "last_seen_s": finite(finding.last_seen_s),
        "opened_s": finite_or_none(finding.opened_s),
        "resolved_s": finite_or_none(finding.resolved_s),
        "frozen": int(finding.frozen),
        "recurrences": whole(finding.recurrences),
        "polls": "".join("1" if seen else "0" for seen in finding.polls),
        "clean": whole(finding.clean),
        "seen_s": finite(finding.seen_s),
        "days": text_of_days(finding.days),
        "verdict_json": json_of_verdict(finding.verdict),
        "case_json": json_of_case(finding.case),
    }


def finding_of_row(row: Row) -> Finding:
    """Return the finding of a row; `CodecError` where it can not be understood."""
    finding = Finding(
        case=case_of_json(row["case_json"]),
        state=member(State, row["state"]),
        first_seen_s=finite(row["first_seen_s"]),
        last_seen_s=finite(row["last_seen_s"]),
        opened_s=finite_or_none(row["opened_s"]),
        resolved_s=finite_or_none(row["resolved_s"]),
        frozen=bool(whole(row["frozen"])),
        recurrences=whole(row["recurrences"]),
        polls=tuple(_seen(digit) for digit in text(row["polls"])),
        clean=whole(row["clean"]),
        seen_s=finite(row["seen_s"]),
        days=days_of_text(row["days"]),
        verdict=verdict_of_json(row["verdict_json"]),
    )
    if utf8(finding.key) != row["key"]:
        raise CodecError(f"the row of {row['key']!r:.60} holds the case of {finding.key!r:.60}")
    return finding


def row_of_transition(transition: Transition) -> Row:
    """Return the row of `transitions`, without its number; `CodecError` where a number is none."""
    before = transition.before
    return {
        "key": utf8(transition.key),
        # SQLite knows no zero below zero, and the hash over the row would.
        "time_s": finite(transition.time_s) + 0.0,
        "state_before": None if before is None else before.value,
        "state_after": transition.after.value,
        "cause": utf8(transition.cause),
        "who": utf8(transition.who),
        "note": utf8(transition.note),
        "decision": None if transition.decision is None else whole(transition.decision),
        "case_json": json_of_case(transition.case),
    }


def transition_of_row(row: Row) -> Transition:
    """Return the transition of a row; `CodecError` where it can not be understood."""
    before = row["state_before"]
    return Transition(
        key=text(row["key"]),
        time_s=finite(row["time_s"]),
        before=None if before is None else member(State, before),
        after=member(State, row["state_after"]),
        cause=text(row["cause"]),
        who=text(row["who"]),
        note=text(row["note"]),
        decision=None if row["decision"] is None else whole(row["decision"]),
        case=case_of_json(row["case_json"]),
    )


def row_of_decision(key: str, choice: Choice, who: str, note: str, time_s: float) -> Row:
    """Return the row of `decisions`, without its number; `CodecError` where a number is none."""
    return {
        "key": utf8(key),
        "choice": choice.value,
        "who": utf8(who),
        "note": utf8(note),
        "time_s": finite(time_s),
    }


def decision_of_row(row: Row) -> Decision:
    """Return the decision of a row; `CodecError` where it can not be understood."""
    return Decision(
        number=whole(row["number"]),
        key=text(row["key"]),
        choice=member(Choice, row["choice"]),
        who=text(row["who"]),
        note=text(row["note"]),
        time_s=finite(row["time_s"]),
    )


def _seen(digit: str) -> bool:
    if digit in _SEEN:
        return _SEEN[digit]
    raise CodecError(f"{digit!r} says neither seen nor unseen")
