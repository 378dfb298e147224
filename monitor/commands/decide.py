"""
`opd-monitor findings verify | reject | note`: a person's word on a finding.

The decision is written into the store. Where a daemon is at work, which holds the findings, it
carries the decision out within seconds; where none is, the command does it itself.
"""

import getpass
import os
import time
from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.common import Config, Failure, Kind, say
from monitor.commands.remembered import StorePath, Wanted, meant, opened, path_of, settings_of
from monitor.commands.tongue import Lang
from monitor.model.decision import Choice
from monitor.model.finding import Finding
from monitor.store.errors import StoreError, StoreTakenError
from monitor.store.sqlite import Store
from monitor.verdicts import decided

Note = Annotated[str, typer.Option("--note", "-n", help="Why, or what was found.")]
Who = Annotated[
    str | None, typer.Option(help="Your name; your login name if not given.", show_default=False)
]
_WAIT_S = 6.0
_AGAIN_S = 0.1
_MOST_CHARACTERS = 2_000


def verify(
    wanted: Wanted,
    note: Note,
    who: Who = None,
    config: Config = None,
    store: StorePath = None,
    _lang: Lang = None,
) -> None:
    """Say that a finding is true (terverifikasi)."""
    decide(Choice.VERIFY, wanted, note, who, path_of(store, settings_of(config, store)))


def reject(
    wanted: Wanted,
    note: Note,
    who: Who = None,
    config: Config = None,
    store: StorePath = None,
    _lang: Lang = None,
) -> None:
    """Say that a finding is wrong (salah deteksi): it stays away until its evidence changes."""
    decide(Choice.REJECT, wanted, note, who, path_of(store, settings_of(config, store)))


def note(
    wanted: Wanted,
    note: Note,
    who: Who = None,
    config: Config = None,
    store: StorePath = None,
    _lang: Lang = None,
) -> None:
    """Write a note into a finding's history."""
    decide(Choice.NOTE, wanted, note, who, path_of(store, settings_of(config, store)))


def decide(choice: Choice, wanted: str, note: str, who: str | None, path: Path) -> None:
    """Write a decision down, and see it carried out."""
    note = _line(note, "--note")
    name = _line(_login() if who is None else who, "--who")
    with opened(Store(path, read_only=True)) as store:
        finding = meant(store.load(), wanted)
    try:
        with Store(path) as store:
            store.decide(finding.key, choice, name, note, time.time())
            _carry_out(store)
        is_done = True
    except StoreTakenError:
        is_done = _beside_a_daemon(path, finding, choice, name, note)
    except StoreError as error:
        raise Failure(str(error), kind=Kind.STORE) from None
    what = f"{finding.id} ({finding.case.subject} on {finding.case.device})"
    say(_done(choice, what) if is_done else _written(what))


def _done(choice: Choice, what: str) -> str:
    match choice:
        case Choice.VERIFY:
            return f"{what} is verified."
        case Choice.REJECT:
            return f"{what} is rejected, and stays so until its evidence changes."
        case Choice.NOTE:
            return f"{what} has a new note."


def _written(what: str) -> str:
    return (
        f"Your word on {what} is written down. The daemon has not carried it out yet; it will, or"
        " will when it starts."
    )


def _carry_out(store: Store) -> None:
    """Carry out everything that is due, as the daemon would."""
    for decision in store.decisions():
        finding = store.find(decision.key)
        step = decided({} if finding is None else {finding.key: finding}, decision, time.time())
        store.save(step.changed, step.transitions)


def _beside_a_daemon(path: Path, finding: Finding, choice: Choice, who: str, note: str) -> bool:
    with opened(Store(path, beside=True)) as store:
        number = store.decide(finding.key, choice, who, note, time.time())
        end_s = time.monotonic() + _WAIT_S
        while not store.is_done(number):
            if time.monotonic() >= end_s:
                return False
            time.sleep(_AGAIN_S)
    return True


def _line(text: str, option: str) -> str:
    """Return one line of text that may go into a record for ever."""
    line = " ".join(text.split())
    if not line or not line.isprintable():
        raise Failure(f"{option} is empty or holds what cannot be printed: write a sentence.", 2)
    if len(line) > _MOST_CHARACTERS:
        raise Failure(f"{option} is longer than {_MOST_CHARACTERS} characters: shorten it.", 2)
    return line


def _login() -> str:
    # Who became root by sudo is still themselves.
    known = os.environ.get("SUDO_USER")
    if known:
        return known
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise Failure("your login name is not known: give your name with --who.", 2) from None
