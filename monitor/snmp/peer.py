"""
What the client remembers of an agent: how fast it answers, whether it does at all, and how much.

Waiting times follow TCP's estimate (RFC 6298): smoothed round trip and its variation, taken only
from requests that were sent once (Karn). They decide when a request is sent *again*; the last try
always waits as long as the profile says, so an agent that pauses is not called dead any sooner.
"""

from typing import NamedTuple

from monitor.snmp.engine import Engine
from monitor.snmp.errors import NoAnswerError, SnmpError, UnreachableError
from monitor.snmp.fit import Fit
from monitor.snmp.udp import Address

_LEAST_WAIT_S = 0.25
_FIRST_PAUSE_S = 5.0
_LONGEST_PAUSE_S = 120.0


class Peer:
    """One address and port, asked with one set of credentials."""

    __slots__ = (
        "_mean_s",
        "_variation_s",
        "engine",
        "fit",
        "heard",
        "pause_until_s",
        "silences",
        "trouble",
    )

    def __init__(self) -> None:
        self._mean_s = 0.0
        self._variation_s = 0.0
        self.heard = False
        self.silences = 0
        self.pause_until_s = 0.0
        self.trouble: tuple[type[NoAnswerError], str] = (NoAnswerError, "")
        self.engine = Engine()
        self.fit = Fit()

    @property
    def is_dead(self) -> bool:
        """Whether it is taken for dead: silent twice in a row, or since it is known."""
        return self.silences > (1 if self.heard else 0)

    def tries(self, retries: int) -> int:
        """
        Return how often to send a request at most.

        Once where an agent has just been silent, to see whether it is there at all, and where none
        was ever heard.
        """
        return 1 if self.silences and (self.silences == 1 or not self.heard) else retries + 1

    def wait_s(self, tries_left: int, tries_made: int, profile_s: float) -> float:
        """Return how long to wait for the answer to the next try."""
        if not tries_left or not self._mean_s:
            return profile_s
        estimate = max(_LEAST_WAIT_S, self._mean_s + 4 * self._variation_s)
        return min(profile_s, estimate * 2.0**tries_made)

    def answered(self, took_s: float | None) -> None:
        """Take note of an answer; `took_s` only if it cannot be the answer to another try."""
        self.heard = True
        self.silences = 0
        self.pause_until_s = 0.0
        if took_s is None:
            return
        if not self._mean_s:
            self._mean_s, self._variation_s = max(took_s, 1e-6), took_s / 2
            return
        self._variation_s += (abs(self._mean_s - took_s) - self._variation_s) / 4
        self._mean_s += (took_s - self._mean_s) / 8

    def takes_less(self, error: SnmpError, names: int, rows: int) -> bool:
        """
        Learn from the error of a request; tell whether to ask for less now.

        Only the first silence in a row may be about how much it was.
        """
        if (
            names * rows < 2
            or self.silences != 1
            or not isinstance(error, NoAnswerError)
            or isinstance(error, UnreachableError)
        ):
            return False
        self.fit.unanswered(names, rows)
        return True

    def kept_silent(
        self, now_s: float, kind: type[NoAnswerError] = NoAnswerError, why: str = ""
    ) -> None:
        """
        Take note that no try was answered; from the second time on a pause follows.

        `kind` and `why` tell what came in place of an answer, if anything did.
        """
        self.silences += 1
        self.trouble = kind, why
        if self.silences > 1:
            self.fit.forget()
            pause_s = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** min(self.silences - 2, 10))
            self.pause_until_s = now_s + pause_s


class Whereabouts(NamedTuple):
    """A target's address family and address, what its answers come from, and its peer."""

    family: int
    address: Address
    source: Address
    peer: Peer
