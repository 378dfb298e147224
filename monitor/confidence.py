"""
How sure signals make a finding, and the reckoning behind the number.

The strongest signal of each family counts, as a probability that the others may all be wrong:
confidence = 1 - product of (1 - weight). Without a proof, or two strong signals of different
families, it stays below one cap; where only weak families speak, below another. It is never rounded
up. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import prod

from monitor.model.finding import Band, Family, Signal, Strength
from monitor.model.numbers import rounded_down
from monitor.model.policy import Policy

_STRENGTHS = tuple(Strength)


class Cap(StrEnum):
    """What keeps a confidence low."""

    UNCORROBORATED = "uncorroborated"
    WEAK_FAMILIES = "weak_families"


@dataclass(frozen=True, slots=True)
class Part:
    """A signal, what it weighs (a ratio), and whether it counts: one of each family does."""

    signal: Signal
    weight: float
    counts: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """A confidence (a ratio) and its band; `combined` is what it was before the caps applied."""

    value: float
    band: Band
    combined: float
    parts: tuple[Part, ...]
    caps: tuple[Cap, ...]


def weighed(signals: Iterable[Signal], policy: Policy) -> Weighing:
    """Combine signals into a confidence."""
    signals = tuple(signals)
    strongest: dict[Family, Signal] = {}
    for signal in signals:
        known = strongest.setdefault(signal.family, signal)
        if _STRENGTHS.index(signal.strength) < _STRENGTHS.index(known.strength):
            strongest[signal.family] = signal
    weights = {
        Strength.PROOF: policy.weights.proof,
        Strength.STRONG: policy.weights.strong,
        Strength.HINT: policy.weights.hint,
    }
    found = [signal.strength for signal in strongest.values()]
    combined = value = 1 - prod(1 - weights[strength] for strength in found)
    is_confirmed = Strength.PROOF in found or found.count(Strength.STRONG) >= 2
    caps: list[Cap] = []
    if not is_confirmed and value > policy.caps.uncorroborated:
        value = policy.caps.uncorroborated
        caps.append(Cap.UNCORROBORATED)
    is_weak = all(family in policy.caps.weak for family in strongest)
    if is_weak and value > policy.caps.weak_families:
        value = policy.caps.weak_families
        caps.append(Cap.WEAK_FAMILIES)
    value = rounded_down(value)
    if value >= policy.bands.proof and is_confirmed:
        band = Band.PROOF
    else:
        band = Band.INDICATED if value >= policy.bands.indicated else Band.NOTE
    parts = tuple(
        Part(signal, weights[signal.strength], strongest[signal.family] is signal)
        for signal in signals
    )
    return Weighing(value, band, rounded_down(combined), parts, tuple(caps))
