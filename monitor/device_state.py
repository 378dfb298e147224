"""
What the daemon holds of one device between polls, and what to ask it next.

Nothing here is needed to judge again from scratch: after a restart the next slow poll brings it
back. What must last is in the store.
"""

from dataclasses import dataclass, field

from monitor.absences import Absences
from monitor.allowance import Allowance
from monitor.asking import Kinds, spared
from monitor.bounds import bounded
from monitor.model.city import DeviceView, Heard
from monitor.model.declared import Device
from monitor.model.finding import Judgement
from monitor.model.known import Known
from monitor.model.link import Link
from monitor.model.memory import NO_MEMORY, Memory
from monitor.model.observation import Interface, Snapshot
from monitor.model.outside import UNSEEN, Outside
from monitor.model.policy import Policy
from monitor.model.reading import Pace, TableStatus
from monitor.overlay import calls_for_slow, emptied, has_only_lost, kept_back, overlaid, unbroken
from monitor.poller import PollRequest
from monitor.reading import Limits
from monitor.relinking import Linked
from monitor.rule import AGENCY_ROLES

_ASK_ABSENT_AGAIN = 8
"""Every eighth slow poll asks for what was absent before: firmware gets updated."""


@dataclass(slots=True)
class DeviceState:
    """
    One device: its latest whole tables, the latest of everything, and the last judgement;
    `counters` are those of its lines at the reading before.
    """

    device: Device
    agency: str
    next_slow_s: float = 0.0
    hurry_after_s: float = 0.0
    prompted_after_s: float = 0.0
    is_hurried: bool = False
    awaits_whole: bool = False
    """Proof was seen in whole tables that only more of them can confirm."""
    probe_after_s: float = 0.0
    slow: Snapshot | None = None
    latest: Snapshot | None = None
    counters: Snapshot | None = None
    judgement: Judgement | None = None
    linked: Linked | None = None
    heard: tuple[Heard, ...] = ()
    outside: Outside = UNSEEN
    memory: Memory = NO_MEMORY
    is_refused: bool = False
    is_up: bool | None = None
    problem: str = ""
    is_stale: bool = False
    silent_s: float = 0.0
    """How much working time has passed without an answer, by its last poll."""
    absences: Absences = field(default_factory=Absences)
    last_success_s: float | None = None
    allowance: Allowance = field(default_factory=Allowance)
    cost_s: float = 0.0
    """The work that its last poll made here, in seconds of a processor."""
    durations_s: dict[str, float] = field(default_factory=dict)
    counted_s: dict[Pace, float] = field(default_factory=dict)
    slow_polls: int = 0
    shown: DeviceView | None = None
    """What is shown of it, while that is as it was; whatever changes it forgets this."""
    said_of_it: frozenset[str] = frozenset()
    spared: tuple[Snapshot, frozenset[str]] | None = None
    """Whole tables, and which of them need not be asked for again."""

    def request(self, address: str, pace: Pace, kinds: Kinds, limits: Limits) -> PollRequest:
        """Make the request for the next poll."""
        asks_all = self.slow is None or self.slow_polls % _ASK_ABSENT_AGAIN == 0
        links = self.judgement.links if self.judgement else ()
        is_agencys = self.device.role in AGENCY_ROLES
        return PollRequest(
            device=self.device.name,
            address=address,
            pace=pace,
            kinds=kinds,
            absent=frozenset() if asks_all and pace is Pace.SLOW else self._absent(),
            uplinks=tuple(link.interface.index for link in links if link.interface),
            object_id=self.slow.identity.object_id if self.slow else None,
            is_utf8=self.slow.is_utf8 if self.slow and pace is Pace.FAST else None,
            limits=limits.of_agency() if is_agencys else limits,
            is_agencys=is_agencys,
        )

    def take(self, snapshot: Snapshot, policy: Policy) -> Snapshot:
        """Take over a poll's snapshot; return the latest of everything, to be judged."""
        snapshot = kept_back(emptied(snapshot, self.memory.shown), self.memory.shown)
        self.is_up = True
        self.is_refused = False
        self.absences.note(snapshot.time_s, self.silent_s)
        self.silent_s = 0.0
        self.is_stale = self.absences.are_too_many(snapshot.time_s, policy.calendar)
        self.problem = ""
        self.last_success_s = snapshot.time_s
        self.durations_s[snapshot.pace.value] = snapshot.duration_s
        if snapshot.pace is Pace.SLOW:
            # What is kept of the reading before must not pile up either.
            whole = snapshot if self.slow is None else self._bounded(unbroken(self.slow, snapshot))
            self.slow = whole
            self.slow_polls += 1
            return whole
        assert self.slow is not None
        return self._bounded(overlaid(self.slow, snapshot))

    def _bounded(self, snapshot: Snapshot) -> Snapshot:
        return bounded(snapshot, is_agencys=self.device.role in AGENCY_ROLES)

    def fail(self, now_s: float, problem: str, policy: Policy) -> None:
        """Take over that a poll brought nothing, and why."""
        self.is_up = False
        self.problem = problem
        self.shown = None
        self.silent_s = policy.calendar.working_s(self.last_success_s or now_s, now_s)
        self.is_stale = self.silent_s >= policy.stale_after_s or self.absences.are_too_many(
            now_s, policy.calendar
        )

    def counts(self, snapshot: Snapshot, apart_s: float) -> bool:
        """
        Tell whether a reading counts for findings: not a moment after another one did.

        Whole tables are held against whole tables only: no fast poll may keep them from counting.
        """
        times_s = self.counted_s
        before = (
            times_s.get(Pace.SLOW)
            if snapshot.pace is Pace.SLOW
            else max(times_s.values(), default=None)
        )
        if before is not None and 0 <= snapshot.time_s - before < apart_s:
            return False
        times_s[snapshot.pace] = snapshot.time_s
        return True

    def changed(self, snapshot: Snapshot) -> str:
        """Say what a fast poll shows that the whole tables do not, or nothing."""
        if snapshot.pace is not Pace.FAST or self.slow is None:
            return ""
        return calls_for_slow(self.slow, snapshot) or self._lost(snapshot)

    def has_only_lost(self, snapshot: Snapshot) -> bool:
        """Whether all that changed is less than there was."""
        return self.slow is not None and has_only_lost(self.slow, snapshot)

    def may_hurry(self, now_s: float, slow_s: float) -> bool:
        """Whether a change may bring whole tables forward: not too often, walks cost the device."""
        if 0 < self.hurry_after_s - now_s <= slow_s:
            return False
        self.hurry_after_s = now_s + slow_s / 5
        return True

    def _lost(self, snapshot: Snapshot) -> str:
        """Say which uplink was asked for and is not there; what is known of it is of the past."""
        if snapshot.status_of(Interface) not in (TableStatus.COMPLETE, TableStatus.ABSENT):
            return ""
        shown = {interface.index for interface in snapshot.interfaces}
        for link in self.judgement.links if self.judgement else ():
            if link.interface is not None and link.interface.index not in shown:
                return f"{link.name} is gone"
        return ""

    def known(self) -> Known | None:
        """Return what the last judgement rested on, once there was one."""
        if self.latest is None:
            return None
        return Known(latest=self.latest, previous=self.counters, memory=self.memory)

    def view(self, links: tuple[Link, ...]) -> DeviceView:
        """Show the device; `links` have the status that is published."""
        judged = self.judgement
        return DeviceView(
            device=self.device,
            agency=self.agency,
            is_up=self.is_up,
            problem=self.problem,
            is_stale=self.is_stale,
            last_success_s=self.last_success_s,
            duration_s=dict(self.durations_s),
            identity=self.latest.identity if self.latest else None,
            tables=self.latest.tables if self.latest else {},
            links=links,
            heard=self.heard,
            ran=judged.ran if judged else frozenset(),
            inconclusive=judged.inconclusive if judged else {},
            coverage=judged.coverage if judged else 0.0,
            observers=self.outside.observers,
            left_out=judged.left_out if judged else {},
            cost_s=self.cost_s,
            pause_s=self.allowance.pause_s,
        )

    def _absent(self) -> frozenset[str]:
        """
        List the tables that need not be asked: absent ones whose facts another table gives.

        Where no table of a kind has a row, all are asked again: the first neighbour or BGP session
        of a device makes an empty table appear.
        """
        if self.slow is None:
            return frozenset()
        if self.spared is None or self.spared[0] is not self.slow:
            # It is asked with every fast poll, and changes with the whole tables only.
            self.spared = (self.slow, spared(self.slow.tables))
        return self.spared[1]
