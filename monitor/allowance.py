"""
How much work one device may make: past that it is left alone for a while. Pure.

Each device has a hundredth of the time of one processor, saved up over one slow interval: nine
seconds of a quarter of an hour. A device of the usual size takes a tenth of a second of them, a
core router with full tables two or three. Whoever takes more is polled as often as that hundredth
allows, at least once in a slow interval, so that one of them costs the others nothing.
"""

from dataclasses import dataclass
from typing import Final

SHARE: Final = 0.01


@dataclass(slots=True)
class Allowance:
    """
    What a device has left, in seconds of work; `None` before its first poll.

    `pause_s` is for how long it is to be left alone, 0 if it is not. Times are Unix seconds.
    """

    left_s: float | None = None
    noted_s: float = 0.0
    pause_s: float = 0.0

    def spend(self, cost_s: float, now_s: float, slow_s: float) -> None:
        """Take what a poll cost from what has been saved up in `slow_s` seconds at most."""
        most_s = SHARE * slow_s
        gained_s = SHARE * max(0.0, now_s - self.noted_s)
        left_s = most_s if self.left_s is None else min(most_s, self.left_s + gained_s)
        self.left_s, self.noted_s = max(-most_s, left_s - cost_s), now_s
        self.pause_s = max(0.0, -self.left_s / SHARE)

    def rests(self, now_s: float) -> bool:
        """Whether it is to be left alone; not after the clock was set back."""
        return self.pause_s > 0 and 0 <= now_s - self.noted_s < self.pause_s
