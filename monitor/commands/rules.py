"""`opd-monitor rules`: what is looked for, what it needs to see, and which platforms show it."""

from typing import Annotated

import typer
from rich.table import Table

from monitor.commands.common import AsJson, console, print_json
from monitor.platforms import PLATFORMS, able, showing
from monitor.rule import Rule
from monitor.rules import documentation, rules

NAME = "rules"
_FEW = 4
_HEAD = """\
# Signals

What each rule looks for. This page is made from the rules: `opd-monitor rules --markdown`.

On a device that does not show what it needs a rule is inconclusive. The platforms are those known
to show it, from recordings of real devices and from documentation: all are {platforms}.
"""


def main(
    *,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option(help="Print docs/signals.md.")] = False,
) -> None:
    """List the rules: what each is about, what it needs to see, and the platforms that show it."""
    if markdown:
        typer.echo(as_markdown(), nl=False)
        return
    if as_json:
        print_json([_as_json(rule) for rule in rules().values()])
        return
    table = Table(box=None, pad_edge=False)
    for name in ("rule", "family"):
        table.add_column(name, no_wrap=True)
    for name in ("what it is", "needs", "platforms"):
        table.add_column(name)
    for rule in rules().values():
        what = documentation(rule).split("\n\n")[0].replace("\n", " ")
        table.add_row(rule.id, rule.family.value, what, _needs(rule), _platforms(able(rule)))
    console().print(table)


def as_markdown() -> str:
    """Return the page that explains every rule, from the rules' own docstrings."""
    parts = [_HEAD.format(platforms=", ".join(PLATFORMS)), _overview()]
    for rule in rules().values():
        text = documentation(rule)
        for heading in ("Why it matters:", "Lies when:", "Clears when:"):
            text = text.replace(f"\n{heading}", f"\n\n**{heading}**")
        parts.append(
            f"## {rule.id}\n\n{_facts(rule)}\n\n{text.replace(chr(10) * 3, chr(10) * 2)}\n"
        )
    return "\n".join(parts)


def _overview() -> str:
    rows = (
        f"| [{rule.id}](#{rule.id}) | {_needs(rule)} | {_platforms(able(rule))} |\n"
        for rule in rules().values()
    )
    return "| rule | needs | platforms |\n|---|---|---|\n" + "".join(rows)


def _facts(rule: Rule) -> str:
    also = ", ".join(f"{kind.__name__} ({_platforms(showing((kind,)))})" for kind in rule.also)
    numbers = ", ".join(f"`{name}` {value:g}" for name, value in rule.thresholds.items())
    return (
        f"Signal {rule.number}, family {rule.family.value}, needs {_needs(rule)}."
        + (f" Uses {also} where it is there." if also else "")
        + (f" Thresholds: {numbers}." if numbers else "")
    )


def _needs(rule: Rule) -> str:
    def named(kinds: tuple[type, ...]) -> str:
        return ", ".join(kind.__name__ for kind in kinds)

    by_role = (f"; as {role.value} {named(kinds)}" for role, kinds in rule.needs_by_role.items())
    return named(rule.needs) + "".join(by_role)


def _platforms(names: tuple[str, ...]) -> str:
    others = [name for name in PLATFORMS if name not in names]
    if not names or len(others) > _FEW:
        return ", ".join(names) or "none known"
    return f"all but {', '.join(others)}" if others else "all"


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
