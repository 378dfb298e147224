"""Version 3: discovery, time, and which mistake is told as which."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.profile import AuthProtocol, PrivProtocol
from monitor.model.secret import Secret
from monitor.snmp import errors
from monitor.snmp.agent import Agent
from monitor.snmp.agent_view import MappingView
from monitor.snmp.errors import MalformedMessageError, SnmpError
from monitor.snmp.message import read_message
from monitor.snmp.oid import Oid
from monitor.snmp.session import EngineIdentity, Session, User
from monitor.snmp.values import Wire, encode_octets
from tests.snmp.snmp_lab import Lab

NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
CORE = {NAME: encode_octets(b"core")}
ENGINE = b"\x80\x00\x00\x00\x05twelve"


@pytest.mark.parametrize("auth", [None, *(set(AuthProtocol) - {AuthProtocol.MD5})])
@pytest.mark.parametrize(
    "priv", [None, *(set(PrivProtocol) - {PrivProtocol.DES, PrivProtocol.TRIPLE_DES})]
)
def test_every_protocol_reads(
    lab: Lab, auth: AuthProtocol | None, priv: PrivProtocol | None
) -> None:
    if auth is None and priv is not None:
        return
    secret = Secret("some-password")
    lab.user = User("someone", auth, secret if auth else None, priv, secret if priv else None)
    found, engine, _ = _get(lab, lab.user, engine_id=ENGINE, boots=7)
    assert found == CORE
    assert engine is not None
    assert (engine.engine_id, engine.boots) == (ENGINE, 7)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": "nobody"}, errors.UnknownUserError),
        ({"auth_secret": Secret("another-password")}, errors.WrongDigestError),
        ({"auth": AuthProtocol.SHA}, errors.WrongDigestError),
        ({"priv_secret": Secret("another-password")}, errors.DecryptionError),
        ({"priv": None}, errors.UnsupportedSecurityLevelError),
        ({"priv": None, "auth": None}, errors.UnsupportedSecurityLevelError),
        ({"auth": None}, errors.UnsupportedError),
        ({"auth_secret": None}, errors.UnsupportedError),
        ({"priv": PrivProtocol.DES}, errors.UnsupportedError),
    ],
)
def test_each_mistake_is_told_as_what_it_is(
    lab: Lab, change: dict[str, Any], error: type[SnmpError]
) -> None:
    with pytest.raises(error) as caught:
        _get(lab, replace(lab.user, **change))
    assert "password" not in str(caught.value) or "another-password" not in str(caught.value)


def test_a_restarted_agent_is_synchronised_with_once(lab: Lab) -> None:
    found, engine, requests = _get(lab, lab.user, lambda agent: agent.restart())
    assert found == CORE
    assert engine is not None
    assert engine.boots == 2
    # Discovery, a request; then one that the agent holds for old, and the same again.
    assert requests == 4


def test_an_agent_replaced_by_another_is_discovered_anew(lab: Lab) -> None:
    one, two = lab.honest(), lab.honest()
    asked: list[Agent] = [one]

    async def work() -> dict[Oid, Wire]:
        async with (
            lab.liar(lambda data: _list(asked[0].respond(data))) as port,
            lab.client() as client,
        ):
            session = lab.session(client, port, credentials=lab.user)
            await session.get([NAME])
            asked[0] = two
            return await session.get([NAME])

    assert lab.run(work()) == CORE


def test_a_clock_that_never_agrees_is_told_after_one_resync(lab: Lab) -> None:
    now = [0.0]

    def clock() -> float:
        now[0] += 1000
        return now[0]

    with pytest.raises(errors.NotInTimeWindowError):
        _get(lab, lab.user, clock=clock)


def test_a_client_ages_the_time_of_an_engine(lab: Lab) -> None:
    found, _, requests = _get(lab, lab.user)
    assert found == CORE
    assert requests == 3


def test_an_unauthenticated_answer_to_an_authenticated_request_is_dropped(lab: Lab) -> None:
    from monitor.snmp import usm
    from monitor.snmp.pdu import RESPONSE, encode_pdu
    from monitor.snmp.usm import scoped

    honest = lab.honest(engine_id=ENGINE)

    def lie(data: bytes) -> list[bytes]:
        received: Any = read_message(data)
        if not received.engine_id:
            return _list(honest.respond(data))
        body = scoped(ENGINE, b"", encode_pdu(RESPONSE, 1, 0, 0, b""))
        forged = usm.Keys(received.user)
        return [usm.seal(forged, received.message_id, (ENGINE, 1, 1), body, reportable=False)]

    async def work() -> int:
        async with lab.liar(lie) as port, lab.client() as client:
            with pytest.raises(errors.NoAnswerError, match="wrong security level"):
                await lab.session(client, port, credentials=lab.user).get([NAME])
            return client.stats.dropped["wrong security level"]

    assert lab.run(work()) == 2


def test_an_answer_with_a_digest_that_does_not_fit_is_dropped(lab: Lab) -> None:
    honest = lab.honest(engine_id=ENGINE)

    def lie(data: bytes) -> list[bytes]:
        received: Any = read_message(data)
        answer = honest.respond(data)
        assert answer is not None
        return [answer if not received.engine_id else answer[:-1] + bytes((answer[-1] ^ 1,))]

    async def work() -> None:
        async with lab.liar(lie) as port, lab.client() as client:
            with pytest.raises(errors.NoAnswerError, match="wrong digest"):
                await lab.session(client, port, credentials=lab.user).get([NAME])

    lab.run(work())


def test_a_context_shows_its_own_view(lab: Lab) -> None:
    other = {NAME: encode_octets(b"vlan")}

    async def work() -> dict[Oid, Wire]:
        async with (
            lab.agent(contexts={"vlan-7": MappingView(other)}) as agent,
            lab.client() as client,
        ):
            session = lab.session(client, agent.port, credentials=lab.user, context="vlan-7")
            return await session.get([NAME])

    assert lab.run(work()) == other


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_secure_messages_raise_the_packages_error_or_are_answered(
    data: st.DataObject,
) -> None:
    from monitor.snmp import usm
    from monitor.snmp.pdu import GET, encode_question

    lab = Lab()
    agent = lab.honest(engine_id=ENGINE, clock=lambda: 0.0)
    body = usm.scoped(ENGINE, b"", encode_question(GET, 1, 0, 0, [b"\x2b\x06"]))
    keys = usm.keys_of(lab.user, ENGINE)
    sealed = bytearray(usm.seal(keys, 5, (ENGINE, 1, 0), body, reportable=True))
    assert agent.respond(bytes(sealed))
    for _ in range(data.draw(st.integers(1, 4))):
        sealed[data.draw(st.integers(0, len(sealed) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(sealed[: data.draw(st.integers(0, len(sealed)))])
    for octets in (bytes(sealed), cut):
        agent.respond(octets)
        try:
            read_message(octets)
        except MalformedMessageError:
            continue


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_secure_answers_are_dropped_or_malformed_and_never_answers(
    data: st.DataObject,
) -> None:
    from monitor.snmp import usm
    from monitor.snmp.engine import Engine
    from monitor.snmp.pdu import REPORT, RESPONSE, encode_pdu
    from monitor.snmp.speaker import DroppedError, UserSpeaker

    keys = usm.keys_of(Lab().user, ENGINE)
    kind = data.draw(st.sampled_from((REPORT, RESPONSE)))
    body = usm.scoped(ENGINE, b"", encode_pdu(kind, 1, 0, 0, b""))
    whole = usm.seal(keys, 5, (ENGINE, 1, 0), body, reportable=False)
    engine = Engine()
    engine.learn(read_message(whole), 0.0)  # type: ignore[arg-type]
    speaker = UserSpeaker(engine, keys, b"")
    assert speaker.open(read_message(whole), 0.0).kind == kind
    sealed = bytearray(whole)
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    try:
        answer = speaker.open(read_message(bytes(sealed)), 0.0)
    except (DroppedError, MalformedMessageError):
        return
    # What is left: a report that lost its signature, which nobody trusts for more than an error.
    assert answer.kind == REPORT


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_datagram_raises_the_packages_error_or_decodes(octets: bytes) -> None:
    for datagram in (octets, b"\x30\x82" + len(octets).to_bytes(2, "big") + octets):
        try:
            read_message(datagram)
        except MalformedMessageError:
            continue


def _list(answer: bytes | None) -> list[bytes]:
    return [] if answer is None else [answer]


def _get(
    lab: Lab, user: User, between: Callable[[Agent], None] | None = None, **options: Any
) -> tuple[dict[Oid, Wire], EngineIdentity | None, int]:
    async def work() -> tuple[dict[Oid, Wire], EngineIdentity | None, int]:
        async with lab.agent(**options) as agent, lab.client() as client:
            session: Session = lab.session(client, agent.port, credentials=user, timeout_s=5.0)
            found = await session.get([NAME])
            if between is not None:
                between(agent)
            found = await session.get([NAME])
            return found, session.engine, client.stats.requests

    return lab.run(work())
