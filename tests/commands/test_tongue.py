from pathlib import Path

import pytest

from exporters.sentences import said
from monitor.commands.tongue import begin, language, of_city
from tests.commands.cli_lab import Cli


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        ([], {}, "en"),
        (["poll", "--lang", "id"], {}, "id"),
        (["--lang=id", "poll"], {"LANG": "en_US.UTF-8"}, "id"),
        (["poll", "--lang", "en"], {"LANG": "id_ID.UTF-8"}, "en"),
        (["poll", "--lang", "fr"], {}, "en"),
        (["poll", "--lang"], {}, "en"),
        (["poll", "--", "--lang", "id"], {}, "en"),
        ([], {"LANG": "id_ID.UTF-8"}, "id"),
        ([], {"LC_ALL": "C.UTF-8", "LANG": "id_ID.UTF-8"}, "en"),
        ([], {"LANGUAGE": "id:en", "LC_ALL": "C"}, "id"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_terminals(
    words: list[str], environment: dict[str, str], expected: str
) -> None:
    assert begin(words, environment) == expected


def test_the_citys_language_is_spoken_unless_another_was_asked_for() -> None:
    begin([], {"LANG": "en_US.UTF-8"})
    of_city("id")
    assert language() == "id"
    begin(["--lang", "en"], {})
    of_city("id")
    assert language() == "en"


def test_help_is_in_the_language_asked_for(cli: Cli) -> None:
    told = cli("poll", "--help", "--lang", "id")
    assert told.status == 0
    assert said("id", "Show this message and exit.") in told.out
    assert said("id", "Its name, or ADDRESS[:PORT].") in told.out
    assert "Show this message" not in told.out


@pytest.mark.parametrize(
    "words",
    [
        ("pol",),
        ("poll",),
        ("poll", "--nope"),
        ("health", "--timeout", "abc"),
        ("health", "--timeout", "0"),
        ("run", "--log-level", "loud"),
        ("findings", "show"),
    ],
)
def test_wrong_use_is_told_in_a_sentence_of_the_language(cli: Cli, words: tuple[str, ...]) -> None:
    english = cli(*words)
    indonesian = cli(*words, "--lang", "id")
    assert english.status == indonesian.status == 2
    assert english.sentence.endswith(" -h`.")
    assert "Look at" in english.sentence
    assert "Look at" not in indonesian.sentence
    assert english.sentence.partition(".")[0] != indonesian.sentence.partition(".")[0]


def test_a_configurations_problems_are_told_in_the_language(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text("intervals: {fast_s: soon}\nlistne: 127.0.0.1:1\n")
    told = cli("check-config", "--config", path, "--lang", "id")
    assert told.status == 1
    assert f"{path}:1: {'kesalahan'}: intervals.fast_s" in told.err
    assert said("id", "has the unknown key “listne”") in told.err
    assert "unknown key" not in told.err
