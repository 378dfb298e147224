"""A person's verdict as one JSON text and back; the days of a suspicion likewise. Pure."""

import json
from collections.abc import Iterable
from datetime import date

from monitor.model.finding import SeenDay
from monitor.model.signal import Strength
from monitor.model.verdict import Told, Verdict, Word
from monitor.store.case_json import utf8
from monitor.store.fields import CodecError, finite, items, mapping, member, text

_PROOF, _LESS = "P", "S"


def json_of_verdict(verdict: Verdict | None) -> str | None:
    """Return a verdict as JSON; none as nothing."""
    if verdict is None:
        return None
    fields = {
        "word": verdict.word,
        "who": verdict.who,
        "note": verdict.note,
        "time_s": finite(verdict.time_s),
        "pattern": [[told.rule, told.strength, sorted(told.about)] for told in verdict.pattern],
    }
    return utf8(json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def verdict_of_json(value: object) -> Verdict | None:
    """Return the verdict of a JSON text; `CodecError` where it can not be understood."""
    if value is None:
        return None
    try:
        fields = mapping(json.loads(text(value)))
        return Verdict(
            word=member(Word, fields["word"]),
            who=text(fields["who"]),
            note=text(fields["note"]),
            time_s=finite(fields["time_s"]),
            pattern=tuple(_told(items(part)) for part in items(fields["pattern"])),
        )
    except CodecError:
        raise
    except (KeyError, ValueError, RecursionError) as error:
        raise CodecError(f"the verdict can not be understood: {error}") from error


def text_of_days(days: Iterable[SeenDay]) -> str:
    """Write days as `2026-05-12P 2026-05-13S`: by proof, or by less."""
    return " ".join(f"{one.day}{_PROOF if one.is_proof else _LESS}" for one in days)


def days_of_text(value: object) -> tuple[SeenDay, ...]:
    """Return the days of a text; `CodecError` where it can not be understood."""
    return tuple(_day(word) for word in text(value).split())


def _told(cells: list[object]) -> Told:
    if len(cells) != 3:
        raise CodecError(f"a part of a pattern has {len(cells)} cells and not 3")
    rule, strength, about = cells
    return Told(text(rule), member(Strength, strength), frozenset(map(text, items(about))))


def _day(word: str) -> SeenDay:
    try:
        return SeenDay(date.fromisoformat(word[:-1]), {_PROOF: True, _LESS: False}[word[-1]])
    except (ValueError, KeyError) as error:
        raise CodecError(f"{word!r:.60} is no day of a suspicion") from error
