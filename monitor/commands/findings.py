"""`opd-monitor findings`: what is remembered, read from the store beside a running daemon."""

import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from exporters.api import finding_json
from monitor.commands.common import (
    AsJson,
    Config,
    Failure,
    Lang,
    configuration,
    console,
    language_of,
    print_json,
)
from monitor.model.finding import Finding, State
from monitor.store.errors import StoreError
from monitor.store.sqlite import Store

NAME = "findings"
_ORDER = list(State)
_SINCE_S = 30 * 86400.0


def main(
    config: Config = None,
    store: Annotated[Path | None, typer.Option(help="A store of your own choice.")] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Suspected and resolved ones too.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = "en",
) -> None:
    """List findings: what is flagged, since when, and how sure."""
    language_of(lang)
    path = store or configuration(config, with_profiles=False)[0].paths.store
    opened = Store(path, read_only=True)
    try:
        opened.open()
        try:
            found = opened.load(resolved_since_s=time.time() - _SINCE_S)
        finally:
            opened.close()
    except StoreError as error:
        raise Failure(str(error)) from None
    shown = sorted(
        (finding for finding in found.values() if everything or _is_current(finding)),
        key=lambda finding: (_ORDER.index(finding.state), -finding.case.confidence),
    )
    if as_json:
        print_json({"findings": [finding_json(finding) for finding in shown]})
        return
    _print(shown, lang)


def _is_current(finding: Finding) -> bool:
    return finding.is_said or finding.state is State.EXEMPT


def _print(findings: list[Finding], lang: str) -> None:
    if not findings:
        console().print("No findings." if lang == "en" else "Tidak ada temuan.")
        return
    screen = console()
    for finding in findings:
        case = finding.case
        state = finding.state.value + (" (frozen)" if finding.frozen else "")
        since = datetime.fromtimestamp(finding.opened_s or finding.first_seen_s).astimezone()
        waiver = f", {case.waiver}" if case.waiver else ""
        screen.print(
            f"{state}{waiver}  {case.confidence:.2f} {case.band.value}  {case.site}  "
            f"{case.kind.value} {case.subject}  since {since:%Y-%m-%d %H:%M}",
            style="bold" if finding.is_said else None,
        )
        screen.print(Padding(Text(case.text.in_language(lang)), (0, 0, 1, 4)))
