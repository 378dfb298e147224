"""How many of something a second: at once as many as have been saved up, then evenly."""

from collections.abc import Callable


class Pace:
    """
    A bucket that fills by `per_s` a second and holds `most`.

    Of connections, so that neither their handshakes take the loop from the polls, nor a flood of
    them pushes out one that has only just come: each keeps its place for `most / per_s` seconds.
    """

    def __init__(self, per_s: float, most: float, clock: Callable[[], float]) -> None:
        self._per_s, self._most, self._clock = per_s, most, clock
        self._saved = most
        self._at_s = clock()

    def take(self) -> float:
        """Take one, and return how many seconds to wait before the next."""
        now_s = self._clock()
        self._saved = min(self._most, self._saved + (now_s - self._at_s) * self._per_s) - 1.0
        self._at_s = now_s
        return max(0.0, -self._saved / self._per_s)
