"""`opd-monitor what-if`: what a changed registry or changed weights would flag and clear."""

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from exporters.api import case_json, moment
from exporters.terminal_changes import print_changes
from monitor.commands.common import (
    AsJson,
    Config,
    Failure,
    configuration,
    console,
    print_json,
)
from monitor.commands.daemon import KnownDevices, known_devices
from monitor.commands.remembered import opened, zone_of
from monitor.commands.tongue import Lang, language, spoken
from monitor.covering import Covering
from monitor.foresight import Measure, changes, link_changes, outlook
from monitor.model.finding import Verdict
from monitor.model.link import Link
from monitor.model.outlook import Cover, Forecast
from monitor.model.registry import Registry
from monitor.rules import rules
from monitor.settings import Settings
from monitor.silences import silences
from monitor.store.sqlite import Store

NAME = "what-if"
_OLD_S = 3600.0


def main(
    registry: Annotated[
        Path | None,
        typer.Option("--registry", help="The new registry: a file or a folder.",
                     show_default=False),
    ] = None,
    new_settings: Annotated[
        Path | None,
        typer.Option("--settings", help="A monitor.yaml with new weights, bands or rules.",
                     show_default=False),
    ] = None,
    config: Config = None,
    *,
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:  # fmt: skip
    """Say what a changed registry or changed weights would flag and clear, before you load them."""
    if registry is None and new_settings is None:
        raise Failure("name what would change: --registry NEW, --settings NEW, or both.", 2)
    settings, declared = configuration(config, with_profiles=False)
    new, new_registry = configuration(
        new_settings or config,
        with_profiles=False,
        registry=registry if registry is not None or new_settings else settings.paths.registry,
    )
    rejections = _rejections(settings.paths.store)
    with console(stderr=True).status("") as status:
        known = known_devices(
            settings.paths.store,
            lambda done, total: status.update(spoken(f"{done} of {total} devices …")),
        )
        status.update(spoken("Judging …"))
        before = outlook(known, _measure(settings, declared), rejections)
        after = outlook(known, _measure(new, new_registry), rejections)
    covering = Covering(declared, new_registry)
    forecast = Forecast(
        changes=changes(before, after, covering),
        links=link_changes(before, after, covering),
        silences=silences(declared, new_registry, after, datetime.now(UTC)),
        devices=len(known),
        unseen=tuple(after.unseen),
        old=_not_fresh(known),
    )
    if as_json:
        print_json(_as_json(forecast))
    else:
        print_changes(console(), forecast, language(), zone_of(settings))


def _measure(settings: Settings, registry: Registry) -> Measure:
    day = settings.policy.calendar.day_of(time.time())
    return Measure(registry, settings.policy, tuple(rules().values()), day, settings.privacy)


def _rejections(store: Path) -> Mapping[str, Verdict]:
    with opened(Store(store, read_only=True)) as reader:
        findings = reader.load().values()
    return {one.key: one.rejection for one in findings if one.rejection is not None}


def _not_fresh(known: KnownDevices) -> dict[str, float]:
    """Return the devices that were last read long ago, and when."""
    now_s = time.time()
    seen = {name: one.latest.time_s for name, one in known.items()}
    return {name: time_s for name, time_s in seen.items() if now_s - time_s > _OLD_S}


def _as_json(forecast: Forecast) -> dict[str, Any]:
    return {
        "devices": forecast.devices,
        "unseen": list(forecast.unseen),
        "old": {name: moment(time_s) for name, time_s in forecast.old.items()},
        "changes": [
            {
                "what": one.what,
                "before": one.before.value,
                "after": one.after.value,
                "by": _covers(one.by),
                "case": case_json(one.case),
            }
            for one in forecast.changes
        ],
        "links": [
            {
                "device": one.device,
                "interface": one.name,
                "before": _status(one.before),
                "after": _status(one.after),
                "by": _covers(one.by),
            }
            for one in forecast.links
        ],
        "silenced": [
            {
                "reason": one.work.reason,
                "from": moment(one.work.start.timestamp()),
                "until": moment(one.work.end.timestamp()),
                "days": round(one.days, 2),
                "devices": list(one.devices),
                "cases": list(map(case_json, one.cases)),
            }
            for one in forecast.silences
        ],
    }


def _covers(covers: Iterable[Cover]) -> list[dict[str, str]]:
    return [{"where": one.where, "prefix": one.prefix} for one in covers]


def _status(link: Link | None) -> str | None:
    return None if link is None else link.status.value
