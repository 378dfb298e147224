"""What commands share that read the store: which file it is, and which finding is meant."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands import daemon
from monitor.commands.common import Failure, Kind, configuration, say
from monitor.model.finding import Finding
from monitor.settings import Settings
from monitor.store.errors import StoreError
from monitor.store.sqlite import Store

StorePath = Annotated[
    Path | None, typer.Option("--store", help="A store of your own choice.", show_default=False)
]
Wanted = Annotated[
    str, typer.Argument(metavar="ID", help="A finding's id, its first digits, or its key.")
]
_LISTED = 5


def settings_of(config: Path | None, store: Path | None) -> Settings | None:
    """Load the configuration, unless a store was named and it is not needed."""
    if store is not None and config is None:
        return None
    return configuration(config, with_profiles=False)[0]


def path_of(store: Path | None, settings: Settings | None) -> Path:
    """Return the store that was named, or the configured one."""
    if store is None:
        assert settings is not None
        return settings.paths.store
    return store


def zone_of(settings: Settings | None) -> tzinfo:
    """Return the city's time zone, without a configuration this machine's."""
    if settings is not None:
        return settings.policy.calendar.timezone
    return datetime.now().astimezone().tzinfo or UTC


@contextmanager
def opened(store: Store) -> Iterator[Store]:
    """Open a store for a command; what goes wrong with it is the command's failure."""
    try:
        with store:
            yield store
    except StoreError as error:
        raise Failure(str(error), kind=Kind.STORE) from None


@dataclass(frozen=True, slots=True)
class Known:
    """
    Findings by key, as of the last polls; else as of each one's last change, hours ago perhaps,
    for that is what a store holds: then `problem` says why the daemon could not be asked.
    """

    findings: Mapping[str, Finding]
    problem: str = ""

    @property
    def is_live(self) -> bool:
        """Whether they are as of the last polls."""
        return not self.problem

    def warn(self) -> None:
        """Say on standard error that they may be old, if so."""
        if self.problem:
            told = f"What is shown is as of its last change, which may be hours ago: {self.problem}"
            say(told, stderr=True)


def known_now(stored: Mapping[str, Finding], store: Path) -> Known:
    """Put what the running daemon knows of findings in the place of what its store holds."""
    try:
        return Known({**stored, **daemon.findings(store)})
    except Failure as failure:
        return Known(stored, failure.sentence)


def meant(findings: Mapping[str, Finding], wanted: str) -> Finding:
    """Return the finding of an id, of the beginning of one, or of a key."""
    if wanted in findings:
        return findings[wanted]
    digits = wanted.lower()
    found = [finding for finding in findings.values() if finding.id.startswith(digits)]
    if not digits or not found:
        raise Failure(
            f"there is no finding {wanted!r}: `opd-monitor findings --all` lists them.",
            kind=Kind.NOT_FOUND,
        )
    if len(found) > 1:
        some = ", ".join(f"{one.id} ({one.case.subject})" for one in found[:_LISTED])
        more = ", …" if len(found) > _LISTED else ""
        raise Failure(
            f"{wanted!r} may be several findings, give more digits: {some}{more}.",
            kind=Kind.NOT_FOUND,
        )
    return found[0]
