"""
A broken agent is no refusal.

One that answered well and begins to answer with an empty list, with values or messages that do not
decode, or with noSuchName in version 2c, is busy or out of order. Its poll failed, what was said of
the device freezes, the reason says what came, and nobody is accused (RFC 3416, 4.2.1: a response
has the names of its request).
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from monitor.model.declared import DeviceRole
from monitor.model.finding import Finding, FindingKind, State
from monitor.model.observation import Interface, Route
from monitor.model.profile import Engine
from monitor.model.reading import TableStatus
from monitor.polling import Polling
from monitor.snmp.agent import Agent
from monitor.snmp.agent_view import MappingView
from monitor.snmp.client import Client
from monitor.snmp.message import CommunityMessage, read_message
from monitor.snmp.pdu import GET, GETBULK, Pdu
from monitor.snmp.values import encode_int
from tests.fakes import router
from tests.snmp.scripted import altered, failing, listing, names_in
from tests.test_polling import SETTINGS, Lab

Change = Callable[[Pdu], Pdu | None]
NESTED = b"\x30\x04\x30\x02\x05\x00"


def _empty(_: Pdu) -> Pdu:
    return listing([])


def _undecodable(question: Pdu) -> Pdu:
    return listing([(name, NESTED) for name in names_in(question)])


def _no_such_name(_: Pdu) -> Pdu:
    return failing(2, 1)


def _other_names(_: Pdu) -> Pdu:
    # Before all that is asked for: in an answer to GETBULK it is no end of a table either.
    return listing([(b"\x2b\x06\x00", encode_int(1))])


def _generic_error(_: Pdu) -> Pdu:
    return failing(5, 0)


BROKEN: dict[str, tuple[Change, str]] = {
    "empty": (_empty, "an empty list"),
    "undecodable": (_undecodable, "does not decode"),
    "noSuchName": (_no_such_name, "noSuchName"),
    "other names": (_other_names, "not asked for"),
    "genErr": (_generic_error, "genErr"),
}


class Breaking(Agent):
    """Answers well until it is given something else to answer; version 3 it always answers well."""

    change: Change | None = None
    is_garbled = False

    def respond(self, datagram: bytes) -> bytes | None:
        if isinstance(read_message(datagram), CommunityMessage):
            if self.is_garbled:
                return b"\x30\x82\x01"
            if self.change is not None:
                return altered(super().respond, self.change)(datagram)
        return super().respond(datagram)


@dataclass
class Field:
    """The lab of the daemon's polls, with such an agent."""

    lab: Lab
    polling: Polling
    agent: Breaking

    async def polls(self, times: int, seconds: float = 60) -> None:
        for _ in range(times):
            await self.lab.after(seconds, self.polling)

    def finding(self) -> Finding:
        [found] = self.lab.store.findings.values()
        return found

    def is_accused(self) -> bool:
        found = self.lab.store.findings.values()
        return any(one.case.kind is FindingKind.TAMPERING for one in found)


@asynccontextmanager
async def _field(engine: Engine = Engine.OWN) -> AsyncIterator[Field]:
    view = MappingView(router(foreign=True))
    agent = Breaking(view, communities=["public"])
    client = Client()
    await agent.start()
    await client.start()
    try:
        async with asyncio.timeout(60):
            lab = Lab(agent, view, client)
            polling = lab.polling(lab.device())
            profiles = {"default": replace(SETTINGS.profiles["default"], engine=engine)}
            needed = dict.fromkeys(DeviceRole, frozenset[Any]({Interface, Route}))
            polling.reload(replace(SETTINGS, profiles=profiles), needed)
            yield Field(lab, polling, agent)
    finally:
        await client.stop()
        await agent.stop()


async def _breaks(field: Field, said: str, *, results: dict[str, int]) -> None:
    """Poll an agent for hours that has just broken; what was said of its line only freezes."""
    await field.polls(12, seconds=900)
    assert field.polling.results == {"ok": 4} | results
    assert not field.is_accused()
    finding = field.finding()
    assert (finding.state, finding.frozen) == (State.OPEN, True)
    shown = field.lab.shown()
    assert shown.is_up is False
    assert said in shown.problem


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("name", BROKEN)
def test_an_agent_that_breaks_is_called_broken_and_nobody_is_accused(
    name: str, engine: Engine
) -> None:
    change, said = BROKEN[name]
    if engine is Engine.PYSNMP and name in ("undecodable", "other names"):
        # pysnmp drops such answers itself.
        said = "could not be used" if name == "undecodable" else said

    async def work() -> None:
        async with _field(engine) as field:
            await field.polls(4)
            assert field.finding().state is State.OPEN
            field.agent.change = change
            await _breaks(field, said, results={"snmp_error": 12})
            field.agent.change = None
            await field.polls(1)
            assert field.lab.shown().is_up
            assert not field.finding().frozen

    asyncio.run(work())


@pytest.mark.parametrize("engine", Engine)
def test_messages_that_do_not_decode_are_no_silence_though_version_3_answers(
    engine: Engine,
) -> None:
    async def work() -> None:
        async with _field(engine) as field:
            await field.polls(4)
            field.agent.is_garbled = True
            port = field.agent.port
            await _breaks(field, f"from 127.0.0.1 port {port}", results={"snmp_error": 12})

    asyncio.run(work())


@pytest.mark.parametrize("name", BROKEN)
def test_one_that_breaks_for_tables_only_shows_none_of_them_and_refuses_nothing(
    name: str,
) -> None:
    def change(question: Pdu) -> Pdu | None:
        return BROKEN[name][0](question) if question.kind == GETBULK else None

    async def work() -> None:
        async with _field() as field:
            await field.polls(4)
            field.agent.change = change
            await field.polls(12, seconds=900)
            assert field.polling.results == {"ok": 16}
            assert not field.is_accused()
            assert (field.finding().state, field.finding().frozen) == (State.OPEN, True)
            statuses = {one.status for one in field.lab.shown().tables.values()}
            assert TableStatus.REFUSED not in statuses

    asyncio.run(work())


def test_what_it_answers_for_its_uplinks_alone_makes_no_line_disappear() -> None:
    def change(question: Pdu) -> Pdu | None:
        names = names_in(question)
        is_of_lines = any(name.startswith(b"\x2b\x06\x01\x02\x01\x02\x02") for name in names)
        if question.kind != GET or not is_of_lines:
            return None
        return failing(5, next(at for at, name in enumerate(names, 1) if len(name) > 9))

    async def work() -> None:
        async with _field() as field:
            await field.polls(4)
            before = {link.name for link in field.lab.shown().links}
            field.agent.change = change
            await field.polls(3)
            assert {link.name for link in field.lab.shown().links} == before
            assert field.finding().state is State.OPEN

    asyncio.run(work())
