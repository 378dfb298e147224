"""
What a finding says, in the past once it is over.

Sentences are made by rules in the present, and letters quote them: what was seen last week must not
read as if it were so today. Indonesian verbs have no tense, so in both languages it is said until
when it was seen; in English the verbs change too. The verbs are those of our own sentences, and a
test lets no rule speak with another. What stands in quotation marks is other people's.
"""

import re
from datetime import UTC, tzinfo
from typing import Final

from exporters.words import time_words, word
from monitor.model.finding import Finding, Sentence, State

_FORMS: Final = {
    "does not seem to be on": "did not seem to be on",
    "may not be on": "may not have been on",
    "may run": "may have run",
    "people work there": "people worked there",
    "refuses now": "refused",
    "which names": "which named",
    "are": "were",
    "carries": "carried",
    "comes": "came",
    "gives": "gave",
    "has": "had",
    "is": "was",
    "lead": "led",
    "leads": "led",
    "leaves": "left",
    "run": "ran",
    "runs": "ran",
    "says": "said",
    "sees": "saw",
    "serves": "served",
    "shows": "showed",
    "takes": "took",
}
PRESENT: Final = re.compile(
    r"“[^”]*”|(?<![^\s(])(?P<form>" + "|".join(map(re.escape, _FORMS)) + r")(?=[\s,;:.]|$)"
)
"""A form in the present, `form`, or a quotation, which is passed over."""
_CHANGED: Final = re.compile(r"\bwas ([^;]+?) and is\b")


def past(sentence: Sentence) -> Sentence:
    """Put what a rule says into the past, as far as the language has one."""
    english = _CHANGED.sub(r"had been \1 and was", sentence.en)
    return Sentence(en=PRESENT.sub(_put, english), id=sentence.id)


def said_of(finding: Finding, zone: tzinfo = UTC) -> Sentence:
    """Say what a finding is; of one that is over, what it was, and until when it was seen."""
    text = finding.case.text
    if finding.state is not State.RESOLVED:
        return text
    until = {
        code: word(code, "until_seen").format(time=time_words(code, finding.last_seen_s, zone))
        for code in ("en", "id")
    }
    return Sentence(en=f"{until['en']}, {past(text).en}", id=f"{until['id']}, {text.id}")


def spoken_in(finding: Finding, sentence: Sentence) -> Sentence:
    """Say what a signal of a finding says, in the past if the finding is over."""
    return past(sentence) if finding.state is State.RESOLVED else sentence


def _put(match: re.Match[str]) -> str:
    form = match["form"]
    return match[0] if form is None else _FORMS[form]
