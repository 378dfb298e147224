"""The runbooks as the daemon serves them: where the link in an alert leads."""

import re

import pytest

from exporters.runbooks import runbook_page
from tests.operations.delivered import alerts

NAMES = tuple(alerts())


def page(name: str, language: str = "en") -> str:
    text = runbook_page(name, language)
    assert text is not None
    return text


@pytest.mark.parametrize("name", NAMES)
def test_every_alert_has_a_page_that_begins_in_the_language_asked_for(name: str) -> None:
    english, indonesian = page(name, "en"), page(name, "id")
    assert english.index("What it means") < english.index("Artinya")
    assert indonesian.index("Artinya") < indonesian.index("What it means")
    assert f"<title>{name} " in english


def test_the_index_leads_to_every_page() -> None:
    found = re.findall(r'href="/runbooks/(\w+)\?lang=id"', page("", "id"))
    assert set(found) == set(NAMES)


@pytest.mark.parametrize("name", ["", *NAMES])
def test_a_page_leads_to_nothing_that_is_not_served_and_loads_nothing(name: str) -> None:
    text = page(name)
    known = {"/?lang=en", "/runbooks/?lang=en", "?lang=id"}
    known |= {f"/runbooks/{one}?lang=en" for one in NAMES}
    assert set(re.findall(r'href="([^"]*)"', text)) <= known
    assert "src=" not in text
    assert "<script" not in text


@pytest.mark.parametrize("name", ["OpdNothing", "../README", "README.md", "..%2fsignals"])
def test_there_is_no_page_of_anything_else(name: str) -> None:
    assert runbook_page(name, "en") is None
