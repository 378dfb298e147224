"""What was, told in the past."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from exporters.api import finding_json
from exporters.past import PRESENT, past, said_of, spoken_in
from monitor.judge import _HEADLINE, _SURE
from monitor.model.finding import Sentence, State
from monitor.rule import Rule
from monitor.rules import rules
from tests.exporters.city_lab import OPEN, RESOLVED
from tests.rules.test_every_rule import EVERYTHING_FOREIGN, FOREIGN

WIB = timezone(timedelta(hours=7), "WIB")


def _has_present(text: str) -> bool:
    return any(match["form"] for match in PRESENT.finditer(text))


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_every_rule_can_be_told_in_the_past(rule: Rule) -> None:
    for signal in FOREIGN.spoken(rule, *EVERYTHING_FOREIGN):
        told = past(signal.text)
        is_past_already = " went " in signal.text.en or " fell " in signal.text.en
        assert is_past_already or told.en != signal.text.en
        assert not _has_present(told.en)
        assert told.id == signal.text.id


@pytest.mark.parametrize("headline", _HEADLINE.values(), ids=lambda texts: texts[1][:20])
@pytest.mark.parametrize("sure", _SURE.values(), ids=lambda texts: texts[0])
def test_every_headline_can_be_told_in_the_past(
    headline: tuple[str, str], sure: tuple[str, str]
) -> None:
    present = headline[0].format(device="r1", subject="wan2", sure=sure[0])
    told = past(Sentence(en=present, id="")).en
    assert told != present or "tampered" in present
    assert not _has_present(told)


@pytest.mark.parametrize(
    ("present", "told"),
    [
        ("its serial was A and is B; it has two", "its serial had been A and was B; it had two"),
        ("wan2 is called “this is Telkom”, which names Telkom",
         "wan2 was called “this is Telkom”, which named Telkom"),
        ("core-is leads to has-been.example", "core-is led to has-been.example"),
        ("r1 may have been tampered with", "r1 may have been tampered with"),
    ],
)  # fmt: skip
def test_verbs_change_and_names_do_not(present: str, told: str) -> None:
    assert past(Sentence(en=present, id="x")).en == told


def test_a_resolved_finding_says_until_when_it_was_so() -> None:
    text = Sentence(en="wan2 on r1 is foreign.", id="wan2 pada r1 asing.")
    over = replace(RESOLVED, case=replace(RESOLVED.case, text=text))
    told = said_of(over, WIB)
    assert told.en == "Until 12 May 2026 10:29 WIB, wan2 on r1 was foreign."
    assert told.id == "Sampai 12 Mei 2026 10:29 WIB, wan2 pada r1 asing."
    assert finding_json(over)["text"] == {
        "en": "Until 12 May 2026 03:29 UTC, wan2 on r1 was foreign.",
        "id": "Sampai 12 Mei 2026 03:29 UTC, wan2 pada r1 asing.",
    }
    assert spoken_in(over, text).en == "wan2 on r1 was foreign."


def test_what_is_not_over_is_told_in_the_present() -> None:
    for state in set(State) - {State.RESOLVED}:
        assert said_of(replace(OPEN, state=state)) == OPEN.case.text
