"""The measured city knows nothing of the judge that it measures."""

import ast
from pathlib import Path
from random import Random

import pytest

from monitor.sources.yaml_files import load_registry
from tests import measured_city
from tests.bench.judgement.registry_text import OUI_FILE, PROVIDERS_FILE
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
