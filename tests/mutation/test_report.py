"""Whether what the tests noticed is enough."""

import pytest

from tools.mutation.mutants import mutants_of
from tools.mutation.report import Score, scored, told
from tools.mutation.session import Outcome


def _score(tried: int, noticed: int, mutants: int, equivalent: int = 0) -> Score:
    return Score("a.py", mutants, equivalent, tried, noticed, (), ())


@pytest.mark.parametrize(
    ("score", "is_below"),
    [
        (_score(100, 90, 100), False),
        (_score(100, 89, 100), True),
        (_score(90, 81, 100, equivalent=10), False),
        (_score(90, 80, 100, equivalent=10), True),
        (_score(0, 0, 0), False),
        # A sample: 33 of 40 may well be a module of 90 %, and 30 of 40 hardly.
        (_score(40, 33, 200), False),
        (_score(40, 30, 200), True),
        (_score(0, 0, 200), False),
    ],
)
def test_a_module_is_below_the_floor_or_a_sample_says_so(score: Score, *, is_below: bool) -> None:
    assert score.is_below(0.9) is is_below
    assert ("BELOW" in told(score, 0.9, 1.0)) is is_below


def test_survivors_are_counted_and_those_that_nobody_can_notice_are_not() -> None:
    mutants = mutants_of("x = 1, True, None, 3")
    names = [mutant.name for mutant in mutants]
    assert len(names) == 4
    outcomes = {
        names[0]: Outcome.NOTICED,
        names[1]: Outcome.SURVIVED,
        names[2]: Outcome.TIMED_OUT,
    }
    score = scored("a.py", mutants, [names[3], "<module>: 8 -> 9"], outcomes)
    assert (score.tried, score.noticed, score.equivalent) == (3, 2, 1)
    assert score.is_whole
    assert score.survivors == (mutants[1],)
    # Nor may the list of those name what is not there.
    assert score.stale == ("<module>: 8 -> 9",)
