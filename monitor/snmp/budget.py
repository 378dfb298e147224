"""
What reading a device may cost in all: seconds of waiting for it, and octets of its answers.

An agent that is slow, answers garbage or makes up rows without end costs a poll no more than this,
however many tables are asked. Only waiting for the agent counts, not waiting for a slot: a daemon
with much to do cuts no table short. A cell takes some eight times its octets in memory.
"""

from dataclasses import dataclass
from typing import Final

from monitor.snmp.errors import BudgetError

POLL_BUDGET_S: Final = 50.0
"""With what is made of the answers a poll so ends within the minute of the fast pace."""
POLL_BYTES: Final = 4 * 2**20
TABLE_BYTES: Final = 2 * 2**20
"""What the cells of one table may have: one table costs the others no more than half."""
VALUE_BYTES: Final = 2_048
"""Text is 255 octets at most (DisplayString, SnmpAdminString), some agents pad it to 750."""
_HEAD_BYTES: Final = 64
"""Counted for each answer beside its values, so that empty ones come to an end, too."""


@dataclass(slots=True)
class Budget:
    """The budget of one poll; all sessions of the poll draw on it."""

    seconds: float = POLL_BUDGET_S
    octets: int = POLL_BYTES
    waited_s: float = 0.0
    received: int = 0
    unanswered: int = 0
    """How often was asked since the last answer."""

    @property
    def is_cut(self) -> bool:
        """Whether the agent had more to say than a poll may take."""
        return self.received >= self.octets

    @property
    def left_s(self) -> float:
        """Seconds that may still be spent waiting; 0 or less where none are left."""
        return self.seconds - self.waited_s

    def is_spent(self) -> bool:
        """Whether nothing more may be asked."""
        return self.waited_s >= self.seconds or self.received >= self.octets

    def took(self, octets: int) -> None:
        """Count the values of an answer."""
        self.received += octets + _HEAD_BYTES
        self.unanswered = 0

    def error(self) -> BudgetError:
        """Say which of the two is used up."""
        if self.waited_s >= self.seconds:
            reason = f"time budget of {self.seconds:g} s reached"
        else:
            reason = f"limit of {self.octets:,} octets reached"
        error = BudgetError(f"The poll ended before everything was read: {reason}.")
        error.brief = reason
        return error
