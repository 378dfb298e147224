"""`opd-monitor rules`: what is looked for, and what each rule needs to see."""

from typing import Annotated

import typer
from rich.table import Table

from monitor.commands.common import AsJson, console, print_json
from monitor.rules import documentation, rules

NAME = "rules"


def main(
    *,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option(help="Print docs/signals.md.")] = False,
) -> None:
    """List the rules: what each is about, its family, and the observations it needs."""
    if markdown:
        typer.echo(as_markdown(), nl=False)
        return
    if as_json:
        print_json(
            [
                {
                    "id": rule.id,
                    "signal": rule.number,
                    "family": rule.family.value,
                    "needs": [kind.__name__ for kind in rule.needs],
                    "also": [kind.__name__ for kind in rule.also],
                    "roles": sorted(role.value for role in rule.roles),
                    "documentation": documentation(rule),
                }
                for rule in rules().values()
            ]
        )
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("rule", no_wrap=True)
    table.add_column("family", no_wrap=True)
    table.add_column("what it is")
    for rule in rules().values():
        what = documentation(rule).split("\n\n")[0].replace("\n", " ")
        needs = ", ".join(kind.__name__ for kind in rule.needs)
        table.add_row(rule.id, rule.family.value, f"{what} Needs: {needs}.")
    console().print(table)


def as_markdown() -> str:
    """Return the page that explains every rule, from the rules' own docstrings."""
    parts = [
        (
            "# Signals\n\nWhat each rule looks for. This page is made from the rules themselves:"
            " `opd-monitor rules --markdown`.\n"
        )
    ]
    for rule in rules().values():
        needs = ", ".join(kind.__name__ for kind in rule.needs)
        text = documentation(rule)
        for heading in ("Why it matters:", "Lies when:", "Clears when:"):
            text = text.replace(f"\n{heading}", f"\n\n**{heading}**")
        parts.append(
            f"## {rule.id}\n\nSignal {rule.number}, family {rule.family.value}, needs {needs}."
            f"\n\n{text.replace(chr(10) * 3, chr(10) * 2)}\n"
        )
    return "\n".join(parts)
