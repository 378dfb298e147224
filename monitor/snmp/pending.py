"""A request that waits for its answer, over all its tries."""

import asyncio

from monitor.snmp.deadlines import Deadlines
from monitor.snmp.errors import (
    NoAnswerError,
    SnmpError,
    UnreachableError,
    UnusableAnswerError,
)
from monitor.snmp.pdu import Pdu
from monitor.snmp.peer import Peer, Whereabouts
from monitor.snmp.session import Target
from monitor.snmp.speaker import OUTSIDE_WINDOW, Speaker

_CLOCK_WENT_BACK = (
    "Its clock or its count of starts went back, which RFC 3414 forbids: mend its agent, or set"
    " `check_time_window: false` in its profile."
)


class Pending:
    """
    One request; `outcome` is set once, by whichever try is answered first.

    `unusable` says what came and could not be used, `undelivered` what the network said.
    """

    __slots__ = (
        "_waiter",
        "numbers",
        "outcome",
        "request_id",
        "speaker",
        "undelivered",
        "unusable",
        "where",
    )

    def __init__(self, where: Whereabouts, speaker: Speaker, request_id: int) -> None:
        self.where = where
        self.speaker = speaker
        self.request_id = request_id
        self.numbers: list[int] = []
        self.unusable = ""
        self.undelivered = ""
        self.outcome: Pdu | SnmpError | None = None
        self._waiter: asyncio.Future[None] | None = None

    @property
    def done(self) -> bool:
        """Whether there is an outcome."""
        return self.outcome is not None

    def finish(self, outcome: Pdu | SnmpError) -> None:
        """Set the outcome and wake who waits."""
        if self.outcome is None:
            self.outcome = outcome
        self.wake()

    async def wait(
        self, loop: asyncio.AbstractEventLoop, deadlines: Deadlines, at_s: float
    ) -> None:
        """Return when there is an outcome, or at the time `at_s` of the loop."""
        if self.outcome is not None:
            # Sending itself failed.
            return
        self._waiter = loop.create_future()
        deadlines.add(self, at_s)
        try:
            await self._waiter
        finally:
            deadlines.discard(self)
            self._waiter = None

    def wake(self) -> None:
        """Stop waiting for this try."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def trouble(self) -> tuple[type[NoAnswerError], str]:
        """Tell which error it is that there was no answer, and what came in its place."""
        if self.unusable:
            return UnusableAnswerError, self.unusable
        if self.undelivered:
            return UnreachableError, self.undelivered
        return NoAnswerError, ""


def no_answer(target: Target, pending: Pending, times: int) -> NoAnswerError:
    """Say that a target answered none of so many tries, or nothing usable."""
    kind, why = pending.trouble()
    tries = "1 try" if times < 2 else f"{times} tries"
    where = f"{target.host} port {target.port}"
    brief = f"no answer after {tries}"
    if kind is UnusableAnswerError:
        text = f"{where} gave no usable answer after {tries}: {why}."
        if OUTSIDE_WINDOW in why:
            text = f"{text} {_CLOCK_WENT_BACK}"
        brief = f"no usable answer: {why}"
    elif kind is UnreachableError:
        text = f"{where} cannot be reached after {tries}: {why}."
    else:
        why = "it is down, filtered, or ignores these credentials"
        text = f"{where} gave no answer after {tries}: {why}."
    error = kind(text)
    error.brief = brief
    return error


def left_alone(target: Target, peer: Peer, for_s: float) -> NoAnswerError:
    """Say that a target is not asked, as it gave no answer so often."""
    kind, why = peer.trouble
    where = f"{target.host} port {target.port}"
    times = f"{peer.silences} times in a row"
    if why:
        return kind(
            f"{where} gave no usable answer {times} and is left alone for another {for_s:.0f} s: "
            f"{why}."
        )
    return kind(f"{where} did not answer {times} and is left alone for another {for_s:.0f} s.")
