"""What several commands share: options, the configuration, failures, and how they print."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from exporters.terminal_sheet import Sheet
from monitor.commands.failures import Failure, Kind
from monitor.commands.tongue import of_city, spoken
from monitor.model.registry import Registry
from monitor.rules import names
from monitor.settings import Settings
from monitor.sources.problem import ConfigError
from monitor.sources.yaml_files import load_all

__all__ = [
    "DEFAULT_CONFIG",
    "UNUSABLE",
    "AsJson",
    "Config",
    "Failure",
    "Kind",
    "WebConfigFile",
    "configuration",
    "console",
    "environment",
    "has_default_config",
    "print_json",
    "say",
]

DEFAULT_CONFIG = Path("/etc/opd-monitor/monitor.yaml")

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", envvar="OPD_MONITOR_CONFIG", help="monitor.yaml", show_default=False
    ),
]
WebConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--web.config.file",
        envvar="OPD_MONITOR_WEB_CONFIG",
        help="TLS, users and client certificates of the pages: docs/web.md",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


UNUSABLE = "the configuration cannot be used:"


def configuration(
    config: Path | None, *, with_profiles: bool = True, registry: Path | None = None
) -> tuple[Settings, Registry]:
    """
    Load the configuration that was named, or the one that is installed.

    A command that asks no device needs no profiles, and no secrets are fetched for it. `registry`
    is taken in place of the one that is configured.
    """
    path = config or DEFAULT_CONFIG
    with suppress(OSError):
        # What may not even be looked at is told with everything else about it.
        if not path.exists():
            raise Failure(
                f"{path} does not exist: name your monitor.yaml with --config.",
                2,
                kind=Kind.CONFIGURATION,
            )
    try:
        settings, declared, _ = load_all(
            path, known_rules=names(), with_profiles=with_profiles, registry=registry
        )
    except ConfigError as error:
        raise Failure(UNUSABLE, 2, error.problems) from None
    of_city(settings.language)
    return settings, declared


def has_default_config() -> bool:
    """Whether a configuration is installed that this user may look at."""
    with suppress(OSError):
        return DEFAULT_CONFIG.exists()
    return False


def say(sentence: str, *, stderr: bool = False) -> None:
    """Say an English sentence of this program in the command's language, on lines of its own."""
    Sheet(console(stderr=stderr)).line(spoken(sentence))


def print_json(data: Any) -> None:
    """Print one JSON object."""
    # Piece by piece: all of a large device in one text takes more memory than the device.
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def console(*, stderr: bool = False) -> Console:
    """Return where to print for people. Texts of devices are printed as text, never as markup."""
    return Console(stderr=stderr, highlight=False, markup=False, soft_wrap=False)


def environment() -> dict[str, str]:
    """Return the process's environment, where secrets may be."""
    return dict(os.environ)
