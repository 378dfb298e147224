"""
A device over time: what it would answer at any moment, or that it would not.

Its box is built anew from its basis and the effects that hold whenever one begins or ends; between
those moments only the clients, the counters and the uptime change. Counters live here, by port, as
they outlast renamed ports and shuffled indexes, and start at zero when the device restarts.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random

from monitor.snmp.errors import NoAnswerError, SnmpError, WrongDigestError
from monitor.snmp.session import EngineIdentity
from tests.measured_city import bridge_tables, host_tables, ip_tables
from tests.measured_city.activity import Activity
from tests.measured_city.box import Box, Effect
from tests.measured_city.columns import Columns
from tests.measured_city.platforms import Platform
from tests.measured_city.session import AgentSession, Memo


class Fault(StrEnum):
    """Why a device does not answer."""

    DARK = "dark"
    """No power: it starts anew afterwards."""
    CUT_OFF = "cut off"
    """It runs, and packets do not reach it."""
    LOCKED = "locked"
    """It runs and answers, and does not know our password any more."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A device does not answer from one moment to another."""

    start_s: float
    end_s: float
    fault: Fault = Fault.DARK


@dataclass(frozen=True, slots=True)
class Lossy:
    """A bad line: polls fail, or come through in part, with these probabilities."""

    start_s: float
    end_s: float
    lost: float
    cut: float


@dataclass(slots=True)
class Agent:
    """
    One device. `basis` makes its box; `effects`, `outages`, `restarts_s` and `lossy` are what
    happens to it. `lost` and `cut` are the probabilities of noise at any poll.
    """

    name: str
    site: str
    platform: Platform
    basis: Callable[[], Box]
    activity: Activity
    rng: Random
    born_s: float
    is_v3: bool = False
    effects: list[Effect] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)
    restarts_s: list[float] = field(default_factory=list)
    lossy: list[Lossy] = field(default_factory=list)
    cleared_s: list[float] = field(default_factory=list)
    lost: float = 0.002
    cut: float = 0.002
    boots: int = 3
    _columns: Columns = field(default_factory=dict)
    _memo: Memo = field(default_factory=Memo)
    _box: Box | None = None
    _shows: Platform | None = None
    _until_s: float = -1.0
    _counted: dict[str, list[float]] = field(default_factory=dict)
    _counted_to_s: float = -1.0
    _present: int = -1
    _starts: list[float] = field(default_factory=list)

    def events_s(self, *, also_quiet: bool = False) -> list[float]:
        """List the moments at which what it answers changes, in order."""
        effects = [one for one in self.effects if also_quiet or not one.is_quiet]
        moments = {effect.start_s for effect in effects}
        moments |= {effect.end_s for effect in effects}
        moments |= {outage.start_s for outage in self.outages}
        moments |= {outage.end_s for outage in self.outages}
        moments |= set(self.restarts_s)
        moments |= {one.start_s for one in self.lossy} | {one.end_s for one in self.lossy}
        return sorted(moments)

    def prepare(self) -> None:
        """Reckon once when it starts anew; to be called when everything is planned."""
        self.outages.sort(key=lambda outage: outage.start_s)
        ends = [outage.end_s for outage in self.outages if outage.fault is Fault.DARK]
        self._starts = sorted({*self.restarts_s, *ends})

    def fault_at(self, time_s: float) -> Fault | None:
        """Say why it does not answer at a moment, if so."""
        for outage in self.outages:
            if outage.start_s <= time_s < outage.end_s:
                return outage.fault
        return None

    def session(self, time_s: float) -> AgentSession:
        """Open a session at a moment; raise what the client would."""
        fault = self.fault_at(time_s)
        if fault is Fault.LOCKED and self.is_v3:
            raise WrongDigestError(f"{self.name} answers that the digest is wrong.")
        if fault is not None:
            raise _silence(self.name)
        lost, cut = self._noise(time_s)
        if self.rng.random() < lost:
            raise _silence(self.name)
        self._bring_to(time_s)
        cut_at = self.rng.randint(0, 14) if self.rng.random() < cut else None
        engine = None
        if self.is_v3 and self._box is not None:
            engine = EngineIdentity(self._box.engine_id, self.boots, int(time_s - self.born_s))
        return AgentSession(self._columns, self._memo, cut_at, engine)

    def _noise(self, time_s: float) -> tuple[float, float]:
        for one in self.lossy:
            if one.start_s <= time_s < one.end_s:
                return one.lost, one.cut
        return self.lost, self.cut

    def box_at(self, time_s: float) -> Box:
        """Return how it is at a moment."""
        box = self.basis()
        for effect in self.effects:
            if effect.holds(time_s):
                effect.change(box)
        box.number()
        return box

    @property
    def shown(self) -> Platform:
        """What its agent shows now."""
        return self._shows or self.platform

    def _bring_to(self, time_s: float) -> None:
        began = bisect_right(self._starts, time_s)
        started_s = self._starts[began - 1] if began else self.born_s
        if self._box is None or time_s >= self._until_s:
            self._rebuild(time_s, started_s)
        assert self._box is not None
        self._count(time_s, started_s)
        leases = self._clients(time_s)
        ip_tables.write_counters(self._box, self.shown, self._columns, self._counted)
        host_tables.write_age(
            self._box, self.shown, self._columns, time_s - started_s, self.boots + began, leases
        )

    def _rebuild(self, time_s: float, started_s: float) -> None:
        box, columns = self.box_at(time_s), self._columns
        self._shows = replace(self.platform, tables=self.platform.tables - box.hidden)
        self._box, self._memo, self._present = box, Memo(), -1
        columns.clear()
        host_tables.write_identity(box, self.shown, columns)
        host_tables.write_programs(box, self.shown, columns)
        host_tables.write_peers(box, self.shown, columns)
        ip_tables.write_interfaces(box, self.shown, columns, max(0.0, time_s - started_s) % 97)
        ip_tables.write_addresses(box, self.shown, columns)
        ip_tables.write_routes(box, self.shown, columns)
        bridge_tables.write_neighbours(box, self.shown, columns)
        bridge_tables.write_bridge(box, self.shown, columns)
        later = (at for at in self.events_s(also_quiet=True) if at > time_s)
        self._until_s = next(later, float("inf"))

    def _count(self, time_s: float, started_s: float) -> None:
        """Let octets pass since the last reading, at the rates that hold now."""
        assert self._box is not None
        since_s = self._counted_to_s
        if any(since_s < at_s <= time_s for at_s in self.cleared_s):
            self._counted.clear()
        if since_s < started_s:
            self._counted.clear()
            since_s = started_s if self._counted_to_s >= 0 else self.born_s
        own = self.activity.integral(time_s) - self.activity.integral(since_s)
        passed_s = time_s - since_s
        for port in self._box.ports:
            moved = self._counted.setdefault(port.uid, [0.0, 0.0])
            if port.is_up and port.is_admin_up:
                work = own
                if port.activity is not None:
                    work = port.activity.integral(time_s) - port.activity.integral(since_s)
                inward = port.load_bps * work + port.steady_bps * passed_s
                moved[0] += inward
                moved[1] += inward * port.share
        self._counted_to_s = time_s

    def _clients(self, time_s: float) -> int:
        """Write who is there; return how many, as a DHCP server counts leases."""
        assert self._box is not None
        box = self._box
        number = self.activity.present(time_s, len(box.clients))
        if number != self._present:
            self._present = number
            here = box.clients[:number]
            ip_tables.write_arp(box, self.shown, self._columns, here)
            bridge_tables.write_fdb(box, self.shown, self._columns, here)
        return sum(1 for one in box.clients[:number] if one.is_resolved)


def _silence(name: str) -> SnmpError:
    return NoAnswerError(f"{name} does not answer.")
