"""
When Python's collector of cycles looks through what there is.

What is known of ten thousand devices is four million objects, and looking through all of them for
cycles stops the daemon for two seconds; left to itself the collector looks through whatever is new,
and that is 8 % of what a start takes. Nearly nothing here is in cycles: what is let go of goes at
once, without the collector. So it looks only when there is a quarter more than after the last time,
and then at what came since; only once a day it looks through everything.

Cycles there are: a connection that was closed leaves 2 KB in one, and pysnmp leaves many. What
fails by the thousand, as polls of the dead do, must leave none.
"""

import asyncio
import gc
from collections.abc import Callable
from typing import Final

_SHARE: Final = 4
"""One more for each so many is a reason to look; a page that is written makes one for twenty."""
_FEW: Final = 50_000
_MOMENT_S: Final = 0.5
_DAY_S: Final = 86_400.0


async def tend(
    monotonic: Callable[[], float], *, few: int = _FEW, moment_s: float = _MOMENT_S
) -> None:
    """
    Look whether there is reason to, every `moment_s`, until cancelled.

    Fewer objects more than `few` are never a reason; `monotonic` gives seconds.
    """
    gc.disable()
    try:
        swept_s, many = monotonic(), _swept(few)
        while True:
            await asyncio.sleep(moment_s)
            if monotonic() - swept_s >= _DAY_S:
                gc.unfreeze()
                swept_s, many = monotonic(), _swept(few)
            elif gc.get_count()[0] >= many:
                many = _swept(few)
    finally:
        gc.unfreeze()
        gc.enable()


def _swept(few: int) -> int:
    """
    Free what is in cycles, and put what is left out of the collector's sight.

    Return how many objects more are the next reason to look.
    """
    gc.collect()
    gc.freeze()
    return max(few, gc.get_freeze_count() // _SHARE)
