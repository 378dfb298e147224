"""
One module per rule, each with a typed constant `RULE`; no module imports another.

A rule is added by adding its file. Discovery walks the package and refuses to start on a module
without its constant, or on a rule whose id is not its file's name.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from monitor.rule import Rule


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its id, in the order of the catalogue of signals."""
    found: list[Rule] = []
    for module in iter_modules(__path__):
        rule = getattr(import_module(f"{__name__}.{module.name}"), "RULE", None)
        if not isinstance(rule, Rule):
            raise TypeError(f"{__name__}.{module.name} has no constant RULE of type Rule")
        if rule.id != module.name.replace("_", "-"):
            raise ValueError(f"{__name__}.{module.name} declares the id {rule.id}")
        found.append(rule)
    return {rule.id: rule for rule in sorted(found, key=lambda rule: (rule.number, rule.id))}


HEADINGS = {
    "en": ("Why it matters:", "Lies when:", "Clears when:"),
    "id": ("Mengapa penting:", "Bisa keliru bila:", "Selesai bila:"),
}
"""What the parts of a rule's explanation are called, in its docstring and in its `INDONESIAN`."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule told to people: what it is, why it matters, when it lies, when it clears."""

    what: str
    why: str
    lies: str
    clears: str


def explanation(rule: Rule, language: str) -> Explanation:
    """Return a rule's explanation in `en` or `id`."""
    module = import_module(f"{__name__}.{rule.id.replace('-', '_')}")
    written: str = documentation(rule) if language == "en" else module.INDONESIAN
    text = " ".join(written.split("\n"))
    why, lies, clears = HEADINGS[language]
    what, _, rest = text.strip().partition(why)
    matters, _, rest = rest.partition(lies)
    wrong, _, rest = rest.partition(clears)
    # What stands behind an empty line, two blanks by now, is for whoever reads the rule.
    return Explanation(what.strip(), matters.strip(), wrong.strip(), rest.strip().split("  ")[0])


def names() -> dict[str, frozenset[str]]:
    """Return what may be said of rules in the settings: their ids, with their thresholds."""
    return {name: frozenset(rule.thresholds) for name, rule in rules().items()}


def documentation(rule: Rule) -> str:
    """Return the docstring of a rule's module: what it is, why it matters, when it lies."""
    return (import_module(f"{__name__}.{rule.id.replace('-', '_')}").__doc__ or "").strip()
