"""
Sparing Python's collector of cycles what is there to stay.

What is known of ten thousand devices is four million objects, and looking through all of them for
cycles stops the daemon for two seconds, again and again. Nearly nothing here is in cycles, so what
has outlived a moment is put out of the collector's sight, and it looks through what is new. Only
once a day it looks through everything: connections that were closed leave a few cycles behind.
"""

import asyncio
import gc
from collections.abc import Callable
from typing import Final

MOMENT_S: Final = 1.0
_DAY_S: Final = 86_400.0


async def tend(monotonic: Callable[[], float], moment_s: float = MOMENT_S) -> None:
    """Do so every `moment_s` until cancelled; `monotonic` gives seconds."""
    swept_s = monotonic()
    try:
        while True:
            if monotonic() - swept_s >= _DAY_S:
                gc.unfreeze()
                gc.collect()
                swept_s = monotonic()
            else:
                # What is new already, and in cycles, is not to be kept out of sight.
                gc.collect(1)
            gc.freeze()
            await asyncio.sleep(moment_s)
    finally:
        gc.unfreeze()
