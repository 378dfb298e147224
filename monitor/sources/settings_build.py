"""From monitor.yaml as checked to frozen `Settings`: defaults filled in, parts compared."""

import dataclasses
import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

from monitor.model.policy import Calendar, Policy, RuleOverride
from monitor.model.privacy import Privacy, Retention
from monitor.settings import DEFAULT_STORE, Intervals, Limits, Listen, Paths, Settings
from monitor.sources.check import Strict
from monitor.sources.document import Document, Step
from monitor.sources.problem import quoted
from monitor.sources.profiles import build_profile
from monitor.sources.settings_schema import (
    CalendarEntry,
    LimitsEntry,
    MonitorEntry,
    PathsEntry,
    RulesEntry,
    given,
)
from monitor.sources.suggest import nearest
from monitor.sources.time_fields import time_zone

Value = TypeVar("Value")


def build_settings(
    document: Document,
    entry: MonitorEntry,
    environ: Mapping[str, str],
    known_rules: Mapping[str, Collection[str]] | None,
    *,
    with_profiles: bool = True,
) -> Settings | None:
    """
    Make the settings; what is wrong is noted in the document. `None` if they cannot be used.

    Who asks no device needs no profile, and then no secret is fetched (`with_profiles`).
    """
    profiles = {
        name: build_profile(document, name, profile, environ)
        for name, profile in entry.profiles.items()
        if with_profiles
    }
    if (
        with_profiles
        and not profiles
        and not any(problem.path.startswith("profiles") for problem in document.problems)
    ):
        hint = "add  profiles: {default: {version: 2c, community: env:SNMP_COMMUNITY}}"
        document.problem(("profiles",), "declares no way to ask a device", hint)
    intervals = _over(Intervals(), entry.intervals)
    policy = _policy(entry, intervals)
    retention = _over(Retention(), entry.retention)
    _compare(document, intervals, policy, retention)
    if known_rules is not None:
        _check_rules(document, entry.rules, known_rules)
    if any(problem.severity == "error" for problem in document.problems):
        return None
    return Settings(
        source=Path(document.file).absolute(),
        paths=paths_of(document, entry.paths, environ),
        profiles={name: profile for name, profile in profiles.items() if profile is not None},
        intervals=intervals,
        listen=Listen(*entry.listen) if entry.listen else Listen(),
        external_url=entry.external_url or "",
        allowed_hosts=tuple(entry.allowed_hosts),
        traps=Listen(*entry.traps) if entry.traps else None,
        limits=_limits(document, entry.limits),
        policy=policy,
        retention=retention,
        privacy=_over(Privacy(), entry.privacy),
        language=entry.language,
        timezone=entry.timezone,
    )


def warn_of_listening(document: Document, listen: Listen) -> None:
    """Warn of pages that everybody may read who reaches them."""
    if not listen.is_loopback:
        message = (
            "lets everybody who reaches it read all: who violates, every device and every line"
        )
        hint = "give --web.config.file a file with users (docs/web.md), or write 127.0.0.1:10190"
        document.warn(("listen",), message, hint)


def paths_of(document: Document, entry: PathsEntry, environ: Mapping[str, str]) -> Paths:
    """Make paths absolute: relative ones start from the folder of monitor.yaml."""
    folder = Path(document.file).absolute().parent
    store = entry.store
    if store is None and environ.get("STATE_DIRECTORY"):
        store = f"{environ['STATE_DIRECTORY'].partition(':')[0]}/{DEFAULT_STORE.name}"
    return Paths(
        registry=folder / entry.registry,
        providers=folder / entry.providers,
        oui=folder / entry.oui,
        store=folder / (store or DEFAULT_STORE),
    )


def _policy(entry: MonitorEntry, intervals: Intervals) -> Policy:
    rules = entry.rules
    default = Policy()
    # One slow poll may be missed without anybody having to doubt what was seen before and after.
    hysteresis = dataclasses.replace(
        default.hysteresis, gap_s=2 * intervals.slow_s, apart_s=intervals.fast_s / 2
    )
    return Policy(
        weights=_over(default.weights, rules.weights),
        bands=_over(default.bands, rules.bands),
        caps=_over(default.caps, rules.caps),
        hysteresis=_over(hysteresis, rules.hysteresis),
        calendar=_calendar(entry.calendar, entry.timezone),
        baselines=_over(default.baselines, rules.baselines),
        disabled_rules=frozenset(rules.disabled),
        overrides={
            name: RuleOverride(override.at_most, override.family, override.thresholds)
            for name, override in rules.overrides.items()
        },
        expected_routing=frozenset(rules.expected_routing or ()),
        idle_backup_counts=(
            default.idle_backup_counts
            if rules.idle_backup_counts is None
            else rules.idle_backup_counts
        ),
        coverage_floor=(
            default.coverage_floor if rules.coverage_floor is None else rules.coverage_floor
        ),
        stale_after_s=(
            default.stale_after_s if rules.stale_after_s is None else rules.stale_after_s
        ),
    )


def _limits(document: Document, entry: LimitsEntry) -> Limits:
    values = given(entry)
    if values.pop("walk_budget_s", None) is not None:
        # What merely became old keeps no daemon from starting.
        document.warn(
            ("limits", "walk_budget_s"),
            "is not read any more: a poll has one budget for all its tables",
            "write poll_budget_s",
        )
    return dataclasses.replace(Limits(), **values)


def _calendar(entry: CalendarEntry, timezone: str) -> Calendar:
    return dataclasses.replace(_over(Calendar(), entry), timezone=time_zone(timezone))


def _over(default: Value, entry: Strict) -> Value:
    """Lay what the file gives over the defaults; lists become sets."""
    values: dict[str, Any] = {
        key: frozenset(value) if isinstance(value, list) else value
        for key, value in given(entry).items()
    }
    return dataclasses.replace(default, **values)  # type: ignore[type-var]


def _compare(
    document: Document, intervals: Intervals, policy: Policy, retention: Retention
) -> None:
    """Refuse numbers that contradict one another."""
    weights, bands, hysteresis = policy.weights, policy.bands, policy.hysteresis
    calendar, baselines = policy.calendar, policy.baselines
    faults: tuple[tuple[bool, tuple[Step, ...], str], ...] = (
        (
            intervals.fast_s > intervals.slow_s,
            ("intervals", "slow_s"),
            f"write {intervals.fast_s:g} (fast_s) or more",
        ),
        (
            not weights.hint <= weights.strong <= weights.proof < 1,
            ("rules", "weights"),
            "let hint <= strong <= proof < 1",
        ),
        (bands.indicated > bands.proof, ("rules", "bands"), "let indicated <= proof"),
        (
            hysteresis.proof_polls > hysteresis.proof_window,
            ("rules", "hysteresis", "proof_window"),
            f"write {hysteresis.proof_polls} (proof_polls) or more",
        ),
        (
            retention.resolved_days * 86400.0 < hysteresis.recurring_s,
            ("retention", "resolved_days"),
            f"write {math.ceil(hysteresis.recurring_s / 86400)} (recurring_s) or more",
        ),
        (calendar.opens >= calendar.closes, ("calendar", "closes"), "write a later time"),
        (
            baselines.day_slots > baselines.period_slots,
            ("rules", "baselines", "period_slots"),
            f"write {baselines.day_slots} (day_slots) or more",
        ),
    )
    for is_wrong, path, hint in faults:
        if is_wrong:
            document.problem(path, "contradicts the others", hint)


def _check_rules(
    document: Document, rules: RulesEntry, known: Mapping[str, Collection[str]]
) -> None:
    places: list[tuple[tuple[Step, ...], str]] = [
        *((("rules", "disabled", at), name) for at, name in enumerate(rules.disabled)),
        *((("rules", "overrides", name), name) for name in rules.overrides),
    ]
    for path, name in places:
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near else "opd-monitor rules lists them"
            document.problem(path, f"names the rule {quoted(name)}, which does not exist", hint)
    for rule, override in rules.overrides.items():
        for name in override.thresholds.keys() - set(known.get(rule, override.thresholds)):
            some = ", ".join(sorted(known[rule]))
            hint = f"it has {some}" if some else "this rule has none"
            document.problem(
                ("rules", "overrides", rule, "thresholds", name),
                "is no threshold of the rule",
                hint,
            )
