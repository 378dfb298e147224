"""When the daemon asks what, what it tells of it, and what a reload and a clock do to that."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from monitor.holdups import Holdups
from monitor.model.declared import DeviceRole
from monitor.model.observation import Interface, Process, Route
from monitor.model.profile import AuthProtocol, SnmpProfile, SnmpVersion
from monitor.model.reading import Pace, TableStatus
from monitor.model.secret import Secret
from monitor.polling import Polling, result_of
from monitor.snmp import errors
from monitor.snmp.agent import Agent
from monitor.snmp.client import Client
from monitor.snmp.session import Target, User, target_of
from tests.fakes import default_route, router
from tests.test_polling import PROFILE, SETTINGS, Lab, _lab

SLOW_S, FAST_S = SETTINGS.intervals.slow_s, SETTINGS.intervals.fast_s
SHARE = 72 / 101
"""Where the name r1 is placed within an interval: 163 * 37 modulo 101."""
NEEDED = dict.fromkeys(DeviceRole, frozenset({Interface, Route}))
Work = Callable[[Lab, Polling], Awaitable[None]]


def _run(work: Work, **given: Any) -> None:
    async def run() -> None:
        async with _lab() as lab:
            await work(lab, lab.polling(lab.device(**given)))

    asyncio.run(run())


def test_whole_tables_are_due_half_a_fast_interval_before_their_own_is_over() -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        state = lab.city.devices["r1"]
        await polling.run("r1")
        early_s = SLOW_S * (0.5 + SHARE / 2)
        assert state.next_slow_s - lab.now_s == pytest.approx(early_s - FAST_S / 2)
        state.next_slow_s = lab.now_s
        await polling.run("r1")
        assert state.next_slow_s - lab.now_s == pytest.approx(SLOW_S - FAST_S / 2)

    _run(work)


@pytest.mark.parametrize(
    ("due_in_s", "is_slow"),
    [(-1.0, True), (0.0, True), (0.5, False), (SLOW_S, False), (SLOW_S + 1, True)],
)
def test_whole_tables_are_read_when_they_are_due_and_after_the_clock_was_set_back(
    due_in_s: float, *, is_slow: bool
) -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        await polling.run("r1")
        lab.city.devices["r1"].next_slow_s = lab.now_s + due_in_s
        await polling.run("r1")
        assert lab.polled[1:] == [Pace.SLOW if is_slow else Pace.FAST]

    _run(work)


def test_who_never_gave_whole_tables_is_asked_for_them_whatever_is_due() -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        state = lab.city.devices["r1"]
        state.next_slow_s = lab.now_s + 100.0
        state.is_hurried = True
        await polling.run("r1")
        assert lab.polled == [Pace.SLOW]

    _run(work)


def test_who_hurries_has_his_uplinks_looked_at_and_that_counts_for_nothing() -> None:
    prompted: list[bool] = []

    async def work(lab: Lab, polling: Polling) -> None:
        taking = lab.city.taking

        def noted(snapshot: Any, *, is_prompted: bool = False, **rest: Any) -> Any:
            prompted.append(is_prompted)
            return taking(snapshot, is_prompted=is_prompted, **rest)

        lab.city.taking = noted  # type: ignore[method-assign]
        polling.hurry("r1")
        assert not lab.city.devices["r1"].is_hurried
        await polling.run("r1")
        polling.hurry("r1")
        await lab.after(1, polling)
        assert list(zip(lab.polled, lab.counted, strict=True)) == [
            (Pace.SLOW, True),
            (Pace.FAST, False),
            (Pace.SLOW, True),
        ]
        polling.hurry("r1")
        await lab.after(1, polling)
        await lab.after(1, polling)
        assert lab.polled[3:] == [Pace.FAST] * 2
        assert prompted == [False, False, False, True, False]

    _run(work)


@pytest.mark.parametrize(
    ("left_s", "is_let"),
    [(-5.0, True), (0.0, True), (0.5, False), (SLOW_S, False), (SLOW_S + 1, True)],
)
def test_whole_tables_are_brought_forward_once_in_a_fifth_of_their_interval(
    left_s: float, *, is_let: bool
) -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        await polling.run("r1")
        state = lab.city.devices["r1"]
        due_s = state.next_slow_s
        state.prompted_after_s = lab.now_s + left_s
        polling.hurry("r1")
        assert state.is_hurried
        if is_let:
            assert (state.next_slow_s, state.prompted_after_s) == (0.0, lab.now_s + SLOW_S / 5)
        else:
            assert (state.next_slow_s, state.prompted_after_s) == (due_s, lab.now_s + left_s)

    _run(work)


@pytest.mark.parametrize("is_hurried", [False, True])
def test_something_new_is_shown_uncounted_until_whole_tables_may_be_read(
    *, is_hurried: bool
) -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        await polling.run("r1")
        state = lab.city.devices["r1"]
        state.hurry_after_s = lab.now_s + 500.0
        lab.view.replace(router(foreign=True))
        if is_hurried:
            polling.hurry("r1")
        await lab.after(1, polling)
        told = list(zip(lab.polled, lab.counted, strict=True))[1:]
        # Who hurries may see whole tables behind it, which were due.
        assert told == [(Pace.FAST, False), *[(Pace.SLOW, True)] * is_hurried]

    _run(work)


def test_that_less_is_there_counts_only_where_the_poll_does() -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        for is_hurried in (False, True):
            lab.view.replace(router() | default_route("10.0.0.1", 1))
            await lab.after(SLOW_S + 1, polling)
            state = lab.city.devices["r1"]
            state.hurry_after_s = lab.now_s + 500.0
            gone = {
                oid: one for oid, one in router().items() if oid not in default_route("10.0.0.1", 1)
            }
            lab.view.replace(gone)
            if is_hurried:
                polling.hurry("r1")
            before = len(lab.polled)
            await lab.after(1, polling)
            assert lab.polled[before] is Pace.FAST
            assert lab.counted[before] is not is_hurried

    _run(work)


def test_a_failure_is_told_once_and_so_is_its_end(caplog: pytest.LogCaptureFixture) -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        async def turn(*, answers: bool) -> None:
            lab.agent.rotate(["public" if answers else "changed"])
            for _ in range(2):
                lab.client.revive(_target(lab))
                await lab.after(1, polling)

        for answers in (True, False, True, False):
            await turn(answers=answers)
        assert polling.results["no_answer"] == 4

    async def never(_client: Client, _target: Target) -> bool:
        return False

    async def run() -> None:
        async with _lab() as lab:
            await work(lab, lab.polling(lab.device(), probe=never))

    with caplog.at_level(logging.INFO, logger="monitor.polling"):
        asyncio.run(run())
    told = [
        (one.levelname, getattr(one, "device", ""), one.getMessage().partition(":")[0])
        for one in caplog.records
        if "whole tables" not in one.getMessage()
    ]
    assert told[0] == ("WARNING", "r1", "r1")
    assert "gave no answer" in caplog.records[0].getMessage()
    assert told == [
        ("WARNING", "r1", "r1"),
        ("INFO", "r1", "r1 answers again."),
        ("WARNING", "r1", "r1"),
    ]


def _target(lab: Lab) -> Target:
    return target_of(PROFILE, "127.0.0.1", lab.agent.port)


def test_a_refusal_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        lab.view.replace({})
        await polling.run("r1")

    with caplog.at_level(logging.WARNING, logger="monitor.polling"):
        _run(work)
    assert [one.levelname for one in caplog.records] == ["WARNING"]
    assert caplog.records[0].getMessage().startswith("r1: ")


@pytest.mark.parametrize("ignores", [True, False])
def test_a_community_that_is_ignored_is_another_refusal_than_a_view_that_is_empty(
    *, ignores: bool
) -> None:
    async def there(_client: Client, _target: Target) -> bool:
        return True

    told: list[str] = []

    async def run() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device(), probe=there)
            await polling.run("r1")
            refused = lab.city.refused

            def noted(device: str, now_s: float, problem: str, reason: str) -> None:
                told.append(reason)
                refused(device, now_s, problem, reason)

            lab.city.refused = noted  # type: ignore[method-assign]
            if ignores:
                lab.agent.rotate(["changed"])
            else:
                lab.view.replace({})
            await lab.after(60, polling)

    asyncio.run(run())
    assert told == ["authentication" if ignores else "refused"]


@pytest.mark.parametrize(
    ("left_s", "is_asked"),
    [(0.0, True), (0.5, False), (SLOW_S, False), (SLOW_S + 1, True)],
)
def test_whether_an_agent_is_there_is_asked_once_in_a_slow_interval(
    left_s: float, *, is_asked: bool
) -> None:
    asked: list[Target] = []

    async def probe(_client: Client, target: Target) -> bool:
        asked.append(target)
        return False

    async def run() -> None:
        async with _lab() as lab:
            polling = lab.polling(lab.device(), probe=probe)
            await polling.run("r1")
            lab.agent.rotate(["changed"])
            lab.city.devices["r1"].probe_after_s = lab.now_s + left_s
            await polling.run("r1")

    asyncio.run(run())
    assert len(asked) == is_asked


def test_a_device_of_version_3_tells_its_engine_and_is_never_probed() -> None:
    user = User("monitor", AuthProtocol.SHA_256, Secret("authentic-password"))
    profile = SnmpProfile(
        "v3",
        SnmpVersion.V3,
        user="monitor",
        auth=AuthProtocol.SHA_256,
        auth_secret=user.auth_secret,
        timeout_s=0.2,
        retries=0,
    )
    told: list[tuple[bytes, str]] = []

    async def probe(_client: Client, _target: Target) -> bool:
        raise AssertionError("probed")

    async def run() -> None:
        async with _lab() as lab:
            engine = b"\x80\x00\x00\x00\x05twelve"
            secure = Agent(lab.view, users=[user], engine_id=engine)
            await secure.start()
            polling = lab.polling(lab.device(port=secure.port, profile="v3"), probe=probe)
            polling.reload(replace(SETTINGS, profiles={"v3": profile}), NEEDED)
            polling.on_engine = lambda octets, by: told.append((octets, by.name))
            assert polling.snmp_versions == {"v3": "3"}
            await polling.run("r1")
            assert told == [(engine, "v3")]
            await secure.stop()
            silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            silent.bind(("127.0.0.1", secure.port))
            await lab.after(60, polling)
            silent.close()
            assert polling.results == {"ok": 1, "no_answer": 1}

    asyncio.run(run())


def test_a_reload_asks_for_other_tables_with_other_limits() -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        assert polling.snmp_versions == {"default": "2c", "wrong": "2c"}
        await polling.run("r1")
        state = lab.city.devices["r1"]
        assert state.slow is not None
        assert "Process" not in state.slow.kinds
        assert state.slow.status_of(Interface) is TableStatus.COMPLETE
        one_row = replace(SETTINGS, limits=replace(SETTINGS.limits, rows_per_table=1))
        needed = dict.fromkeys(DeviceRole, frozenset({Interface, Route, Process}))
        polling.reload(one_row, needed)
        await lab.after(SLOW_S + 1, polling)
        read = state.slow
        assert "Process" in read.kinds
        assert read.status_of(Interface) is TableStatus.INCOMPLETE
        assert lab.city.cut["polls"] == 0
        short = replace(SETTINGS, limits=replace(SETTINGS.limits, poll_bytes=500))
        polling.reload(short, NEEDED)
        await lab.after(SLOW_S + 1, polling)
        assert lab.city.cut["polls"] == 1

    _run(work)


def test_hold_ups_are_counted_where_it_is_said() -> None:
    async def work(lab: Lab, _: Polling) -> None:
        holdups = Holdups()
        given = Polling(SETTINGS, lab.city, lab.client, NEEDED, holdups=holdups)
        assert given.holdups is holdups

    _run(work)


def test_who_costs_little_is_not_said_to_cost_much_and_who_does_is_shown_so_at_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def work(lab: Lab, polling: Polling) -> None:
        await polling.run("r1")
        assert lab.shown().pause_s == 0
        assert not caplog.records
        polling._spent(lab.city.devices["r1"], 99.0)
        assert lab.shown().pause_s > 0
        assert len(caplog.records) == 1

    with caplog.at_level(logging.WARNING, logger="monitor.polling"):
        _run(work)


@pytest.mark.parametrize(
    ("error", "text"),
    [(OSError("odd"), "odd"), (OSError(97, "no such family"), "no such family")],
)
def test_why_a_name_has_no_address_is_told(
    monkeypatch: pytest.MonkeyPatch, error: OSError, text: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    async def work(lab: Lab, polling: Polling) -> None:
        await polling.run("r1")
        assert lab.shown().problem == f"router.example has no address: {text}."

    _run(work, address="router.example")


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (errors.UnusableAnswerError, "snmp_error"),
        (errors.NoAnswerError, "no_answer"),
        (errors.UnreachableError, "no_answer"),
        (errors.PortRefusedError, "port_refused"),
        (errors.WrongDigestError, "authentication"),
        (errors.UnknownUserError, "authentication"),
        (errors.NotPermittedError, "refused"),
        (errors.BrokenAgentError, "snmp_error"),
        (errors.SnmpError, "snmp_error"),
    ],
)
def test_how_a_poll_ended_has_a_word(error: type[errors.SnmpError], result: str) -> None:
    assert result_of(error("why")) == result
