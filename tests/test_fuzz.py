"""The fuzzing itself: each kind of input is tried, and what breaks is told with its seed."""

from types import ModuleType

import pytest
from hypothesis import strategies as st

from tests.fuzz import __main__ as fuzz


@pytest.mark.parametrize("kind", sorted(fuzz.KINDS))
def test_the_first_inputs_of_a_kind_break_nothing(kind: str) -> None:
    found = fuzz.fuzzed(kind, 0.0, start=1)
    assert found.broken == ""
    assert found.tried >= 40


def test_what_breaks_is_made_small_and_told_with_its_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = ModuleType("kind")
    kind.STRATEGY = st.integers(0, 10**6)  # type: ignore[attr-defined]

    def check(number: int) -> None:
        assert number < 1000

    kind.check = check  # type: ignore[attr-defined]
    monkeypatch.setitem(fuzz.KINDS, "numbers", kind)
    told = fuzz.fuzzed("numbers", 1000.0, start=7).broken
    assert "seed 7" in told
    assert "1000" in told
