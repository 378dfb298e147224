"""
When Python's collector of cycles looks through what there is.

What is known of ten thousand devices is four million objects, and looking through all of them for
cycles stops the daemon for two seconds; left to itself the collector looks through whatever is new,
and that is 8 % of what a start takes. Nearly nothing here is in cycles: what is let go of goes at
once, without the collector. So it looks only when there is a quarter more than after the last time,
of objects or of memory, and then at what came since; only once a day it looks through everything.

Cycles there are: a connection that was closed leaves 2 KB in one, and pysnmp leaves many. What
fails by the thousand, as polls of the dead do, must leave none.
"""

import asyncio
import gc
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

_SHARE: Final = 4
"""One more for each so many is a reason to look; a page that is written makes one for twenty."""
_FEW: Final = 50_000
_LITTLE_B: Final = 32 * 2**20
_MOMENT_S: Final = 0.5
_DAY_S: Final = 86_400.0


class _Reason(NamedTuple):
    """How many objects more than now, or how many octets in all, are a reason to look."""

    objects: int
    octets: int


def resident() -> int:
    """Return the octets that this process has in memory; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


async def tend(
    monotonic: Callable[[], float],
    *,
    memory: Callable[[], int] = resident,
    few: int = _FEW,
    moment_s: float = _MOMENT_S,
) -> None:
    """
    Look whether there is reason to, every `moment_s`, until cancelled.

    `monotonic` gives seconds, `memory` octets; fewer objects more than `few` are never a reason.
    """
    gc.disable()
    try:
        swept_s, reason = monotonic(), _swept(few, memory)
        while True:
            await asyncio.sleep(moment_s)
            if monotonic() - swept_s >= _DAY_S:
                gc.unfreeze()
                swept_s, reason = monotonic(), _swept(few, memory)
            elif gc.get_count()[0] >= reason.objects or memory() >= reason.octets:
                reason = _swept(few, memory)
    finally:
        gc.unfreeze()
        gc.enable()


def _swept(few: int, memory: Callable[[], int]) -> _Reason:
    """
    Free what is in cycles, and put what is left out of the collector's sight.

    Return what is the next reason to look.
    """
    gc.collect()
    gc.freeze()
    octets = memory()
    return _Reason(
        max(few, gc.get_freeze_count() // _SHARE), octets + max(_LITTLE_B, octets // _SHARE)
    )
