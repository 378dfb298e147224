"""What another registry or other weights would change, in a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

from rich.console import Console

from exporters.terminal import account_of
from exporters.terminal_sheet import Sheet
from exporters.words import kind_word, status_word, time_words
from monitor.model.finding import Case
from monitor.model.link import Link
from monitor.model.numbers import share_words
from monitor.model.outlook import CHANGES, Change, Cover, Forecast, LinkChange, Silence

_NAMED = 10
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "would_flagged": "Would be flagged",
        "would_cleared": "Would be cleared",
        "would_frozen": "Would be frozen: nobody would look at the device any more",
        "would_stronger": "Would be proof",
        "would_weaker": "Would be indicated only",
        "would_changed": "Would stand otherwise, and is not said either way",
        "silenced": "Would be silenced by announced work",
        "silence": "{start} – {end} ({days} days), {count} devices: {names}",
        "meanwhile": "Meanwhile nothing opens or is cleared there. Would be said now: {count}",
        "covered": "by {covers}",
        "links": "Links with another status",
        "none": "Nothing would change.",
        "judged": "Judged by what {count} devices showed last.",
        "unseen": "Nobody has looked at {count} devices of it: {names}",
        "old": "Last read more than an hour ago: {names}",
        "device": "device",
        "link": "link",
        "was": "is now",
        "now": "would be",
        "why": "by",
        "nothing": "nothing",
        "note": "note",
        "part": "part of another",
        "frozen": "frozen",
        "rejected": "rejected",
        "exempt": "exempt",
        "approved": "approved",
        "indicated": "indicated",
        "proof": "proof",
    },
    "id": {
        "would_flagged": "Akan dinyatakan",
        "would_cleared": "Akan dihapus",
        "would_frozen": "Akan dibekukan: perangkatnya tidak lagi dilihat",
        "would_stronger": "Akan menjadi bukti teknis",
        "would_weaker": "Akan menjadi terindikasi saja",
        "would_changed": "Akan berubah, tetapi tetap tidak dinyatakan",
        "silenced": "Akan didiamkan oleh pekerjaan yang diumumkan",
        "silence": "{start} – {end} ({days} hari), {count} perangkat: {names}",
        "meanwhile": "Selama itu tidak ada yang dibuka atau ditutup. Kini akan dinyatakan: {count}",
        "covered": "oleh {covers}",
        "links": "Tautan yang statusnya berubah",
        "none": "Tidak ada yang berubah.",
        "judged": "Dinilai menurut yang terakhir ditunjukkan {count} perangkat.",
        "unseen": "Belum ada yang melihat {count} perangkat di dalamnya: {names}",
        "old": "Terakhir dibaca lebih dari satu jam lalu: {names}",
        "device": "perangkat",
        "link": "tautan",
        "was": "kini",
        "now": "akan menjadi",
        "why": "menurut",
        "nothing": "tidak ada",
        "note": "catatan",
        "part": "bagian dari temuan lain",
        "frozen": "dibekukan",
        "rejected": "salah deteksi",
        "exempt": "dikecualikan",
        "approved": "disetujui",
        "indicated": "terindikasi",
        "proof": "bukti teknis",
    },
}


def print_changes(console: Console, forecast: Forecast, lang: str, zone: tzinfo) -> None:
    """Print what would be flagged and cleared, which links change, and what was not seen."""
    sheet, words = Sheet(console), _WORDS[lang]
    for what in CHANGES:
        found = [one for one in forecast.changes if one.what == what]
        if found:
            sheet.line(f"{words[f'would_{what}']} ({len(found)})", style="bold")
            for one in found:
                _print_change(sheet, one, words, lang)
            sheet.line()
    if forecast.silences:
        sheet.line(f"{words['silenced']} ({len(forecast.silences)})", style="bold")
        for silence in forecast.silences:
            _print_silence(sheet, silence, words, lang, zone)
        sheet.line()
    if forecast.links:
        sheet.line(f"{words['links']} ({len(forecast.links)})", style="bold")
        _print_links(sheet, forecast.links, words, lang)
        sheet.line()
    if not forecast.changes and not forecast.links and not forecast.silences:
        sheet.line(words["none"])
    sheet.line(words["judged"].format(count=forecast.devices))
    if unseen := forecast.unseen:
        sheet.line(words["unseen"].format(count=len(unseen), names=_names(unseen)))
    if forecast.old:
        told = [f"{name} ({time_words(lang, at, zone)})" for name, at in forecast.old.items()]
        sheet.line(words["old"].format(names=_names(told)))


def _print_change(sheet: Sheet, change: Change, words: Mapping[str, str], lang: str) -> None:
    case = change.case
    told = _case_words(case, lang) + (f"  [{case.waiver}]" if case.waiver else "")
    sheet.line(f"{words[change.before]} → {words[change.after]}  {told}", 2)
    sheet.line(case.text.in_language(lang), 6)
    if change.by:
        sheet.line(words["covered"].format(covers=_covers(change.by)), 6)


def _print_silence(
    sheet: Sheet, silence: Silence, words: Mapping[str, str], lang: str, zone: tzinfo
) -> None:
    work = silence.work
    told = words["silence"].format(
        start=time_words(lang, work.start.timestamp(), zone),
        end=time_words(lang, work.end.timestamp(), zone),
        days=f"{silence.days:.0f}",
        count=len(silence.devices),
        names=_names(silence.devices),
    )
    sheet.line(work.reason, 2)
    sheet.line(told, 6)
    if not silence.cases:
        return
    sheet.line(words["meanwhile"].format(count=len(silence.cases)), 6)
    for case in silence.cases:
        sheet.line(_case_words(case, lang), 8)


def _case_words(case: Case, lang: str) -> str:
    sure = share_words(lang, case.confidence)
    return f"{sure}  {case.site}  {kind_word(lang, case.kind)} {case.subject}"


def _covers(covers: Iterable[Cover]) -> str:
    return ", ".join(f"{one.where} {one.prefix}" for one in covers)


def _print_links(
    sheet: Sheet, links: Sequence[LinkChange], words: Mapping[str, str], lang: str
) -> None:
    def status(link: Link | None) -> str:
        return words["nothing"] if link is None else status_word(lang, link.status)

    sheet.table(
        [words[key] for key in ("device", "link", "was", "now", "why")],
        [
            (
                one.device,
                one.name,
                status(one.before),
                status(one.after),
                "; ".join(filter(None, (_account(one, lang), _covers(one.by)))),
            )
            for one in links
        ],
    )


def _account(change: LinkChange, lang: str) -> str:
    return account_of(change.after, lang) if change.after else ""


def _names(names: Sequence[str]) -> str:
    more = f", … (+{len(names) - _NAMED})" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
