"""
A case with its signals and their evidence, as one JSON text and back. Pure.

Keys are sorted, so that equal cases are equal texts and a hash over the text can be taken as it
lies. Rows of the history are never rewritten, so whatever was written once must stay readable: a
field of the model that has a default may be missing in the text, and a field nobody knows any more
is passed over.
"""

import json
from datetime import date
from typing import Final

from monitor.model.finding import Band, Case, Family, FindingKind, Sentence, Signal, Strength
from monitor.model.reading import Varbind
from monitor.store.fields import CodecError, finite, items, mapping, member, text

MOST_VARBINDS: Final = 200
"""How many rows of evidence are kept of one signal; where there were more, the last says so."""


def utf8(given: str) -> str:
    r"""Return a text fit for UTF-8: a lone surrogate becomes `\udXXX`, which JSON reads back."""
    return given.encode("utf-8", "backslashreplace").decode()


def json_of_case(case: Case) -> str:
    """Return the case as JSON."""
    fields = {
        "key": case.key,
        "kind": case.kind,
        "agency": case.agency,
        "site": case.site,
        "device": case.device,
        "subject": case.subject,
        "link": case.link,
        "signals": [_fields_of_signal(signal) for signal in case.signals],
        "confidence": finite(case.confidence),
        "band": case.band,
        "text": _fields_of_sentence(case.text),
        "waiver": case.waiver,
        "waiver_until": case.waiver_until and case.waiver_until.isoformat(),
        "macs": sorted(case.macs),
        "part_of": case.part_of,
    }
    return utf8(json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def case_of_json(value: object) -> Case:
    """Return the case of a JSON text; `CodecError` where it can not be understood."""
    try:
        return _case(mapping(json.loads(text(value))))
    except CodecError:
        raise
    except KeyError as error:
        raise CodecError(f"the case has no {error}") from error
    except (ValueError, RecursionError) as error:
        raise CodecError(f"the case is no JSON: {error}") from error


def bounded(evidence: tuple[Varbind, ...]) -> tuple[Varbind, ...]:
    """Return at most `MOST_VARBINDS` rows; where more are given, the last one is a note."""
    if len(evidence) <= MOST_VARBINDS:
        return evidence
    kept = evidence[: MOST_VARBINDS - 1]
    left_out = len(evidence) - len(kept)
    return (*kept, Varbind(oid="", type="note", value=f"{left_out} more rows were not kept"))


def _fields_of_signal(signal: Signal) -> dict[str, object]:
    return {
        "rule": signal.rule,
        "family": signal.family,
        "strength": signal.strength,
        "kind": signal.kind,
        "subject": signal.subject,
        "text": _fields_of_sentence(signal.text),
        "link": signal.link,
        "about": signal.about,
        "evidence": [[row.oid, row.type, row.value] for row in bounded(signal.evidence)],
    }


def _fields_of_sentence(sentence: Sentence) -> dict[str, object]:
    return {"en": sentence.en, "id": sentence.id}


def _case(fields: dict[str, object]) -> Case:
    return Case(
        key=text(fields["key"]),
        kind=member(FindingKind, fields["kind"]),
        agency=text(fields["agency"]),
        site=text(fields["site"]),
        device=text(fields["device"]),
        subject=text(fields["subject"]),
        link=text(fields["link"]),
        signals=tuple(_signal(mapping(signal)) for signal in items(fields["signals"])),
        confidence=finite(fields["confidence"]),
        band=member(Band, fields["band"]),
        text=_sentence(fields["text"]),
        waiver=text(fields.get("waiver", "")),
        waiver_until=_day(fields.get("waiver_until")),
        macs=frozenset(text(mac) for mac in items(fields.get("macs", []))),
        part_of=text(fields.get("part_of", "")),
    )


def _signal(fields: dict[str, object]) -> Signal:
    return Signal(
        rule=text(fields["rule"]),
        family=member(Family, fields["family"]),
        strength=member(Strength, fields["strength"]),
        kind=member(FindingKind, fields["kind"]),
        subject=text(fields["subject"]),
        text=_sentence(fields["text"]),
        link=text(fields.get("link", "")),
        about=text(fields.get("about", "")),
        evidence=tuple(_varbind(items(row)) for row in items(fields.get("evidence", []))),
    )


def _sentence(value: object) -> Sentence:
    fields = mapping(value)
    return Sentence(en=text(fields["en"]), id=text(fields["id"]))


def _varbind(cells: list[object]) -> Varbind:
    if len(cells) != 3:
        raise CodecError(f"a row of evidence has {len(cells)} cells and not 3")
    oid, type_, value = cells
    return Varbind(oid=text(oid), type=text(type_), value=text(value))


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(text(value))
