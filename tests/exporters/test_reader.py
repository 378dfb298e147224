"""The language that a reader's browser prefers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.reader import preferred_language


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", ""),
        ("id", "id"),
        ("en-US,en;q=0.9", "en"),
        ("id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", "id"),
        ("en;q=0.5, id;q=0.8", "id"),
        ("in-ID", "id"),
        ("de-DE,de;q=0.9,en;q=0.1", "en"),
        ("de, *;q=0.5", ""),
        ("id;q=0, en;q=0.1", "en"),
        ("en, id", "en"),
        ("ID-id ; q=0.9", "id"),
        ("indonesian, en;q=high", ""),
    ],
)
def test_the_one_of_ours_that_weighs_most_is_chosen(header: str, chosen: str) -> None:
    assert preferred_language(header) == chosen


@given(st.text())
def test_whatever_a_browser_sends_it_is_one_of_ours_or_none(header: str) -> None:
    assert preferred_language(header) in ("", "en", "id")
