"""
Findings and transitions to rows of the store and back. Pure.

`polls` and `clean` are saved with the rest. Without them every restart of the daemon would start
the counting to open or to close a finding again, and one that restarts often would never get there.
"""

from collections.abc import Mapping

from monitor.model.finding import Finding, State, Transition
from monitor.store.case_json import case_of_json, json_of_case, utf8
from monitor.store.fields import CodecError, finite, finite_or_none, member, text, whole

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
    )
    if utf8(finding.key) != row["key"]:
        raise CodecError(f"the row of {row['key']!r:.60} holds the case of {finding.key!r:.60}")
    return finding


def row_of_transition(transition: Transition) -> Row:
    """Return the row of `transitions`, without its number; `CodecError` where a number is none."""
    before = transition.before
    return {
        "key": utf8(transition.key),
        "time_s": finite(transition.time_s),
        "state_before": None if before is None else before.value,
        "state_after": transition.after.value,
        "cause": utf8(transition.cause),
        "who": utf8(transition.who),
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
        case=case_of_json(row["case_json"]),
    )


def _seen(digit: str) -> bool:
    if digit in _SEEN:
        return _SEEN[digit]
    raise CodecError(f"{digit!r} says neither seen nor unseen")
