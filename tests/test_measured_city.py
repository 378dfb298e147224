"""The measured city knows nothing of the judge that it measures."""

import ast
from pathlib import Path
from random import Random

import pytest

from monitor.sources.yaml_files import load_registry
from tests import measured_city
from tests.bench.judgement.registry_text import OUI_FILE, PROVIDERS_FILE
from tests.measured_city import campus, innocent_work, stories
from tests.measured_city.box import Box
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.evaders import besieged, views
from tests.measured_city.evaders.trick import EFFORTS
from tests.measured_city.facts import public_block

MODULES = sorted(Path(next(iter(measured_city.__path__))).rglob("*.py"))
SHARED = ("monitor.snmp", "tests.measured_city")


def imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return {name for name in found if name.split(".")[0] in ("monitor", "exporters", "tests")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_city_knows_of_the_program_only_how_snmp_is_encoded(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert {name for name in imported(tree) if not name.startswith(SHARED)} == set()
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and ".yaml" in text] == []


def test_most_foreign_addresses_are_of_nobody_whom_the_delivered_list_knows(
    tmp_path: Path,
) -> None:
    path = tmp_path / "registry.yaml"
    path.write_text("network: {prefixes: [10.0.0.0/8]}\nagencies: []\n", encoding="utf-8")
    providers = load_registry(path, PROVIDERS_FILE, OUI_FILE)[0].providers
    rng = Random(17)
    blocks = [public_block(rng)[0].network_address for _ in range(800)]
    listed = [one for one in blocks if providers.provider_of_address(one) is not None]
    assert 0.2 < len(listed) / len(blocks) < 0.5


def quiet_city(**more: float) -> Estate:
    estate = Estate(3, 6, 8, agencies=6, **more)
    estate.settle()
    return estate


def carried(box: Box, uid: str) -> float:
    return box.port(uid).load_bps


def test_every_trick_is_tried_at_every_effort_by_an_agency_of_its_own() -> None:
    estate = besieged.city(11)
    tried = {(one.kind, one.effort) for one in estate.labels.guilts if one.effort}
    assert tried == {(trick.kind, effort) for trick in besieged.TRICKS for effort in EFFORTS}
    agencies = {home.code: home.agency for home in estate.homes}
    evaders = [agencies[one.site] for one in estate.labels.guilts if one.effort]
    assert len(evaders) == len(set(evaders))
    assert estate.labels.innocences


def test_what_leaves_by_another_line_is_missing_at_the_citys_router_whatever_is_told() -> None:
    estate = quiet_city()
    for home, effort in zip(estate.homes, EFFORTS, strict=False):
        views.left_out(estate, home, effort)
        guilt = estate.labels.guilts[-1]
        assert home.edge is not None
        before, after = guilt.start_s - DAY_S, guilt.start_s + 60
        sent = [carried(home.edge.box_at(at), home.edge_port) for at in (before, after)]
        told = [carried(home.agent().box_at(at), "wan") for at in (before, after)]
        assert sent[1] < 0.95 * sent[0]
        assert (told[1] == told[0]) is (effort == 3)


def test_a_view_that_is_narrowed_shows_the_tables_no_more() -> None:
    estate = quiet_city()
    views.kept_back(estate, estate.homes[0], 1)
    agent, start_s = estate.homes[0].agent(), estate.labels.guilts[-1].start_s
    agent.lost = agent.cut = 0.0
    agent.prepare()
    agent.outages = []
    addresses = (1, 3, 6, 1, 2, 1, 4, 20, 1, 2)

    def shown(at_s: float) -> int:
        coroutine = agent.session(at_s).walk([addresses])
        try:
            coroutine.send(None)
        except StopIteration as done:
            return len(done.value.columns[0])
        raise AssertionError

    assert shown(start_s - 60) > 0
    assert shown(start_s + 60) == 0


def test_what_nobody_does_is_no_trick() -> None:
    estate = besieged.city(11)
    assert all(one.left_out for one in estate.labels.guilts if not one.effort)


def test_a_line_that_was_moved_is_met_by_the_router_to_which_it_was_moved() -> None:
    estate = quiet_city()
    home = estate.homes[0]
    innocent_work.moved_line(estate, home)
    at_s = estate.end_s - 60
    own = next(one.address for one in home.agent().box_at(at_s).held if one.port == "wan")
    meets = [
        upstream.name
        for upstream in estate.upstreams
        for entry in estate.agents[upstream.name].box_at(at_s).resolved
        if entry.address == own.ip and entry.mac == home.macs["wan"]
    ]
    assert len(meets) == 1
    assert meets != [home.upstream.name]
    assert estate.labels.innocences[-1].is_own_work


def test_a_campus_is_a_pair_of_switches_with_a_virtual_address_and_hundreds_of_people() -> None:
    estate = quiet_city()
    home = estate.homes[0]
    campus.campus(estate, home)
    pair = [agent.box_at(estate.start_s) for name, agent in estate.agents.items() if "core" in name]
    assert len(pair) == 2
    assert all(len(box.clients) > 60 for box in pair)
    shown = [{str(held.address.ip) for held in box.held} for box in pair]
    assert not shown[0] & shown[1]
    assert home.agent().box_at(estate.start_s).clients == []


def test_stories_share_a_site_only_where_none_needs_what_another_has() -> None:
    estate = Estate(21, 80, 12)
    stories.tell(estate)
    sites = [one.site for one in estate.labels.guilts]
    sites += [one.site for one in estate.labels.innocences]
    assert max(map(sites.count, sites)) > 1
    lines = [one.site for one in estate.labels.guilts if one.kind in ("second uplink", "VRF line")]
    assert len(lines) == len(set(lines))


def test_breaches_of_a_device_that_nobody_could_read_are_left_out_with_the_reason() -> None:
    reasons = set()
    for seed in range(30, 34):
        estate = Estate(seed, 80, 12)
        stories.tell(estate)
        reasons |= {one.left_out for one in estate.labels.guilts}
    assert "its device keeps tables back, which is said of it" in reasons
