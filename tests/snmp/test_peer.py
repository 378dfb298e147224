"""What is remembered of an agent, and the slots."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.snmp.errors import NoAnswerError
from monitor.snmp.gate import Gate
from monitor.snmp.peer import Peer


def test_an_unknown_agent_is_waited_for_as_the_profile_says() -> None:
    assert Peer().wait_s(2, 0, 2.0) == 2.0


def test_a_fast_agent_is_asked_again_sooner_but_not_given_up_sooner() -> None:
    peer = Peer()
    for _ in range(20):
        peer.answered(0.01)
    assert peer.wait_s(2, 0, 2.0) == 0.25
    assert peer.wait_s(1, 1, 2.0) == 0.5
    assert peer.wait_s(0, 2, 2.0) == 2.0


def test_a_slow_agent_is_never_waited_for_longer_than_the_profile_says() -> None:
    peer = Peer()
    peer.answered(1.9)
    assert peer.wait_s(2, 0, 2.0) == 2.0


def test_an_answer_that_may_belong_to_an_earlier_try_does_not_count_for_the_estimate() -> None:
    peer = Peer()
    peer.answered(None)
    assert peer.heard
    assert peer.wait_s(2, 0, 2.0) == 2.0


def test_silence_brings_pauses_that_grow_to_a_limit_and_an_answer_ends_them() -> None:
    peer = Peer()
    pauses = []
    for _ in range(30):
        peer.kept_silent(100.0)
        pauses.append(peer.pause_until_s - 100.0 if peer.pause_until_s else 0.0)
    assert pauses[:4] == [0.0, 5.0, 10.0, 20.0]
    assert max(pauses) == 120.0
    peer.answered(None)
    assert (peer.silences, peer.pause_until_s) == (0, 0.0)


def test_slots_go_round_in_order_and_a_cancelled_waiter_loses_none() -> None:
    async def work() -> list[str]:
        gate = Gate(1)
        done: list[str] = []

        async def use(name: str) -> None:
            await gate.enter()
            done.append(name)
            gate.leave()

        await gate.enter()
        first, second, third = (asyncio.ensure_future(use(name)) for name in "abc")
        await asyncio.sleep(0)
        second.cancel()
        gate.leave()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        await third
        assert gate.try_enter()
        assert not gate.try_enter()
        return done

    assert asyncio.run(work()) == ["c"]


@given(st.lists(st.floats(0, 20), min_size=1, max_size=30))
def test_the_estimate_is_that_of_tcp(took: list[float]) -> None:
    """RFC 6298, 2.2 and 2.3: the smoothed round trip, and four times its variation."""
    peer = Peer()
    smoothed, variation = max(took[0], 1e-6), took[0] / 2
    peer.answered(took[0])
    for one in took[1:]:
        peer.answered(one)
        variation = 3 / 4 * variation + abs(smoothed - one) / 4
        smoothed = 7 / 8 * smoothed + one / 8
    assert peer.wait_s(1, 0, 1e9) == pytest.approx(max(0.25, smoothed + 4 * variation))


def test_an_answer_that_took_no_time_is_an_answer_all_the_same() -> None:
    peer = Peer()
    peer.answered(0.0)
    assert peer.wait_s(1, 0, 2.0) == 0.25


def test_two_silences_in_a_row_forget_how_much_an_agent_takes() -> None:
    peer = Peer()
    peer.answered(0.1)
    peer.kept_silent(0.0)
    assert peer.fit.names.most > 1
    peer.kept_silent(0.0)
    assert peer.fit.names.most == 1


@pytest.mark.parametrize(("names", "rows", "less"), [(1, 1, False), (2, 1, True), (1, 2, True)])
def test_less_than_one_value_cannot_be_asked_for(names: int, rows: int, *, less: bool) -> None:
    peer = Peer()
    peer.kept_silent(0.0)
    assert peer.takes_less(NoAnswerError("silent"), names, rows) is less
