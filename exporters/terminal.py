"""A snapshot and what is said of it, as tables in a terminal."""

from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.model.finding import Judgement
from monitor.model.link import Link, LinkStatus
from monitor.model.observation import Snapshot
from monitor.model.reading import TableStatus

_COLOURS = {
    LinkStatus.KOMINFO: "green",
    LinkStatus.EXEMPT: "cyan",
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
    },
    "en": {
        "tables": "Tables",
        "links": "Links",
        "findings": "Findings",
        "none": "none",
        "blind": "Inconclusive",
    },
}


def print_snapshot(console: Console, snapshot: Snapshot, judgement: Judgement, lang: str) -> None:
    """Print identity, tables, links, findings, and what could not be seen."""
    words = _WORDS[lang]
    _print_identity(console, snapshot)
    console.print(f"\n{words['tables']}", style="bold")
    console.print(_tables(snapshot))
    console.print(f"\n{words['links']}", style="bold")
    console.print(_links(judgement.links) if judgement.links else f"  {words['none']}")
    console.print(f"\n{words['findings']}", style="bold")
    if not judgement.cases:
        console.print(f"  {words['none']}")
    for case in judgement.cases:
        waiver = f" [{case.waiver}]" if case.waiver else ""
        console.print(f"  {case.confidence:.2f} {case.band.value} {case.kind.value}{waiver}")
        console.print(f"    {case.text.in_language(lang)}")
    if judgement.inconclusive:
        console.print(f"\n{words['blind']}", style="bold")
        for rule, reason in judgement.inconclusive.items():
            console.print(f"  {rule}: {reason}")


def _print_identity(console: Console, snapshot: Snapshot) -> None:
    identity = snapshot.identity
    when = datetime.fromtimestamp(snapshot.time_s, UTC).isoformat(timespec="seconds")
    console.print(f"{snapshot.device}  {identity.sys_name or ''}  {when}", style="bold")
    console.print(f"  {identity.sys_descr or '-'}")
    known = {
        "sysObjectID": identity.object_id,
        "serial": identity.serial,
        "engine": identity.engine_id,
        "location": identity.sys_location,
    }
    console.print("  " + "  ".join(f"{name} {text}" for name, text in known.items() if text))


def _tables(snapshot: Snapshot) -> Table:
    table = Table("table", "status", "rows", "skipped", "", box=None, pad_edge=True)
    for name, reading in sorted(snapshot.tables.items()):
        if reading.status is TableStatus.ABSENT and not reading.skipped:
            continue
        skipped = str(reading.skipped) if reading.skipped else ""
        table.add_row(name, reading.status.value, str(reading.rows), skipped, Text(reading.reason))
    absent = [n for n, r in snapshot.tables.items() if r.status is TableStatus.ABSENT]
    if absent:
        table.caption = f"absent: {', '.join(sorted(absent))}"
        table.caption_justify = "left"
    return table


def _links(links: Iterable[Link]) -> Table:
    table = Table("link", "status", "medium", "to", "addresses", "whose", box=None, pad_edge=True)
    for link in links:
        table.add_row(
            Text(link.name),
            Text(link.status.value, style=_COLOURS[link.status]),
            link.medium.value + ("" if link.is_up else ", down"),
            ", ".join(map(str, link.next_hops)),
            ", ".join(str(own.address) for own in link.addresses if not own.address.is_link_local),
            Text(account_of(link)),
        )
    return table


def account_of(link: Link) -> str:
    """Say what accounts for a link: a letter, a contract, the plan; else whose it seems to be."""
    if link.waiver is not None:
        return f"{link.waiver.letter}, until {link.waiver.valid_until}"
    if link.circuit is not None:
        return f"{link.circuit.contract} ({link.circuit.provider})"
    return link.plan_reason or link.provider or ""
