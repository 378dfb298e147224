"""A snapshot and what is said of it, as tables in a terminal."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from exporters.sentences import said
from exporters.terminal_sheet import STATUS_COLOURS, Sheet
from exporters.words import address_words, band_word, kind_word, reason_words, status_word
from monitor.model.finding import Judgement
from monitor.model.link import Link
from monitor.model.numbers import share_words
from monitor.model.observation import Snapshot
from monitor.model.reading import TableStatus

_WORDS = {
    "id": {
        "tables": "Tabel",
        "links": "Tautan",
        "findings": "Temuan",
        "none": "tidak ada",
        "blind": "Tidak dapat dinilai",
        "serial": "nomor seri",
        "location": "lokasi",
        "table": "tabel",
        "status": "status",
        "rows": "baris",
        "skipped": "dilewati",
        "reason": "sebab",
        "link": "tautan",
        "medium": "media",
        "to": "menuju",
        "addresses": "alamat",
        "whose": "milik",
        "down": "mati",
        "until": "s.d.",
        "complete": "lengkap",
        "incomplete": "tidak lengkap",
        "absent": "tidak ada",
        "refused": "tidak diizinkan",
        "withheld": "disembunyikan",
    },
    "en": {
        "tables": "Tables",
        "links": "Links",
        "findings": "Findings",
        "none": "none",
        "blind": "Inconclusive",
        "serial": "serial",
        "location": "location",
        "table": "table",
        "status": "status",
        "rows": "rows",
        "skipped": "skipped",
        "reason": "why",
        "link": "link",
        "medium": "medium",
        "to": "to",
        "addresses": "addresses",
        "whose": "whose",
        "down": "down",
        "until": "until",
        "complete": "complete",
        "incomplete": "incomplete",
        "absent": "absent",
        "refused": "refused",
        "withheld": "withheld",
    },
}


def print_snapshot(
    console: Console, snapshot: Snapshot, judgement: Judgement, lang: str, when: str
) -> None:
    """
    Print identity, tables, links, findings, and what could not be seen.

    `when` says in words when it was read.
    """
    sheet, words = Sheet(console), _WORDS[lang]
    _print_identity(sheet, snapshot, words, when)
    _print_tables(sheet, snapshot, words, lang)
    sheet.head(words["links"])
    if judgement.links:
        print_links(sheet, judgement.links, lang)
    else:
        sheet.line(words["none"], 2)
    sheet.head(words["findings"])
    if not judgement.cases:
        sheet.line(words["none"], 2)
    for case in judgement.cases:
        waiver = f" [{case.waiver}]" if case.waiver else ""
        sure = f"{share_words(lang, case.confidence)} {band_word(lang, case.band)}"
        sheet.line(f"{sure} {kind_word(lang, case.kind)}{waiver}", 2)
        sheet.line(case.text.in_language(lang), 4)
    if judgement.inconclusive:
        sheet.head(words["blind"])
        for rule, reason in judgement.inconclusive.items():
            sheet.line(f"{rule}: {reason_words(lang, reason)}", 2)


def _print_identity(sheet: Sheet, snapshot: Snapshot, words: Mapping[str, str], when: str) -> None:
    identity = snapshot.identity
    names = (snapshot.device, identity.sys_name, when)
    sheet.line("  ".join(name for name in names if name), style="bold")
    sheet.line(identity.sys_descr or "-", 2)
    known = {
        "sysObjectID": identity.object_id,
        words["serial"]: identity.serial,
        "engine": identity.engine_id,
        words["location"]: identity.sys_location,
    }
    sheet.line("  ".join(f"{name} {text}" for name, text in known.items() if text), 2)


def _print_tables(sheet: Sheet, snapshot: Snapshot, words: Mapping[str, str], lang: str) -> None:
    sheet.head(words["tables"])
    readings = sorted(snapshot.tables.items())
    absent = [name for name, one in readings if one.status is TableStatus.ABSENT]
    sheet.table(
        [words[key] for key in ("table", "status", "rows", "skipped", "reason")],
        [
            (
                name,
                words[one.status.value],
                str(one.rows),
                str(one.skipped) if one.skipped else "",
                said(lang, one.reason),
            )
            for name, one in readings
            if one.status is not TableStatus.ABSENT or one.skipped
        ],
    )
    if absent:
        sheet.line(f"{words['absent']}: {', '.join(absent)}", 2)


def print_links(sheet: Sheet, links: Iterable[Link], lang: str) -> None:
    """Print links with what they are, where they lead, and what accounts for them."""
    words = _WORDS[lang]
    sheet.table(
        [words[key] for key in ("link", "status", "medium", "to", "addresses", "whose")],
        [
            (
                link.name,
                Text(status_word(lang, link.status), style=STATUS_COLOURS[link.status]),
                link.medium.value + ("" if link.is_up else f", {words['down']}"),
                ", ".join(map(str, link.next_hops)),
                address_words(own.address for own in link.addresses),
                account_of(link, lang),
            )
            for link in links
        ],
    )


def account_of(link: Link, lang: str) -> str:
    """Say what accounts for a link: a letter, a contract, the plan; else whose it seems to be."""
    if link.waiver is not None:
        return f"{link.waiver.letter}, {_WORDS[lang]['until']} {link.waiver.valid_until}"
    if link.circuit is not None:
        return f"{link.circuit.contract} ({link.circuit.provider})"
    return said(lang, link.plan_reason) or link.approval or link.provider or ""
