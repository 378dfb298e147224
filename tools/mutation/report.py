"""What is said of a module whose mutants were tried, and whether it is enough. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import comb

from tools.mutation.mutants import Mutant
from tools.mutation.session import Outcome

_CHANCE = 0.05
"""A sample fails a module if one that reaches the floor would so seldom do as badly."""


@dataclass(frozen=True, slots=True)
class Score:
    """
    A module's mutants, how many were tried, and which of those no test noticed.

    `equivalent` were left out, as no test can notice them; `stale` are names of such that the
    module does not have, or that were noticed.
    """

    module: str
    mutants: int
    equivalent: int
    tried: int
    noticed: int
    survivors: tuple[Mutant, ...]
    stale: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all were tried that can be noticed."""
        return self.tried + self.equivalent == self.mutants

    @property
    def ratio(self) -> float:
        """How much of what was tried was noticed."""
        return self.noticed / self.tried if self.tried else 1.0

    def is_below(self, floor: float) -> bool:
        """Whether it is below the floor: for certain, or of a sample in all likelihood."""
        if self.is_whole:
            return self.ratio < floor
        chance = sum(
            comb(self.tried, count) * floor**count * (1 - floor) ** (self.tried - count)
            for count in range(self.noticed + 1)
        )
        return chance < _CHANCE


def scored(
    module: str,
    mutants: Sequence[Mutant],
    equivalent: Collection[str],
    outcomes: Mapping[str, Outcome],
) -> Score:
    """Sum up what became of a module's mutants."""
    names = {mutant.name for mutant in mutants}
    survivors = [one for one in mutants if outcomes.get(one.name) is Outcome.SURVIVED]
    return Score(
        module=module,
        mutants=len(mutants),
        equivalent=len(names & set(equivalent)),
        tried=len(outcomes),
        noticed=len(outcomes) - len(survivors),
        survivors=tuple(survivors),
        stale=tuple(sorted(set(equivalent) - names)),
    )


def told(score: Score, floor: float, seconds: float) -> str:
    """Say in a line how a module did."""
    left_out = f", {score.equivalent} cannot be noticed" if score.equivalent else ""
    verdict = f"  BELOW {floor:.0%}" if score.is_below(floor) else ""
    return (
        f"{score.module:40} {score.noticed:4} of {score.tried:4} noticed = {score.ratio:6.1%}"
        f"  (of {score.mutants} mutants {score.tried} tried{left_out}; {seconds:.0f} s){verdict}"
    )
