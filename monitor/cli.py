"""
The command `opd-monitor`.

Each command is a module of `monitor.commands`, imported when it is called. What goes wrong is one
sentence on standard error and an exit status: 1 for what was asked, 2 for how it was asked. Help
and sentences are in the language of who types (`monitor.commands.tongue`).
"""

import gettext
import os
import sys
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from exporters.sentences import DOMAIN, FOLDER
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
from monitor.commands.problems import problem_words
from monitor.commands.tongue import Lang, begin, language, spoken
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
    _lang: Lang = None,
) -> None:
    """Show whether every agency's links are on the city's own network."""


def main() -> None:
    """Run the command line."""
    configure()
    chosen = begin(sys.argv[1:])
    os.environ["LANGUAGE"] = chosen
    gettext.bindtextdomain(DOMAIN, FOLDER)
    whole: Any = typer.main.get_command(app)
    _translate(whole)
    try:
        sys.exit(whole(prog_name=app.info.name, standalone_mode=False) or 0)
    except Failure as failure:
        told = [spoken(failure.sentence)] if failure.sentence else []
        told += [problem_words(language(), problem) for problem in failure.problems]
        _end("\n".join(told), failure.status)
    except TyperException as error:
        _end(_usage(error), error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say, nobody to say it to.
        sys.stderr.close()
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)


def _usage(error: TyperException) -> str:
    told = error.format_message().replace("Value error, ", "")
    where = getattr(getattr(error, "ctx", None), "command_path", app.info.name)
    end = "" if told.endswith((".", "?")) else "."
    return f"{spoken(told + end)} {spoken(f'Look at `{where} -h`.')}"


def _end(told: str, status: int) -> None:
    sys.stderr.write(f"opd-monitor: {told}\n")
    sys.exit(status)


def _translate(command: Any, parent: typer.Context | None = None) -> None:
    """Put help into the command's language; what typer itself says, gettext puts."""
    context = typer.Context(command, parent=parent, **command.context_settings)
    for one in (command, *command.get_params(context)):
        if getattr(one, "help", None):
            one.help = spoken(one.help)
    for each in getattr(command, "commands", {}).values():
        _translate(each, context)
