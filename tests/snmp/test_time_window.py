"""Which answers of version 3 are too old to be taken (RFC 3414, 3.2, 7b)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.snmp import errors, usm
from monitor.snmp.engine import Engine
from monitor.snmp.message import SecureMessage, read_message
from monitor.snmp.oid import Oid
from monitor.snmp.pdu import REPORT, RESPONSE, encode_pdu
from monitor.snmp.session import User
from monitor.snmp.speaker import DroppedError, UserSpeaker
from monitor.snmp.values import Wire, encode_octets
from tests.snmp.snmp_lab import Lab

ID = b"\x80\x00\x00\x00\x05twelve"
NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
CORE = {NAME: encode_octets(b"core")}
LAST = 2**31 - 1
KEYS = usm.keys_of(Lab().user, ID)
PLAIN = usm.keys_of(User("someone"), ID)


def message(boots: int, time_s: int, kind: int = RESPONSE, keys: usm.Keys = KEYS) -> SecureMessage:
    body = usm.scoped(ID, b"", encode_pdu(kind, 1, 0, 0, b""))
    found = read_message(usm.seal(keys, 5, (ID, boots, time_s), body, reportable=False))
    assert isinstance(found, SecureMessage)
    return found


def is_taken(
    boots: int,
    time_s: int,
    after_s: float = 0.0,
    *,
    known: tuple[int, int] = (7, 1000),
    kind: int = RESPONSE,
    checks: bool = True,
) -> bool:
    """Whether a message is taken so long after one with the known boots and time was."""
    engine = Engine()
    engine.learn(message(*known), 0.0, is_signed=True)
    speaker = UserSpeaker(engine, KEYS, b"", checks_time=checks)
    try:
        speaker.open(message(boots, time_s, kind), after_s)
    except DroppedError:
        assert (engine.boots, engine.time_s) == known
        return False
    return True


@pytest.mark.parametrize("kind", [RESPONSE, REPORT])
@pytest.mark.parametrize(
    ("boots", "time_s", "after_s", "taken"),
    [
        (7, 1000, 0, True),
        (7, 850, 0, True),
        (7, 849, 0, False),
        (7, 1000, 150, True),
        (7, 1000, 151, False),
        (7, 1001, 10_000, True),
        (8, 0, 0, True),
        (6, 99_999, 0, False),
        (6, 1000, 0, False),
    ],
)
def test_what_is_older_than_the_window_is_not_taken(
    kind: int, boots: int, time_s: int, after_s: float, *, taken: bool
) -> None:
    assert is_taken(boots, time_s, after_s, kind=kind) is taken


def test_an_engine_that_has_counted_to_the_end_is_believed_no_more() -> None:
    assert not is_taken(LAST, 1000, known=(LAST, 1000))


def test_where_the_profile_says_so_an_old_one_is_taken_and_learnt() -> None:
    engine = Engine()
    engine.learn(message(7, 1000), 0.0, is_signed=True)
    UserSpeaker(engine, KEYS, b"", checks_time=False).open(message(1, 5), 0.0)
    assert (engine.boots, engine.time_s, engine.is_sure) == (1, 5, True)


def test_what_is_not_signed_has_no_time_to_be_checked() -> None:
    engine = Engine()
    engine.learn(message(7, 1000, keys=PLAIN), 0.0)
    UserSpeaker(engine, PLAIN, b"").open(message(1, 5, keys=PLAIN), 0.0)


def test_what_an_unsigned_report_says_of_the_time_keeps_no_signed_answer_out() -> None:
    """Whoever is on the way for a moment could else shut an agent out for ever."""
    engine = Engine()
    engine.learn(message(LAST, LAST, REPORT, PLAIN), 0.0)
    UserSpeaker(engine, KEYS, b"").open(message(7, 1000), 0.0)
    assert (engine.boots, engine.time_s) == (7, 1000)
    with pytest.raises(DroppedError):
        UserSpeaker(engine, KEYS, b"").open(message(6, 1000), 0.0)


@given(st.integers(0, LAST), st.integers(0, LAST), st.floats(0, 1e6))
def test_time_never_goes_back(boots: int, time_s: int, after_s: float) -> None:
    engine = Engine()
    engine.learn(message(7, 1000), 0.0, is_signed=True)
    with suppress(DroppedError):
        UserSpeaker(engine, KEYS, b"").open(message(boots, time_s), after_s)
    assert (engine.boots, engine.time_s) >= (7, 1000)


@pytest.mark.parametrize("checks", [True, False])
def test_an_agent_that_forgets_how_often_it_started_needs_the_option(*, checks: bool) -> None:
    lab = Lab()
    now = [0.0]
    agent = lab.honest(CORE, engine_id=ID, boots=3, clock=lambda: now[0])

    def lie(data: bytes) -> list[bytes]:
        answer = agent.respond(data)
        return [] if answer is None else [answer]

    async def work() -> dict[Oid, Wire]:
        async with lab.liar(lie) as port, lab.client() as client:
            session = lab.session(client, port, credentials=lab.user, check_time_window=checks)
            now[0] = 5_000.0
            assert await session.get([NAME]) == CORE
            now[0] = 10.0
            return await session.get([NAME])

    if checks:
        with pytest.raises(errors.NoAnswerError, match="check_time_window: false"):
            lab.run(work())
    else:
        assert lab.run(work()) == CORE
