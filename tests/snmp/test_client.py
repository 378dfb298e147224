"""The client against agents on loopback, honest and lying."""

import asyncio
import errno
import gc
import os
import socket
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from monitor.model.profile import Engine
from monitor.model.reading import TableStatus
from monitor.model.secret import Secret
from monitor.snmp.client import Client
from monitor.snmp.errors import (
    NoAnswerError,
    PortRefusedError,
    SnmpError,
    UnreachableError,
    UnusableAnswerError,
    is_silence,
)
from monitor.snmp.message import CommunityMessage, encode_community, read_message
from monitor.snmp.oid import Oid
from monitor.snmp.pdu import RESPONSE, encode_pdu
from monitor.snmp.session import Community, Target
from monitor.snmp.udp import UdpPort
from monitor.snmp.values import Wire, encode_octets
from monitor.snmp.walks import Walk
from tests.snmp.snmp_lab import Lab

NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
CORE = {NAME: encode_octets(b"core")}
Lies = Callable[[bytes], list[bytes]]


def test_get_and_walk_read_an_honest_agent(lab: Lab) -> None:
    async def work() -> tuple[dict[Oid, Wire], Walk]:
        async with lab.agent() as agent, lab.client() as client:
            session = lab.session(client, agent.port)
            return await session.get([NAME, (1, 3, 9)]), await session.walk(lab.roots())

    found, walk = lab.run(work())
    assert found == CORE
    assert walk.status is TableStatus.COMPLETE
    assert [len(column) for column in walk.columns] == [30] * 4


def test_ipv6_is_asked_through_a_socket_of_its_own(lab: Lab) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6 loopback")

    async def work() -> dict[Oid, Wire]:
        async with lab.agent(host="::1") as agent, lab.client() as client:
            target = Target("::1", lab.community, agent.port)
            return await client.session(target).get([NAME])

    assert lab.run(work()) == CORE


def test_a_lost_request_is_sent_again(lab: Lab) -> None:
    honest = lab.honest()
    seen: list[bytes] = []

    def lie(data: bytes) -> list[bytes]:
        seen.append(data)
        return _answers(honest.respond(data)) if len(seen) > 1 else []

    found, client = _get(lab, lie)
    assert found == CORE
    assert len(seen) == 2
    assert seen[0] == seen[1]
    assert client.stats.retries == 1
    assert client.stats.timeouts == 0


def test_an_answer_to_an_earlier_try_counts(lab: Lab) -> None:
    honest = lab.honest()
    seen: list[bytes] = []

    def lie(data: bytes) -> list[bytes]:
        seen.append(data)
        return _answers(honest.respond(seen[0])) if len(seen) == 2 else []

    assert _get(lab, lie)[0] == CORE


def test_duplicate_answers_do_no_harm_and_are_counted(lab: Lab) -> None:
    honest = lab.honest()

    async def work() -> tuple[dict[Oid, Wire], Client]:
        async with (
            lab.liar(lambda data: _answers(honest.respond(data)) * 3) as port,
            lab.client() as client,
        ):
            session = lab.session(client, port)
            await session.get([NAME])
            return await session.get([NAME]), client

    found, client = lab.run(work())
    assert found == CORE
    assert client.stats.dropped["duplicate"] + client.stats.dropped["unknown request id"] >= 2


def _change(data: bytes, **changes: object) -> list[bytes]:
    received = read_message(data)
    assert isinstance(received, CommunityMessage)
    pdu = encode_pdu(
        int(str(changes.get("kind", RESPONSE))),
        received.pdu.request_id ^ int(str(changes.get("flip", 0))),
        int(str(changes.get("status", 0))),
        0,
        b"",
    )
    community = str(changes.get("community", "public")).encode()
    return [encode_community(int(str(changes.get("version", 1))), community, pdu)]


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        (lambda data: _change(data, community="private"), "wrong community"),
        (lambda data: _change(data, version=0), "wrong version"),
        (lambda data: _change(data, flip=1), "unknown request id"),
        (lambda data: _change(data, kind=0xA0), "not a response"),
        (lambda data: [data[:-3]], "malformed"),
        (lambda _: [b"\x30\x03\x02\x01\x07"], "malformed"),
        (lambda _: [b"\x00"], "malformed"),
    ],
)
def test_what_is_no_answer_is_dropped_and_counted(lab: Lab, lie: Lies, reason: str) -> None:
    async def work() -> Client:
        async with lab.liar(lie) as port, lab.client() as client:
            said = (
                rf"after 2 tries: what came from 127\.0\.0\.1 port {port} was dropped \({reason}\)"
            )
            with pytest.raises(UnusableAnswerError, match=said):
                await lab.session(client, port).get([NAME])
            return client

    assert lab.run(work()).stats.dropped[reason] == 2


def test_an_answer_from_another_port_is_dropped(lab: Lab) -> None:
    honest = lab.honest()

    async def work() -> Client:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            to: list[int] = []

            def lie(data: bytes) -> list[bytes]:
                for answer in _answers(honest.respond(data)):
                    other.sendto(answer, ("127.0.0.1", to[0]))
                return []

            async with lab.liar(lie) as port, lab.client() as client:
                to.append(_port_of(client))
                said = rf"an answer came from 127\.0\.0\.1 port {other.getsockname()[1]}, which was"
                with pytest.raises(UnusableAnswerError, match=said):
                    await lab.session(client, port).get([NAME])
                return client

    assert lab.run(work()).stats.dropped["unknown source"] == 2


@pytest.mark.parametrize("is_known", [True, False])
def test_garbage_from_another_port_of_a_host_is_told_to_who_asks_it(
    lab: Lab, *, is_known: bool
) -> None:
    async def work() -> Client:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1" if is_known else "127.0.0.2", 0))
            to: list[int] = []

            def lie(_: bytes) -> list[bytes]:
                other.sendto(b"garbage", ("127.0.0.1", to[0]))
                return []

            async with lab.liar(lie) as port, lab.client() as client:
                to.append(_port_of(client))
                with pytest.raises(NoAnswerError) as caught:
                    await lab.session(client, port).get([NAME])
                assert is_silence(caught.value) is not is_known
                assert (f"port {other.getsockname()[1]}" in str(caught.value)) is is_known
                return client

    assert lab.run(work()).stats.dropped["malformed"] == 2


def test_who_is_left_alone_is_so_for_what_came_and_not_for_silence(lab: Lab) -> None:
    async def work() -> None:
        async with lab.liar(lambda _: [b"garbage"]) as port, lab.client() as client:
            for _ in range(2):
                with pytest.raises(UnusableAnswerError):
                    await lab.session(client, port, timeout_s=0.01).get([NAME])
            with pytest.raises(UnusableAnswerError, match=r"left alone .*dropped \(malformed\)"):
                await lab.session(client, port).get([NAME])

    lab.run(work())


def test_garbage_before_an_answer_does_not_spoil_it(lab: Lab) -> None:
    honest = lab.honest()

    def lie(data: bytes) -> list[bytes]:
        garbage = [os.urandom(size) for size in range(0, 300, 7)]
        return [
            *garbage,
            *(data[:cut] for cut in range(len(data))),
            *_answers(honest.respond(data)),
        ]

    assert _get(lab, lie)[0] == CORE


def test_a_refused_port_is_told_at_once_and_fails_nobody_else(lab: Lab) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    async def work() -> list[object]:
        async with lab.agent() as agent, lab.client() as client:
            patient = {"timeout_s": 50.0}
            return await asyncio.gather(
                lab.session(client, port, **patient).get([NAME]),
                *(lab.session(client, agent.port, **patient).get([NAME]) for _ in range(20)),
                return_exceptions=True,
            )

    refused, *rest = lab.run(work())
    assert isinstance(refused, PortRefusedError)
    assert rest == [CORE] * 20


@pytest.mark.parametrize(
    ("case", "engine"),
    [
        ("silent", Engine.OWN),
        ("closed", Engine.OWN),
        ("failing", Engine.OWN),
        ("silent", Engine.PYSNMP),
        ("closed", Engine.PYSNMP),
    ],
)
def test_an_error_goes_once_it_was_dealt_with_and_needs_no_collector(
    lab: Lab, case: str, engine: Engine
) -> None:
    async def failed(port: int, client: Client) -> weakref.ref[SnmpError]:
        try:
            await lab.session(client, port, engine=engine, timeout_s=0.05).get([NAME])
        except SnmpError as error:
            return weakref.ref(error)
        raise AssertionError("it was answered")

    def lie(data: bytes) -> list[bytes]:
        return _change(data, status=5) if case == "failing" else []

    async def work() -> None:
        async with lab.liar(lie) as dead, lab.client() as client:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
                closed.bind(("127.0.0.1", 0))
                port = closed.getsockname()[1]
            gc.disable()
            try:
                error = await failed(port if case == "closed" else dead, client)
                assert error() is None
            finally:
                gc.enable()

    lab.run(work())


def test_dead_agents_hold_no_slot_of_the_living(lab: Lab) -> None:
    async def work() -> Client:
        async with (
            lab.liar(lambda _: []) as dead,
            lab.agent() as agent,
            lab.client(in_flight=1, dead_in_flight=1) as client,
        ):
            silent = lab.session(client, dead, timeout_s=0.01, retries=0)
            with pytest.raises(NoAnswerError):
                await silent.get([NAME])
            waiting = asyncio.ensure_future(
                lab.session(client, dead, timeout_s=30.0, retries=0).get([NAME])
            )
            await asyncio.sleep(0)
            assert await lab.session(client, agent.port, timeout_s=20.0).get([NAME]) == CORE
            assert not waiting.done()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert client.stats.in_flight == client.stats.queued == 0
            return client

    lab.run(work())


def test_an_agent_silent_twice_is_left_alone_until_revived(lab: Lab) -> None:
    async def work() -> None:
        async with lab.liar(lambda _: []) as dead, lab.client() as client:
            target = Target("127.0.0.1", lab.community, dead, timeout_s=0.01, retries=0)
            for _ in range(2):
                with pytest.raises(NoAnswerError, match="no answer after 1 try"):
                    await client.session(target).get([NAME])
            sent = client.stats.requests
            with pytest.raises(NoAnswerError, match="left alone"):
                await client.session(target).get([NAME])
            assert client.stats.requests == sent
            client.revive(target)
            with pytest.raises(NoAnswerError, match="after 1 try"):
                await client.session(target).get([NAME])

    lab.run(work())


def test_an_address_that_this_machine_cannot_send_to_is_told_at_once(lab: Lab) -> None:
    async def work() -> None:
        async with lab.client() as client:
            # Broadcast is what a socket may not send to unless it asks for it.
            target = Target("255.255.255.255", lab.community, timeout_s=50.0)
            await client.session(target).get([NAME])

    with pytest.raises(UnreachableError, match=r"cannot send to 255\.255\.255\.255: "):
        lab.run(work())


def test_stopping_fails_what_still_waits(lab: Lab) -> None:
    async def work() -> None:
        async with lab.liar(lambda _: []) as dead:
            client = Client()
            await client.start()
            waiting = asyncio.ensure_future(lab.session(client, dead, timeout_s=50.0).get([NAME]))
            await asyncio.sleep(0.01)
            await client.stop()
            with pytest.raises(SnmpError, match="stopped"):
                await waiting

    lab.run(work())


def test_a_client_that_was_stopped_asks_nobody_and_may_be_started_again(lab: Lab) -> None:
    async def work() -> dict[Oid, Wire]:
        async with lab.agent() as agent:
            client = Client()
            await client.start()
            pysnmp = lab.session(client, agent.port, engine=Engine.PYSNMP, timeout_s=5.0)
            assert await pysnmp.get([NAME]) == CORE
            (by_pysnmp,) = client._by_pysnmp.values()
            assert by_pysnmp._pysnmp is not None
            await client.stop()
            assert by_pysnmp._pysnmp is None
            with pytest.raises(UnreachableError, match="not started"):
                await lab.session(client, agent.port).get([NAME])
            await client.start()
            try:
                again = lab.session(client, agent.port, engine=Engine.PYSNMP, timeout_s=5.0)
                assert await again.get([NAME]) == CORE
                return await lab.session(client, agent.port, timeout_s=5.0).get([NAME])
            finally:
                await client.stop()

    assert lab.run(work()) == CORE


@pytest.mark.parametrize("lacks", [socket.AF_INET, socket.AF_INET6])
def test_a_machine_may_do_without_ipv6_and_not_without_ipv4(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, lacks: socket.AddressFamily
) -> None:
    def port(family: socket.AddressFamily, *rest: Any) -> UdpPort:
        if family == lacks:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
        return UdpPort(family, *rest)

    monkeypatch.setattr("monitor.snmp.client.UdpPort", port)

    async def work() -> dict[Oid, Wire]:
        async with lab.agent() as agent, lab.client() as client:
            return await lab.session(client, agent.port, timeout_s=5.0).get([NAME])

    if lacks == socket.AF_INET:
        with pytest.raises(OSError, match="not supported"):
            lab.run(work())
    else:
        assert lab.run(work()) == CORE


def test_a_client_that_is_not_started_says_so(lab: Lab) -> None:
    with pytest.raises(SnmpError, match="not started"):
        lab.run(lab.session(Client(), 161).get([NAME]))


def test_a_name_in_place_of_an_address_is_refused(lab: Lab) -> None:
    with pytest.raises(ValueError, match="look the name up"):
        lab.run(Client().session(Target("router.example", lab.community)).get([NAME]))


def test_text_with_nul_latin_1_and_escapes_comes_through_as_it_is(lab: Lab) -> None:
    nasty = encode_octets(b"Dinas\x00 \xe9\x1b[31m\xff")
    found, _ = _get(lab, lambda data: _answers(lab.honest({NAME: nasty}).respond(data)))
    assert found == {NAME: nasty}


def _answers(answer: bytes | None) -> list[bytes]:
    return [] if answer is None else [answer]


def _get(lab: Lab, lie: Lies) -> tuple[dict[Oid, Wire], Client]:
    async def work() -> tuple[dict[Oid, Wire], Client]:
        async with lab.liar(lie) as port, lab.client() as client:
            return await lab.session(client, port).get([NAME]), client

    return lab.run(work())


def _port_of(client: Client) -> int:
    return int(client._ports[socket.AF_INET]._socket.getsockname()[1])


def test_silence_for_one_community_is_not_silence_for_another(lab: Lab) -> None:
    async def work() -> dict[Oid, Wire]:
        async with lab.agent() as agent, lab.client() as client:
            wrong = Community(2, Secret("public@99"))
            session = lab.session(client, agent.port, credentials=wrong, timeout_s=0.01, retries=0)
            for _ in range(3):
                with pytest.raises(NoAnswerError):
                    await session.get([NAME])
            return await lab.session(client, agent.port, timeout_s=5.0).get([NAME])

    assert lab.run(work()) == CORE


def test_an_answer_that_long_datagrams_are_lost_of_is_asked_for_in_smaller_ones(lab: Lab) -> None:
    honest = lab.honest(lab.table(8, 40))

    def lie(data: bytes) -> list[bytes]:
        return [answer for answer in _answers(honest.respond(data)) if len(answer) < 600]

    async def work() -> Walk:
        async with lab.liar(lie) as port, lab.client() as client:
            session = lab.session(client, port, retries=0)
            await session.get([NAME])
            return await session.walk(lab.roots(8))

    walk = lab.run(work())
    assert walk.status is TableStatus.COMPLETE
    assert [len(column) for column in walk.columns] == [40] * 8
