"""
`opd-monitor links`: the links as last seen, above all those that nobody can attribute.

They are in the daemon's memory alone, so it must be running.
"""

from typing import Annotated

import typer

from exporters.terminal_links import print_listed
from monitor.commands import daemon
from monitor.commands.common import AsJson, Config, console, print_json
from monitor.commands.remembered import StorePath, path_of, settings_of, zone_of
from monitor.commands.tongue import Lang, language
from monitor.model.link import LinkStatus

NAME = "links"

All = Annotated[bool, typer.Option("--all", help="Links of every status.")]
Statuses = Annotated[
    list[LinkStatus] | None,
    typer.Option("--status", help="Only this status, unknown if none is given; again for more."),
]
Sites = Annotated[
    list[str] | None, typer.Option("--site", help="Only this site, by its code; again for more.")
]


def main(
    config: Config = None,
    store: StorePath = None,
    status: Statuses = None,
    site: Sites = None,
    *,
    everything: All = False,
    as_json: AsJson = False,
    _lang: Lang = None,
) -> None:
    """List links: those that nobody can attribute, or those of another status."""
    settings = settings_of(config, store)
    told = daemon.links(path_of(store, settings))
    wanted = set(status or (LinkStatus if everything else (LinkStatus.UNKNOWN,)))
    links = [
        link
        for link in told["links"]
        if link["status"] in wanted and (not site or link["site"] in site)
    ]
    if as_json:
        print_json({**told, "links": links})
        return
    print_listed(console(), links, language(), zone_of(settings))
