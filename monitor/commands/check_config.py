"""`opd-monitor check-config`: everything wrong in the configuration, in one report."""

import typer

from exporters.tls import tls_faults
from monitor.commands.common import (
    DEFAULT_CONFIG,
    UNUSABLE,
    AsJson,
    Config,
    Failure,
    WebConfigFile,
    print_json,
    say,
)
from monitor.commands.problems import problem_json, problem_words
from monitor.commands.tongue import Lang, language, of_city
from monitor.contracts import named_alone
from monitor.model.registry import Registry
from monitor.rules import names
from monitor.settings import Settings
from monitor.sources.problem import ConfigError
from monitor.sources.web_config import read_web_config
from monitor.sources.yaml_files import load_all

NAME = "check-config"
_NAMED = 3
"""Contracts that an advice names; all are in the data."""


def main(
    config: Config = None,
    web_config: WebConfigFile = None,
    *,
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:
    """Check monitor.yaml and all it names: every problem with file, line and what to write."""
    path = config or DEFAULT_CONFIG
    also = read_web_config(web_config, tls_faults).problems if web_config else ()
    try:
        settings, registry, warnings = load_all(
            path, known_rules=names(), also=also, has_web_config=web_config is not None
        )
    except ConfigError as error:
        raise Failure(UNUSABLE, 1, error.problems) from None
    of_city(settings.language)
    counts = _counts(settings, registry)
    named = named_alone(registry.circuits)
    if as_json:
        told = [problem_json(language(), warning) for warning in warnings]
        data = {"config": str(path), **counts, "circuits_by_name_alone": named, "warnings": told}
        print_json(data)
        return
    for warning in warnings:
        typer.echo(problem_words(language(), warning))
    say(
        f"{path}: good. {counts['agencies']} agencies, {counts['sites']} sites, "
        f"{counts['devices']} devices ({counts['polled']} polled), {counts['circuits']} circuits, "
        f"{counts['waivers']} waivers, {counts['profiles']} SNMP profiles, "
        f"{counts['providers']} providers of {registry.providers.date or 'no date'}."
    )
    if named:
        first = ", ".join(named[:_NAMED]) + (", …" if len(named) > _NAMED else "")
        say(
            f"Advice: {len(named)} contracts ({first}) know their line by an interface's name"
            " alone, which whoever has the router gives: add medium, next_hop, prefix or mac."
        )


def _counts(settings: Settings, registry: Registry) -> dict[str, int]:
    return {
        "agencies": len(registry.agencies),
        "sites": len(registry.sites),
        "devices": len(registry.devices),
        "polled": sum(device.poll for device in registry.devices.values()),
        "circuits": len(registry.circuits),
        "waivers": len(registry.waivers),
        "profiles": len(settings.profiles),
        "providers": len(registry.providers.entries),
    }
