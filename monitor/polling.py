"""The daemon's polls: which pace is due, who is asked, and what becomes of the answer."""

import asyncio
import logging
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address

from monitor.asking import Kinds, kinds_for
from monitor.bounds import SHARE_OF_AGENCY
from monitor.city import City
from monitor.device_state import DeviceState
from monitor.holdups import Holdups, Meter, breathing
from monitor.model.declared import Device, DeviceRole
from monitor.model.observation import Snapshot
from monitor.model.profile import SnmpProfile, SnmpVersion
from monitor.model.reading import Pace
from monitor.poller import poll
from monitor.reading import Limits
from monitor.rule import AGENCY_ROLES
from monitor.settings import Settings
from monitor.snmp.budget import Budget
from monitor.snmp.client import Client
from monitor.snmp.diagnose import is_there
from monitor.snmp.errors import (
    AuthenticationError,
    NoAnswerError,
    NotPermittedError,
    PortRefusedError,
    SnmpError,
    UnusableAnswerError,
    is_silence,
    says_refused,
)
from monitor.snmp.session import Target, in_vlan, target_of
from monitor.throttle import Throttle

log = logging.getLogger(__name__)
_DEFAULT_PROFILE = "default"
_TOLD_EVERY_S = 3600.0
_IGNORED = "But its agent is there and speaks version 3: it ignores this community now."
_MISTAKE = "A mistake in this program kept it from being looked at: see the log."
_RESULTS: tuple[tuple[type[SnmpError], str], ...] = (
    (UnusableAnswerError, "snmp_error"),
    (NoAnswerError, "no_answer"),
    (PortRefusedError, "port_refused"),
    (AuthenticationError, "authentication"),
    (NotPermittedError, "refused"),
)

Probe = Callable[[Client, Target], Awaitable[bool]]


class Polling:
    """
    Polls devices by name. `results` counts polls by how they ended; `on_engine` is told the
    SNMPv3 engine of every device that has one, with the profile it was asked by; `probe` says
    whether an agent of version 3 is where one that ignores a community would be. `spared` counts
    polls that were left out of devices that cost too much, `processor` tells what they cost.
    """

    def __init__(
        self,
        settings: Settings,
        city: City,
        client: Client,
        needed: Mapping[DeviceRole, Kinds],
        clock: Callable[[], float] = time.time,
        *,
        probe: Probe = is_there,
        holdups: Holdups | None = None,
        processor: Callable[[], float] = time.thread_time,
    ) -> None:
        self._settings = settings
        self._city = city
        self._client = client
        self._needed = needed
        self._clock = clock
        self._probe = probe
        self._processor = processor
        self.holdups = holdups or Holdups()
        self._limits = Limits(settings.limits.rows_per_table)
        self._quiet = Throttle()
        self._failing: dict[str, str] = {}
        self.results: Counter[str] = Counter()
        self.running = 0
        self.spared = 0
        self.on_engine: Callable[[bytes, SnmpProfile], None] = lambda *_: None

    async def run(self, name: str) -> None:
        """Poll a device at the pace that is due; never raises but for cancellation."""
        state = self._city.devices.get(name)
        if state is None:
            # Its last run was due when a reload took it away.
            return
        if state.allowance.rests(self._clock()):
            self.spared += 1
            return
        self.running += 1
        meter = Meter(self.holdups, self._processor)
        try:
            await meter.measured(self._poll(state, meter))
        except SnmpError as error:
            if says_refused(error):
                self._refused(state, result_of(error), str(error))
            elif is_silence(error) and await self._is_there(state):
                self._refused(state, "authentication", f"{error} {_IGNORED}")
            else:
                self._failed(state, result_of(error), str(error))
        except OSError as error:
            self._failed(
                state,
                "no_address",
                f"{state.device.address} has no address: {error.strerror or error}.",
            )
        except Exception:
            # A mistake of ours with one device must not end the polling of all others.
            self.results["error"] += 1
            log.exception("Polling %s failed by a mistake in this program.", name)
            self._city.missed(name, self._clock(), _MISTAKE)
        finally:
            self.running -= 1
            self._spent(state, meter.cost_s)

    def _spent(self, state: DeviceState, cost_s: float) -> None:
        """Take what a poll cost here from what the device may cost, and say if it is too much."""
        slow_s = self._settings.intervals.slow_s
        state.cost_s = cost_s
        state.allowance.spend(cost_s, self._clock(), slow_s)
        if state.allowance.pause_s:
            state.shown = None
            name, pause_s = state.device.name, state.allowance.pause_s
            self._quiet.say(
                log,
                logging.WARNING,
                "cost",
                f"{name} shows so much that a poll of it takes {cost_s:.1f} s of work here: "
                f"it is left alone for {pause_s:.0f} s, so that others are polled in time.",
                device=name,
                every_s=_TOLD_EVERY_S,
            )

    def reload(self, settings: Settings, needed: Mapping[DeviceRole, Kinds]) -> None:
        """Ask with other profiles and limits from the next poll on."""
        self._settings = settings
        self._needed = needed
        self._limits = Limits(settings.limits.rows_per_table)

    @property
    def snmp_versions(self) -> dict[str, str]:
        """The versions of the profiles that are asked with, by their names."""
        return {name: one.version.value for name, one in self._settings.profiles.items()}

    def name_of(self, source: str) -> str:
        """Name the device that has this address, any of its own, or nothing."""
        address = ip_address(source)
        device = self._city.registry.device_by_address(address)
        name = (device.name if device else None) or self._city.inventory.owner_of_address(address)
        return name if name in self._city.devices else ""

    def hurry(self, name: str) -> None:
        """
        Let the next poll of a device see what changed: its uplinks first, then its whole tables.

        Whole tables by themselves not too often, for whoever asks may do so a thousand times; what
        is seen to have changed calls for them as ever.
        """
        state = self._city.devices.get(name)
        if state is None or state.slow is None:
            return
        state.is_hurried = True
        now_s, slow_s = self._clock(), self._settings.intervals.slow_s
        if not 0 < state.prompted_after_s - now_s <= slow_s:
            state.prompted_after_s = now_s + slow_s / 5
            state.next_slow_s = 0.0

    async def _poll(self, state: DeviceState, meter: Meter) -> None:
        intervals = self._settings.intervals
        now_s = self._clock()
        # Further away than a whole interval it can only be after the clock was set back.
        wait_s = state.next_slow_s - now_s
        is_slow = state.slow is None or not 0 < wait_s <= intervals.slow_s
        is_hurried, state.is_hurried = state.is_hurried, False
        if is_slow:
            # Whole tables of a slow device take their time; its uplinks do not.
            if is_hurried and state.slow is not None:
                if await self._ask(state, Pace.FAST, meter, counts=False) is Pace.FAST:
                    await self._ask(state, Pace.SLOW, meter)
            else:
                await self._ask(state, Pace.SLOW, meter)
            # The second whole reading comes early for some: so all are spread from then on.
            early = 0.5 + _share(state.device.name) / 2 if state.slow_polls == 1 else 1.0
            pause_s = intervals.fast_s if state.awaits_whole else intervals.slow_s * early
            state.next_slow_s = now_s + pause_s - intervals.fast_s / 2
            return
        await self._ask(state, Pace.FAST, meter, is_prompted=is_hurried)

    async def _ask(
        self,
        state: DeviceState,
        pace: Pace,
        meter: Meter,
        *,
        counts: bool = True,
        is_prompted: bool = False,
    ) -> Pace:
        """Poll a device and take what it says; return the pace, which may have become slow."""
        device = state.device
        profile = self._profile_of(device)
        host = await address_of(device.address)
        target = target_of(profile, host, device.port)
        limits = self._settings.limits
        is_agencys = device.role in AGENCY_ROLES
        octets = limits.poll_bytes // (SHARE_OF_AGENCY if is_agencys else 1)
        budget = Budget(limits.poll_budget_s, octets)
        session = self._client.session(target, budget=budget)
        request = state.request(host, pace, self._kinds(device), self._limits)
        snapshot = await poll(
            session,
            request,
            self._clock,
            in_vlan=lambda number: self._client.session(
                in_vlan(target, number), is_underway=True, budget=budget
            ),
        )
        self.results["ok"] += 1
        self._city.cut["polls"] += budget.is_cut
        self._answers(device.name)
        if session.engine is not None:
            # For a version 3 trap the sender's engine is the one that counts.
            self.on_engine(session.engine.engine_id, profile)
        if not self._is_current(state):
            return pace
        reason = state.changed(snapshot)
        if not reason:
            await self._take(snapshot, meter, counts=counts, is_prompted=is_prompted)
            return pace
        # Half a picture of something new counts for nothing: the whole one comes at once, or as
        # soon as it may. Until then it is shown; and before it that a line went, and nothing else.
        may_hurry = state.may_hurry(snapshot.time_s, self._settings.intervals.slow_s)
        is_less = state.has_only_lost(snapshot)
        if is_less or not may_hurry:
            await self._take(snapshot, meter, counts=counts and is_less and not may_hurry)
        if not may_hurry:
            return pace
        about = {"device": device.name}
        log.info("%s: %s; reading its whole tables now.", device.name, reason, extra=about)
        return await self._ask(state, Pace.SLOW, meter)

    async def _take(
        self, snapshot: Snapshot, meter: Meter, *, counts: bool, is_prompted: bool = False
    ) -> None:
        """Have what a device said judged, and others let in meanwhile."""
        meter.does("judging")
        await breathing(self._city.taking(snapshot, counts=counts, is_prompted=is_prompted))
        meter.does("decoding")

    def _is_current(self, state: DeviceState) -> bool:
        """Whether it is still the device that was asked: a reload may have put another there."""
        return self._city.devices.get(state.device.name) is state

    async def _is_there(self, state: DeviceState) -> bool:
        """
        Whether an agent that used to answer is there and silent to the community alone.

        A wrong community is met with silence, as a power cut is; version 3 tells them apart. Asked
        once in a slow interval: in a power cut there are many.
        """
        now_s = self._clock()
        profile = self._profile_of(state.device)
        if profile.version is SnmpVersion.V3 or not state.memory.answered:
            return False
        if 0 < state.probe_after_s - now_s <= self._settings.intervals.slow_s:
            return state.is_refused
        state.probe_after_s = now_s + self._settings.intervals.slow_s
        try:
            host = await address_of(state.device.address)
        except OSError:
            return False
        return await self._probe(self._client, target_of(profile, host, state.device.port))

    def _profile_of(self, device: Device) -> SnmpProfile:
        return self._settings.profiles[device.profile or _DEFAULT_PROFILE]

    def _kinds(self, device: Device) -> Kinds:
        return kinds_for(self._needed[device.role], device.role)

    def _refused(self, state: DeviceState, result: str, problem: str) -> None:
        self.results[result] += 1
        if not self._is_current(state):
            return
        name = state.device.name
        self._tell(name, result, problem)
        reason = "authentication" if result == "authentication" else "refused"
        self._city.refused(name, self._clock(), problem, reason)

    def _failed(self, state: DeviceState, result: str, problem: str) -> None:
        self.results[result] += 1
        if not self._is_current(state):
            return
        name = state.device.name
        self._tell(name, result, problem)
        self._city.missed(name, self._clock(), problem)

    def _tell(self, name: str, result: str, problem: str) -> None:
        # All that are silent are on the page; the log tells of each once in an hour.
        self._failing[name] = result
        self._quiet.say(
            log, logging.WARNING, result, f"{name}: {problem}", device=name, every_s=_TOLD_EVERY_S
        )

    def _answers(self, name: str) -> None:
        result = self._failing.pop(name, "")
        if result:
            self._quiet.forget(result, name)
            self._quiet.say(log, logging.INFO, "answers", f"{name} answers again.", device=name)


def result_of(error: SnmpError) -> str:
    """Name how a poll ended that an error ended, one of `POLL_RESULTS`."""
    return next((name for kind, name in _RESULTS if isinstance(error, kind)), "snmp_error")


def _share(name: str) -> float:
    """Place a name somewhere from 0 to 1, the same at every start."""
    return sum(name.encode()) * 37 % 101 / 101


async def address_of(host: str) -> str:
    """Return a host's address: itself, or the first its name leads to; raises `OSError`."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except UnicodeError:
        # An empty part between dots, or one too long for the name system.
        raise socket.gaierror(socket.EAI_NONAME, "it is no host name") from None
    return str(found[0][4][0])
