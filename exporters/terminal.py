"""A snapshot and what is said of it, as tables in a terminal."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from exporters.sentences import said
from exporters.words import band_word, reason_words, status_word
from monitor.model.finding import Judgement
from monitor.model.link import Link, LinkStatus
from monitor.model.numbers import share_words
from monitor.model.observation import Snapshot
from monitor.model.reading import TableStatus

_COLOURS = {
    LinkStatus.KOMINFO: "green",
    LinkStatus.EXEMPT: "cyan",
    LinkStatus.APPROVED: "cyan",
    LinkStatus.FOREIGN: "bold red",
    LinkStatus.UNKNOWN: "yellow",
}
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
    },
}


def print_snapshot(console: Console, snapshot: Snapshot, judgement: Judgement, lang: str) -> None:
    """Print identity, tables, links, findings, and what could not be seen."""
    words = _WORDS[lang]
    _print_identity(console, snapshot, words)
    console.print(f"\n{words['tables']}", style="bold")
    console.print(_tables(snapshot, words, lang))
    console.print(f"\n{words['links']}", style="bold")
    if judgement.links:
        console.print(_links(judgement.links, words, lang))
    else:
        console.print(f"  {words['none']}")
    console.print(f"\n{words['findings']}", style="bold")
    if not judgement.cases:
        console.print(f"  {words['none']}")
    for case in judgement.cases:
        waiver = f" [{case.waiver}]" if case.waiver else ""
        sure = f"{share_words(lang, case.confidence)} {band_word(lang, case.band)}"
        console.print(f"  {sure} {case.kind.value}{waiver}")
        console.print(f"    {case.text.in_language(lang)}")
    if judgement.inconclusive:
        console.print(f"\n{words['blind']}", style="bold")
        for rule, reason in judgement.inconclusive.items():
            console.print(f"  {rule}: {reason_words(lang, reason)}")


def _print_identity(console: Console, snapshot: Snapshot, words: Mapping[str, str]) -> None:
    identity = snapshot.identity
    when = datetime.fromtimestamp(snapshot.time_s, UTC).isoformat(timespec="seconds")
    console.print(f"{snapshot.device}  {identity.sys_name or ''}  {when}", style="bold")
    console.print(f"  {identity.sys_descr or '-'}")
    known = {
        "sysObjectID": identity.object_id,
        words["serial"]: identity.serial,
        "engine": identity.engine_id,
        words["location"]: identity.sys_location,
    }
    console.print("  " + "  ".join(f"{name} {text}" for name, text in known.items() if text))


def _tables(snapshot: Snapshot, words: Mapping[str, str], lang: str) -> Table:
    heads = (words[key] for key in ("table", "status", "rows", "skipped"))
    table = Table(*heads, "", box=None, pad_edge=True)
    for name, reading in sorted(snapshot.tables.items()):
        if reading.status is TableStatus.ABSENT and not reading.skipped:
            continue
        skipped = str(reading.skipped) if reading.skipped else ""
        status, reason = words[reading.status.value], Text(said(lang, reading.reason))
        table.add_row(name, status, str(reading.rows), skipped, reason)
    absent = [n for n, r in snapshot.tables.items() if r.status is TableStatus.ABSENT]
    if absent:
        table.caption = f"{words['absent']}: {', '.join(sorted(absent))}"
        table.caption_justify = "left"
    return table


def _links(links: Iterable[Link], words: Mapping[str, str], lang: str) -> Table:
    heads = ("link", "status", "medium", "to", "addresses", "whose")
    table = Table(*(words[key] for key in heads), box=None, pad_edge=True)
    for link in links:
        table.add_row(
            Text(link.name),
            Text(status_word(lang, link.status), style=_COLOURS[link.status]),
            link.medium.value + ("" if link.is_up else f", {words['down']}"),
            ", ".join(map(str, link.next_hops)),
            ", ".join(str(own.address) for own in link.addresses if not own.address.is_link_local),
            Text(account_of(link, lang)),
        )
    return table


def account_of(link: Link, lang: str) -> str:
    """Say what accounts for a link: a letter, a contract, the plan; else whose it seems to be."""
    if link.waiver is not None:
        return f"{link.waiver.letter}, {_WORDS[lang]['until']} {link.waiver.valid_until}"
    if link.circuit is not None:
        return f"{link.circuit.contract} ({link.circuit.provider})"
    return said(lang, link.plan_reason) or link.approval or link.provider or ""
