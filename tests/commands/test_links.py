"""`opd-monitor links`, asked of a running daemon."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.control import Control
from monitor.model.link import LinkStatus
from tests.commands.cli_lab import Cli
from tests.exporters.city_lab import CITY
from tests.loopback import in_a_thread, write_config


@contextmanager
def daemon(store: Path) -> Iterator[None]:
    control = Control(store.with_name(f"{store.name}.sock"), list, lambda _: None, lambda: CITY)
    with in_a_thread(asyncio.new_event_loop(), control):
        yield


def test_links_that_nobody_can_attribute_are_listed(cli: Cli, tmp_path: Path) -> None:
    config = write_config(tmp_path, 161)
    with daemon(tmp_path / "store.db"):
        told = cli("links", "--config", config, "--lang", "en")
        data = cli("links", "--config", config, "--json").data
        indonesian = cli("links", "--config", config, "--lang", "id").out
    assert told.status == 0, told.err
    head, row, _, count = told.out.splitlines()
    assert head.split("\t")[:4] == ["device", "link", "site", "status"]
    assert row.split("\t")[:5] == ["opd-rsud", "ether5", "rsud", "unknown", "ethernet, down"]
    assert row.endswith("12 May 2026 10:29 WIB")
    assert count == "1 links."
    assert [link["interface"] for link in data["links"]] == ["ether5"]
    assert "belum diketahui" in indonesian


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--status", "foreign", "--status", "exempt"), {"pppoe-out1", "lte1"}),
        (("--all", "--site", "dukcapil"), {"ether1"}),
        (("--site", "nowhere"), set()),
    ],
)
def test_others_are_listed_on_request(
    cli: Cli, tmp_path: Path, words: tuple[str, ...], names: set[str]
) -> None:
    store = tmp_path / "store.db"
    with daemon(store):
        data = cli("links", "--store", store, *words, "--json").data
        told = cli("links", "--store", store, *words)
    assert {link["interface"] for link in data["links"]} == names
    assert names or "No such link was seen." in told.out
    assert all(LinkStatus(link["status"]) for link in data["links"])


def test_without_a_daemon_nothing_is_known_of_links(cli: Cli, tmp_path: Path) -> None:
    said = cli("links", "--store", tmp_path / "store.db")
    assert said.status == 1
    assert "no daemon answers" in said.sentence
