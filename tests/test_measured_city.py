"""The measured city knows nothing of the judge that it measures."""

import ast
from pathlib import Path
from random import Random

import pytest

from monitor.sources.yaml_files import load_registry
from tests import measured_city
from tests.bench.judgement.registry_text import OUI_FILE, PROVIDERS_FILE
from tests.measured_city.facts import public_block

MODULES = sorted(Path(next(iter(measured_city.__path__))).glob("*.py"))
SHARED = ("monitor.snmp", "tests.measured_city")


def imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return {name for name in found if name.split(".")[0] in ("monitor", "exporters", "tests")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
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
