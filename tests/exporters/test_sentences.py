from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.sentences import Sentences, said
from tools.messages.catalogue import read

SENTENCES = Sentences(
    {
        "is empty": "kosong",
        "no answer after {0}": "tidak ada jawaban setelah {0}",
        "{0} tries": "{0} percobaan",
        "{0} has no address: {1}.": "{0} tidak beralamat: {1}.",
        "{1} of {0}": "dari {0}: {1}",
        "The disk of {path} is full: make room on it.": "Cakram {path} penuh: kosongkan sebagian.",
        "write {0}": "tulis {0}",
        "write {0} (fast_s) or more": "tulis {0} (fast_s) atau lebih",
        "use {{braces}} for {0}": "pakai {{kurung}} untuk {0}",
    }
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("is empty", "kosong"),
        ("no answer after 3 tries", "tidak ada jawaban setelah 3 percobaan"),
        ("10.1.2.3 has no address: is empty.", "10.1.2.3 tidak beralamat: kosong."),
        ("b of a", "dari a: b"),
        (
            "The disk of /var/lib/x.db is full: make room on it.",
            "Cakram /var/lib/x.db penuh: kosongkan sebagian.",
        ),
        ("write 60 (fast_s) or more", "tulis 60 (fast_s) atau lebih"),
        ("use {braces} for a", "pakai {kurung} untuk a"),
        (
            "a has no address: b. c has no address: d.",
            "a tidak beralamat: b. c tidak beralamat: d.",
        ),
        ("Nobody wrote this sentence.", "Nobody wrote this sentence."),
    ],
)
def test_a_sentence_is_said_with_the_same_things_in_its_places(
    sentence: str, expected: str
) -> None:
    assert SENTENCES.said(sentence) == expected


@given(st.text(max_size=200))
def test_whatever_comes_nothing_fails(text: str) -> None:
    assert isinstance(SENTENCES.said(text), str)
    assert said("en", text) == text
    assert isinstance(said("id", text), str)


@pytest.mark.parametrize(
    "form",
    sorted(str(message.id) for message in read() if message.id and message.id != "[default: {}]"),
)
def test_every_form_of_the_program_is_recognised_as_itself(form: str) -> None:
    """None of them is swallowed by another that says less of itself."""
    names = [name for _, name, _, _ in Formatter().parse(form) if name is not None]
    values = {name: f"x{at}" for at, name in enumerate(dict.fromkeys(names))}
    told = str(read()[form].string)
    assert said("id", _filled(form, values)) == _filled(told, values)


def test_what_stands_around_it_stays() -> None:
    assert said("id", "\n  is empty\n") == f"\n  {said('id', 'is empty')}\n"


def _filled(text: str, values: dict[str, str]) -> str:
    parts = Formatter().parse(text)
    return "".join(
        literal + (values[name] if name is not None else "") for literal, name, _, _ in parts
    )
