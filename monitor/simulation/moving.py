"""
A recording that lives: octets are counted, the clock of the device goes on.

What moves is ifInOctets, ifOutOctets and their 64-bit forms in ifXTable (RFC 2863) on interfaces
that are up, sysUpTime (RFC 3418) and snmpEngineTime (RFC 3411). Counters wrap as real ones do, at
32 and 64 bits. Another recording may be shown at any time; whatever counts goes on from where it
was, for a counter that falls back says that the device restarted.

Time is an argument: the same clock gives the same answers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from monitor.simulation.traffic import NONE, Traffic, traffic_of
from monitor.snmp import values
from monitor.snmp.agent_view import MappingView, Shown
from monitor.snmp.oid import Oid
from monitor.snmp.recording import Recording
from monitor.snmp.values import Wire

_IF_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_IF_X_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
_COUNTERS: dict[Oid, tuple[str, int]] = {
    (*_IF_ENTRY, 10): ("in", values.COUNTER32),
    (*_IF_ENTRY, 16): ("out", values.COUNTER32),
    (*_IF_X_ENTRY, 6): ("in", values.COUNTER64),
    (*_IF_X_ENTRY, 10): ("out", values.COUNTER64),
}
_DESCR, _TYPE, _SPEED, _OPER_STATUS, _LAST_CHANGE = 2, 3, 5, 8, 9
_HIGH_SPEED = 15
_UP, _LOOPBACK = 1, 24
_SYS_UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_ENGINE_TIME: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0)
_SPANS = {values.COUNTER32: 2**32, values.COUNTER64: 2**64, values.TIMETICKS: 2**32}


@dataclass(frozen=True, slots=True)
class _Counter:
    """A counter that had `start` at `since_s`."""

    tag: int
    start: int
    since_s: float
    traffic: Traffic

    def at(self, now_s: float) -> int:
        return (self.start + self.traffic.octets(self.since_s, now_s)) % _SPANS[self.tag]


class MovingView:
    """The view of a device's agent; `show` swaps the recording behind it."""

    def __init__(self, device: str, recording: Recording, clock: Callable[[], float]) -> None:
        self._device = device
        self._clock = clock
        self._started_s = clock()
        self._view = MappingView({})
        self._values: dict[Oid, Wire] = {}
        self._counters: dict[Oid, _Counter] = {}
        self._up_time = _number(recording.values(), _SYS_UP_TIME)
        self.show(recording)

    def get(self, oid: Oid) -> Wire | None:
        """Return the value of an OID, or `None`."""
        return self._view.get(oid)

    def next(self, oid: Oid) -> tuple[Oid, Wire] | None:
        """Return the first OID behind this one with its value; `None` at the end."""
        return self._view.next(oid)

    def show(self, recording: Recording) -> None:
        """Show another recording of the same device from now on."""
        now_s = self._clock()
        recorded = recording.values()
        for oid in recorded:
            if oid[:-1] == (*_IF_ENTRY, _LAST_CHANGE) and self._values:
                recorded[oid] = self._last_change(oid[-1], recorded)
        counters = {counter[0]: counter[1] for counter in self._counted(recorded, now_s)}
        # What is not shown any more is remembered: it may come back.
        self._counters = self._counters | counters
        self._values = recorded
        shown: dict[Oid, Shown] = dict(recorded)
        shown.update((oid, self._reader(oid)) for oid in counters)
        if _SYS_UP_TIME in recorded:
            shown[_SYS_UP_TIME] = self._up_time_now
        if _ENGINE_TIME in recorded:
            start = _number(recorded, _ENGINE_TIME)
            shown[_ENGINE_TIME] = lambda: values.encode_int(start + int(self._elapsed_s()))
        self._view.replace(shown)

    def _counted(self, recorded: dict[Oid, Wire], now_s: float) -> Iterator[tuple[Oid, _Counter]]:
        for oid, wire in recorded.items():
            if oid[:-1] not in _COUNTERS or wire[0] not in _SPANS:
                continue
            direction, tag = _COUNTERS[oid[:-1]]
            known = self._counters.get(oid)
            start = known.at(now_s) if known else values.as_int(wire) % _SPANS[tag]
            traffic = _traffic(self._device, oid[-1], direction, recorded)
            yield oid, _Counter(tag, start, now_s, traffic)

    def _reader(self, oid: Oid) -> Callable[[], Wire]:
        def read() -> Wire:
            counter = self._counters[oid]
            return values.encode_unsigned(counter.tag, counter.at(self._clock()))

        return read

    def _last_change(self, index: int, recorded: dict[Oid, Wire]) -> Wire:
        state, before = (*_IF_ENTRY, _OPER_STATUS, index), self._values
        kept = before.get((*_IF_ENTRY, _LAST_CHANGE, index))
        if kept is not None and before.get(state) == recorded.get(state):
            return kept
        return self._up_time_now()

    def _up_time_now(self) -> Wire:
        ticks = self._up_time + int(self._elapsed_s() * 100)
        return values.encode_unsigned(values.TIMETICKS, ticks % _SPANS[values.TIMETICKS])

    def _elapsed_s(self) -> float:
        return self._clock() - self._started_s


def _traffic(device: str, index: int, direction: str, recorded: dict[Oid, Wire]) -> Traffic:
    row = {column: (*_IF_ENTRY, column, index) for column in (_TYPE, _SPEED, _OPER_STATUS)}
    if _number(recorded, row[_OPER_STATUS]) != _UP or _number(recorded, row[_TYPE]) == _LOOPBACK:
        return NONE
    name = recorded.get((*_IF_ENTRY, _DESCR, index), b"").hex()
    megabits = _number(recorded, (*_IF_X_ENTRY, _HIGH_SPEED, index))
    speed_bps = megabits * 1_000_000 or _number(recorded, row[_SPEED])
    return traffic_of(device, name, direction, speed_bps)


def _number(recorded: dict[Oid, Wire], oid: Oid) -> int:
    try:
        return values.as_int(recorded[oid])
    except (KeyError, values.BadValueError):
        return 0
