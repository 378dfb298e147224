"""`opd-monitor rules`: what is looked for, and what each rule needs to see."""

from rich.table import Table

from monitor.commands.common import AsJson, console, print_json
from monitor.rules import documentation, rules

NAME = "rules"


def main(*, as_json: AsJson = False) -> None:
    """List the rules: what each is about, its family, and the observations it needs."""
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
    table = Table("signal", "rule", "family", "needs", "what it is", box=None, pad_edge=False)
    for rule in rules().values():
        what = documentation(rule).split("\n\n")[0].replace("\n", " ")
        needs = ", ".join(kind.__name__ for kind in rule.needs)
        table.add_row(str(rule.number), rule.id, rule.family.value, needs, what)
    console().print(table)
