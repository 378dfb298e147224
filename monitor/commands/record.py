"""`opd-monitor record`: save what a device answers, to replay it later or elsewhere."""

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
from monitor.snmp.recording import RecordingError, write_recording

NAME = "record"


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
    _lang: Lang = None,
) -> None:
    """Save everything the daemon would ask of a device into FILE.snmprec."""
    options = Options(
        profile, version, community, user, auth, auth_secret, priv, priv_secret, context
    )
    found = asked(device, config, options)
    with progress() as tell:
        recorded = ask(found, lambda session, _: record(session, tell))
    try:
        write_recording(output, recorded.cells)
    except RecordingError as error:
        raise Failure(str(error), kind=Kind.RECORDING) from None
    say(f"{output}: {len(recorded.cells)} values of {found.device.name}.", stderr=True)
    if recorded.not_whole:
        say(f"Not whole: {'; '.join(recorded.not_whole)}.", stderr=True)
