"""A request that waits for its answer, over all its tries."""

import asyncio

from monitor.snmp.deadlines import Deadlines
from monitor.snmp.errors import NoAnswerError, SnmpError
from monitor.snmp.pdu import Pdu
from monitor.snmp.peer import Whereabouts
from monitor.snmp.session import Target
from monitor.snmp.speaker import Speaker


class Pending:
    """One request; `outcome` is set once, by whichever try is answered first."""

    __slots__ = (
        "_waiter",
        "dropped",
        "numbers",
        "outcome",
        "request_id",
        "speaker",
        "where",
    )

    def __init__(self, where: Whereabouts, speaker: Speaker, request_id: int) -> None:
        self.where = where
        self.speaker = speaker
        self.request_id = request_id
        self.numbers: list[int] = []
        self.dropped = ""
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


def silence(target: Target, pending: Pending) -> SnmpError:
    """Say that a target answered none of the tries, or nothing usable."""
    tries = "1 try" if not target.retries else f"{target.retries + 1} tries"
    where = f"{target.host} port {target.port} gave"
    if pending.dropped:
        why = f"what came was dropped ({pending.dropped})"
        error = NoAnswerError(f"{where} no usable answer after {tries}: {why}.")
        error.dropped = pending.dropped
    else:
        why = "it is down, filtered, or ignores these credentials"
        error = NoAnswerError(f"{where} no answer after {tries}: {why}.")
    error.brief = f"no answer after {tries}"
    return error
