"""Links of the whole city in a terminal, from what the daemon tells of them as JSON."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from rich.console import Console
from rich.text import Text

from exporters.terminal_sheet import STATUS_COLOURS, Cell, Sheet
from exporters.text import clean
from exporters.words import address_words, status_word, time_words
from monitor.model.link import LinkStatus

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "site": "site",
        "device": "device",
        "link": "link",
        "status": "status",
        "medium": "medium",
        "to": "to",
        "addresses": "addresses",
        "alias": "description",
        "seen": "as of",
        "down": "down",
        "none": "No such link was seen.",
        "count": "{count} links.",
    },
    "id": {
        "site": "lokasi",
        "device": "perangkat",
        "link": "tautan",
        "status": "status",
        "medium": "media",
        "to": "menuju",
        "addresses": "alamat",
        "alias": "keterangan",
        "seen": "keadaan",
        "down": "mati",
        "none": "Tidak ada tautan seperti itu yang terlihat.",
        "count": "{count} tautan.",
    },
}
_HEADS = ("device", "link", "site", "status", "medium", "to", "addresses", "alias", "seen")


def print_listed(
    console: Console, links: Sequence[Mapping[str, Any]], lang: str, zone: tzinfo
) -> None:
    """Print links, each as an item of `exporters.api.links_json`."""
    sheet, words = Sheet(console), _WORDS[lang]
    if not links:
        sheet.line(words["none"])
        return
    sheet.table([words[head] for head in _HEADS], [_row(link, lang, zone) for link in links], 0)
    sheet.line()
    sheet.line(words["count"].format(count=len(links)))


def _row(link: Mapping[str, Any], lang: str, zone: tzinfo) -> list[Cell]:
    status = LinkStatus(link["status"])
    seen = link["seen"] and datetime.fromisoformat(link["seen"]).timestamp()
    return [
        link["device"],
        clean(link["interface"]),
        link["site"],
        Text(status_word(lang, status), style=STATUS_COLOURS[status]),
        link["medium"] + ("" if link["is_up"] else f", {_WORDS[lang]['down']}"),
        ", ".join(link["next_hops"]),
        address_words(link["addresses"]),
        clean(link["alias"] or ""),
        "" if seen is None else time_words(lang, seen, zone),
    ]
