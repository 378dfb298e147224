"""Who waits for whose slot, what a try costs, and what is learnt of how fast an agent answers."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from monitor.model.secret import Secret
from monitor.snmp.budget import Budget
from monitor.snmp.client import Client
from monitor.snmp.errors import (
    BudgetError,
    NoAnswerError,
    PortRefusedError,
    SnmpError,
    UnreachableError,
    UnusableAnswerError,
)
from monitor.snmp.message import CommunityMessage, SecureMessage, read_message
from monitor.snmp.oid import Oid
from monitor.snmp.peer import Peer
from monitor.snmp.session import Community, Target
from monitor.snmp.values import Wire, encode_octets
from tests.snmp.snmp_lab import Lab

NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
CORE = {NAME: encode_octets(b"core")}
PATIENT_S = 50.0
"""Longer than any test: whoever waits so long is not answered."""


class Crowd:
    """Requests to one port as of many agents: each community is an agent of its own."""

    def __init__(self, lab: Lab, client: Client, port: int) -> None:
        self._lab = lab
        self.client = client
        self._port = port
        self._asked: list[asyncio.Task[dict[Oid, Wire]]] = []

    def target(self, name: str, timeout_s: float = PATIENT_S, retries: int = 0) -> Target:
        """Return an agent."""
        community = Community(2, Secret(name))
        return Target("127.0.0.1", community, self._port, timeout_s=timeout_s, retries=retries)

    def peer(self, name: str) -> Peer:
        """Return what is remembered of an agent."""
        return self.client.whereabouts(self.target(name)).peer

    async def asks(
        self,
        *names: str,
        timeout_s: float = PATIENT_S,
        retries: int = 0,
        budget: Budget | None = None,
    ) -> list[asyncio.Task[dict[Oid, Wire]]]:
        """Ask agents at once and go on as soon as each request is sent, or waits."""
        asked = [
            asyncio.ensure_future(
                self.client.session(self.target(name, timeout_s, retries), budget=budget).get(
                    [NAME]
                )
            )
            for name in names
        ]
        self._asked += asked
        for _ in range(5):
            await asyncio.sleep(0)
        return asked

    async def fails(self, name: str, timeout_s: float = 0.01, retries: int = 0) -> SnmpError:
        """Ask an agent that does not answer; return the error."""
        (asked,) = await self.asks(name, timeout_s=timeout_s, retries=retries)
        with pytest.raises(SnmpError) as caught:
            await asked
        return caught.value

    @property
    def now(self) -> tuple[int, int]:
        """How many requests wait for an answer, and how many for a slot."""
        return self.client.stats.in_flight, self.client.stats.queued

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something that happens by itself; the lab's own limit ends it."""
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.005)

    async def go(self) -> None:
        """Give up what is left."""
        for asked in self._asked:
            asked.cancel()
        await asyncio.gather(*self._asked, return_exceptions=True)


def _run(lab: Lab, lie: Callable[[bytes], list[bytes]], work: object, **limits: int) -> None:
    async def run() -> None:
        async with lab.liar(lie) as port, lab.client(**limits) as client:
            crowd = Crowd(lab, client, port)
            try:
                await work(crowd)  # type: ignore[operator]
            finally:
                await crowd.go()
            assert crowd.now == (0, 0)

    lab.run(run())


def _silent(_: bytes) -> list[bytes]:
    return []


class Choosy:
    """An agent that answers by community: those named `up…`, and when it is told to."""

    def __init__(self, lab: Lab) -> None:
        self._agent = lab.honest(CORE)
        self._agent.rotate([f"up-{number}" for number in range(20)] + ["later"])
        self.is_lost = False
        self.seen: list[bytes] = []

    def lie(self, data: bytes) -> list[bytes]:
        self.seen.append(data)
        return [] if self.is_lost else self.answer(data)

    def answer(self, data: bytes) -> list[bytes]:
        found = self._agent.respond(data)
        return [] if found is None else [found]


@pytest.mark.parametrize(("slots", "half"), [(1, 1), (2, 1), (4, 2), (5, 2)])
def test_who_was_never_heard_has_half_the_slots_for_the_first_try(
    lab: Lab, slots: int, half: int
) -> None:
    async def work(crowd: Crowd) -> None:
        await crowd.asks(*"abcdef")
        assert crowd.now == (half, 6 - half)

    _run(lab, _silent, work, in_flight=slots, dead_in_flight=1)


def test_who_was_heard_has_all_the_slots_and_waits_for_nobody_else(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        for asked in await crowd.asks("up-1"):
            await asked
        # All that the unheard and the dead may take is taken.
        await crowd.fails("dead")
        await crowd.asks("dead", "dead", "a", "b", "c")
        assert crowd.now == (3, 2)
        choosy.is_lost = True
        await crowd.asks(*["up-1"] * 5)
        assert crowd.now == (7, 3)

    _run(lab, choosy.lie, work, in_flight=4, dead_in_flight=1)


def test_who_was_never_heard_waits_among_the_dead_for_another_try(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        await crowd.fails("dead")
        await crowd.asks("dead")
        assert crowd.now == (1, 0)
        await crowd.asks("a", timeout_s=0.02, retries=1)
        await crowd.until(lambda: crowd.now == (1, 1))
        # Meanwhile one never heard has its first try.
        for asked in await crowd.asks("up-1"):
            assert await asked == CORE

    _run(lab, choosy.lie, work, in_flight=4, dead_in_flight=1)


def test_who_was_heard_has_another_try_among_the_living(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        for asked in await crowd.asks("up-1"):
            await asked
        await crowd.fails("dead")
        await crowd.asks("dead")
        choosy.is_lost = True
        sent = len(choosy.seen)
        (asked,) = await crowd.asks("up-1", timeout_s=0.05, retries=9)
        await crowd.until(lambda: len(choosy.seen) == sent + 1)
        choosy.is_lost = False
        assert await asked == CORE

    _run(lab, choosy.lie, work, in_flight=1, dead_in_flight=1)


def test_who_was_heard_is_among_the_dead_after_the_second_silence_only(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        for asked in await crowd.asks("up-1", "up-2"):
            await asked
        await crowd.fails("dead")
        await crowd.asks("dead")
        choosy.is_lost = True
        await crowd.fails("up-1")
        await crowd.asks("up-1")
        assert crowd.now == (2, 0)
        peer = crowd.peer("up-2")
        await crowd.fails("up-2")
        await crowd.fails("up-2")
        # The pause is not what this is about.
        peer.pause_until_s = 0.0
        await crowd.asks("up-2")
        assert crowd.now == (2, 1)

    _run(lab, choosy.lie, work, in_flight=4, dead_in_flight=1)


def test_what_is_answered_while_it_waits_for_a_slot_is_not_sent_again(lab: Lab) -> None:
    choosy = Choosy(lab)
    choosy.is_lost = True

    async def work(crowd: Crowd) -> None:
        await crowd.fails("dead")
        (holds,) = await crowd.asks("dead")
        (asked,) = await crowd.asks("later", timeout_s=0.02, retries=1)
        await crowd.until(lambda: crowd.now == (1, 1))
        sent = crowd.client.stats.requests
        answer = choosy.answer(choosy.seen[-1])
        crowd.client._inbox.receive(answer[0], ("127.0.0.1", crowd._port))
        holds.cancel()
        assert await asked == CORE
        assert crowd.client.stats.requests == sent

    _run(lab, choosy.lie, work, in_flight=4, dead_in_flight=1)


def test_each_slot_comes_back_however_a_request_ends(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        for _ in range(3):
            for asked in await crowd.asks("up-1", "up-2"):
                assert await asked == CORE
            choosy.is_lost = True
            await crowd.fails("up-1")
            gone, waits = await crowd.asks("up-1", "up-1")
            assert crowd.now == (1, 1)
            waits.cancel()
            gone.cancel()
            await asyncio.gather(gone, waits, return_exceptions=True)
            assert crowd.now == (0, 0)
            choosy.is_lost = False

    _run(lab, choosy.lie, work, in_flight=1, dead_in_flight=1)


def test_how_long_an_answer_took_is_learnt_of_requests_that_were_sent_once(lab: Lab) -> None:
    """Karn's rule: of one that was sent again nobody knows which try was answered."""
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        peer = crowd.peer("up-1")
        choosy.is_lost = True
        (asked,) = await crowd.asks("up-1", timeout_s=0.05, retries=9)
        await crowd.until(lambda: len(choosy.seen) == 1)
        choosy.is_lost = False
        assert await asked == CORE
        assert len(choosy.seen) > 1
        assert peer.heard
        assert peer.wait_s(1, 0, PATIENT_S) == PATIENT_S
        (asked,) = await crowd.asks("up-1")
        assert await asked == CORE
        assert peer.wait_s(1, 0, PATIENT_S) < PATIENT_S

    _run(lab, choosy.lie, work)


def test_waiting_for_a_slot_is_not_the_agent_s_slowness(lab: Lab) -> None:
    choosy = Choosy(lab)
    held = 0.5

    async def work(crowd: Crowd) -> None:
        (asked,) = await crowd.asks("up-1")
        await asked
        gate = crowd.client._live
        assert gate.try_enter()
        budget = Budget()
        (asked,) = await crowd.asks("up-1", budget=budget)
        assert crowd.now == (0, 1)
        await asyncio.sleep(held)
        gate.leave()
        assert await asked == CORE
        assert 0 < budget.waited_s < held
        assert crowd.peer("up-1")._mean_s < held / 8

    _run(lab, choosy.lie, work, in_flight=1)


def test_each_try_has_a_number_of_its_own_and_all_have_one_request_id_in_version_3(
    lab: Lab,
) -> None:
    numbers: list[int] = []
    honest = lab.honest(CORE)

    def lie(data: bytes) -> list[bytes]:
        received = read_message(data)
        assert isinstance(received, SecureMessage)
        answer = honest.respond(data)
        assert answer is not None
        if not received.engine_id:
            return [answer]
        numbers.append(received.message_id)
        return [answer] if len(numbers) == 3 else []

    async def run() -> None:
        async with lab.liar(lie) as port, lab.client() as client:
            session = lab.session(client, port, credentials=lab.user, retries=2)
            assert await session.get([NAME]) == CORE
            assert client.stats.requests == 4
            assert not client._inbox.waiting()

    lab.run(run())
    assert len(set(numbers)) == 3


def test_a_request_with_a_community_keeps_its_number_over_all_tries(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        await crowd.fails("a", retries=2)

    _run(lab, choosy.lie, work)
    assert len(choosy.seen) == 3
    assert len(set(choosy.seen)) == 1
    assert isinstance(read_message(choosy.seen[0]), CommunityMessage)


def test_what_is_sent_answered_lost_and_sent_again_is_counted(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        stats = crowd.client.stats
        (asked,) = await crowd.asks("up-1")
        await asked
        assert (stats.requests, stats.responses, stats.timeouts, stats.retries) == (1, 1, 0, 0)
        await crowd.fails("a", retries=2)
        assert (stats.requests, stats.responses, stats.timeouts, stats.retries) == (4, 1, 1, 2)

    _run(lab, choosy.lie, work)


def test_how_often_was_asked_is_told(lab: Lab) -> None:
    async def work(crowd: Crowd) -> None:
        assert "no answer after 1 try:" in str(await crowd.fails("a"))
        assert "no answer after 3 tries:" in str(await crowd.fails("b", retries=2))

    _run(lab, _silent, work)


def test_no_wait_is_longer_than_what_is_left_of_the_budget(lab: Lab) -> None:
    async def work(crowd: Crowd) -> None:
        budget = Budget(seconds=0.1)
        (asked,) = await crowd.asks("a", retries=5, budget=budget)
        # Nothing was ever heard: it is silent, and not said to be too slow.
        with pytest.raises(NoAnswerError, match="after 1 try"):
            await asked
        assert budget.is_spent()
        assert crowd.client.stats.requests == 1
        (asked,) = await crowd.asks("a", budget=budget)
        with pytest.raises(BudgetError, match=r"time budget of 0\.1 s"):
            await asked
        assert crowd.client.stats.requests == 1

    _run(lab, _silent, work)


def test_who_answered_before_the_budget_was_spent_is_not_called_silent(lab: Lab) -> None:
    async def work(crowd: Crowd) -> None:
        budget = Budget(seconds=0.1)
        budget.took(10)
        (asked,) = await crowd.asks("a", budget=budget)
        with pytest.raises(BudgetError):
            await asked
        assert crowd.peer("a").silences == 0
        assert crowd.client.stats.timeouts == 1

    _run(lab, _silent, work)


def test_for_how_long_an_agent_is_left_alone_is_told(lab: Lab) -> None:
    async def work(crowd: Crowd) -> None:
        for _ in range(3):
            crowd.peer("a").pause_until_s = 0.0
            await crowd.fails("a")
        (asked,) = await crowd.asks("a")
        with pytest.raises(
            NoAnswerError, match=r"did not answer 3 times in a row and is left alone .* 10 s\."
        ):
            await asked

    _run(lab, _silent, work)


def test_the_last_try_is_waited_for_as_long_as_the_profile_says(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        (asked,) = await crowd.asks("up-1")
        await asked
        choosy.is_lost = True
        budget = Budget()
        (asked,) = await crowd.asks("up-1", timeout_s=0.6, retries=1, budget=budget)
        with pytest.raises(NoAnswerError):
            await asked
        # The first try as long as a fast agent needs, the second in full.
        assert budget.waited_s + 0.001 >= 0.25 + 0.6

    _run(lab, choosy.lie, work)


def test_an_error_that_ends_a_request_is_no_silence(lab: Lab) -> None:
    async def work(crowd: Crowd) -> None:
        (asked,) = await crowd.asks("a")
        (pending,) = crowd.client._inbox.waiting()
        pending.finish(PortRefusedError("nothing listens there"))
        with pytest.raises(PortRefusedError):
            await asked
        assert (crowd.peer("a").silences, crowd.client.stats.timeouts) == (0, 0)

    _run(lab, _silent, work)


@pytest.mark.parametrize(
    ("unusable", "undelivered", "kind", "text", "brief"),
    [
        ("", "", NoAnswerError, "gave no answer after 1 try: it is down", "no answer after 1 try"),
        (
            "garbage came",
            "no way there",
            UnusableAnswerError,
            "gave no usable answer after 1 try: garbage came.",
            "no usable answer: garbage came",
        ),
        (
            "",
            "no way there",
            UnreachableError,
            "cannot be reached after 1 try: no way there.",
            "no answer after 1 try",
        ),
    ],
)
def test_what_came_in_place_of_an_answer_is_told_and_remembered(
    lab: Lab, unusable: str, undelivered: str, kind: type[SnmpError], text: str, brief: str
) -> None:
    async def work(crowd: Crowd) -> None:
        (asked,) = await crowd.asks("a", timeout_s=0.1)
        (pending,) = crowd.client._inbox.waiting()
        pending.unusable, pending.undelivered = unusable, undelivered
        with pytest.raises(SnmpError) as caught:
            await asked
        assert type(caught.value) is kind
        assert text in str(caught.value)
        assert caught.value.brief == brief
        assert "check_time_window" not in str(caught.value)
        assert crowd.peer("a").trouble == (kind, unusable or undelivered)

    _run(lab, _silent, work)


def test_who_is_asked_once_only_is_waited_for_in_full(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        (asked,) = await crowd.asks("up-1")
        await asked
        choosy.is_lost = True
        budget = Budget()
        (asked,) = await crowd.asks("up-1", timeout_s=0.6, budget=budget)
        with pytest.raises(NoAnswerError):
            await asked
        assert budget.waited_s + 0.001 >= 0.6

    _run(lab, choosy.lie, work)


def test_an_agent_is_asked_again_once_its_pause_is_over(lab: Lab) -> None:
    choosy = Choosy(lab)

    async def work(crowd: Crowd) -> None:
        crowd.peer("up-1").pause_until_s = asyncio.get_running_loop().time()
        (asked,) = await crowd.asks("up-1")
        assert await asked == CORE

    _run(lab, choosy.lie, work)


def test_who_walks_again_goes_before_who_begins(lab: Lab) -> None:
    root = [(1, 3, 6, 1, 2, 1, 2, 2, 1, 1)]

    async def run() -> list[str]:
        ended: list[str] = []

        async def walk(name: str, *, is_underway: bool | None = None) -> None:
            how: Any = {} if is_underway is None else {"is_underway": is_underway}
            target = Target("127.0.0.1", lab.community, agent.port, timeout_s=PATIENT_S)
            await client.session(target, **how).walk(root)
            ended.append(name)

        async with lab.agent() as agent, lab.client(in_flight=1) as client:
            assert client.walks.try_enter()
            assert not client.walks.try_enter()
            walks = [
                asyncio.ensure_future(walk("begins")),
                asyncio.ensure_future(walk("begins too")),
                asyncio.ensure_future(walk("goes on", is_underway=True)),
            ]
            await asyncio.sleep(0)
            client.walks.leave()
            await asyncio.gather(*walks)
        return ended

    assert lab.run(run()) == ["goes on", "begins", "begins too"]
