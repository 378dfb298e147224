"""
Every recording judged as a registered device of one made-up city, and each signal explained.

With an empty registry nothing is the city's. Here the recorded devices stand in a city with a plan,
agencies, contracts and a waiver (city/registry.yaml), are told apart by what all of them show of
themselves, and are judged by their roles on one fixed day. city/judged.txt holds what is said of
each, but for the sentences, to be read by a person; city/README.md explains every signal in one
line, and no other.
OPD_REWRITE_GOLDEN=1 writes judged.txt anew; a person reads the difference and explains it.
"""

import asyncio
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import pytest

from monitor.commands.replay import replayed
from monitor.judge import judge
from monitor.links import Whose
from monitor.model.finding import Case, Judgement
from monitor.model.inventory import Inventory
from monitor.model.link import Link
from monitor.model.policy import Policy
from monitor.model.registry import Registry
from monitor.rules import rules
from monitor.snmp.recording import read_recording
from monitor.sources.yaml_files import load_registry
from tests.golden.test_recordings import NAMES as FILES
from tests.golden.test_recordings import RECORDINGS

CITY = Path(__file__).parent / "city"
CONFIG = Path(__file__).parents[2] / "config"
GOLDEN, EXPLAINED = CITY / "judged.txt", CITY / "README.md"
DAY = date(2026, 6, 15)
DEVICES = [name for name in FILES if "@" not in name]
"""The files of single VLANs are read together with their device's."""
_DEVICE = re.compile(r"## (\S+)")
_SIGNAL = re.compile(r"- `(.+?)` ([a-z-]+): (?:Right|Hint|Wrong): \S.*\.")

pytestmark = pytest.mark.skipif(not DEVICES, reason=f"needs the recordings in {RECORDINGS}")


@cache
def _registry() -> Registry:
    registry, warnings = load_registry(
        CITY / "registry.yaml",
        CONFIG / "providers.yaml",
        CONFIG / "oui.yaml",
        now=datetime.combine(DAY, time(), UTC),
    )
    assert warnings == ()
    return registry


@cache
def _judgements() -> dict[str, Judgement]:
    """Judge all of them, with what each says of itself known beforehand, as after a first round."""
    registry, inventory, policy = _registry(), Inventory(), Policy()
    snapshots = []
    for name in DEVICES:
        file = RECORDINGS / f"{name}.snmprec"
        snapshot = asyncio.run(
            replayed(file, read_recording(file), registry.devices[name], lambda _: None)
        )
        snapshots.append(replace(snapshot, time_s=0.0))
        inventory.learn(snapshot)
    return {
        snapshot.device: judge(
            snapshot,
            Whose(registry.devices[snapshot.device], registry, inventory, DAY),
            policy,
            rules().values(),
        )
        for snapshot in snapshots
    }


def _told_of(name: str) -> Iterator[str]:
    registry, judgement = _registry(), _judgements()[name]
    device = registry.devices[name]
    yield f"== {name}"
    yield f"{device.role} at {registry.sites[device.site].name}"
    yield ""
    yield from (f"  {_told_of_link(link)}" for link in judgement.links)
    if not judgement.links:
        yield "  no way out is seen"
    for case in judgement.cases:
        yield ""
        yield from (f"  {line}" for line in _told_of_case(case))
    yield ""
    blind = (f"{rule} ({why})" for rule, why in sorted(judgement.inconclusive.items()))
    nobody = "none" if judgement.ran else f"no rule looks at a {device.role} device"
    yield f"  could not look: {', '.join(blind) or nobody}"
    yield ""


def _told_of_link(link: Link) -> str:
    ways = f" to {', '.join(map(str, link.next_hops))}" if link.next_hops else ""
    reasons = (
        f"waiver {link.waiver.letter}" if link.waiver else "",
        f"contract {link.circuit.contract}" if link.circuit else "",
        link.plan_reason,
        link.provider or "",
        "" if link.is_up else "down",
    )
    told = ", ".join(reason for reason in reasons if reason)
    return f"{link.status:<8} {link.name} ({link.medium}){ways}{f': {told}' if told else ''}"


def _told_of_case(case: Case) -> Iterator[str]:
    waiver = f", exempt by {case.waiver}" if case.waiver else ""
    yield f"! {case.kind} {case.subject}: {case.band} {case.confidence:.2f}{waiver}"
    counted = Counter((signal.rule, signal.strength) for signal in case.signals)
    yield "  by " + ", ".join(
        f"{rule} {strength}{f' x{count}' if count > 1 else ''}"
        for (rule, strength), count in counted.items()
    )


def _judged() -> str:
    return "\n".join(line for name in DEVICES for line in _told_of(name))


def _explanations() -> list[tuple[str, str, str]]:
    found, device = [], ""
    for line in EXPLAINED.read_text(encoding="utf-8").splitlines():
        if heading := _DEVICE.fullmatch(line):
            device = heading[1]
        elif told := _SIGNAL.fullmatch(line):
            found.append((device, told[1], told[2]))
    return found


def test_every_recorded_device_is_registered_and_no_other() -> None:
    assert sorted(_registry().devices) == DEVICES


def test_the_city_is_judged_as_its_golden_says() -> None:
    found = _judged()
    if os.environ.get("OPD_REWRITE_GOLDEN"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def test_no_rule_made_a_mistake() -> None:
    assert {name: told.errors for name, told in _judgements().items() if told.errors} == {}


def test_every_contract_of_the_register_is_found_on_a_line() -> None:
    links = [link for told in _judgements().values() for link in told.links]
    found = {link.circuit.contract for link in links if link.circuit}
    assert {circuit.contract for circuit in _registry().circuits} == found


def test_every_signal_is_explained_in_one_line_and_none_that_is_gone() -> None:
    said = {
        (name, case.subject, rule)
        for name, judgement in _judgements().items()
        for case in judgement.cases
        for rule in case.rules
    }
    explained = _explanations()
    assert sorted(said - set(explained)) == []
    assert sorted(set(explained) - said) == []
    assert [one for one, count in Counter(explained).items() if count > 1] == []
