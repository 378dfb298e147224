"""
One finding's story as a page: for who follows an alert, or asks on what a letter rests.

What was read stands there as it was read; names of devices are other people's words, and pass the
same gate as on the landing page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from exporters.page import TEMPLATES
from exporters.story import (
    STORY_WORDS,
    Story,
    changes,
    closing,
    facts,
    kind_of_signal,
    reckoning,
)
from exporters.words import badge_word
from monitor.model.numbers import ratio_words, share_words


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A signal in words, how it counts, and its rows: column, OID, type, value."""

    rule: str
    sentence: str
    about: str
    rows: tuple[tuple[str, str, str, str], ...]


def finding_page(story: Story, language: str) -> str:
    """Write the page in a language (`id` or `en`)."""
    case = story.finding.case
    return TEMPLATES.get_template("finding.html").render(
        finding=story.finding,
        sentence=case.text.in_language(language),
        badge=badge_word(language, story.finding),
        tone=case.band.value if story.finding.is_said else story.finding.state.value,
        sure=share_words(language, case.confidence),
        facts=tuple(facts(story, language)),
        reckoning=tuple(reckoning(story, language)),
        signals=tuple(_signals(story, language)),
        rules=story.rules,
        closing=closing(story, language),
        changes=tuple(changes(story, language)),
        w=STORY_WORDS[language],
        language=language,
    )


def _signals(story: Story, language: str) -> Iterator[SignalLine]:
    words = STORY_WORDS[language]
    counted = {id(part.signal): part for part in story.weighing.parts}
    for signal in story.finding.case.signals:
        part = counted.get(id(signal))
        about = [kind_of_signal(language, one) for one in (signal.family, signal.strength)]
        if part is not None:
            about.append(f"{words['weight']} {ratio_words(language, part.weight)}")
            about.append(f"{words['counts']}: {words['yes' if part.counts else 'no']}")
        yield SignalLine(
            rule=signal.rule,
            sentence=signal.text.in_language(language),
            about=", ".join(about),
            rows=tuple(
                (" ".join(filter(None, story.column_of(cell.oid))), cell.oid, cell.type, cell.value)
                for cell in signal.evidence
            ),
        )
