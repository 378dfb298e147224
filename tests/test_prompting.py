"""Polls at once, once in a while, however many ask; with no reliance on being quick."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from monitor.prompting import Prompter

FOREVER_S = 3600.0


def run(work: Callable[[list[str]], Coroutine[Any, Any, None]]) -> list[str]:
    polled: list[str] = []
    asyncio.run(work(polled))
    return polled


def test_the_first_who_asks_is_polled_at_once_and_each_device_for_itself() -> None:
    async def work(polled: list[str]) -> None:
        prompter = Prompter(polled.append, FOREVER_S)
        prompter.prompt("r1")
        prompter.prompt("r2")
        prompter.stop()

    assert run(work) == ["r1", "r2"]


def test_however_many_ask_it_is_one_poll_now_and_one_when_the_time_has_come() -> None:
    async def work(polled: list[str]) -> None:
        prompter = Prompter(polled.append, 0.05)
        for _ in range(1000):
            prompter.prompt("r1")
        assert polled == ["r1"]
        async with asyncio.timeout(30):
            while len(polled) < 2:  # noqa: ASYNC110 - a poll sets no event
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)

    assert run(work) == ["r1", "r1"]


def test_what_is_registered_no_more_is_not_polled() -> None:
    async def work(polled: list[str]) -> None:
        prompter = Prompter(polled.append, 0.01)
        for name in ("r1", "r1", "r2", "r2"):
            prompter.prompt(name)
        prompter.keep(["r2"])
        await asyncio.sleep(0.05)

    assert run(work) == ["r1", "r2", "r2"]


def test_after_the_end_nobody_is_polled() -> None:
    async def work(polled: list[str]) -> None:
        prompter = Prompter(polled.append, 0.01)
        prompter.prompt("r1")
        prompter.prompt("r1")
        prompter.stop()
        await asyncio.sleep(0.05)

    assert run(work) == ["r1"]
