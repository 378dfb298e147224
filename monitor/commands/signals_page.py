"""The page that explains the rules to an administrator: docs/signals.md, made from the rules."""

from monitor.model.policy import Policy
from monitor.platforms import PLATFORMS, able, showing
from monitor.rule import Rule
from monitor.rules import documentation, rules

_FEW = 4
_HEAD = """\
# Signals

What each rule looks for, what makes it lie, and how to tune it. This page is made from the rules:
`opd-monitor rules --markdown`.

## From signals to a finding

Where a rule speaks it says how strongly: proof ({weights.proof:g}), strong ({weights.strong:g}) or
a hint ({weights.hint:g}). Of the signals about one link, box or device the strongest of each
family counts, and they are combined: confidence = 1 - product of (1 - weight). Without one proof or
two strong signals of different families it is {caps.uncorroborated:g} at most; what people write
and how much passes (the families {weak}) make {caps.weak_families:g} at most.

| band | from | what it means |
|---|---|---|
| note | | seen, and not said |
| indicated | {bands.indicated:g} | said as an indication (*terindikasi*) |
| proof | {bands.proof:g} | said as technical proof (*bukti teknis*); a person verifies it |

A finding opens after proof in {hysteresis.proof_polls} of {hysteresis.proof_window} polls, or after
{strong_h:g} hours of strong signals in {hysteresis.strong_polls} polls or more, added up over days.
What is seen too shortly for that opens after proof on {hysteresis.proof_days} days of the last
{days:g}, or strong signals on {hysteresis.strong_days}. A hint never opens one. It closes after
{hysteresis.clear_polls} clean and complete polls. While a device, or a table that showed it, cannot
be read, the finding is frozen.

## How to tune

Everything stands below `rules:` in monitor.yaml, and `opd-monitor what-if --settings NEW` says what
a change would flag and clear before it is loaded.

```yaml
rules:
  disabled: [flapping-line]            # never looked for; its findings end
  overrides:
    provider-name: {{at_most: hint}}     # never more than a hint
    silent-bypass:
      thresholds: {{days: 10}}           # the numbers listed with each rule below
  weights: {{strong: 0.50}}
  bands: {{proof: 0.90}}
  hysteresis: {{strong_s: 14400}}
  coverage_floor: 0.6                  # seen less: an agency is never called compliant
```

- A rule that lies at one place: declare what is there (a circuit, a device, an approved
  destination, a waiver). Rejecting the finding keeps it away while its evidence is the same.
- A rule that lies everywhere: `at_most: hint`, before `disabled`. A hint still confirms others.
- Too late: smaller `hysteresis`. Too many odd answers: larger. Weights and bands change what is
  said, not when.
- Makers of MAC addresses are classed in oui.yaml, providers' names and addresses in providers.yaml.

## What cannot be seen

- A line and a box of its own that touch no managed device: no rule speaks. The register of
  contracts, coverage and silent-bypass, where a baseline exists, are what is left.
- A device that hides a table: its rules are inconclusive, which lowers the coverage of its site
  (`/api/v1/coverage`, `opd_rule_inconclusive`) and is never taken for clean.
- Routes in a VRF, policy routing and the second of two equal-cost routes are in no table: the
  line's address, gateway and traffic are (foreign-public-address, hidden-gateway,
  unapproved-tunnel).
- An agent of version 2c whose community was changed is as silent as one without power, unless it
  speaks version 3 too (refused-access).
- RouterOS shows no BGP and no OSPF by SNMP; FDB per VLAN of Cisco needs contexts or community@vlan.

## Needs and platforms

On a device that does not show what it needs a rule is inconclusive. The platforms are those known
to show it, from recordings of real devices and from documentation: all are {platforms}.
"""


def _head() -> str:
    policy = Policy()
    return _HEAD.format(
        weights=policy.weights,
        bands=policy.bands,
        caps=policy.caps,
        weak=" and ".join(sorted(policy.caps.weak)),
        hysteresis=policy.hysteresis,
        strong_h=policy.hysteresis.strong_s / 3600,
        days=policy.hysteresis.suspicion_s / 86400,
        platforms=", ".join(PLATFORMS),
    )


def as_markdown() -> str:
    """Return the page that explains every rule, from the rules' own docstrings."""
    parts = [_head(), _overview()]
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
        f"| [{rule.id}](#{rule.id}) | {needs_of(rule)} | {platforms_of(able(rule))} |\n"
        for rule in rules().values()
    )
    return "| rule | needs | platforms |\n|---|---|---|\n" + "".join(rows)


def _facts(rule: Rule) -> str:
    also = ", ".join(f"{kind.__name__} ({platforms_of(showing((kind,)))})" for kind in rule.also)
    numbers = ", ".join(f"`{name}` {value:g}" for name, value in rule.thresholds.items())
    return (
        f"Signal {rule.number}, family {rule.family.value}, needs {needs_of(rule)}."
        + (f" Uses {also} where it is there." if also else "")
        + (f" Thresholds: {numbers}." if numbers else "")
    )


def needs_of(rule: Rule) -> str:
    """Write what a rule needs, by role where roles differ."""

    def named(kinds: tuple[type, ...]) -> str:
        return ", ".join(kind.__name__ for kind in kinds)

    by_role = (f"; as {role.value} {named(kinds)}" for role, kinds in rule.needs_by_role.items())
    return named(rule.needs) + "".join(by_role)


def platforms_of(names: tuple[str, ...]) -> str:
    """Write a list of platforms, the shorter way."""
    others = [name for name in PLATFORMS if name not in names]
    if not names or len(others) > _FEW:
        return ", ".join(names) or "none known"
    return f"all but {', '.join(others)}" if others else "all"
