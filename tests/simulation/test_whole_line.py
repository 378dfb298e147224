"""From simulated agents to findings, by the monitor's own parts, without waiting for anything."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path

from monitor.city import City
from monitor.model.finding import Finding, State, Transition
from monitor.model.link import LinkStatus
from monitor.polling import Polling
from monitor.rule import read_by_role
from monitor.rules import names, rules
from monitor.simulation.agents import Agents
from monitor.simulation.scenario import Event
from monitor.simulation.timeline import play
from monitor.snmp.client import Client
from monitor.sources.yaml_files import load_all
from tests.simulation.simulated import city


class Memory:
    """Remembers what became of findings."""

    def __init__(self) -> None:
        self.states: list[tuple[str, State]] = []

    def save(self, findings: Iterable[Finding], transitions: Iterable[Transition]) -> None:
        del findings
        self.states += [(one.case.subject, one.after) for one in transitions]

    def save_memories(self, memories: Mapping[str, bytes]) -> None:
        del memories


class Clock:
    """The time of agents, timeline and monitor; whoever sleeps lets the monitor poll."""

    now_s = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now_s


def test_a_line_that_comes_is_flagged_and_one_that_goes_is_resolved(tmp_path: Path) -> None:
    found, clock, memory = city(tmp_path), Clock(), Memory()
    enabled = tuple(rules().values())
    needed = read_by_role(enabled)
    told: list[tuple[str, list[tuple[str, State]]]] = []

    async def work() -> None:
        _, registry, _ = load_all(
            tmp_path / "monitor.yaml", environ=found.environment, known_rules=names()
        )
        state = City(registry, found.settings.policy, enabled, memory, {})
        agents, client = Agents(found.devices, clock), Client()
        await agents.start()
        await client.start()
        polling = Polling(found.settings, state, client, needed, clock)

        async def poll_for(seconds: float) -> None:
            for _ in range(int(seconds)):
                await polling.run("opd-a")
                clock.now_s += 1

        def happen(event: Event) -> None:
            told.append((event.text.en, list(memory.states)))
            agents.show(event.device, event.recording)

        try:
            await play(found.events, happen, clock, poll_for)
            await poll_for(4)
            assert [link.status for link in _links(state)] == [LinkStatus.KOMINFO]
        finally:
            await client.stop()
            await agents.stop()

    asyncio.run(work())
    flagged = [("ppp0", State.SUSPECTED), ("ppp0", State.OPEN)]
    assert told == [("dials in", []), ("hangs up", flagged)]
    assert memory.states == [*flagged, ("ppp0", State.RESOLVED)]


def _links(state: City) -> tuple:  # type: ignore[type-arg]
    judgement = state.devices["opd-a"].judgement
    assert judgement is not None
    return judgement.links
