"""What reading and conversing need of whatever asks and sends, so that neither knows the client."""

from collections.abc import Callable, Sequence
from typing import Protocol

from monitor.snmp.gate import Gate
from monitor.snmp.pdu import Pdu
from monitor.snmp.peer import Whereabouts
from monitor.snmp.session import Target
from monitor.snmp.speaker import Speaker


class Asks(Protocol):
    """Asks one target; counts the answers and the seconds that they took."""

    answers: int
    busy_s: float

    @property
    def first_silence(self) -> bool:
        """Whether an agent that has answered before just kept silent for the first time."""
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
    ) -> tuple[Pdu, float]:
        """Send a PDU until it is answered; return the answer and the seconds it took."""
        ...
