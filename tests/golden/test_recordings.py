"""
Every recording of a real device, read and judged as the daemon would: equal to its golden JSON.

The recordings are not part of the project; where they are absent the tests say so and are skipped.
A golden holds what was made of one: how each table went, how many observations of each kind there
are and a digest of them, and every link and finding. OPD_REWRITE_GOLDEN=1 writes them anew; a
person reads the difference.
"""

import asyncio
import csv
import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exporters.observations import snapshot_json
from monitor.commands.replay import replayed
from monitor.commands.shown import judged, report
from monitor.model.declared import Device
from monitor.model.observation import Snapshot
from monitor.model.policy import Policy
from monitor.model.registry import Registry
from monitor.snmp.recording import read_recording

GOLDEN = Path(__file__).parent / "recordings"
RECORDINGS = (
    Path(os.environ.get("OPD_SHARED", str(Path(__file__).parents[3] / "shared"))).resolve()
    / "recordings"
)
NAMES = sorted(path.name.removesuffix(".snmprec") for path in RECORDINGS.glob("*.snmprec"))

pytestmark = pytest.mark.skipif(not NAMES, reason=f"needs the recordings in {RECORDINGS}")


def _snapshot(name: str) -> Snapshot:
    file = RECORDINGS / f"{name}.snmprec"
    whose = Device(name=name, address=name, site="")
    snapshot = asyncio.run(replayed(file, read_recording(file), whose, lambda _: None))
    return replace(snapshot, time_s=0.0)


def _digest(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def _golden_of(snapshot: Snapshot) -> dict[str, Any]:
    judgement = judged(
        snapshot, Device(name=snapshot.device, address="", site=""), Registry(), Policy()
    )
    full = report(snapshot, judgement)
    return {
        "identity": full["identity"]["object_id"],
        "tables": {
            name: [reading["status"], reading["rows"], reading["skipped"]]
            for name, reading in full["tables"].items()
            if reading["status"] != "absent"
        },
        "observations": {
            kind: {"count": len(items), "digest": _digest(items)}
            for kind, items in full["observations"].items()
            if items
        },
        "links": [
            f"{link['interface']}: {link['medium']} {link['status']}"
            f" to {', '.join(link['next_hops']) or '-'}"
            for link in full["links"]
        ],
        "findings": [
            f"{case['kind']} {case['subject']}: {case['band']} {case['confidence_ratio']}"
            f" by {', '.join(sorted({signal['rule'] for signal in case['signals']}))}"
            for case in full["findings"]
        ],
        "inconclusive": full["inconclusive"],
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_read_and_judged_as_its_golden_says(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    found = _golden_of(_snapshot(name))
    if os.environ.get("OPD_REWRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(path.read_text(encoding="utf-8"))


def test_no_golden_is_left_of_a_recording_that_is_gone() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == NAMES


def test_reading_one_twice_gives_the_same() -> None:
    name = NAMES[0]
    assert snapshot_json(_snapshot(name)) == snapshot_json(_snapshot(name))


def _hops(cell: str) -> set[str]:
    return {hop for hop in cell.split(",") if hop and hop != "0.0.0.0"}


def _index() -> list[dict[str, str]]:
    with (RECORDINGS / "INDEX.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_every_default_route_that_a_recording_is_known_to_have_is_found() -> None:
    found, known = {}, {}
    for entry in _index():
        if not entry["default_found_in"]:
            continue
        name = entry["file"].removesuffix(".snmprec")
        routes = [route for route in _snapshot(name).routes if route.is_default]
        assert routes, name
        v4 = {str(route.next_hop) for route in routes if route.destination.version == 4}
        found[name] = v4 - {"None"}
        known[name] = _hops(entry["default_next_hops"])
    assert {name: known[name] - hops for name, hops in found.items() if known[name] - hops} == {}
