"""
One seed: the daemon's polling, city and judge on a simulated clock, below them a city of agents.

`monitor.polling.Polling` chooses the pace, asks, and hands what came to `monitor.city.City`, as in
the daemon; only the client that would send packets is another. No coroutine of theirs ever waits
here, so each runs to its end at once, without an event loop.
"""

import heapq
import logging
import tempfile
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, cast

from monitor import holdups, poller
from monitor.city import City
from monitor.polling import Polling
from monitor.rule import read_by_role
from monitor.rules import rules
from monitor.snmp.budget import Budget
from monitor.snmp.client import Client
from monitor.snmp.session import Target
from tests.bench.judgement import registry_text, sampling
from tests.bench.judgement.remember import remembering
from tests.bench.judgement.standing import STANDING_EVERY_S, Standing, standings
from tests.bench.judgement.witness import Said, Witness
from tests.measured_city import stories
from tests.measured_city.agent import Agent
from tests.measured_city.estate import DAY_S, Estate
from tests.measured_city.labels import Labels
from tests.measured_city.session import AgentSession

_TOLD_EVERY_S = DAY_S / 4
_LOOK = "(look at the agencies)"
Times = Callable[[Sequence[float], float, float, sampling.Policy, Random], Iterator[float]]
"""When a device is asked: its changes, the life's start and end, how it is asked, and chance."""


@dataclass(slots=True)
class Outcome:
    """What became of one seed."""

    seed: int
    labels: Labels
    said: list[Said]
    exempt: set[str]
    site_days: float
    start_s: float
    end_s: float
    polls: int
    devices: int
    standings: list[Standing] = field(default_factory=list)
    results: dict[str, int] = field(default_factory=dict)
    rule_errors: dict[str, int] = field(default_factory=dict)


class Network:
    """Gives sessions as the client does."""

    def __init__(self, agents: dict[str, Agent], clock: Callable[[], float]) -> None:
        self._agents = agents
        self._clock = clock

    def session(
        self, target: Target, *, is_underway: bool = False, budget: Budget | None = None
    ) -> AgentSession:
        """Open a session with the agent at an address."""
        return self._agents[target.host].session(self._clock())


def run(
    seed: int,
    sites: int = 300,
    days: int = 45,
    progress: Callable[[float], None] = lambda _: None,
    *,
    times: Times = sampling.at_changes,
) -> Outcome:
    """Live through one seed; `progress` is told the part that is done."""
    estate = Estate(seed, sites, days)
    stories.tell(estate)
    with remembering():
        return lived(estate, progress, times=times)


def lived(
    estate: Estate,
    progress: Callable[[float], None] = lambda _: None,
    *,
    times: Times = sampling.at_changes,
    is_watched: bool = False,
) -> Outcome:
    """Live through a city that is ready; where it is watched, what is said of agencies is noted."""
    with tempfile.TemporaryDirectory() as folder, _silence(), _nothing_aside():
        life = Life(estate, registry_text.write(estate, Path(folder)), times, is_watched=is_watched)
        return life.live(progress)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the daemon's log quiet: what it says is counted here."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


class Life:
    """The running daemon and its clock."""

    def __init__(
        self, estate: Estate, monitor_yaml: Path, times: Times, *, is_watched: bool
    ) -> None:
        self._times = times
        self._is_watched = is_watched
        self._standings: list[Standing] = []
        self._estate = estate
        self._path = monitor_yaml
        self._now_s = estate.start_s
        self._settings, registry = registry_text.load(monitor_yaml)
        disabled = self._settings.policy.disabled_rules
        self._rules = [rule for rule in rules().values() if rule.id not in disabled]
        self._witness = Witness()
        self.city = City(registry, self._settings.policy, self._rules, self._witness, {})
        network = cast("Client", Network(estate.addresses, self._clock))
        self.polling = Polling(
            self._settings,
            self.city,
            network,
            read_by_role(self._rules),
            self._clock,
            probe=_nobody,
            # What a poll costs depends on this machine, and must not move the next one.
            processor=lambda: 0.0,
        )

    def live(self, progress: Callable[[float], None]) -> Outcome:
        """Ask every device at its times, in the order of the city's clock."""
        estate = self._estate
        queue = [*self._devices(), *self._reloads(), *self._looks()]
        heapq.heapify(queue)
        polls, told_s = 0, estate.start_s
        while queue:
            self._now_s, name, times = queue[0]
            if name == _LOOK:
                self._standings += standings(self.city, self._now_s)
            elif name:
                _at_once(self.polling.run(name))
                polls += 1
            else:
                self._reload()
            following = next(times, None)
            if following is None:
                heapq.heappop(queue)
            else:
                heapq.heapreplace(queue, (following, name, times))
            if self._now_s - told_s >= _TOLD_EVERY_S:
                told_s = self._now_s
                progress((self._now_s - estate.start_s) / (estate.end_s - estate.start_s))
        return Outcome(
            seed=estate.seed,
            labels=estate.labels,
            said=self._witness.said,
            exempt=self._witness.exempt,
            site_days=float(len(estate.homes) * estate.days),
            start_s=estate.start_s,
            end_s=estate.end_s,
            polls=polls,
            devices=len(estate.agents),
            standings=self._standings,
            results=dict(self.polling.results),
            rule_errors=dict(self.city.rule_errors),
        )

    def _devices(self) -> Iterable[tuple[float, str, Iterator[float]]]:
        estate = self._estate
        for name, agent in estate.agents.items():
            agent.prepare()
            times = self._times(
                agent.events_s(),
                estate.start_s,
                estate.end_s,
                self._policy(name),
                estate.chance(f"times {name}"),
            )
            yield next(times), name, times

    def _policy(self, name: str) -> sampling.Policy:
        if name in {upstream.name for upstream in self._estate.upstreams}:
            return sampling.COUNTING
        return sampling.SELDOM if name in self._estate.still else sampling.HOURLY

    def _looks(self) -> Iterable[tuple[float, str, Iterator[float]]]:
        if self._is_watched:
            estate, step_s = self._estate, STANDING_EVERY_S
            count = int((estate.end_s - estate.start_s) / step_s)
            moments = iter([estate.start_s + at * step_s - 1 for at in range(1, count + 1)])
            yield next(moments), _LOOK, moments

    def _reloads(self) -> Iterable[tuple[float, str, Iterator[float]]]:
        for time_s in self._estate.late:
            yield time_s, "", iter(())

    def _reload(self) -> None:
        registry = registry_text.load_later(self._path, self._now_s, self._settings)
        self.city.reload(registry, self._settings.policy, self._rules)
        self.city.orphans(self._now_s)

    def _clock(self) -> float:
        return self._now_s


async def _nobody(_client: Client, _target: Target) -> bool:
    """Agents here speak one version each: whoever is silent to it is silent."""
    return False


def _at_once(coroutine: Coroutine[Any, Any, None]) -> None:
    """Let a poll run to its end; it waits for nothing, and lets others in where it is long."""
    try:
        while True:
            if coroutine.send(None) is not None:
                raise RuntimeError("a poll waited for something that no simulated agent gives")
    except StopIteration:
        return


@contextmanager
def _nothing_aside() -> Iterator[None]:
    """Let what the daemon does in a thread be done here: there is no loop to keep free."""

    async def here(work: Callable[[], Any]) -> Any:
        return work()

    before = holdups.done_aside
    holdups.done_aside = poller.done_aside = here  # type: ignore[attr-defined]
    try:
        yield
    finally:
        holdups.done_aside = poller.done_aside = before  # type: ignore[attr-defined]
