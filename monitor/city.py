"""
The state of the running daemon: what comes in by polls, and what is known by now.

A snapshot is judged, the judgement moves findings on in their lives, and the ledger writes what
changed before it is shown.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Protocol

from monitor.bounds import sized
from monitor.clients import resolved_at
from monitor.device_state import DeviceState
from monitor.heard import heard_by
from monitor.judge import judge, judging
from monitor.ledger import Ledger
from monitor.ledger import Writes as WritesFindings
from monitor.life import blinded, looked
from monitor.line_ends import rates_of
from monitor.links import Whose
from monitor.masking import masked, masking
from monitor.memories import Memories
from monitor.memories import Writes as WritesMemories
from monitor.memory import Look, remembered
from monitor.merging import merged
from monitor.model.city import CityView, Covered, Telemetry, waivers_used
from monitor.model.decision import Decision
from monitor.model.declared import Device
from monitor.model.finding import Case, Finding, Judgement, State, Strength
from monitor.model.inventory import Inventory
from monitor.model.known import Known, counters_of
from monitor.model.memory import NO_MEMORY, Memory
from monitor.model.observation import Refusal, Snapshot
from monitor.model.policy import Policy
from monitor.model.privacy import Privacy
from monitor.model.reading import Pace, TableStatus
from monitor.model.registry import Registry
from monitor.outside import seen_from_outside
from monitor.overlay import FAST_KINDS, fresh_kinds
from monitor.refusing import is_refused_by_many, refusal_of
from monitor.relinking import relinking
from monitor.rule import Rule
from monitor.showing import device_views, show
from monitor.steps import Steps, finished
from monitor.throttle import Throttle
from monitor.verdicts import decided

log = logging.getLogger(__name__)
_KEEP_ALL = Privacy()
_CUT_SHORT = re.compile(r"(?:row cap|limit) of \S+")
"""How the reason begins why a table was cut that has more than it may."""
_MANY = 1_000
"""Observations of a device that is judged aside: fewer take some twenty milliseconds."""
_SKIPPED, _CUT = attrgetter("skipped"), attrgetter("cut")


class Remembers(WritesFindings, WritesMemories, Protocol):
    """The store, as far as the city needs it."""


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
        """Of others than the ledger and the memories, who count their own."""
        self.decode_errors = 0
        self.cut: Counter[str] = Counter()
        """What of devices' answers was too large to be kept, by what it is of (`CUT`)."""
        self.rule_errors: Counter[str] = Counter()
        self._rules = tuple(rules)
        self._rule_ids = frozenset(rule.id for rule in self._rules)
        self._quiet = Throttle()
        self._ledger = Ledger(store, findings, self._quiet)
        self._memories = Memories(store, self._quiet)
        self.devices = {
            device.name: DeviceState(
                device, self._agency_of(device), memory=memories.get(device.name, NO_MEMORY)
            )
            for device in registry.devices.values()
            if device.poll
        }

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
                if state is None or not _is_asked_alike(state.device, device):
                    self._memories.drop(device.name)
                    state = DeviceState(device, "")
                state.device, state.agency = device, self._agency_of(device)
                state.shown = None
                self.devices[device.name] = state
        for name in before.keys() - self.devices.keys():
            self.inventory.forget(name)
            self._memories.drop(name)

    def orphans(self, now_s: float) -> None:
        """Freeze findings of devices that are registered no more: nobody can see them."""
        findings = self._ledger.findings
        for device in {finding.case.device for finding in findings.values()} - set(self.devices):
            self._blind(device, now_s, "the device is not registered")

    def took(self, snapshot: Snapshot, *, counts: bool = True, is_prompted: bool = False) -> None:
        """Take in what a poll brought, at once; see `taking`."""
        finished(self.taking(snapshot, counts=counts, is_prompted=is_prompted))

    def taking(
        self, snapshot: Snapshot, *, counts: bool = True, is_prompted: bool = False
    ) -> Steps[None]:
        """
        Take in what a poll brought, in steps.

        While work is announced, links are shown and nothing counts for or against a finding; so it
        is with a reading that does not count, since a whole one follows or came just before. One
        that is prompted by a trap counts where none did for a whole interval.
        """
        state = self.devices.get(snapshot.device)
        if state is None or (snapshot.pace is Pace.FAST and state.slow is None):
            # A reload took the device away, or put another in its place, while it was asked.
            return
        previous, whole = state.latest, state.slow
        latest = state.take(snapshot, self.policy)
        self._count(snapshot)
        if snapshot.pace is Pace.SLOW:
            self.inventory.learn(latest, rates_of(whole, latest))
            state.outside = seen_from_outside(state.device, latest, self.registry, self.inventory)
            state.heard = heard_by(latest, self.registry, self.inventory, self.privacy)
        whose = self._whose(state.device, latest.time_s)
        fresh = fresh_kinds(snapshot)
        is_large = sum(map(len, sized(latest))) > _MANY
        if is_large:
            yield None
        apart_s = self.policy.hysteresis.apart_s * (2 if is_prompted else 1)
        counted = fresh if counts and state.counts(snapshot, apart_s) else frozenset[str]()
        work = relinking(state.linked, latest, whose, previous)
        state.linked = (yield work) if is_large else (yield from work)
        judged = judging(
            latest,
            whose,
            self.policy,
            self._rules,
            previous=previous,
            past=state.memory,
            nearby=self._nearby(state.device),
            outside=state.outside,
            fresh=counted,
            links=state.linked.links,
        )
        judgement = (yield judged) if is_large else (yield from judged)
        if self.devices.get(snapshot.device) is not state:
            # A reload between two steps took the device away, or put another in its place.
            return
        if judgement.trimmed:
            self.cut.update(judgement.trimmed)
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
        if is_large:
            yield None
        hidden = masking(judgement, self.privacy)
        judgement = (yield hidden) if is_large else (yield from hidden)
        state.counters = None if previous is None else counters_of(previous, judgement.links)
        state.latest = latest
        state.judgement = judgement
        state.shown = None
        if is_large:
            yield None
            if self.devices.get(snapshot.device) is not state:
                return
        self._live(state.device, judgement)
        state.awaits_whole = snapshot.pace is Pace.SLOW and self._awaits_whole(judgement, state)
        self._show(state)

    def missed(self, device: str, now_s: float, problem: str) -> None:
        """Take in that a poll brought nothing, and why."""
        state = self.devices.get(device)
        if state is None:
            return
        state.is_refused = False
        state.fail(now_s, problem, self.policy)
        self._blind(device, now_s, problem)
        self._show(state)

    def refused(self, device: str, now_s: float, problem: str, reason: str) -> None:
        """
        Take in that a device answered and did not let itself be read.

        That is a look too: at nothing but this. All that others rules saw is frozen by it.
        """
        state = self.devices.get(device)
        if state is None:
            return
        state.is_refused = True
        state.fail(now_s, problem, self.policy)
        if is_refused_by_many(self.devices.values(), state.device.profile):
            # It is the credentials that are wrong, and no device.
            self._blind(device, now_s, problem)
        else:
            judgement = judge(
                refusal_of(state.device, now_s, reason, problem),
                self._whose(state.device, now_s),
                self.policy,
                self._rules,
                past=state.memory,
                fresh=frozenset({Refusal.__name__}),
            )
            self._live(state.device, masked(judgement, self.privacy))
        self._show(state)

    def save_memories(self, now_s: float) -> None:
        """Write what is remembered of devices."""
        self._memories.save(now_s)

    def decide(self, decision: Decision, stored: Finding | None, now_s: float) -> bool:
        """
        Carry out what a person decided; say whether there is a finding that it is about.

        `stored` is the finding as the store has it: one that is over may be known no more here.
        """
        if self._ledger.is_unwritten(decision.number):
            return True
        finding = self._ledger.findings.get(decision.key, stored)
        known = {} if finding is None else {decision.key: finding}
        self._ledger.apply(decided(known, decision, now_s))
        return finding is not None

    def forget(self, resolved_before_s: float) -> None:
        """Forget findings that have been resolved for longer, as the store does."""
        self._ledger.forget(resolved_before_s)

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
            self._ledger.findings.values(),
            (link for judgement in judged for link in judgement.links),
        )

    @property
    def is_ready(self) -> bool:
        """Whether the first poll has ended, or there is none to wait for."""
        return not self.devices or any(one.is_up is not None for one in self.devices.values())

    def view(self, now_s: float, telemetry: Telemetry, version: str, language: str) -> CityView:
        """Show everything as it is now."""
        states = self.devices.values()
        return CityView(
            time_s=now_s,
            registry=self.registry,
            devices=device_views(states, self._ledger.findings.values()),
            findings=tuple(self._ledger.findings.values()),
            telemetry=replace(
                telemetry,
                store_errors=self.store_errors
                + self._ledger.store_errors
                + self._memories.store_errors,
                decode_errors=self.decode_errors,
                cut=dict(self.cut),
                rule_errors=dict(self.rule_errors),
            ),
            rules=self._rule_ids,
            coverage_floor=self.policy.coverage_floor,
            version=version,
            is_ready=self.is_ready,
            language=language,
        )

    def _count(self, snapshot: Snapshot) -> None:
        self.decode_errors += sum(map(_SKIPPED, snapshot.tables.values()))
        if cut := sum(map(_CUT, snapshot.tables.values())):
            self.cut["values"] += cut
        if TableStatus.INCOMPLETE in snapshot.kinds.values():
            reasons = (reading.reason for reading in snapshot.tables.values())
            self.cut["tables"] += sum(_CUT_SHORT.match(reason) is not None for reason in reasons)

    def _awaits_whole(self, judgement: Judgement, state: DeviceState) -> bool:
        """Whether proof was seen that only more whole tables can confirm, before it is said."""
        findings = self._ledger.findings
        proved = [
            {one.rule for one in case.signals if one.strength is Strength.PROOF}
            for case in judgement.cases
            if (finding := findings.get(case.key)) is not None and finding.state is State.SUSPECTED
        ]
        if not any(rules & judgement.fresh for rules in proved):
            return False
        role = state.device.role
        by_fast = {
            rule.id
            for rule in self._rules
            if FAST_KINDS.issuperset(kind.__name__ for kind in rule.needs_of(role))
        }
        return any(rules & judgement.fresh and not rules & by_fast for rules in proved)

    def _blind(self, device: str, now_s: float, reason: str) -> None:
        self._ledger.apply(blinded(self._ledger.of_device(device), device, now_s, reason))

    def _whose(self, device: Device, now_s: float) -> Whose:
        return Whose(device, self.registry, self.inventory, self.policy.calendar.day_of(now_s))

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
            sentence = f"The rule {rule} failed on {error} at {device.name}."
            self._quiet.error(log, f"rule {rule}", sentence)
        now = datetime.fromtimestamp(judgement.time_s, UTC)
        if self.registry.in_maintenance(now, device.site, device.name) is None:
            said = [finding.case for finding in self._ledger.said_at(device.site)]
            judgement = merged(judgement, said)
            own = self._ledger.of_device(device.name)
            self._ledger.apply(looked(self._ledger.findings, judgement, self.policy, own))

    def _show(self, state: DeviceState) -> None:
        show(state, self._ledger.said_at(state.device.site))

    def _remember(self, state: DeviceState, look: Look) -> None:
        before = state.memory
        state.memory = remembered(before, look)
        self._memories.note(state.device.name, before, state.memory, look.latest.time_s)

    def _agency_of(self, device: Device) -> str:
        agency = self.registry.agency_of(device.site)
        return agency.code if agency else ""


def _is_asked_alike(old: Device, new: Device) -> bool:
    """Whether it is still the same box, as far as a registry can tell."""
    return (old.address, old.port, old.site) == (new.address, new.port, new.site)
