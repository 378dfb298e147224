"""What a client of the benchmark is told, what it took, and how the devices are gone through."""

import asyncio
import resource
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class How:
    """
    How a client asks. `at_once` is how many devices at a time, 0 for all of them.

    `repetitions` is its max-repetitions. `varbinds` is for our own client alone, which else finds
    by itself how many values to ask for at once.
    """

    at_once: int = 0
    repetitions: int = 50
    varbinds: int = 0


AS_IT_IS: Final = How()


class Cost(NamedTuple):
    """
    What a run took, how many of the devices were read to their ends, and what was sent.

    Only our own client tells of walks and of requests.
    """

    varbinds: int
    read_s: float
    decode_s: float
    wall_s: float
    devices: int
    finished: int
    walks: int = 0
    incomplete: int = 0
    requests: int = 0

    @property
    def read_rate(self) -> float:
        """CPU-seconds for reading a million varbinds."""
        return 1e6 * self.read_s / self.varbinds if self.varbinds else float("inf")

    @property
    def rate(self) -> float:
        """CPU-seconds for a million varbinds, made into Python's values."""
        whole_s = self.read_s + self.decode_s
        return 1e6 * whole_s / self.varbinds if self.varbinds else float("inf")


def cpu_s() -> float:
    """Return the CPU-seconds of this process, user and system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def for_each(
    devices: int, at_once: int, work: Callable[[int], Awaitable[Found]]
) -> list[Found]:
    """Do the work for every device, so many at a time."""
    slots = asyncio.Semaphore(at_once or devices)

    async def one(number: int) -> Found:
        async with slots:
            return await work(number)

    return await asyncio.gather(*(one(number) for number in range(devices)))
