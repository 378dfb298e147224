"""What reading needs of whatever asks: one question at a time, one answer."""

from collections.abc import Sequence
from typing import Protocol

from monitor.snmp.pdu import Pdu


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
