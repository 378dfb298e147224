"""What another registry or other weights would change, in a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exporters.terminal import account_of
from exporters.words import status_word, time_words
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
    words, changes, links = _WORDS[lang], forecast.changes, forecast.links
    for what in CHANGES:
        found = [one for one in changes if one.what == what]
        if found:
            console.print(f"{words[f'would_{what}']} ({len(found)})", style="bold")
            for one in found:
                _print_change(console, one, words, lang)
            console.print()
    if forecast.silences:
        console.print(f"{words['silenced']} ({len(forecast.silences)})", style="bold")
        for silence in forecast.silences:
            _print_silence(console, silence, words, lang, zone)
        console.print()
    if links:
        console.print(f"{words['links']} ({len(links)})", style="bold")
        console.print(_links(links, words, lang))
        console.print()
    if not changes and not links and not forecast.silences:
        console.print(words["none"])
    console.print(words["judged"].format(count=forecast.devices))
    if unseen := forecast.unseen:
        console.print(words["unseen"].format(count=len(unseen), names=_names(unseen)))
    if forecast.old:
        told = [f"{name} ({time_words(lang, at, zone)})" for name, at in forecast.old.items()]
        console.print(words["old"].format(names=_names(told)))


def _print_change(console: Console, change: Change, words: Mapping[str, str], lang: str) -> None:
    case = change.case
    console.print(
        f"  {words[change.before]} → {words[change.after]}  {share_words(lang, case.confidence)}  "
        f"{case.site}  {case.kind.value} {case.subject}"
        + (f"  [{case.waiver}]" if case.waiver else "")
    )
    console.print(Padding(Text(case.text.in_language(lang)), (0, 0, 0, 6)))
    if change.by:
        told = words["covered"].format(covers=_covers(change.by))
        _print_line(console, 6, told)


def _print_silence(
    console: Console, silence: Silence, words: Mapping[str, str], lang: str, zone: tzinfo
) -> None:
    work = silence.work
    told = words["silence"].format(
        start=time_words(lang, work.start.timestamp(), zone),
        end=time_words(lang, work.end.timestamp(), zone),
        days=f"{silence.days:.0f}",
        count=len(silence.devices),
        names=_names(silence.devices),
    )
    _print_line(console, 2, work.reason)
    _print_line(console, 6, told)
    if not silence.cases:
        return
    _print_line(console, 6, words["meanwhile"].format(count=len(silence.cases)))
    for case in silence.cases:
        sure = share_words(lang, case.confidence)
        line = f"{sure}  {case.site}  {case.kind.value} {case.subject}"
        _print_line(console, 8, line)


def _print_line(console: Console, indent: int, text: str) -> None:
    console.print(Text(f"{' ' * indent}{text}"), soft_wrap=True)


def _covers(covers: Iterable[Cover]) -> str:
    return ", ".join(f"{one.where} {one.prefix}" for one in covers)


def _links(links: Sequence[LinkChange], words: Mapping[str, str], lang: str) -> Table:
    table = Table(
        *(words[key] for key in ("device", "link", "was", "now", "why")), box=None, pad_edge=True
    )
    for one in links:
        before = status_word(lang, one.before.status) if one.before else words["nothing"]
        after = status_word(lang, one.after.status) if one.after else words["nothing"]
        table.add_row(
            Text(one.device),
            Text(one.name),
            before,
            after,
            Text("; ".join(filter(None, (_account(one, lang), _covers(one.by))))),
        )
    return table


def _account(change: LinkChange, lang: str) -> str:
    return account_of(change.after, lang) if change.after else ""


def _names(names: Sequence[str]) -> str:
    more = f", … (+{len(names) - _NAMED})" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
