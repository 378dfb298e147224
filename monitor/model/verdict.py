"""
A person's word on a finding, and the evidence it was given on.

A rejection holds for the evidence that the person saw and for nothing more: `Verdict.covers`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from monitor.model.signal import Signal, Strength


class Told(NamedTuple):
    """What one rule says of a subject: how strongly at most, and about whom (`Signal.about`)."""

    rule: str
    strength: Strength
    about: frozenset[str]

    def covers(self, signal: Signal) -> bool:
        """Whether a signal says nothing more than this."""
        order = list(Strength)
        return (
            signal.rule == self.rule
            and order.index(signal.strength) >= order.index(self.strength)
            and (not signal.about or signal.about in self.about)
        )


class Word(StrEnum):
    """What a person may say of a finding."""

    VERIFIED = "verified"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    A person's word on a finding, given at `time_s`. `pattern` is the evidence it was given on.

    It outlasts the state of that name: a waiver, an end, and a return.
    """

    word: Word
    who: str
    note: str
    time_s: float
    pattern: tuple[Told, ...] = ()

    def covers(self, signal: Signal) -> bool:
        """Whether a signal is part of the evidence that the person saw."""
        return any(told.covers(signal) for told in self.pattern)
