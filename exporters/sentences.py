"""
What this program says in English, said again in the language of who reads it.

Whoever raises an error or writes a record knows of no language: it is one English sentence, the
same in the log, in the history and over the interface. Here such a sentence is recognised by the
form that it was made from, and said in another language with the same things in its places. What is
not recognised is shown as it stands: a sentence in the wrong language says more than none.

The forms are those of `locale/id/LC_MESSAGES/messages.po`, which `tools.messages` collects.
"""

import gettext
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter

FOLDER = Path(__file__).parent / "locale"
DOMAIN = "messages"
_END_OF_SENTENCE = re.compile(r"(?<=[.!?]) (?=\S)")
_DEEPEST = 4
"""Sentences within sentences; what is deeper is quoted as it stands."""


class Sentences:
    """
    The forms of one language. `forms` are English templates and what they are called there, with
    places as `str.format` has them: `{0} has no address: {1}.`
    """

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._plain = {told: said for told, said in forms.items() if "{" not in told}
        # The more of a sentence a form has itself, the surer it is the one.
        templates = sorted((told for told in forms if "{" in told), key=_weight, reverse=True)
        self._forms = tuple((_pattern(told), forms[told]) for told in templates)

    def said(self, sentence: str, depth: int = 0) -> str:
        """Say a sentence, or several; and what stands in its places, where that is one too."""
        plain = self._plain.get(sentence)
        if plain is not None:
            return plain
        if depth > _DEEPEST or " " not in sentence:
            return sentence
        by_form = self._matches(sentence)
        # The last place of a form reaches to the end, over sentences that only stand behind it.
        one = next((found for found in by_form if not _has_sentences(found[0])), None)
        if one is None:
            parts = _END_OF_SENTENCE.split(sentence)
            told = [self.said(part, depth + 1) for part in parts]
            if len(parts) > 1 and all(map(str.__ne__, told, parts)):
                return " ".join(told)
            one = next(iter(by_form), None)
        if one is None:
            return sentence
        values, said_there = one
        return _filled(
            said_there, {name: self.said(value, depth + 1) for name, value in values.items()}
        )

    def _matches(self, sentence: str) -> list[tuple[dict[str, str], str]]:
        """Find what stands in the places of every form that fits, and that form's translation."""
        found = ((pattern.fullmatch(sentence), told) for pattern, told in self._forms)
        return [
            ({name.removeprefix("_"): value for name, value in match.groupdict().items()}, told)
            for match, told in found
            if match is not None
        ]


@lru_cache(maxsize=4096)
def said(language: str, sentence: str) -> str:
    """Say an English sentence of this program in a language."""
    words = sentence.strip()
    if language == "en" or not words:
        return sentence
    # Lines and blanks around it are its place on a page.
    return sentence.replace(words, _sentences(language).said(words))


@cache
def _sentences(language: str) -> Sentences:
    catalogue = gettext.translation(DOMAIN, FOLDER, languages=[language])
    # GNUTranslations offers no list of what it has; its file format is fixed, this name is not.
    forms: Mapping[object, str] = getattr(catalogue, "_catalog", {})
    return Sentences(
        {key: told for key, told in forms.items() if isinstance(key, str) and key and told}
    )


def _has_sentences(values: Mapping[str, str]) -> bool:
    return any(_END_OF_SENTENCE.search(value) for value in values.values())


def _pattern(told: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for literal, name in _places(told):
        parts.append(re.escape(literal))
        if name is None:
            continue
        # A group of a pattern begins with no digit.
        parts.append(f"(?P=_{name})" if name in seen else f"(?P<_{name}>.+?)")
        seen.add(name)
    return re.compile("".join(parts), re.DOTALL)


def _weight(told: str) -> int:
    return sum(len(literal) for literal, _ in _places(told))


def _filled(told: str, values: Mapping[str, str]) -> str:
    return "".join(
        literal + ("" if name is None else values.get(name, "")) for literal, name in _places(told)
    )


def _places(told: str) -> Iterator[tuple[str, str | None]]:
    for literal, name, _, _ in Formatter().parse(told):
        yield literal, name
