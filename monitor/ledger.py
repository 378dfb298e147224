"""
The findings of a city as they stand, and the writing down of what becomes of them.

What changed is written and only then shown: what was said is on disk. If writing fails it is said
all the same, counted, and tried again with the next change, for a full disk must not silence an
alarm.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Protocol

from monitor.life import Step
from monitor.model.finding import Finding, State, Transition, id_of_key
from monitor.store.errors import StoreError
from monitor.throttle import Throttle

log = logging.getLogger(__name__)


class Writes(Protocol):
    """The store, as far as findings need it."""

    def save(self, findings: Iterable[Finding], transitions: Iterable[Transition]) -> None:
        """Write changes in one transaction; raises `StoreError`."""
        ...


class Ledger:
    """Findings by key; `apply` and `forget` are all that changes them."""

    def __init__(self, store: Writes, findings: Mapping[str, Finding], quiet: Throttle) -> None:
        self._store = store
        # What was never more than a suspicion, and is over, is on disk for the history alone.
        self._findings = {
            key: finding for key, finding in findings.items() if _is_remembered(finding)
        }
        self._said: dict[str, set[str]] = {}
        self._of_device: dict[str, dict[str, None]] = {}
        for finding in self._findings.values():
            self._note_said(finding)
            self._of_device.setdefault(finding.case.device, {})[finding.key] = None
        self._unsaved: dict[str, Finding] = {}
        self._unsaved_transitions: list[Transition] = []
        self._quiet = quiet
        self.store_errors = 0

    @property
    def findings(self) -> Mapping[str, Finding]:
        """The findings by key."""
        return self._findings

    def of_device(self, device: str) -> list[Finding]:
        """List the findings of a device, in the order in which they came."""
        return [self._findings[key] for key in self._of_device.get(device, ())]

    def said_at(self, site: str) -> list[Finding]:
        """List what is said or exempt at a site."""
        return [self._findings[key] for key in self._said.get(site, ())]

    def is_unwritten(self, decision: int) -> bool:
        """Whether a decision was carried out and could not be written yet."""
        return any(one.decision == decision for one in self._unsaved_transitions)

    def apply(self, step: Step) -> None:
        """Put in what a step made of the findings, write what changed, and tell it."""
        for finding in step.findings:
            if _is_remembered(finding):
                self._put(finding)
            else:
                self._drop(finding.key)
            self._note_said(finding)
        for key in step.dropped:
            self._drop(key)
        if step.changed or step.transitions or self._unsaved_transitions or self._unsaved:
            self._save(step)
        for transition in step.transitions:
            _announce(transition)

    def forget(self, resolved_before_s: float) -> None:
        """Forget findings that have been resolved for longer, as the store does."""
        for key, finding in list(self._findings.items()):
            is_old = finding.resolved_s is not None and finding.resolved_s < resolved_before_s
            if is_old and finding.verdict is None:
                self._drop(key)

    def _put(self, finding: Finding) -> None:
        before, key = self._findings.get(finding.key), finding.key
        if before is None or before.case.device != finding.case.device:
            self._drop(key)
            self._of_device.setdefault(finding.case.device, {})[key] = None
        self._findings[key] = finding

    def _drop(self, key: str) -> None:
        before = self._findings.pop(key, None)
        if before is not None:
            keys = self._of_device[before.case.device]
            del keys[key]
            if not keys:
                del self._of_device[before.case.device]

    def _note_said(self, finding: Finding) -> None:
        said = self._said.setdefault(finding.case.site, set())
        if finding.is_said or finding.state is State.EXEMPT:
            said.add(finding.key)
        else:
            said.discard(finding.key)

    def _save(self, step: Step) -> None:
        self._unsaved.update((finding.key, finding) for finding in step.changed)
        self._unsaved_transitions.extend(step.transitions)
        try:
            self._store.save(self._unsaved.values(), self._unsaved_transitions)
        except StoreError as error:
            self.store_errors += 1
            self._quiet.error(log, "store", str(error))
            return
        self._unsaved.clear()
        self._unsaved_transitions.clear()


def _is_remembered(finding: Finding) -> bool:
    """Whether it was ever more than a suspicion, or may still become so, or was rejected."""
    is_living = finding.state is not State.RESOLVED
    return is_living or finding.opened_s is not None or finding.rejection is not None


def _announce(transition: Transition) -> None:
    case = transition.case
    by = f", by {transition.who}: {transition.note}" if transition.who else ""
    about = {
        "finding": id_of_key(transition.key),
        "kind": case.kind.value,
        "agency": case.agency,
        "site": case.site,
        "device": case.device,
        "state": transition.after.value,
    }
    if transition.before is transition.after:
        log.info("%s %s: %s%s", case.device, case.subject, transition.cause, by, extra=about)
    elif transition.after is State.OPEN:
        log.warning("FLAGGED %s (%s)", case.text.en, transition.cause, extra=about)
    else:
        told = f"{transition.after.value}: {transition.cause}{by}"
        log.info("%s %s is %s", case.device, case.subject, told, extra=about)
