"""`opd-monitor record`: save what a device answers, to replay it later or elsewhere."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.common import Config, Failure, Kind, say
from monitor.commands.shown import progress
from monitor.commands.target import (
    Auth,
    AuthSecret,
    CommunityOption,
    Context,
    Options,
    Priv,
    PrivSecret,
    Profile,
    UserOption,
    Version,
    Where,
    ask,
    asked,
)
from monitor.commands.tongue import Lang
from monitor.recorder import record
from monitor.snmp.budget import Budget
from monitor.snmp.recording import RecordingError, write_recording

NAME = "record"
_PATIENCE_S = 600.0
"""Spent on waiting for the device: a recording is worth more time than a poll has."""


def main(
    device: Where,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    *,
    config: Config = None,
    profile: Profile = None,
    version: Version = None,
    community: CommunityOption = None,
    user: UserOption = None,
    auth: Auth = None,
    auth_secret: AuthSecret = None,
    priv: Priv = None,
    priv_secret: PrivSecret = None,
    context: Context = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    _lang: Lang = None,
) -> None:
    """Save everything the daemon would ask of a device into FILE.snmprec."""
    options = Options(
        profile, version, community, user, auth, auth_secret, priv, priv_secret, context
    )
    if not force:
        _check_free(output)
    found = asked(device, config, options)
    begun_s = time.time()
    with progress() as tell:
        recorded = ask(found, lambda session, _: record(session, tell), Budget(_PATIENCE_S))
    try:
        write_recording(output, recorded.cells, begun_s)
    except RecordingError as error:
        raise Failure(str(error), kind=Kind.RECORDING) from None
    say(f"{output}: {len(recorded.cells)} values of {found.device.name}.", stderr=True)
    if recorded.not_whole:
        say(f"Not whole: {'; '.join(recorded.not_whole)}.", stderr=True)


def _check_free(output: Path) -> None:
    """Refuse to overwrite a file. A pipe may be written to, and what cannot be is told later."""
    with suppress(OSError):
        if output.is_file():
            raise Failure(
                f"there is a file {output} already: name another, or overwrite it with --force.", 2
            )
