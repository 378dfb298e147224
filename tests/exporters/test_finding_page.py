"""One finding's story as a page."""

import re
from dataclasses import replace

import pytest

from exporters.finding_page import finding_page
from exporters.story import Story, kind_of_signal
from monitor.model.finding import Family, Finding, Sentence, State, Strength, Transition
from monitor.model.policy import Policy
from monitor.model.reading import Varbind
from monitor.story import story_of
from tests.exporters.city_lab import EXEMPT, FINDINGS, HOSTILE, OPEN


def story(finding: Finding = OPEN, language: str = "en") -> Story:
    told = Transition(
        key=finding.key, time_s=1.0, before=None, after=State.OPEN, cause="seen", case=finding.case
    )
    policy = Policy()
    return story_of(finding, (told,), policy, policy.calendar.timezone, language)


def page(finding: Finding = OPEN, language: str = "en") -> str:
    return finding_page(story(finding, language), language)


def test_it_says_what_since_when_how_sure_why_and_what_became_of_it() -> None:
    text = page()
    for told in (
        OPEN.id,
        OPEN.case.text.en,
        "Said since",
        "inetCidrRouteTable",
        "1.3.6.1.2.1.4.24.7.1.9",
        "What would clear it",
        "It closes after 10 clean and complete polls",
        "What could make it wrong",
        "open",
    ):
        assert told in text, told


def test_it_is_in_indonesian_where_that_is_asked_for() -> None:
    text = page(language="id")
    assert OPEN.case.text.id in text
    assert "Apa yang dapat membuatnya keliru" in text
    assert 'lang="en">English' in text
    for told in (*Family, *Strength):
        assert kind_of_signal("id", told)


def test_a_waiver_stands_there_with_its_letter() -> None:
    assert "555/17/Kominfo/2026" in page(EXEMPT)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda one: one.state.value)
@pytest.mark.parametrize("language", ["en", "id"])
def test_every_finding_has_a_page(finding: Finding, language: str) -> None:
    assert finding.id in page(finding, language)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda one: one.state.value)
def test_only_what_is_said_is_called_proof_or_indicated(finding: Finding) -> None:
    found = re.search(r'<span class="badge \w+">(.*?)</span>', page(finding))
    assert found
    bands = {"technical proof", "indicated"}
    assert (found[1] in bands) is finding.is_said


def test_words_of_other_peoples_devices_are_text_and_nothing_else() -> None:
    [signal] = OPEN.case.signals
    rows = (Varbind("1.3.6.1.2.1.4.24.7.1.9", "OCTET STRING", HOSTILE),)
    signal = replace(signal, evidence=rows, text=Sentence(en=HOSTILE, id=HOSTILE))
    case = replace(OPEN.case, signals=(signal,), subject=HOSTILE, text=signal.text)
    text = page(replace(OPEN, case=case))
    assert "<script" not in text
    assert not re.search(r"[\x00\x1b\u202e\ud800\x9b]", text)
