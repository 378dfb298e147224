"""
The command `opd-monitor`.

What goes wrong is one sentence on standard error and an exit status: 1 for what was asked, 2 for
how it was asked; with `--json` an object on standard output too (`monitor.commands.failures`). Help
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
    links,
    poll,
    record,
    replay,
    rules,
    run,
    simulate,
    what_if,
)
from monitor.commands.common import Failure, Kind, print_json
from monitor.commands.tongue import Lang, begin, language, spoken
from monitor.logs import configure
from monitor.version import program_version

app = typer.Typer(
    name="opd-monitor",
    help="Shows whether every agency's links are on the city's own network.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_COMMANDS = (
    run, check_config, health, poll, replay, record, links, audit, rules, what_if, simulate,
)  # fmt: skip
for command in _COMMANDS:
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
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and end."
        ),
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
        status = whole(prog_name=app.info.name, standalone_mode=False) or 0
        # What is still held back is written here, where it is noticed that nobody reads it.
        sys.stdout.flush()
        sys.exit(status)
    except Failure as failure:
        _end(failure)
    except TyperException as error:
        if not error.format_message():
            sys.exit(error.exit_code)  # Nothing was asked: help was shown, which says enough.
        _end(_usage(error))
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing to say, nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        if _wants_json():
            print_json(Failure("interrupted", kind=Kind.INTERRUPTED).as_json(language()))
        sys.exit(130)
    except Exception as error:
        if _wants_json():
            mistake = f"a mistake of this program: {type(error).__name__}: {error}"
            print_json(Failure(mistake, kind=Kind.ERROR).as_json(language()))
        raise


def _usage(error: TyperException) -> Failure:
    told = error.format_message().replace("Value error, ", "")
    where = getattr(getattr(error, "ctx", None), "command_path", app.info.name)
    end = "" if told.endswith((".", "?")) else "."
    sentence = f"{spoken(told + end)} {spoken(f'Look at `{where} -h`.')}"
    return Failure(sentence, error.exit_code, kind=Kind.USAGE)


def _end(failure: Failure) -> None:
    """Say why on standard error, and tell it to a program that asked with `--json`."""
    sys.stderr.write(f"opd-monitor: {failure.told(language())}\n")
    if _wants_json():
        print_json(failure.as_json(language()))
    sys.exit(failure.status)


def _wants_json() -> bool:
    """Whether this call asks for JSON, were it wrong otherwise."""
    words = sys.argv[1:]
    return "--json" in words[: words.index("--") if "--" in words else None]


def _translate(command: Any, parent: typer.Context | None = None) -> None:
    """Put help into the command's language; what typer itself says, gettext puts."""
    context = typer.Context(command, parent=parent, **command.context_settings)
    for one in (command, *command.get_params(context)):
        if getattr(one, "help", None):
            one.help = spoken(one.help)
    for each in getattr(command, "commands", {}).values():
        _translate(each, context)
