"""`opd-monitor check-config`: everything wrong in the configuration, in one report."""

from datetime import datetime

import typer

from exporters.tls import tls_faults
from monitor.commands.common import (
    DEFAULT_CONFIG,
    UNUSABLE,
    Config,
    Failure,
    WebConfigFile,
    say,
)
from monitor.commands.problems import problem_words
from monitor.commands.tongue import Lang, language, of_city
from monitor.rules import names
from monitor.sources.problem import ConfigError
from monitor.sources.web_config import read_web_config
from monitor.sources.yaml_files import load_all

NAME = "check-config"


def main(config: Config = None, web_config: WebConfigFile = None, _lang: Lang = None) -> None:
    """Check monitor.yaml and all it names: every problem with file, line and what to write."""
    path = config or DEFAULT_CONFIG
    also = read_web_config(web_config, tls_faults).problems if web_config else ()
    try:
        settings, registry, warnings = load_all(path, known_rules=names(), also=also)
    except ConfigError as error:
        raise Failure(UNUSABLE, 1, error.problems) from None
    of_city(settings.language)
    for warning in warnings:
        typer.echo(problem_words(language(), warning))
    today = datetime.now(settings.policy.calendar.timezone).date()
    for circuit in registry.circuits:
        if circuit.valid_until is not None and circuit.valid_until < today:
            say(
                f"warning: the circuit {circuit.contract} ended on {circuit.valid_until}: "
                "it covers nothing any more; renew it or remove it"
            )
    polled = sum(device.poll for device in registry.devices.values())
    say(
        f"{path}: good. {len(registry.agencies)} agencies, {len(registry.sites)} sites, "
        f"{len(registry.devices)} devices ({polled} polled), {len(registry.circuits)} circuits, "
        f"{len(registry.waivers)} waivers, {len(settings.profiles)} SNMP profiles, "
        f"{len(registry.providers.entries)} providers of {registry.providers.date or 'no date'}."
    )
