"""What another registry or other weights would change, in a terminal."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exporters.terminal import account_of
from exporters.words import status_word, time_words
from monitor.model.outlook import CHANGES, Change, Forecast, LinkChange

_NAMED = 10
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "would_flagged": "Would be flagged",
        "would_cleared": "Would be cleared",
        "would_frozen": "Would be frozen: nobody would look at the device any more",
        "would_stronger": "Would be proof",
        "would_weaker": "Would be indicated only",
        "would_changed": "Would stand otherwise, and is not said either way",
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
    if links:
        console.print(f"{words['links']} ({len(links)})", style="bold")
        console.print(_links(links, words, lang))
        console.print()
    if not changes and not links:
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
        f"  {words[change.before]} → {words[change.after]}  {case.confidence:.2f}  {case.site}  "
        f"{case.kind.value} {case.subject}" + (f"  [{case.waiver}]" if case.waiver else "")
    )
    console.print(Padding(Text(case.text.in_language(lang)), (0, 0, 0, 6)))


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
            Text(account_of(one.after, lang) if one.after else ""),
        )
    return table


def _names(names: Sequence[str]) -> str:
    more = f", … (+{len(names) - _NAMED})" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
