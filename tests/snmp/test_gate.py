"""Slots: given in the order of asking, but to who is underway before those who begin."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from monitor.snmp.gate import Gate


@given(st.lists(st.booleans(), max_size=12), st.integers(1, 3))
def test_who_is_underway_goes_first_and_each_has_a_slot_in_the_end(
    underway: list[bool], slots: int
) -> None:
    entered: list[int] = []

    async def enter(gate: Gate, number: int) -> None:
        await gate.enter(is_underway=underway[number])
        entered.append(number)
        gate.leave()

    async def run() -> None:
        gate = Gate(slots)
        for _ in range(slots):
            assert gate.try_enter()
        waiting = [asyncio.create_task(enter(gate, number)) for number in range(len(underway))]
        await asyncio.sleep(0)
        assert not entered
        for _ in range(slots):
            gate.leave()
        await asyncio.gather(*waiting)
        assert [gate.try_enter() for _ in range(slots + 1)] == [*[True] * slots, False]

    asyncio.run(run())
    numbers = range(len(underway))
    ahead = [number for number in numbers if underway[number]]
    behind = [number for number in numbers if not underway[number]]
    assert sorted(entered) == list(numbers)
    assert [number for number in entered if not underway[number]] == behind
    assert set(entered[: len(ahead)]) == set(ahead)


def test_who_says_nothing_of_being_underway_begins() -> None:
    async def run() -> list[str]:
        gate, entered = Gate(1), []

        async def enter(name: str, **how: bool) -> None:
            await gate.enter(**how)
            entered.append(name)
            gate.leave()

        await gate.enter()
        waiting = [
            asyncio.create_task(enter("first")),
            asyncio.create_task(enter("second")),
            asyncio.create_task(enter("goes on", is_underway=True)),
        ]
        await asyncio.sleep(0)
        gate.leave()
        await asyncio.gather(*waiting)
        return entered

    assert asyncio.run(run()) == ["goes on", "first", "second"]


def test_who_gives_up_waiting_leaves_the_slot_to_others() -> None:
    async def run() -> None:
        gate = Gate(1)
        await gate.enter()
        lost = asyncio.create_task(gate.enter(is_underway=True))
        other = asyncio.create_task(gate.enter())
        await asyncio.sleep(0)
        lost.cancel()
        gate.leave()
        await asyncio.wait_for(other, 5)

    asyncio.run(run())
