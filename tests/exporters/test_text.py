"""Texts of others become one printable line."""

from hypothesis import given
from hypothesis import strategies as st

from exporters.text import clean
from tests.exporters.city_lab import HOSTILE


@given(st.text(st.characters()), st.integers(1, 50))
def test_what_comes_out_is_one_printable_line_of_bounded_length(text: str, longest: int) -> None:
    shown = clean(text, longest)
    assert shown.isprintable()
    assert len(shown) <= longest
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(st.text(st.characters()))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_ordinary_names_stay_as_they_are() -> None:
    for name in ("pppoe-out1", "Gedung  B – lantai 2", "Café", "山"):
        assert clean(name) == name


def test_words_parted_by_a_line_break_stay_parted() -> None:
    assert clean("satu\r\ndua\x00\x1b[0mtiga") == "satu dua [0mtiga"
    assert clean(HOSTILE, 20).endswith("…")
