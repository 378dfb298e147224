"""The agents of a city answer the monitor's own client, each in its own way."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from monitor.simulation.agents import AddressInUseError, Agents
from monitor.simulation.scenario import SimulatedCity
from monitor.snmp import values
from monitor.snmp.client import Client
from monitor.snmp.oid import Oid
from monitor.snmp.session import Session, target_of
from tests.simulation.simulated import city

UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
IN_OCTETS: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 1)
NAMES: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1)


class Clock:
    """A clock that goes when it is told to."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@asynccontextmanager
async def answering(found: SimulatedCity, clock: Clock) -> AsyncIterator[tuple[Agents, Client]]:
    agents, client = Agents(found.devices, clock), Client()
    await agents.start()
    await client.start()
    try:
        yield agents, client
    finally:
        await client.stop()
        await agents.stop()


def sessions(found: SimulatedCity, client: Client) -> list[Session]:
    return [
        client.session(target_of(one.profile, one.device.address, one.device.port))
        for one in found.devices
    ]


async def numbers(session: Session, oids: Sequence[Oid]) -> list[int]:
    answer = await session.get(oids)
    return [values.as_int(answer[oid]) for oid in oids]


def test_agents_of_version_2c_and_3_answer_and_count(tmp_path: Path) -> None:
    async def work() -> None:
        clock = Clock()
        found = city(tmp_path)
        async with answering(found, clock) as (_, client):
            for session in sessions(found, client):
                before = await numbers(session, [UP_TIME, IN_OCTETS])
                clock.now_s += 5
                after = await numbers(session, [UP_TIME, IN_OCTETS])
                assert after[0] - before[0] == 500
                assert after[1] > before[1]

    asyncio.run(work())


def test_what_a_device_shows_is_switched_while_it_answers(tmp_path: Path) -> None:
    async def work() -> None:
        found = city(tmp_path)
        async with answering(found, Clock()) as (agents, client):
            first, second = sessions(found, client)
            agents.show("opd-a", found.events[0].recording)
            changed, same = await first.walk([NAMES]), await second.walk([NAMES])
            assert [values.as_octets(wire) for wire in changed.columns[0].values()] == [
                b"wan1",
                b"ppp0",
            ]
            assert len(same.columns[0]) == 1

    asyncio.run(work())


def test_an_address_that_is_taken_is_said_and_nothing_keeps_answering(tmp_path: Path) -> None:
    async def work() -> None:
        found = city(tmp_path)
        last = Agents(found.devices[-1:])
        await last.start()
        both = Agents(found.devices)
        with pytest.raises(AddressInUseError, match=r"no agent can answer at 127\.10\.77\.2:26161"):
            await both.start()
        await last.stop()
        # The first of both was let go too.
        await both.start()
        await both.stop()

    asyncio.run(work())
