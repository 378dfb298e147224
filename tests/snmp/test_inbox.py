"""For whom a datagram is taken, and what the others become of: dropped, counted and told."""

import asyncio
import errno
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import pytest

from monitor.model.secret import Secret
from monitor.snmp.deadlines import Deadlines
from monitor.snmp.engine import Engine
from monitor.snmp.errors import NoAnswerError, PortRefusedError
from monitor.snmp.inbox import Inbox
from monitor.snmp.message import encode_community
from monitor.snmp.pdu import REPORT, RESPONSE, Pdu, encode_pdu
from monitor.snmp.peer import Peer, Whereabouts
from monitor.snmp.pending import Pending
from monitor.snmp.session import Community
from monitor.snmp.speaker import CommunitySpeaker, Speaker, UserSpeaker
from monitor.snmp.udp import Address
from monitor.snmp.undelivered import Undelivered
from tests.snmp.forge import PLAIN, PRIVATE, Forgery

T = TypeVar("T")
HERE: Address = ("192.0.2.1", 161)
THERE: Address = ("192.0.2.2", 161)
BY_COMMUNITY = CommunitySpeaker(Community(2, Secret("public")))


class Box:
    """An inbox in which requests wait, under the numbers that a test gives them."""

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        self.inbox = Inbox(self.dropped)

    def expects(
        self,
        *numbers: int,
        request_id: int = 1,
        speaker: Speaker = BY_COMMUNITY,
        source: Address = HERE,
    ) -> Pending:
        """Let a request wait."""
        self.inbox.know(source)
        pending = Pending(Whereabouts(2, source, source, Peer()), speaker, request_id)
        for number in numbers:
            self.inbox.expect(number, pending)
        return pending

    def receives(self, datagram: bytes, source: Address = HERE) -> None:
        """Let a datagram arrive."""
        _in_loop(lambda: self.inbox.receive(datagram, source))


def _in_loop(work: Callable[[], T]) -> T:
    async def run() -> T:
        return work()

    return asyncio.run(run())


def _answer(request_id: int, status: int = 0) -> bytes:
    return encode_community(1, b"public", encode_pdu(RESPONSE, request_id, status, 0, b""))


def _said(*, refused: bool) -> Undelivered:
    number = errno.ECONNREFUSED if refused else errno.EHOSTUNREACH
    return Undelivered(number, "192.0.2.254")


def _as_user() -> UserSpeaker:
    engine = Engine()
    engine.learn(Forgery().read(), time.monotonic(), is_signed=True)
    return UserSpeaker(engine, PRIVATE, b"")


def _status(pending: Pending) -> int:
    assert isinstance(pending.outcome, Pdu)
    return pending.outcome.error_status


def test_a_second_answer_overwrites_no_first() -> None:
    box = Box()
    pending = box.expects(1)
    box.receives(_answer(1, status=3))
    box.receives(_answer(1, status=4))
    assert _status(pending) == 3
    assert box.dropped == {"duplicate": 1}


def test_who_is_woken_twice_at_once_is_woken() -> None:
    """By an answer and its own deadline, in one turn of the loop."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        pending = Box().expects(1)
        waiting = asyncio.ensure_future(pending.wait(loop, Deadlines(loop), loop.time() + 50.0))
        await asyncio.sleep(0)
        pending.wake()
        pending.wake()
        pending.finish(NoAnswerError("late"))
        await asyncio.wait_for(waiting, 5)

    asyncio.run(run())


def test_a_second_answer_of_a_user_teaches_no_time() -> None:
    box = Box()
    speaker = _as_user()
    pending = box.expects(5, speaker=speaker)
    box.receives(Forgery().octets())
    assert pending.done
    box.receives(Forgery(boots=900).octets())
    assert box.dropped == {"duplicate": 1}
    assert speaker._engine.boots == 7


def test_an_answer_within_a_message_of_the_right_number_must_have_the_right_one_too() -> None:
    box = Box()
    pending = box.expects(5, request_id=1, speaker=_as_user())
    box.receives(Forgery(request_id=2).octets())
    assert not pending.done
    assert box.dropped == {"unknown request id": 1}
    assert pending.unusable == "what came from 192.0.2.1 port 161 was dropped (unknown request id)"
    box.receives(Forgery(request_id=1).octets())
    assert pending.done


def test_a_message_that_opens_to_garbage_is_malformed() -> None:
    box = Box()
    pending = box.expects(5, speaker=_as_user())
    box.receives(Forgery(body=b"\x04\x01x").octets())
    assert box.dropped == {"malformed": 1}
    assert "(malformed)" in pending.unusable


def test_a_report_knows_no_number_but_the_message_s() -> None:
    """The agent may not have been able to read what was within (RFC 3412, 7.1)."""
    box = Box()
    pending = box.expects(5, request_id=1, speaker=_as_user())
    box.receives(Forgery(PLAIN, kind=REPORT, request_id=0).octets())
    assert isinstance(pending.outcome, Pdu)
    assert pending.outcome.kind == REPORT


def test_a_message_of_another_number_is_nobody_s() -> None:
    box = Box()
    pending = box.expects(5, speaker=_as_user())
    box.receives(Forgery(number=6, request_id=5).octets())
    assert not pending.done
    assert box.dropped == {"unknown request id": 1}
    # Who asks that host is told that something came.
    assert "unknown request id" in pending.unusable


def test_each_try_of_a_request_may_be_answered_and_none_once_it_is_forgotten() -> None:
    box = Box()
    pending = box.expects(5, 6, speaker=_as_user())
    assert box.inbox.waiting() == {pending}
    box.receives(Forgery(number=6).octets())
    assert pending.done
    box.inbox.forget(pending)
    assert box.inbox.waiting() == set()
    for number in (5, 6):
        box.receives(Forgery(number=number).octets())
    assert box.dropped == {"unknown request id": 2}


def test_a_number_in_use_stays_whose_it_is() -> None:
    box = Box()
    first = box.expects(5)
    second = box.expects(5, 6)
    assert (first.numbers, second.numbers) == ([5], [6])
    box.inbox.forget(second)
    assert box.inbox.waiting() == {first}


def test_an_answer_from_an_address_that_was_not_asked_is_dropped_and_told() -> None:
    box = Box()
    pending = box.expects(1)
    box.receives(_answer(1), THERE)
    assert not pending.done
    assert box.dropped == {"unknown source": 1}
    assert pending.unusable == "an answer came from 192.0.2.2 port 161, which was not asked"
    box.receives(_answer(1))
    assert pending.done


def test_what_answers_nothing_is_told_to_who_asks_that_host_alone() -> None:
    box = Box()
    asking, other = box.expects(1), box.expects(2, source=THERE)
    box.receives(b"garbage")
    assert asking.unusable == "what came from 192.0.2.1 port 161 was dropped (malformed)"
    assert other.unusable == ""
    box.receives(_answer(9), ("192.0.2.3", 161))
    assert other.unusable == ""
    box.receives(_answer(9), THERE)
    assert other.unusable == "what came from 192.0.2.2 port 161 was dropped (unknown request id)"
    assert box.dropped == {"malformed": 1, "unknown source": 1, "unknown request id": 1}


def test_numbers_are_31_bits_of_chance_and_in_nobody_s_use() -> None:
    box = Box()
    drawn = [box.inbox.number() for _ in range(5_000)]
    assert all(0 <= number < 2**31 for number in drawn)
    assert len(set(drawn)) > 4_990
    assert max(drawn) > 2**30
    taken, free = 17, 18
    box.expects(taken)
    box.inbox._random = [free, taken | 2**31, taken]
    assert box.inbox.number() == free


@pytest.mark.parametrize("refused", [True, False])
def test_what_the_network_says_of_an_address_is_told_to_who_asks_it_alone(*, refused: bool) -> None:
    box = Box()
    asking, other = box.expects(1), box.expects(2, source=THERE)
    said = _said(refused=refused)
    box.inbox.undelivered({HERE: said})
    assert not other.done
    assert other.undelivered == ""
    if refused:
        assert isinstance(asking.outcome, PortRefusedError)
        assert "192.0.2.1" in str(asking.outcome)
        assert "161" in str(asking.outcome)
    else:
        # The answer may still come.
        assert not asking.done
        assert asking.undelivered == str(said)


def test_what_the_network_says_late_takes_no_answer_back() -> None:
    box = Box()
    pending = box.expects(1)
    box.receives(_answer(1, status=3))
    box.inbox.undelivered({HERE: _said(refused=True)})
    pending.finish(NoAnswerError("late"))
    assert _status(pending) == 3
