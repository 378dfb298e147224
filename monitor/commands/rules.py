"""`opd-monitor rules`: what is looked for, what it needs to see, and which platforms show it."""

from typing import Annotated

import typer

from exporters.terminal_sheet import Sheet
from monitor.commands.common import AsJson, console, print_json
from monitor.commands.signals_page import as_markdown, needs_of, platforms_of
from monitor.commands.tongue import Lang, language, spoken
from monitor.platforms import able
from monitor.rule import Rule
from monitor.rules import documentation, explanation, rules

NAME = "rules"


def main(
    *,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option(help="Print docs/signals.md.")] = False,
    _lang: Lang = None,
) -> None:
    """List the rules: what each is about, what it needs to see, and the platforms that show it."""
    if markdown:
        typer.echo(as_markdown(), nl=False)
        return
    if as_json:
        print_json({"rules": [_as_json(rule) for rule in rules().values()]})
        return
    heads = ("the rule", "its family", "what it is", "what it needs", "platforms that show it")
    Sheet(console()).table([spoken(head) for head in heads], list(map(_row, rules().values())), 0)


def _row(rule: Rule) -> tuple[str, ...]:
    platforms = spoken(platforms_of(able(rule)))
    what = explanation(rule, language()).what
    return rule.id, rule.family.value, what, needs_of(rule), platforms


def _as_json(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "signal": rule.number,
        "family": rule.family.value,
        "needs": [kind.__name__ for kind in rule.needs],
        "needs_by_role": {
            role.value: [kind.__name__ for kind in kinds]
            for role, kinds in rule.needs_by_role.items()
        },
        "also": [kind.__name__ for kind in rule.also],
        "platforms": list(able(rule)),
        "thresholds": dict(rule.thresholds),
        "roles": sorted(role.value for role in rule.roles),
        "documentation": documentation(rule),
    }
