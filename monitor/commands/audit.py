"""`opd-monitor audit`: the history is whole, or which record is the first that is not."""

from datetime import datetime, tzinfo
from typing import Annotated

import typer

from exporters.api import moment
from monitor.commands.common import AsJson, Config, Failure, Kind, console, print_json, say
from monitor.commands.remembered import StorePath, opened, path_of, settings_of, zone_of
from monitor.commands.tongue import Lang, spoken
from monitor.store.audit import Audit, Break
from monitor.store.sqlite import Store

NAME = "audit"


def main(
    config: Config = None,
    store: StorePath = None,
    *,
    head: Annotated[
        str, typer.Option(help="A head noted earlier: prove that it is still in the chain.")
    ] = "",
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:
    """Prove that no record of the history was changed, taken out or put in."""
    settings = settings_of(config, store)
    path, zone = path_of(store, settings), zone_of(settings)
    screen = console(stderr=True)
    with (
        opened(Store(path, read_only=True)) as reader,
        screen.status(spoken("Reading …")) as status,
    ):
        found = reader.audit(
            head, lambda count: status.update(spoken(f"{count} records are whole …"))
        )
    data = _as_json(found)
    if not as_json:
        _print(found, zone)
    if found.broken is not None:
        raise Failure(_broken_at(found.broken, zone), kind=Kind.HISTORY, data=data)
    if found.has_head is False:
        raise Failure(_lost_head(head, found, zone), kind=Kind.HISTORY, data=data)
    if as_json:
        print_json(data)


def _print(found: Audit, zone: tzinfo) -> None:
    anchor = found.anchor
    if anchor.id and anchor.pruned_s is not None and anchor.time_s is not None:
        say(
            f"{anchor.id} older records, until {_local(anchor.time_s, zone)}, were taken away by"
            f" retention, last on {_local(anchor.pruned_s, zone)}."
        )
    if found.count and found.first_s is not None and found.last_s is not None:
        say(
            f"{found.count} records are whole, from {_local(found.first_s, zone)} to"
            f" {_local(found.last_s, zone)}."
        )
    else:
        say("There is no record yet." if not anchor.id else "No record is left.")
    if found.broken is None:
        say(f"The head is {found.head}.")
    if found.has_head:
        say("The head that you noted is in the chain.")


def _broken_at(broken: Break, zone: tzinfo) -> str:
    if broken.time_s is None:
        return f"the chain is broken at record {broken.id}: {broken.why}."
    when = _local(broken.time_s, zone)
    return f"the chain is broken at record {broken.id} of {when}, on {broken.key}: {broken.why}."


def _lost_head(head: str, found: Audit, zone: tzinfo) -> str:
    pruned = found.anchor.time_s
    if pruned is None:
        return f"the head {head} is not in the chain: the history was made anew since you noted it."
    when = _local(pruned, zone)
    return (
        f"the head {head} is not in the chain. If you noted it after {when}, the history"
        " was made anew since; older records were taken away by retention."
    )


def _as_json(found: Audit) -> dict[str, object]:
    broken = found.broken
    return {
        "is_whole": broken is None,
        "records": found.count,
        "first": moment(found.first_s),
        "last": moment(found.last_s),
        "head": found.head,
        "pruned_records": found.anchor.id,
        "pruned_until": moment(found.anchor.time_s),
        "has_head": found.has_head,
        "broken": broken
        and {
            "record": broken.id,
            "time": moment(broken.time_s),
            "key": broken.key or None,
            "why": broken.why,
        },
    }


def _local(time_s: float, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(time_s, zone):%Y-%m-%d %H:%M:%S %Z}"
