"""The other engine behind the same interface."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.model.profile import AuthProtocol, Engine, PrivProtocol
from monitor.model.reading import TableStatus
from monitor.model.secret import Secret
from monitor.snmp import errors
from monitor.snmp.errors import SnmpError
from monitor.snmp.message import CommunityMessage, encode_community, read_message
from monitor.snmp.oid import Oid
from monitor.snmp.pdu import encode_pdu
from monitor.snmp.session import Community, Session, User
from monitor.snmp.values import Wire, encode_octets
from monitor.snmp.walks import Walk
from tests.snmp.snmp_lab import Lab

NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
CORE = {NAME: encode_octets(b"core")}
Read = tuple[dict[Oid, Wire], Walk]


@pytest.mark.parametrize("auth", [None, AuthProtocol.SHA, AuthProtocol.SHA_512])
@pytest.mark.parametrize("priv", [None, PrivProtocol.AES_128, PrivProtocol.AES_256])
def test_both_engines_read_the_same(
    lab: Lab, auth: AuthProtocol | None, priv: PrivProtocol | None
) -> None:
    secret = Secret("some-password")
    level = priv if auth else None
    lab.user = User("some", auth, secret if auth else None, level, secret if level else None)

    async def work() -> list[Read]:
        async with lab.agent() as agent, lab.client() as client:
            return [
                await _read(
                    lab,
                    lab.session(
                        client,
                        agent.port,
                        credentials=credentials,
                        engine=engine,
                        timeout_s=5.0,
                    ),
                )
                for credentials in (lab.user, lab.community)
                for engine in Engine
            ]

    first, *others = lab.run(work())
    for found, walk in others:
        assert found == first[0] == CORE
        assert walk.columns == first[1].columns
        assert walk.status is TableStatus.COMPLETE


def test_version_1_is_walked_row_by_row_to_its_no_such_name(lab: Lab) -> None:
    rows = {name: wire for name, wire in lab.table(2, 5).items() if name[7:8] != (9,)}
    honest = lab.honest(rows)

    def lie(data: bytes) -> list[bytes]:
        received = read_message(data)
        assert isinstance(received, CommunityMessage)
        assert received.version == 0
        response = honest.respond(encode_community(1, b"public", _octets(received)))
        assert response is not None
        answer = read_message(response)
        assert isinstance(answer, CommunityMessage)
        listed = answer.pdu.data[answer.pdu.start : answer.pdu.stop]
        # RFC 1157 knows no exceptions: the first name that is missing fails the request.
        missing = [tag for tag in (b"\x82\x00", b"\x81\x00") if listed.endswith(tag)]
        varbinds = received.pdu.data[received.pdu.start : received.pdu.stop]
        status = (2, 1, varbinds) if missing else (0, 0, listed)
        pdu = encode_pdu(0xA2, received.pdu.request_id, *status)
        return [encode_community(0, b"public", pdu)]

    async def work() -> Walk:
        async with lab.liar(lie) as port, lab.client() as client:
            old = Community(1, Secret("public"))
            session = lab.session(
                client, port, credentials=old, engine=Engine.PYSNMP, timeout_s=5.0
            )
            return await session.walk([(1, 3, 6, 1, 2, 1, 2, 2, 1)])

    walk = lab.run(work())
    assert len(walk.columns[0]) == 10
    assert walk.status is TableStatus.COMPLETE


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": "nobody"}, errors.UnknownUserError),
        ({"auth_secret": Secret("another-password")}, errors.WrongDigestError),
        ({"priv": None, "priv_secret": None}, errors.UnsupportedSecurityLevelError),
    ],
)
def test_mistakes_are_told_as_by_the_own_engine(
    lab: Lab, change: dict[str, Any], error: type[SnmpError]
) -> None:
    async def work() -> None:
        async with lab.agent() as agent, lab.client() as client:
            user = replace(lab.user, **change)
            session = lab.session(
                client, agent.port, credentials=user, engine=Engine.PYSNMP, timeout_s=2.0
            )
            await session.get([NAME])

    with pytest.raises(error) as caught:
        lab.run(work())
    assert "another-password" not in str(caught.value)


def test_silence_is_no_answer(lab: Lab) -> None:
    async def work() -> None:
        async with lab.liar(lambda _: []) as port, lab.client() as client:
            session = lab.session(client, port, engine=Engine.PYSNMP, retries=0)
            await session.get([NAME])

    with pytest.raises(errors.NoAnswerError):
        lab.run(work())


async def _read(lab: Lab, session: Session) -> Read:
    return await session.get([NAME, (1, 3, 9)]), await session.walk(lab.roots())


def _octets(received: CommunityMessage) -> bytes:
    pdu = received.pdu
    return encode_pdu(pdu.kind, pdu.request_id, 0, 0, pdu.data[pdu.start : pdu.stop])
