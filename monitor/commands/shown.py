"""What `poll` and `replay` show: a snapshot, judged the way the daemon does, once."""

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from datetime import tzinfo
from typing import Any

from exporters.api import case_json, link_json, signal_json
from exporters.observations import snapshot_json
from exporters.terminal import print_snapshot
from exporters.words import time_words
from monitor.commands.common import console, print_json, say
from monitor.commands.tongue import language, spoken
from monitor.judge import judge
from monitor.links import Whose
from monitor.model.declared import Device
from monitor.model.finding import Judgement
from monitor.model.inventory import Inventory
from monitor.model.observation import Snapshot
from monitor.model.policy import Policy
from monitor.model.registry import Registry
from monitor.rules import rules


def judged(snapshot: Snapshot, device: Device, registry: Registry, policy: Policy) -> Judgement:
    """Judge one snapshot by itself: nothing was seen before, and no other device."""
    inventory = Inventory()
    inventory.learn(snapshot)
    day = policy.calendar.day_of(snapshot.time_s)
    whose = Whose(device, registry, inventory, day)
    return judge(snapshot, whose, policy, rules().values())


def report(snapshot: Snapshot, judgement: Judgement) -> dict[str, Any]:
    """Return everything that was read and said as one JSON object."""
    return {
        **snapshot_json(snapshot),
        "links": [link_json(link) for link in judgement.links],
        "signals": [
            {
                "kind": signal.kind.value,
                "subject": signal.subject,
                "link": signal.link or None,
                **signal_json(signal),
            }
            for signal in judgement.signals
        ],
        "findings": [case_json(case) for case in judgement.cases],
        "inconclusive": dict(sorted(judgement.inconclusive.items())),
    }


def show(
    snapshot: Snapshot,
    judgement: Judgement,
    registry: Registry,
    zone: tzinfo,
    *,
    as_json: bool,
    is_dated: bool = True,
) -> None:
    """
    Print what was read and said; circuits that match nothing are probably misspelt.

    Its time is written in `zone`; where it is not known (`is_dated`) that is said.
    """
    if as_json:
        told = report(snapshot, judgement)
        print_json(told if is_dated else {**told, "time": None})
        return
    known = time_words(language(), snapshot.time_s, zone) if is_dated else spoken("time unknown")
    print_snapshot(console(), snapshot, judgement, language(), known)
    for contract in unmatched(judgement, registry):
        names = ", ".join(link.name for link in judgement.links) or "-"
        say(
            f"\nThe circuit {contract} of this device matches none of its links ({names}): "
            "compare the interface's name."
        )


def unmatched(judgement: Judgement, registry: Registry) -> list[str]:
    """List the contracts that name this device and that none of its links is."""
    found = {link.circuit.contract for link in judgement.links if link.circuit}
    return [
        circuit.contract
        for circuit in registry.circuits
        if circuit.contract not in found
        and any(subject.device == judgement.device for subject in circuit.match)
    ]


def progress() -> AbstractContextManager[Callable[[str], None]]:
    """Show on a terminal what is being read; elsewhere say nothing."""
    return _progress()


@contextmanager
def _progress() -> Any:
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield lambda _: None
        return
    with screen.status(spoken("Asking …")) as status:
        yield lambda name: status.update(spoken(f"Reading {name} …"))
