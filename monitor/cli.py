"""
The command `opd-monitor`.

Each command is a module of `monitor.commands`, imported when it is called. What goes wrong is one
sentence on standard error and an exit status: 1 for what was asked, 2 for how it was asked.
"""

import sys
from typing import Annotated

import typer

from monitor.commands import (
    audit,
    check_config,
    findings,
    health,
    poll,
    record,
    replay,
    rules,
    run,
    simulate,
    what_if,
)
from monitor.commands.common import Failure
from monitor.logs import configure
from monitor.version import program_version

app = typer.Typer(
    name="opd-monitor",
    help="Shows whether every agency's links are on the city's own network.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (run, check_config, health, poll, replay, record, audit, rules, what_if, simulate):
    app.command(name=command.NAME)(command.main)
app.add_typer(findings.app)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - a callback of typer
    if wanted:
        typer.echo(f"opd-monitor {program_version()}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say which."),
    ] = False,
) -> None:
    """Show whether every agency's links are on the city's own network."""


def main() -> None:
    """Run the command line."""
    configure()
    try:
        app()
    except Failure as failure:
        sys.stderr.write(f"opd-monitor: {failure}\n")
        sys.exit(failure.status)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say, nobody to say it to.
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
