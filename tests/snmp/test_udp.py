"""What the network says of one device fails no other."""

import asyncio
import errno
import socket
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.snmp.errors import NoAnswerError, SnmpError, UnreachableError, is_silence
from monitor.snmp.oid import Oid
from monitor.snmp.session import Target
from monitor.snmp.udp import Address, UdpPort
from monitor.snmp.undelivered import Undelivered, read_undelivered
from monitor.snmp.values import Wire, encode_octets
from tests.loopback import silent_port
from tests.snmp import icmp
from tests.snmp.icmp import FakeSocket
from tests.snmp.snmp_lab import Lab

NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
CORE = {NAME: encode_octets(b"core")}
DEAD, ALIVE = ("192.0.2.7", 161), ("192.0.2.8", 161)


def _sent(fake: FakeSocket, seconds: float = 0.0) -> Mapping[Address, Undelivered]:
    """Send to a device that is alive through a socket; return what was said of addresses."""

    async def work() -> Mapping[Address, Undelivered]:
        told: dict[Address, Undelivered] = {}
        port = UdpPort(socket.AF_INET, 65_536, lambda *_: None, told.update)
        own = port._socket
        port._socket = fake  # type: ignore[assignment]
        try:
            port.send(b"question", ALIVE)
            await asyncio.sleep(seconds)
        finally:
            port._socket = own
            port.close()
        return told

    return asyncio.run(work())


@pytest.mark.parametrize("number", [errno.ECONNREFUSED, *icmp.OWN])
def test_an_error_about_one_device_is_given_to_it_and_the_datagram_sent_again(number: int) -> None:
    fake = FakeSocket(number, queue=((DEAD[0], icmp.entry(number)),))
    assert _sent(fake) == {DEAD: Undelivered(number, "192.0.2.254")}
    assert fake.sent == [(b"question", ALIVE)]


@pytest.mark.parametrize("number", icmp.OWN)
def test_an_error_that_the_queue_lost_is_taken_for_another_s_once(number: int) -> None:
    fake = FakeSocket(number)
    assert _sent(fake) == {}
    assert fake.sent == [(b"question", ALIVE)]


@pytest.mark.parametrize("number", icmp.OWN)
@pytest.mark.parametrize("queue", [(), ((ALIVE[0], icmp.entry(errno.EMSGSIZE, origin=1)),)])
def test_what_a_send_fails_with_of_its_own_is_raised(
    number: int, queue: tuple[tuple[str, bytes], ...]
) -> None:
    fake = FakeSocket(*[number] * 20, queue=queue)
    with pytest.raises(OSError, match="failed"):
        _sent(fake)
    assert fake.sent == []


@pytest.mark.parametrize("number", [errno.ENOBUFS, errno.EAGAIN])
def test_where_the_queues_of_this_machine_are_full_it_is_sent_a_little_later(number: int) -> None:
    fake = FakeSocket(number)
    _sent(fake, 0.2)
    assert fake.sent == [(b"question", ALIVE)]


def test_a_storm_of_errors_about_others_only_delays_it() -> None:
    fake = FakeSocket(*[errno.EHOSTUNREACH] * 9)
    fake.recvmsg = _without_end  # type: ignore[method-assign]
    told = _sent(fake, 0.2)
    assert set(told) == {DEAD}
    assert fake.sent == [(b"question", ALIVE)]


def _without_end(*_: int) -> Any:
    return b"", [(0, 11, icmp.entry(errno.EHOSTUNREACH))], 0, DEAD


@given(st.binary(max_size=60))
@example(bytes.fromhex("00000080 02000000 00000000 00000000"))
def test_whatever_the_queue_has_is_read_or_passed_over(octets: bytes) -> None:
    found = read_undelivered(octets)
    assert found is None or str(found)


def test_who_reported_it_is_told_for_both_families() -> None:
    for reporter in ("192.0.2.254", "2001:db8::1"):
        found = read_undelivered(icmp.entry(errno.EHOSTUNREACH, reporter=reporter))
        assert found is not None
        assert str(found) == f"{reporter} reports by ICMP: No route to host"


needs_raw_sockets = pytest.mark.skipif(
    not icmp.may_send(), reason="this user may not send ICMP by hand"
)


def _asked(lab: Lab, code: int, others: int = 20) -> list[object]:
    """Ask a device that a router calls unreachable, and then others, by the same socket."""

    async def work(dead: int) -> list[object]:
        async with lab.agent() as agent, lab.client() as client:
            target = Target("127.0.0.1", lab.community, dead, timeout_s=0.3, retries=0)
            lost = asyncio.ensure_future(client.session(target).get([NAME]))
            await asyncio.sleep(0)
            ours = ("127.0.0.1", _port_of(client))
            found: list[object] = []
            for _ in range(others):
                # It is there before the next datagram goes out to somebody else.
                icmp.send(code, ours, ("127.0.0.1", dead))
                session = lab.session(client, agent.port, timeout_s=20.0, retries=0)
                found.append(await session.get([NAME]))
            [error] = await asyncio.gather(lost, return_exceptions=True)
            return [error, *found]

    with silent_port() as dead:
        return lab.run(work(dead))


def _port_of(client: Any) -> int:
    return int(client._ports[socket.AF_INET]._socket.getsockname()[1])


@needs_raw_sockets
@pytest.mark.parametrize("code", [icmp.HOST_UNREACHABLE, icmp.PROHIBITED])
def test_a_router_that_calls_one_host_unreachable_fails_no_other(lab: Lab, code: int) -> None:
    error, *found = _asked(lab, code)
    assert isinstance(error, UnreachableError)
    assert "127.0.0.1 reports by ICMP: No route to host" in str(error)
    assert not is_silence(error)
    assert found == [CORE] * 20


@needs_raw_sockets
def test_an_answer_counts_although_something_on_the_way_said_it_cannot_be_had(lab: Lab) -> None:
    honest = lab.honest()

    async def work() -> dict[Oid, Wire]:
        async with lab.client() as client:

            def lie(data: bytes) -> list[bytes]:
                # RFC 1122, 3.2.2.1: a hint and no proof.
                icmp.send(icmp.HOST_UNREACHABLE, ("127.0.0.1", _port_of(client)), about)
                answer = honest.respond(data)
                return [] if answer is None else [answer]

            async with lab.liar(lie) as port:
                about = ("127.0.0.1", port)
                return await lab.session(client, port, timeout_s=5.0).get([NAME])

    assert lab.run(work()) == CORE


def test_an_address_without_a_way_is_told_and_others_are_asked(lab: Lab) -> None:
    async def work() -> list[object]:
        async with lab.agent() as agent, lab.client() as client:
            # Broadcast is what a socket may not send to unless it asks for it.
            nowhere = Target("255.255.255.255", lab.community, timeout_s=50.0)
            return await asyncio.gather(
                client.session(nowhere).get([NAME]),
                *(lab.session(client, agent.port, timeout_s=20.0).get([NAME]) for _ in range(5)),
                return_exceptions=True,
            )

    error, *found = lab.run(work())
    assert isinstance(error, UnreachableError)
    assert isinstance(error, NoAnswerError | SnmpError)
    assert found == [CORE] * 5
