"""Findings and transitions to rows and back, without a database."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.finding import Case, Finding, Transition
from monitor.store.case_json import MOST_VARBINDS, bounded, case_of_json, json_of_case
from monitor.store.codec import (
    finding_of_row,
    row_of_finding,
    row_of_transition,
    transition_of_row,
)
from monitor.store.fields import CodecError

from . import samples


@given(samples.cases)
def test_a_case_comes_back_equal(case: Case) -> None:
    assert case_of_json(json_of_case(case)) == case


@given(samples.findings)
def test_a_finding_comes_back_equal(finding: Finding) -> None:
    assert finding_of_row(row_of_finding(finding)) == finding


@given(samples.transitions)
def test_a_transition_comes_back_equal(transition: Transition) -> None:
    assert transition_of_row(row_of_transition(transition)) == transition


@pytest.mark.parametrize("odd", ["\ud800", "a\udfffb", "\\ud800", '"\\', "\0", "\U0001f310", "é"])
def test_a_case_keeps_odd_texts_even_those_that_are_no_unicode(odd: str) -> None:
    case = replace(samples.case(odd), agency=odd)
    json_of_case(case).encode()
    assert case_of_json(json_of_case(case)) == case
    finding = replace(samples.finding(), case=case)
    assert finding_of_row(row_of_finding(finding)) == finding


def test_equal_cases_are_equal_texts_with_sorted_keys() -> None:
    text = json_of_case(samples.case())
    assert text == json_of_case(samples.case())
    assert text == json.dumps(
        json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def test_as_much_evidence_as_the_limit_is_kept_whole() -> None:
    evidence = samples.case(varbinds=MOST_VARBINDS).signals[0].evidence
    assert bounded(evidence) == evidence


def test_more_evidence_is_cut_and_the_last_row_says_how_much() -> None:
    case = samples.case(varbinds=MOST_VARBINDS + 50)
    kept = case_of_json(json_of_case(case))
    evidence = kept.signals[0].evidence
    assert len(evidence) == MOST_VARBINDS
    assert evidence[:-1] == case.signals[0].evidence[: MOST_VARBINDS - 1]
    assert (evidence[-1].oid, evidence[-1].value) == ("", "51 more rows were not kept")


def test_cut_evidence_is_not_cut_again() -> None:
    once = case_of_json(json_of_case(samples.case(varbinds=MOST_VARBINDS + 50)))
    assert case_of_json(json_of_case(once)) == once


def test_fields_with_a_default_may_be_missing_and_unknown_ones_are_passed_over() -> None:
    case = samples.case(varbinds=0)
    fields = json.loads(json_of_case(case))
    del fields["waiver"], fields["signals"][0]["evidence"]
    fields["of_a_later_version"] = {"a": 1}
    assert case_of_json(json.dumps(fields)) == case


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "unheard_of"},
        {"band": 1},
        {"band": None},
        {"key": 7},
        {"text": "one language"},
        {"text": {"en": "one language"}},
        {"signals": {}},
        {"signals": [1]},
        {"signals": [{"rule": "half a signal"}]},
        {"confidence": "high"},
        {"confidence": True},
        {"confidence": math.nan},
        {"confidence": 10**400},
    ],
)
def test_a_case_that_is_not_as_it_should_be_is_refused(change: dict[str, object]) -> None:
    fields = json.loads(json_of_case(samples.case())) | change
    with pytest.raises(CodecError):
        case_of_json(json.dumps(fields))


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", "{}", '"text"', "[" * 100_000, "9" * 5000, None, 1, 1.5]
)
def test_what_is_no_case_at_all_is_refused(text: object) -> None:
    with pytest.raises(CodecError):
        case_of_json(text)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_other_json_is_refused_and_never_a_crash(value: object) -> None:
    with pytest.raises(CodecError):
        case_of_json(json.dumps(value))


@pytest.mark.parametrize("cells", [[], ["1", "INTEGER"], ["1", "INTEGER", 2], "abc"])
def test_a_row_of_evidence_has_three_texts(cells: object) -> None:
    fields = json.loads(json_of_case(samples.case()))
    fields["signals"][0]["evidence"] = [cells]
    with pytest.raises(CodecError):
        case_of_json(json.dumps(fields))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "unheard_of"},
        {"first_seen_s": None},
        {"opened_s": "yesterday"},
        {"polls": "10x"},
        {"polls": None},
        {"clean": 0.5},
        {"frozen": "no"},
        {"key": "of another finding"},
    ],
)
def test_a_row_that_is_no_finding_is_refused(change: dict[str, str | float | None]) -> None:
    with pytest.raises(CodecError):
        finding_of_row({**row_of_finding(samples.finding()), **change})


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_times_that_are_no_times_are_not_written(number: float) -> None:
    with pytest.raises(CodecError):
        row_of_finding(replace(samples.finding(), opened_s=number))
    with pytest.raises(CodecError):
        row_of_transition(samples.transition(time_s=number))


def test_a_count_beyond_64_bits_is_not_written() -> None:
    with pytest.raises(CodecError):
        row_of_finding(replace(samples.finding(), recurrences=2**63))
