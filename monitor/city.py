"""
The state of the running daemon: what comes in by polls, and what is known by now.

A snapshot is judged, the judgement moves findings on in their lives, what changed is written, and
only then shown: what was said is on disk. If writing fails it is said all the same, counted, and
tried again with the next change, for a full disk must not silence an alarm.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Protocol

from monitor.clients import resolved_at
from monitor.device_state import DeviceState
from monitor.judge import judge, published
from monitor.life import Step, blinded, looked
from monitor.links import Whose
from monitor.masking import masked
from monitor.memory import Look, remembered, trusted
from monitor.merging import merged
from monitor.model.city import CityView, Covered, DeviceView, Telemetry, waivers_used
from monitor.model.decision import Decision
from monitor.model.declared import Device
from monitor.model.finding import Case, Finding, FindingKind, Judgement, State, Transition
from monitor.model.inventory import Inventory
from monitor.model.known import Known, counters_of
from monitor.model.link import Link, LinkStatus
from monitor.model.memory import NO_MEMORY, Memory
from monitor.model.observation import Refusal, Snapshot
from monitor.model.policy import Policy
from monitor.model.privacy import Privacy
from monitor.model.reading import Pace, TableStatus
from monitor.model.registry import Registry
from monitor.overlay import fresh_kinds
from monitor.rule import Rule
from monitor.store.errors import StoreError
from monitor.store.memory_blob import blob_of_memory
from monitor.throttle import Throttle
from monitor.verdicts import decided

log = logging.getLogger(__name__)
_MEMORIES_EVERY_S = 6 * 3600.0
_AGAIN_S = 300.0
_MANY = 3
"""Devices that refuse the same credentials at once, if they are half of those asked so."""
_KEEP_ALL = Privacy()


class Remembers(Protocol):
    """The store, as far as the city needs it."""

    def save(self, findings: Iterable[Finding], transitions: Iterable[Transition]) -> None:
        """Write changes in one transaction; raises `StoreError`."""
        ...

    def save_memories(self, memories: Mapping[str, bytes]) -> None:
        """Write what is remembered of devices by name; raises `StoreError`."""
        ...


class City:
    """Everything known of a city; `took`, `missed`, `refused` and `decide` are its only inputs."""

    def __init__(
        self,
        registry: Registry,
        policy: Policy,
        rules: Iterable[Rule],
        store: Remembers,
        findings: Mapping[str, Finding],
        *,
        memories: Mapping[str, Memory] = MappingProxyType({}),
        privacy: Privacy = _KEEP_ALL,
    ) -> None:
        self.registry = registry
        self.policy = policy
        self.privacy = privacy
        self.inventory = Inventory()
        self.store_errors = 0
        self.decode_errors = 0
        self.rule_errors: Counter[str] = Counter()
        self._rules = tuple(rules)
        self._rule_ids = frozenset(rule.id for rule in self._rules)
        self._store = store
        # What was never more than a suspicion, and is over, is on disk for the history alone.
        self._findings = {
            key: finding for key, finding in findings.items() if _is_remembered(finding)
        }
        self._said: dict[str, set[str]] = {}
        for finding in self._findings.values():
            self._note_said(finding)
        self._unsaved: dict[str, Finding] = {}
        self._unsaved_transitions: list[Transition] = []
        self._quiet = Throttle()
        self.devices = {
            device.name: DeviceState(
                device, self._agency_of(device), memory=memories.get(device.name, NO_MEMORY)
            )
            for device in registry.devices.values()
            if device.poll
        }
        self._unwritten: set[str] = set()
        self._memories_saved_s: float | None = None

    def reload(
        self,
        registry: Registry,
        policy: Policy,
        rules: Iterable[Rule],
        *,
        privacy: Privacy = _KEEP_ALL,
    ) -> None:
        """Put another registry in the old one's place; what is known of its devices stays."""
        self.registry = registry
        self.policy = policy
        self.privacy = privacy
        self._rules = tuple(rules)
        self._rule_ids = frozenset(rule.id for rule in self._rules)
        before = self.devices
        self.devices = {}
        for device in registry.devices.values():
            if device.poll:
                state = before.get(device.name)
                is_same = state is not None and _is_asked_alike(state.device, device)
                kept = state if state is not None and is_same else DeviceState(device, "")
                kept.device, kept.agency = device, self._agency_of(device)
                self.devices[device.name] = kept
        for name in before.keys() - self.devices.keys():
            self.inventory.forget(name)

    def orphans(self, now_s: float) -> None:
        """Freeze findings of devices that are registered no more: nobody can see them."""
        gone = {finding.case.device for finding in self._findings.values()} - set(self.devices)
        for device in gone:
            step = blinded(self._findings.values(), device, now_s, "the device is not registered")
            self._apply(step)

    def took(self, snapshot: Snapshot) -> None:
        """
        Take in what a poll brought.

        While work is announced, links are shown and nothing counts for or against a finding.
        """
        state = self.devices.get(snapshot.device)
        if state is None or (snapshot.pace is Pace.FAST and state.slow is None):
            # A reload took the device away, or put another in its place, while it was asked.
            return
        previous = state.latest
        latest = state.take(snapshot)
        self.decode_errors += sum(reading.skipped for reading in snapshot.tables.values())
        if snapshot.pace is Pace.SLOW:
            self.inventory.learn(latest)
        whose = self._whose(state.device, latest.time_s)
        fresh = fresh_kinds(snapshot)
        judgement = judge(
            latest,
            whose,
            self.policy,
            self._rules,
            previous=previous,
            past=state.memory,
            nearby=self._nearby(state.device),
            fresh=fresh,
        )
        self._remember(
            state,
            Look(
                whose=whose,
                policy=self.policy,
                latest=latest,
                links=judgement.links,
                previous=previous,
                fresh=fresh,
                resolved=self._resolved_at(state.device, latest),
            ),
        )
        judgement = masked(judgement, self.privacy)
        state.counters = None if previous is None else counters_of(previous, judgement.links)
        state.latest = latest
        state.judgement = judgement
        self._live(state.device, judgement)

    def missed(self, device: str, now_s: float, problem: str) -> None:
        """Take in that a poll brought nothing, and why."""
        state = self.devices.get(device)
        if state is None:
            return
        state.is_up = state.is_refused = False
        state.problem = problem
        self._apply(blinded(self._findings.values(), device, now_s, problem))

    def refused(self, device: str, now_s: float, problem: str, reason: str) -> None:
        """
        Take in that a device answered and did not let itself be read.

        That is a look too: at nothing but this. All that others rules saw is frozen by it.
        """
        state = self.devices.get(device)
        if state is None:
            return
        state.is_up = False
        state.is_refused = True
        state.problem = problem
        if self._is_refused_by_many(state.device.profile):
            # It is the credentials that are wrong, and no device.
            self._apply(blinded(self._findings.values(), device, now_s, problem))
            return
        snapshot = Snapshot(
            device=device,
            address=state.device.address,
            time_s=now_s,
            pace=Pace.FAST,
            refusals=(Refusal(reason=reason, detail=problem),),
            kinds={Refusal.__name__: TableStatus.COMPLETE},
        )
        judgement = judge(
            snapshot,
            self._whose(state.device, now_s),
            self.policy,
            self._rules,
            past=state.memory,
            fresh=frozenset({Refusal.__name__}),
        )
        self._live(state.device, masked(judgement, self.privacy))

    def save_memories(self, now_s: float) -> None:
        """Write what is remembered of devices; at the end, and by itself now and then."""
        blobs = {
            name: blob_of_memory(state.memory)
            for name in self._unwritten
            if (state := self.devices.get(name)) is not None
        }
        try:
            self._store.save_memories(blobs)
        except StoreError as error:
            self.store_errors += 1
            self._quiet.error(log, "store", str(error))
            self._memories_saved_s = now_s - _MEMORIES_EVERY_S + _AGAIN_S
            return
        self._unwritten.clear()
        self._memories_saved_s = now_s

    def decide(self, decision: Decision, stored: Finding | None, now_s: float) -> bool:
        """
        Carry out what a person decided; say whether there is a finding that it is about.

        `stored` is the finding as the store has it: one that is over may be known no more here.
        """
        if any(one.decision == decision.number for one in self._unsaved_transitions):
            return True
        finding = self._findings.get(decision.key, stored)
        known = {} if finding is None else {decision.key: finding}
        self._apply(decided(known, decision, now_s))
        return finding is not None

    def forget(self, resolved_before_s: float) -> None:
        """Forget findings that have been resolved for longer, as the store does."""
        for key, finding in list(self._findings.items()):
            is_old = finding.resolved_s is not None and finding.resolved_s < resolved_before_s
            if is_old and finding.verdict is None:
                del self._findings[key]

    def known_devices(self) -> list[str]:
        """Name the devices that have been read."""
        return [name for name, state in self.devices.items() if state.latest is not None]

    def known(self, device: str) -> Known | None:
        """Return what is known of a device, if it has been read."""
        state = self.devices.get(device)
        return None if state is None else state.known()

    def waivers_used(self) -> frozenset[Covered]:
        """List the waivers that cover something now."""
        judged = (state.judgement for state in self.devices.values() if state.judgement)
        return waivers_used(
            self._findings.values(), (link for judgement in judged for link in judgement.links)
        )

    def view(self, now_s: float, telemetry: Telemetry, version: str, language: str) -> CityView:
        """Show everything as it is now."""
        states = self.devices.values()
        said: dict[str, set[str]] = {}
        for finding in self._findings.values():
            if finding.is_said and finding.case.kind is FindingKind.FOREIGN_UPLINK:
                said.setdefault(finding.case.device, set()).add(finding.case.subject)
        return CityView(
            time_s=now_s,
            registry=self.registry,
            devices={
                state.device.name: _shown(state, said.get(state.device.name, set()))
                for state in states
            },
            findings=tuple(self._findings.values()),
            telemetry=replace(
                telemetry,
                store_errors=self.store_errors,
                decode_errors=self.decode_errors,
                rule_errors=dict(self.rule_errors),
            ),
            rules=self._rule_ids,
            coverage_floor=self.policy.coverage_floor,
            version=version,
            is_ready=any(state.is_up is not None for state in states) or not self.devices,
            language=language,
        )

    def _whose(self, device: Device, now_s: float) -> Whose:
        return Whose(device, self.registry, self.inventory, self.policy.calendar.day_of(now_s))

    def _is_refused_by_many(self, profile: str) -> bool:
        asked = [state for state in self.devices.values() if state.device.profile == profile]
        refusing = sum(state.is_refused for state in asked)
        return refusing >= _MANY and refusing * 2 >= len(asked)

    def _nearby(self, device: Device) -> tuple[Case, ...]:
        """List the cases of the other devices of a site, as they were last seen."""
        others = self.registry.devices_of(device.site)
        return tuple(
            case
            for other in others
            if other.name != device.name
            and (state := self.devices.get(other.name)) is not None
            and state.judgement is not None
            for case in state.judgement.cases
        )

    def _resolved_at(self, device: Device, latest: Snapshot) -> frozenset[str] | None:
        """List whom the site's devices have resolved; only a bridge has a use for it."""
        if not latest.fdb:
            return None
        shown: list[tuple[Device, Snapshot | None]] = []
        for other in self.registry.devices_of(device.site):
            state = self.devices.get(other.name)
            is_this = other.name == device.name
            shown.append((other, latest if is_this else state.slow if state else None))
        return resolved_at(shown, latest.time_s)

    def _live(self, device: Device, judgement: Judgement) -> None:
        """Move findings on by a judgement, unless work is announced there."""
        for rule, error in judgement.errors.items():
            self.rule_errors[rule] += 1
            self._quiet.error(log, f"rule {rule}", f"The rule {rule} failed on {error}.")
        now = datetime.fromtimestamp(judgement.time_s, UTC)
        if self.registry.in_maintenance(now, device.site, device.name) is None:
            judgement = merged(judgement, self._hosts(device.site))
            self._apply(looked(self._findings, judgement, self.policy))

    def _hosts(self, site: str) -> list[Case]:
        """List what is said or exempt at a site."""
        keys = self._said.get(site, ())
        return [self._findings[key].case for key in keys]

    def _remember(self, state: DeviceState, look: Look) -> None:
        before, now_s = state.memory, look.latest.time_s
        state.memory = remembered(before, look)
        self._unwritten.add(state.device.name)
        if self._memories_saved_s is None:
            self._memories_saved_s = now_s
        # What is trusted is written at once; what is usual may lose some hours of a week.
        is_due = abs(now_s - self._memories_saved_s) >= _MEMORIES_EVERY_S
        if is_due or trusted(before) != trusted(state.memory):
            self.save_memories(now_s)

    def _apply(self, step: Step) -> None:
        for finding in filter(_is_remembered, step.findings):
            self._findings[finding.key] = finding
            self._note_said(finding)
        for key in step.dropped:
            self._findings.pop(key, None)
        if step.changed or step.transitions or self._unsaved_transitions or self._unsaved:
            self._save(step)
        for transition in step.transitions:
            _announce(transition)

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

    def _agency_of(self, device: Device) -> str:
        agency = self.registry.agency_of(device.site)
        return agency.code if agency else ""


def _is_remembered(finding: Finding) -> bool:
    """Whether it was ever more than a suspicion, or may still become so, or was rejected."""
    is_living = finding.state is not State.RESOLVED
    return is_living or finding.opened_s is not None or finding.rejection is not None


def _is_asked_alike(old: Device, new: Device) -> bool:
    """Whether it is still the same box, as far as a registry can tell."""
    return (old.address, old.port, old.site) == (new.address, new.port, new.site)


def _shown(state: DeviceState, said: set[str]) -> DeviceView:
    links = published(state.judgement.links if state.judgement else (), said)
    return state.view(tuple(map(_unseen, links)) if state.is_up is False else links)


def _unseen(link: Link) -> Link:
    """
    Show a link of a device that does not answer.

    A contract is in the register whether or not the device answers, and what was proved stays
    proved; what only a witness told is not known now.
    """
    is_by_witness = link.status is LinkStatus.KOMINFO and link.circuit is None
    return replace(link, status=LinkStatus.UNKNOWN) if is_by_witness else link


def _announce(transition: Transition) -> None:
    case = transition.case
    by = f", by {transition.who}: {transition.note}" if transition.who else ""
    if transition.before is transition.after:
        log.info("%s %s: %s%s", case.device, case.subject, transition.cause, by)
    elif transition.after is State.OPEN:
        log.warning("FLAGGED %s (%s)", case.text.en, transition.cause)
    else:
        told = f"{transition.after.value}: {transition.cause}{by}"
        log.info("%s %s is %s", case.device, case.subject, told)
