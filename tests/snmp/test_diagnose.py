"""What a person is told about an agent that gave nothing."""

import socket
from dataclasses import replace
from typing import Any

import pytest

from monitor.model.secret import Secret
from monitor.snmp.diagnose import diagnose, is_there
from monitor.snmp.errors import SnmpError
from monitor.snmp.message import (
    CommunityMessage,
    SecureMessage,
    encode_community,
    read_message,
)
from monitor.snmp.pdu import encode_pdu
from monitor.snmp.session import Community, Target
from tests.snmp.snmp_lab import Lab

WRONG = Community(2, Secret("wrong-community"))


def test_a_wrong_community_is_told_from_a_dead_device(lab: Lab) -> None:
    honest = lab.honest()
    said = _diagnose(lab, lambda data: _list(honest.respond(data)), WRONG)
    assert "ignores this community" in said
    assert "wrong-community" not in said


def test_a_device_that_is_silent_to_everything_is_said_to_be(lab: Lab) -> None:
    assert "silent to every version" in _diagnose(lab, lambda _: [], WRONG)
    assert "even to an SNMPv3 discovery" in _diagnose(lab, lambda _: [], lab.user)


@pytest.mark.parametrize("version", [0, 1, 3])
def test_where_anything_came_it_is_told_and_not_called_silence(lab: Lab, version: int) -> None:
    """Whichever version it was that something unusable came to."""

    def lie(data: bytes) -> list[bytes]:
        received = read_message(data)
        of = received.version if isinstance(received, CommunityMessage) else 3
        return [b"garbage"] if of == version else []

    for credentials in (WRONG, lab.user) if version == 3 else (WRONG,):
        said = _diagnose(lab, lie, credentials)
        assert "silent" not in said
        assert "no usable answer" in said
        assert said.count("127.0.0.1 port") == 2


def test_an_agent_that_answers_another_version_with_an_error_speaks_it(lab: Lab) -> None:
    def lie(data: bytes) -> list[bytes]:
        received = read_message(data)
        if not isinstance(received, CommunityMessage) or received.version != 0:
            return []
        pdu = received.pdu
        listed = pdu.data[pdu.start : pdu.stop]
        return [encode_community(0, b"public", encode_pdu(0xA2, pdu.request_id, 5, 1, listed))]

    assert 'version: "1"' in _diagnose(lab, lie, lab.community)


def test_an_agent_that_drops_what_it_cannot_decrypt_points_at_the_privacy_password(
    lab: Lab,
) -> None:
    honest = lab.honest()

    def lie(data: bytes) -> list[bytes]:
        received = read_message(data)
        assert isinstance(received, SecureMessage)
        return [] if received.flags & 2 else _list(honest.respond(data))

    assert "privacy password" in _diagnose(lab, lie, lab.user)


def test_an_agent_that_speaks_only_version_1_is_recognised(lab: Lab) -> None:
    def lie(data: bytes) -> list[bytes]:
        received = read_message(data)
        if not isinstance(received, CommunityMessage) or received.version != 0:
            return []
        pdu = received.pdu
        listed = pdu.data[pdu.start : pdu.stop].replace(b"\x05\x00", b"\x43\x01\x05")
        listed = listed.replace(b"\x30\x0c\x06", b"\x30\x0d\x06")
        return [encode_community(0, b"public", encode_pdu(0xA2, pdu.request_id, 0, 0, listed))]

    assert 'version: "1"' in _diagnose(lab, lie, lab.community)


def test_a_refused_port_is_told_from_silence(lab: Lab) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    async def work() -> str:
        async with lab.client() as client:
            return await _said(client, Target("127.0.0.1", WRONG, port))

    assert "refuses" in lab.run(work())


def test_an_agent_that_is_silent_to_the_community_alone_is_there(lab: Lab) -> None:
    honest = lab.honest()
    assert _is_there(lab, lambda data: _list(honest.respond(data)), WRONG)
    assert not _is_there(lab, lambda _: [], WRONG)


def test_one_whose_line_has_just_come_back_is_not_said_to_refuse(lab: Lab) -> None:
    """What was silent a moment ago and answers version 3 now answers its community too."""
    honest = lab.honest()
    assert not _is_there(lab, lambda data: _list(honest.respond(data)), lab.community)


def test_one_that_falls_silent_again_meanwhile_is_not_said_to_refuse(lab: Lab) -> None:
    honest = lab.honest()
    discoveries: list[bytes] = []

    def lie(data: bytes) -> list[bytes]:
        if isinstance(read_message(data), SecureMessage):
            discoveries.append(data)
            return _list(honest.respond(data)) if len(discoveries) == 1 else []
        return []

    assert not _is_there(lab, lie, WRONG)
    assert len(discoveries) > 1


def test_one_that_answers_the_community_with_garbage_does_not_refuse_it(lab: Lab) -> None:
    honest = lab.honest()

    def lie(data: bytes) -> list[bytes]:
        is_v3 = isinstance(read_message(data), SecureMessage)
        return _list(honest.respond(data)) if is_v3 else [b"garbage"]

    assert not _is_there(lab, lie, lab.community)


def _is_there(lab: Lab, lie: Any, credentials: Any) -> bool:
    async def work() -> bool:
        async with lab.liar(lie) as port, lab.client() as client:
            target = Target("127.0.0.1", credentials, port, timeout_s=0.2, retries=0)
            return await is_there(client, target)

    return lab.run(work())


def _list(answer: bytes | None) -> list[bytes]:
    return [] if answer is None else [answer]


def _diagnose(lab: Lab, lie: Any, credentials: Any) -> str:
    async def work() -> str:
        async with lab.liar(lie) as port, lab.client() as client:
            target = Target("127.0.0.1", credentials, port, timeout_s=0.2, retries=0)
            return await _said(client, replace(target, port=port))

    return lab.run(work())


async def _said(client: Any, target: Target) -> str:
    with pytest.raises(SnmpError) as caught:
        await client.session(target).get([(1, 3, 6, 1, 2, 1, 1, 3, 0)])
    return await diagnose(client, target, caught.value)
