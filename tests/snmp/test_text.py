"""Octets that become text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.snmp.text import LONGEST, are_utf8, readable

NAME = "Jalur Indihome – Gedung Bupati – lantai dua, sisi timur –"
LATIN = "Café du Musée, près de l'entrée"


@pytest.mark.parametrize("cut", [1, 2])
def test_of_utf_8_that_an_agent_cut_in_a_character_the_whole_ones_before_are_read(cut: int) -> None:
    octets = NAME.encode()[:-cut]
    assert readable(octets) == NAME[:-1].strip()
    assert readable(octets + b"\x00" * 3) == NAME[:-1].strip()


def test_on_a_device_that_writes_another_set_such_an_end_is_its_last_character() -> None:
    octets = b"Kantor Dinas Caf\xe9"
    assert readable(octets) == "Kantor Dinas Caf"
    assert readable(octets, is_utf8=False) == "Kantor Dinas Café"


def test_what_is_too_short_to_have_been_cut_was_not() -> None:
    assert readable(b"Caf\xe9") == "Café"


def test_what_is_no_utf_8_is_read_as_windows_1252() -> None:
    assert readable(LATIN.encode("cp1252")) == LATIN
    assert readable("5 € – “Kantor”".encode("cp1252")) == "5 € – “Kantor”"
    # Octets that have no character there are controls.
    assert readable(b"a\x81b\xe9c") == "abéc"


def test_valid_utf_8_is_read_as_that_on_every_device() -> None:
    assert readable(NAME.encode(), is_utf8=False) == NAME


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([], True),
        ([b"wan1", b"lan"], True),
        ([NAME.encode()], True),
        ([NAME.encode()[:-1]], True),
        ([LATIN.encode("cp1252")], False),
        ([LATIN.encode("cp1252"), b"Kantor Dinas Caf\xe9"], False),
        ([LATIN.encode("cp1252"), NAME.encode(), NAME.encode()], True),
    ],
)
def test_all_texts_together_tell_the_set(texts: list[bytes], said: bool) -> None:
    assert are_utf8(texts) is said


@given(st.binary(max_size=300), st.booleans())
def test_any_octets_become_one_printable_line(octets: bytes, is_utf8: bool) -> None:
    text = readable(octets, is_utf8=is_utf8)
    assert text.isprintable()
    assert text == text.strip()


@given(st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=60), st.integers(0, 5))
def test_a_cut_text_begins_as_the_whole_one_does(text: str, cut: int) -> None:
    octets = text.encode()
    kept = octets[: len(octets) - cut]
    whole = kept.decode(errors="ignore")
    if len(kept) >= 15 or kept.decode(errors="replace") == whole:
        assert readable(kept) == readable(whole.encode())


@given(st.integers(0, 3))
def test_very_long_text_ends_in_an_ellipsis_wherever_it_is_cut(lead: int) -> None:
    text = readable(b"x" * lead + "–".encode() * LONGEST * 4)
    assert len(text) == LONGEST
    assert set(text) <= {"x", "–", "…"}
    assert readable(b"x" * lead + "–".encode() * LONGEST * 4, is_utf8=False) == text
