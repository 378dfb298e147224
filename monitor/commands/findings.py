"""
`opd-monitor findings`: what is remembered, read from the store beside a running daemon.

Without a further word it lists them; `show` tells one's whole story, and `verify`, `reject` and
`note` take a person's word on it.
"""

import time
from datetime import tzinfo
from typing import Annotated

import typer

from exporters.api import finding_json
from exporters.terminal_sheet import Sheet
from exporters.words import band_word, kind_word, state_word, time_words
from monitor.commands import decide, story
from monitor.commands.common import AsJson, Config, Failure, console, print_json, say
from monitor.commands.remembered import StorePath, known_now, opened, path_of, settings_of, zone_of
from monitor.commands.tongue import Lang, language
from monitor.model.finding import Finding, State
from monitor.model.numbers import share_words
from monitor.store.sqlite import Store

NAME = "findings"
_ORDER = list(State)
_SINCE_S = 30 * 86400.0

All = Annotated[bool, typer.Option("--all", help="Suspected, rejected and resolved ones too.")]
States = Annotated[
    list[State] | None, typer.Option("--state", help="Only this state; may be given again.")
]
Sites = Annotated[
    list[str] | None, typer.Option("--site", help="Only this site, by its code; again for more.")
]

app = typer.Typer(
    name=NAME,
    help="What is flagged, since when, how sure and why; and a person's word on it.",
    invoke_without_command=True,
)
app.command("show")(story.show)
app.command("verify")(decide.verify)
app.command("reject")(decide.reject)
app.command("note")(decide.note)


@app.callback()
def bare(
    context: typer.Context,
    config: Config = None,
    store: StorePath = None,
    state: States = None,
    site: Sites = None,
    *,
    everything: All = False,
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:
    """List findings: what is flagged, since when, and how sure."""
    if context.invoked_subcommand is None:
        listing(config, store, state, site, everything=everything, as_json=as_json)
    elif store or state or site or everything or as_json:
        word = context.invoked_subcommand
        raise Failure(f"write the options after the word: opd-monitor findings {word} …", 2)


@app.command("list")
def listing(
    config: Config = None,
    store: StorePath = None,
    state: States = None,
    site: Sites = None,
    *,
    everything: All = False,
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:
    """List findings: what is flagged, since when, and how sure."""
    settings = settings_of(config, store)
    path = path_of(store, settings)
    with opened(Store(path, read_only=True)) as reader:
        stored = reader.load(resolved_since_s=time.time() - _SINCE_S)
    known = known_now(stored, path)
    known.warn()
    shown = sorted(
        (
            one
            for one in known.findings.values()
            if _is_wanted(one, state, site, everything=everything)
        ),
        key=lambda finding: (_ORDER.index(finding.state), -finding.case.confidence),
    )
    if as_json:
        told = [finding_json(finding) for finding in shown]
        print_json({"is_live": known.is_live, "findings": told})
        return
    _print(shown, language(), zone_of(settings))


def _is_wanted(
    finding: Finding, states: list[State] | None, sites: list[str] | None, *, everything: bool
) -> bool:
    if sites and finding.case.site not in sites:
        return False
    if states:
        return finding.state in states
    return everything or finding.is_said or finding.state is State.EXEMPT


def _print(findings: list[Finding], lang: str, zone: tzinfo) -> None:
    if not findings:
        say("No findings.")
        return
    sheet = Sheet(console())
    since_word, frozen = ("since", "frozen") if lang == "en" else ("sejak", "tidak terlihat")
    for finding in findings:
        case = finding.case
        state = state_word(lang, finding.state) + (f" ({frozen})" if finding.frozen else "")
        since = time_words(lang, finding.opened_s or finding.first_seen_s, zone)
        waiver = f", {case.waiver}" if case.waiver else ""
        sure = f"{share_words(lang, case.confidence)} {band_word(lang, case.band)}"
        what = f"{kind_word(lang, case.kind)} {case.subject}"
        parts = (finding.id, state + waiver, sure, case.site, what, f"{since_word} {since}")
        sheet.line("  ".join(parts), style="bold" if finding.is_said else "")
        sheet.line(case.text.in_language(lang), 4)
        sheet.line()
