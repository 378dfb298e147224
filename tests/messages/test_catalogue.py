from string import Formatter

import pytest

from tools.messages.catalogue import MO, PO, as_mo, as_po, brought_up, read
from tools.messages.extract import sentences

_MEND = "run `make messages`, and translate what it names in messages.po"


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_delivered_files_are_what_the_code_says() -> None:
    assert PO.read_bytes() == as_po(brought_up(read(), sentences())), _MEND
    assert MO.read_bytes() == as_mo(read()), _MEND


def test_every_sentence_is_translated_with_the_same_places() -> None:
    for message in read():
        if message.id:
            assert isinstance(message.string, str)
            assert message.string, f"{message.id!r} has no translation: {_MEND}"
            assert _places(message.string) == _places(str(message.id)), message.id


def test_a_sentence_that_is_said_no_more_leaves_and_a_known_one_keeps_its_translation() -> None:
    before = brought_up(read(), {"is empty": ["a.py"], "is gone": ["a.py"]})
    after = brought_up(before, {"is empty": ["b.py"], "is new": ["b.py"]})
    assert {message.id for message in after if message.id} == {"is empty", "is new"}
    assert after["is empty"].string == read()["is empty"].string
    assert after["is new"].string == ""


@pytest.mark.parametrize("text", ["is empty", "{0} has no address: {1}."])
def test_words_of_other_languages_differ(text: str) -> None:
    assert read()[text].string not in ("", text)
