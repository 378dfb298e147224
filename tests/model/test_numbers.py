"""Ratios and numbers as people read them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.numbers import decimal_words, ratio_words, rounded_down, share_words

ROOT = Path(__file__).parents[2]
_ROUNDED = re.compile(r"\{[^{}\n]*(?:confidence|ratio|share|weight)[^{}\n]*:[.\d]*[fg]\}|:\.\d%\}")
BELOW_ONE = st.floats(0, 1, exclude_max=True)


@given(BELOW_ONE, st.integers(1, 4))
def test_less_than_all_is_never_rounded_up_to_all(ratio: float, digits: int) -> None:
    assert rounded_down(ratio, digits) < 1
    for language in ("en", "id"):
        assert ratio_words(language, ratio)[0] == "0"
        assert share_words(language, ratio) != "100 %"


@given(BELOW_ONE, st.integers(1, 4))
def test_digits_are_cut_off_and_none_is_added(ratio: float, digits: int) -> None:
    assert ratio - 10**-digits < rounded_down(ratio, digits) <= ratio + 1e-9


@given(st.integers(0, 10_000))
def test_what_floating_point_takes_away_is_not_cut_off(steps: int) -> None:
    assert rounded_down(steps / 10_000) == steps / 10_000


@pytest.mark.parametrize(
    ("language", "ratio", "share"),
    [("en", "0.99", "99.5 %"), ("id", "0,99", "99,5 %")],
)
def test_each_language_has_its_form(language: str, ratio: str, share: str) -> None:
    assert ratio_words(language, 0.995) == ratio
    assert share_words(language, 0.995) == share


def test_whole_percents_have_no_decimals_and_all_is_a_hundred() -> None:
    assert share_words("id", 0.9) == "90 %"
    assert share_words("en", 1.0) == "100 %"
    assert share_words("en", 0.99999) == "99.9 %"
    assert decimal_words("id", "2.5") == "2,5"


@pytest.mark.skipif(not (ROOT / "monitor").is_dir(), reason="the source is not beside the tests")
def test_no_other_place_writes_a_ratio() -> None:
    files = [path for part in ("monitor", "exporters") for path in (ROOT / part).rglob("*.py")]
    assert len(files) > 100
    for path in files:
        if path.name not in ("numbers.py", "signals_page.py"):
            assert not _ROUNDED.search(path.read_text(encoding="utf-8")), path
