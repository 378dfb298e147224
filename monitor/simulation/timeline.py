"""
What happens in a simulated city, told and done at its time.

Time starts when the agents do; an event that is due at once is told at once. Clock and sleep are
arguments, so that nothing here takes longer in a test than it must.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from monitor.simulation.scenario import Event


def told(event: Event, lang: str) -> str:
    """Write an event as one line: minutes and seconds, device, what happens."""
    minutes, seconds = divmod(int(event.at_s), 60)
    return f"{minutes:02}:{seconds:02} {event.device}: {event.text.in_language(lang)}"


async def play(
    events: Sequence[Event],
    happen: Callable[[Event], None],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Let each event happen when it is due; ends after the last one."""
    started_s = clock()
    for event in events:
        while (left_s := started_s + event.at_s - clock()) > 0:
            await sleep(left_s)
        happen(event)
