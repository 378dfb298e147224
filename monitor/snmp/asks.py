"""What reading and conversing need of whatever asks and sends, so that neither knows the client."""

from collections.abc import Callable, Sequence
from typing import Protocol

from monitor.snmp.budget import Budget
from monitor.snmp.errors import SnmpError
from monitor.snmp.fit import Fit
from monitor.snmp.gate import Gate
from monitor.snmp.pdu import Pdu
from monitor.snmp.peer import Whereabouts
from monitor.snmp.session import Target
from monitor.snmp.speaker import Speaker


class Asks(Protocol):
    """
    Asks one target within a budget, and counts the answers.

    `is_version_1` tells whether noSuchName says that there is nothing (RFC 1157, 4.1.2); later
    versions have other words for that (RFC 3416, 4.2.1), and an agent that says it all the same is
    out of order.
    """

    answers: int

    @property
    def is_version_1(self) -> bool:
        """Whether that is what it is asked in."""
        ...

    @property
    def fit(self) -> Fit:
        """How much the agent takes in one request."""
        ...

    def takes_less(self, error: SnmpError, names: int, rows: int = 1) -> bool:
        """Learn from the error of a request; tell whether to ask for less."""
        ...

    async def ask(self, kind: int, first: int, second: int, names: Sequence[bytes]) -> Pdu:
        """Return the response to a question about encoded names; the numbers are GETBULK's."""
        ...


class Exchanges(Protocol):
    """
    Sends questions and brings their answers: the client, as a session needs it.

    `walks` has the slots for walks at once.
    """

    walks: Gate

    def whereabouts(self, target: Target) -> Whereabouts:
        """Return where a target is, with what is remembered of it."""
        ...

    async def exchange(
        self,
        target: Target,
        where: Whereabouts,
        speaker: Speaker,
        encode: Callable[[int], bytes],
        budget: Budget,
    ) -> Pdu:
        """Send a PDU until it is answered; the time it takes is taken from the budget."""
        ...
